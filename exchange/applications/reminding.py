"""The worker's part: nobody who applied is left in silence, and no listing is left alone.

What is due follows from dates; each thing is told once, however often the worker comes round.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, Actor, Permission, require
from exchange.applications import clocks, queries, steps
from exchange.applications.clocks import Waiting
from exchange.applications.lifecycle import ApplicationStatus, InvitationStatus
from exchange.applications.models import Application, Invitation
from exchange.db import because, command, db, lock
from exchange.errors import ExchangeError
from exchange.log import failure
from exchange.notices import queries as said
from exchange.notices import services as notices
from exchange.opportunities import steps as opportunities
from exchange.opportunities.lifecycle import OPPORTUNITY, OpportunityStatus
from exchange.opportunities.models import EXTERNAL, Opportunity
from exchange.web.look import day, plural

EVERY = timedelta(minutes=30)
BEFORE_CLOSING, AFTER_CLOSING = timedelta(days=3), timedelta(days=1)
TOLD_LATE = timedelta(days=14)
"""What was due longer ago is not told any more: a worker that was down tells late, not for ever."""


def run() -> int:
    """A round of the worker: each listing or answer in a transaction of its own."""
    today = clock.today()
    todo: list[tuple[Callable[[Actor, int], int], list[int]]] = [
        (chase, _to_chase(today)),
        (nudge, _near_closing()),
        (tell_over, _offers_over()),
        (tell_invitation_over, _invitations_over()),
    ]
    db.session.rollback()
    return sum(_told(tell, one) for tell, ids in todo for one in ids)


def _told(tell: Callable[[Actor, int], int], row_id: int) -> int:
    try:
        return tell(SYSTEM, row_id)
    except ExchangeError:  # somebody answered at that moment, or another worker told it
        failure("reminder_overtaken", row_id=row_id)
        db.session.rollback()
        return 0


@command
def chase(actor: Actor, listing_id: int) -> int:
    """Remind the host's side of who waits; when it is too late, pause and tell both sides."""
    listing = _locked(actor, listing_id)
    today, path = clock.today(), f"/opportunities/{listing.public_id}/applications"
    waits = [one for one in clocks.waiting([listing]).get(listing.id, []) if one.soon <= today]
    late = [one for one in waits if one.is_late(today) and notices.once(_key(one, "late"))]
    soon = [one for one in waits if not one.is_late(today) and notices.once(_key(one, "soon"))]
    if late:
        _pause(listing, late, path)
    if soon:
        people = plural(len(soon), "person waits", "people wait")
        text = (
            f"{people} for your answer to “{listing.title}”. Answer, or say by when they hear,"
            f" by {day(soon[0].due)}; after that the listing is paused."
        )
        steps.tell_posters(listing, "answers_due", text, path)
    return len(late) + len(soon)


def _pause(listing: Opportunity, late: list[Waiting], path: str) -> None:
    people = plural(len(late), "person has", "people have")
    why = f"{people} waited too long for a word about “{listing.title}”."
    pauses = OPPORTUNITY.can(listing.status, "pause") and not listing.is_closed
    if pauses:
        because(why)
        opportunities.warn(listing, f"{why} Answer them, or say by when they hear.")
    ending = " The listing is paused until they have heard." if pauses else " Please answer them."
    steps.tell_posters(listing, "answers_late", f"{why}{ending}", path)
    for one in late:
        text = (
            f"{listing.posted_by} has not answered you about “{listing.title}” for"
            f" {clocks.DAYS_TO_REPLY} working days. We told them"
            f"{' and paused the listing' if pauses else ''}. You can write to them, or withdraw."
        )
        path_of = steps.path_of(one.application)
        notices.tell(one.application.applicant_id, "answer_late", text, path_of)


@command
def nudge(actor: Actor, listing_id: int) -> int:
    """Three days before the closing date, and the day after it, its side hears how it stands."""
    listing = _locked(actor, listing_id)
    if listing.closes_at is None:
        return 0
    closing, now = day(clock.local_date(listing.closes_at)), clock.now()
    when = "after" if now > listing.closes_at else "before"
    if not notices.once(f"closing:{listing.public_id}:{listing.closes_at.isoformat()}:{when}"):
        return 0
    waiting, path = queries.unanswered(listing), f"/opportunities/{listing.public_id}"
    wait = plural(waiting, "person waits", "people wait")
    text = f"“{listing.title}” closes on {closing}. Extend it if you need more time."
    if waiting:
        text = f"“{listing.title}” closes on {closing}; {wait} for an answer so far."
    if when == "after":
        text = (
            f"“{listing.title}” closed on {closing} without an open application. End or extend it."
        )
        if waiting:
            text = f"“{listing.title}” closed on {closing}: {wait} for an answer."
    steps.tell_posters(
        listing, "closing_after" if when == "after" else "closing_before", text, path
    )
    return 1


@command
def tell_over(actor: Actor, application_id: int) -> int:
    """An offer was not answered in time: both sides hear what they can do."""
    one = db.session.get_one(Application, application_id)
    listing = _locked(actor, one.opportunity_id)
    if one.answer_by is None or not notices.once(f"over:{one.public_id}:{one.answer_by}"):
        return 0
    until = f"The time to answer the offer of “{listing.title}” ended on {day(one.answer_by)}."
    notices.tell(
        one.applicant_id, "offer_over", f"{until} Write if you still want to come.", _path(one)
    )
    text = f"{until} {one.applicant.name} has not answered: note that it ran out, or wait."
    steps.tell_posters(listing, "offer_over", text, _path(one))
    return 1


@command
def tell_invitation_over(actor: Actor, invitation_id: int) -> int:
    """An invitation was not answered in time: both sides hear what they can do."""
    one = db.session.get_one(Invitation, invitation_id)
    listing = _locked(actor, one.opportunity_id)
    if one.answer_by is None or not notices.once(f"over:{one.public_id}:{one.answer_by}"):
        return 0
    path = f"/invitations/{one.public_id}"
    until = f"The time to answer the invitation about “{listing.title}” is over."
    notices.tell(one.inviter_id, "invitation_over", f"{until} Note that it ran out.", path)
    if one.mover_id is not None:
        text = f"{until} Write to them if you still want to go."
        notices.tell(one.mover_id, "invitation_over", text, path)
    return 1


def _locked(actor: Actor, listing_id: int) -> Opportunity:
    listing = db.session.get_one(Opportunity, listing_id)
    lock(listing)
    require(actor, Permission.LISTING_REMIND, listing)
    return listing


def _key(one: Waiting, what: str) -> str:
    return f"answer:{one.application.public_id}:{one.due.isoformat()}:{what}"


def _path(one: Application) -> str:
    return steps.path_of(one)


def _to_chase(today: date) -> list[int]:
    listings = clocks.undecided_listings()
    due = {
        listing_id: {_key(one, "late" if one.is_late(today) else "soon") for one in waits}
        for listing_id, waits in (
            (key, [one for one in some if one.soon <= today])
            for key, some in clocks.waiting(listings).items()
        )
    }
    told = said.said(key for keys in due.values() for key in keys)
    return [listing_id for listing_id, keys in due.items() if keys - told]


def _near_closing() -> list[int]:
    now = clock.now()
    query = sa.select(Opportunity.id).where(
        Opportunity.status.in_((OpportunityStatus.PUBLISHED, OpportunityStatus.PAUSED)),
        Opportunity.kind != EXTERNAL,
        sa.or_(
            Opportunity.closes_at.between(now, now + BEFORE_CLOSING),
            Opportunity.closes_at.between(now - TOLD_LATE, now - AFTER_CLOSING),
        ),
    )
    return list(db.session.scalars(query.order_by(Opportunity.id)))


def _offers_over() -> list[int]:
    query = sa.select(Application.id).where(Application.status == ApplicationStatus.OFFERED)
    return list(db.session.scalars(query.where(_ran_out(Application.answer_by))))


def _invitations_over() -> list[int]:
    query = sa.select(Invitation.id).where(Invitation.status == InvitationStatus.SENT)
    return list(db.session.scalars(query.where(_ran_out(Invitation.answer_by))))


def _ran_out(answer_by: sa.orm.InstrumentedAttribute[object]) -> sa.ColumnElement[bool]:
    now = clock.now()
    return answer_by.between(now - TOLD_LATE, now)
