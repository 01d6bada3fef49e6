"""When the host's side must say something, and when a listing needs a look. Pure reads of dates.

Who applies hears within five working days (a policy of our own, as of 2026-11-26, after what
matching services for skilled volunteers promise). A decision is a word, a message is one, and so
is saying by when more is heard. Bank holidays are those of the nation where the work is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange import clock
from exchange.applications.lifecycle import UNDECIDED
from exchange.applications.models import Application
from exchange.db import db
from exchange.messages.models import Conversation, Message
from exchange.opportunities.models import EXTERNAL, Opportunity
from exchange.reference import working_days

DAYS_TO_REPLY, DAYS_BEFORE = 5, 2
LONGEST_PROMISE = 30
"""So many working days ahead one may say that applicants hear more."""


@dataclass(frozen=True)
class Waiting:
    """An application that waits for a word: the last one, and by when the next is due."""

    application: Application
    since: date
    due: date
    soon: date
    """From this day on the host's side is reminded."""

    def is_late(self, today: date) -> bool:
        """Whether the last day to say something is over."""
        return today > self.due


def waiting(listings: Iterable[Opportunity]) -> dict[int, list[Waiting]]:
    """What waits for a word, by listing, the most urgent first: two statements."""
    by_id = {one.id: one for one in listings}
    query = (
        sa.select(Application)
        .where(Application.opportunity_id.in_(by_id), Application.status.in_(UNDECIDED))
        .options(joinedload(Application.applicant))
    )
    found = list(db.session.scalars(query))
    said = _last_messages(found)
    answers: dict[int, list[Waiting]] = {}
    for one in found:
        listing = by_id[one.opportunity_id]
        answers.setdefault(listing.id, []).append(_waiting(one, listing, said.get(one.id)))
    return {key: sorted(some, key=lambda one: one.due) for key, some in answers.items()}


def late(listing: Opportunity, today: date) -> list[Waiting]:
    """Whose last day to hear something is over."""
    return [one for one in waiting([listing]).get(listing.id, []) if one.is_late(today)]


def late_count(listing: Opportunity) -> int:
    """How many applicants of a listing have waited too long."""
    return len(late(listing, clock.today()))


def undecided_listings() -> list[Opportunity]:
    """The listings of which somebody waits for a word long enough to be reminded of."""
    # A day counts from its beginning, so that one sent in the evening is not passed over.
    latest = clock.now() - timedelta(days=DAYS_TO_REPLY - DAYS_BEFORE - 1)
    query = (
        sa.select(Opportunity)
        .where(
            Opportunity.id.in_(
                sa.select(Application.opportunity_id).where(
                    Application.status.in_(UNDECIDED), Application.submitted_at <= latest
                )
            ),
            Opportunity.kind != EXTERNAL,
        )
        .options(joinedload(Opportunity.organisation))
        .order_by(Opportunity.id)
    )
    return list(db.session.scalars(query))


def nation(listing: Opportunity) -> str:
    """Whose bank holidays hold for a listing."""
    region = listing.organisation.region if listing.organisation else ""
    return working_days.nation_of(listing.outcode, region or "")


def latest_promise(listing: Opportunity) -> date:
    """The last day that may be named: counted from today, or from the closing date if later."""
    first = clock.today()
    if listing.closes_at is not None:
        first = max(first, clock.local_date(listing.closes_at))
    return working_days.add_working_days(first, LONGEST_PROMISE, nation(listing))


def _waiting(one: Application, listing: Opportunity, said_at: datetime | None) -> Waiting:
    where = nation(listing)
    words = (one.submitted_at, one.moved_at, said_at, one.hear_by_set_at)
    since = clock.local_date(max(at for at in words if at is not None))
    due = working_days.add_working_days(since, DAYS_TO_REPLY, where)
    soon = working_days.add_working_days(since, DAYS_TO_REPLY - DAYS_BEFORE, where)
    if one.hear_by is not None and one.hear_by > due and still_stands(one):
        due, soon = one.hear_by, one.hear_by - timedelta(days=DAYS_BEFORE)
    return Waiting(one, since, due, soon)


def still_stands(one: Application) -> bool:
    """A promise made before the last decision was kept by that decision."""
    return one.hear_by_set_at is not None and (
        one.moved_at is None or one.hear_by_set_at >= one.moved_at
    )


def _last_messages(found: list[Application]) -> dict[int, datetime]:
    """When somebody else than the applicant last wrote, by application."""
    query = (
        sa.select(Application.id, sa.func.max(Message.created_at))
        .join(Conversation, Conversation.subject_id == Application.public_id)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(
            Application.id.in_([one.id for one in found]),
            Conversation.subject_kind == "application",
            Message.sender_id != Application.applicant_id,
            Message.withdrawn_at.is_(None),  # what was taken back is no answer
        )
        .group_by(Application.id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
