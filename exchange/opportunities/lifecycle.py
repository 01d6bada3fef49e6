"""How a listing moves. *Closed* is no status: it follows from the closing second alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum

from exchange.clock import LONDON
from exchange.transitions import Transitions


class OpportunityStatus(StrEnum):
    """What was decided about a listing."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PUBLISHED = "published"
    PAUSED = "paused"
    FILLED = "filled"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class RevisionStatus(StrEnum):
    """What was decided about a material edit of a published listing."""

    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


S = OpportunityStatus

OPPORTUNITY = Transitions(
    "listing",
    {
        "edit": {S.DRAFT: S.DRAFT, S.RETURNED: S.RETURNED},
        "submit": {S.DRAFT: S.IN_REVIEW, S.RETURNED: S.IN_REVIEW},
        "publish": {S.IN_REVIEW: S.PUBLISHED},
        "return": {S.IN_REVIEW: S.RETURNED},
        "revise": {S.PUBLISHED: S.PUBLISHED, S.PAUSED: S.PAUSED},
        "pause": {S.PUBLISHED: S.PAUSED},
        "resume": {S.PAUSED: S.PUBLISHED},
        "extend": {S.PUBLISHED: S.PUBLISHED, S.PAUSED: S.PAUSED},
        "fill": {S.PUBLISHED: S.FILLED, S.PAUSED: S.FILLED},
        "free": {S.FILLED: S.PUBLISHED},
        "conclude": {S.PUBLISHED: S.CONCLUDED, S.PAUSED: S.CONCLUDED},
        "withdraw": {
            S.DRAFT: S.WITHDRAWN,
            S.RETURNED: S.WITHDRAWN,
            S.IN_REVIEW: S.WITHDRAWN,
            S.PUBLISHED: S.WITHDRAWN,
            S.PAUSED: S.WITHDRAWN,
        },
        "remove": {S.PUBLISHED: S.REMOVED, S.PAUSED: S.REMOVED},
        "restore": {S.REMOVED: S.PUBLISHED},
    },
)

REVISION = Transitions(
    "change",
    {
        "approve": {RevisionStatus.IN_REVIEW: RevisionStatus.APPROVED},
        "return": {RevisionStatus.IN_REVIEW: RevisionStatus.RETURNED},
        "withdraw": {RevisionStatus.IN_REVIEW: RevisionStatus.WITHDRAWN},
    },
)

SHOWN = frozenset({S.PUBLISHED, S.PAUSED, S.FILLED, S.CONCLUDED})
"""What anybody may look at: the page says when it is paused or over."""

MATERIAL = frozenset(
    {
        "kind",
        "title",
        "summary",
        "organisation_id",
        "starts_on",
        "ends_on",
        "days_a_week",
        "hours",
        "cost_model",
        "pay",
    }
)
"""An edit of one of these on a published listing is reviewed before anybody sees it."""


def is_closed(closes_at: datetime | None, now: datetime) -> bool:
    """Whether the closing second has passed; during that second one may still apply."""
    return closes_at is not None and now.replace(microsecond=0) > closes_at


def closing_moment(day: date) -> datetime:
    """The last second of a day on London clocks, in UTC: until then one may apply."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=LONDON).astimezone(UTC)
