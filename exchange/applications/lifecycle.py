"""How an application and an invitation move. Rows are never deleted: leaving is a state too."""

from __future__ import annotations

from enum import StrEnum

from exchange.transitions import Transitions


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    QUEUED = "queued"
    SUBMITTED = "submitted"
    SHORTLISTED = "shortlisted"
    RESERVE = "reserve"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    PLACED = "placed"
    NOT_PROCEEDING = "not_proceeding"
    NOT_SELECTED = "not_selected"
    DECLINED = "declined"
    RESCINDED = "rescinded"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class InvitationStatus(StrEnum):
    """Where an invitation stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    PLACED = "placed"
    NOT_PROCEEDING = "not_proceeding"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


A = ApplicationStatus
I = InvitationStatus  # noqa: E741 - the table reads better so

APPLICATION = Transitions(
    "application",
    {
        "edit": {A.DRAFT: A.DRAFT},
        "submit": {A.DRAFT: A.SUBMITTED},
        "queue": {A.DRAFT: A.QUEUED},
        "admit": {A.QUEUED: A.SUBMITTED},
        "shortlist": {A.SUBMITTED: A.SHORTLISTED, A.RESERVE: A.SHORTLISTED},
        "reserve": {A.SHORTLISTED: A.RESERVE},
        "offer": {A.SUBMITTED: A.OFFERED, A.SHORTLISTED: A.OFFERED, A.RESERVE: A.OFFERED},
        "not_select": {
            A.SUBMITTED: A.NOT_SELECTED,
            A.SHORTLISTED: A.NOT_SELECTED,
            A.RESERVE: A.NOT_SELECTED,
        },
        "accept": {A.OFFERED: A.ACCEPTED},
        "decline": {A.OFFERED: A.DECLINED},
        "rescind": {A.OFFERED: A.RESCINDED},
        "lapse": {A.OFFERED: A.LAPSED},
        "withdraw": {
            A.DRAFT: A.WITHDRAWN,
            A.QUEUED: A.WITHDRAWN,
            A.SUBMITTED: A.WITHDRAWN,
            A.SHORTLISTED: A.WITHDRAWN,
            A.RESERVE: A.WITHDRAWN,
            A.OFFERED: A.WITHDRAWN,
        },
        "place": {A.ACCEPTED: A.PLACED},
        "not_proceed": {A.ACCEPTED: A.NOT_PROCEEDING, A.PLACED: A.NOT_PROCEEDING},
        "reinstate": {A.NOT_PROCEEDING: A.ACCEPTED},
    },
)

INVITATION = Transitions(
    "invitation",
    {
        "accept": {I.SENT: I.ACCEPTED},
        "decline": {I.SENT: I.DECLINED},
        "withdraw": {I.SENT: I.WITHDRAWN},
        "lapse": {I.SENT: I.LAPSED},
        "place": {I.ACCEPTED: I.PLACED},
        "not_proceed": {I.ACCEPTED: I.NOT_PROCEEDING, I.PLACED: I.NOT_PROCEEDING},
        "reinstate": {I.NOT_PROCEEDING: I.ACCEPTED},
    },
)

UNANSWERED = frozenset({A.QUEUED, A.SUBMITTED, A.SHORTLISTED, A.RESERVE, A.OFFERED})
"""A listing cannot end while one of these waits for an answer."""

UNDECIDED = frozenset({A.SUBMITTED, A.SHORTLISTED})
"""The host's side has these to decide; the reply clock runs for them."""

UNSEEN = frozenset({A.DRAFT, A.QUEUED})
"""Nobody but the applicant sees these: not sent yet, or waiting for their turn."""

LIVE = frozenset({A.DRAFT, A.ACCEPTED, A.PLACED}) | UNANSWERED
"""A person has at most one of these for a listing."""

HOLDING = frozenset({A.ACCEPTED, A.PLACED})
"""These hold one of the listing's places."""

LIVE_INVITATIONS = frozenset({I.SENT, I.ACCEPTED, I.PLACED})
"""An organisation has at most one of these for a listing."""
