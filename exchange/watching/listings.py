"""Watching a listing, and what those who watch it hear: each change once, if they may see it."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.audit import record
from exchange.db import command, db, lock
from exchange.errors import IllegalTransition, NotAllowed, NotFound
from exchange.notices import services as notices
from exchange.opportunities import queries as opportunities
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity
from exchange.watching.models import Watch
from exchange.web.look import day

MOST_WATCHED = 200
SEES, SAW = "watch_sees", "watch_saw"
"""Whom a change reaches: those who may open the listing, and those who could until it ended."""
ENDED = {
    OpportunityStatus.FILLED: "is filled: all its places are taken",
    OpportunityStatus.CONCLUDED: "has ended without being filled",
    OpportunityStatus.WITHDRAWN: "was withdrawn, so nobody can apply",
}
LOOK_FOR_OTHERS = "Look for others on the page of opportunities."


@command
def watch(actor: Actor, opportunity_id: uuid.UUID) -> None:
    """Be told when a listing closes soon, gets another closing date or is over."""
    require(actor, Permission.WATCH_MAKE, None)
    listing = opportunities.by_public_id(actor, opportunity_id)
    if is_own(actor, listing):
        raise NotAllowed("This listing is yours, or about you.", "You hear of it anyway.")
    if not listing.is_shown:
        raise IllegalTransition("This listing is not shown, so nobody can watch it now.")
    if of(actor, listing) is not None:
        return
    count = sa.select(sa.func.count(Watch.id)).filter_by(person_id=actor.person_id)
    if (db.session.scalar(count) or 0) >= MOST_WATCHED:
        raise IllegalTransition(
            f"You watch {MOST_WATCHED} listings, and that is the most.",
            "Stop watching one of them first: they stand under “What you watch”.",
        )
    db.session.add(Watch(person_id=actor.person_id, opportunity_id=listing.id))


@command
def stop(actor: Actor, opportunity_id: uuid.UUID) -> None:
    """Hear no more of a listing; also of one that is not shown any more."""
    query = (
        sa.select(Watch)
        .join(Watch.opportunity)
        .where(Opportunity.public_id == opportunity_id, Watch.person_id == actor.person_id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("You do not watch such a listing.")
    require(actor, Permission.WATCH_OWN, found)
    db.session.delete(found)


@command
def tell_closing(actor: Actor, listing_id: int) -> int:
    """Three days before the closing date everybody who watches hears of it, once for each date."""
    listing = db.session.get_one(Opportunity, listing_id)
    lock(listing)
    require(actor, Permission.LISTING_REMIND, listing)
    if listing.closes_at is None or not listing.is_open or not notices.once(key(listing)):
        return 0
    closing = day(clock.local_date(listing.closes_at))
    text = f"“{listing.title}” at {listing.posted_by} closes on {closing}."
    _tell(SEES, listing, "watched_closing", text)
    record("opportunity", listing.public_id, {"told_of_closing": listing.closes_at}, db.session())
    return 1


def key(listing: Opportunity) -> str:
    """Under what it is remembered that the closing date was told."""
    return f"watch_closing:{listing.public_id}:{listing.closes_at}"


def news(listing: Opportunity) -> None:
    """The step of the commands that end a listing or move its closing date."""
    with db.session.no_autoflush:  # the command has not written all of the listing yet
        anybody = db.session.scalar(sa.select(Watch.id).filter_by(opportunity_id=listing.id))
    if anybody is None:
        return
    name = f"“{listing.title}” at {listing.posted_by}"
    if listing.status is OpportunityStatus.REMOVED:
        # Its title may be why it was removed, so nobody is told it again.
        text = f"A listing of {listing.posted_by} that you watch was removed by a moderator."
        notices.tell_many(
            SAW, listing.id, "watched_over", f"{text} {LOOK_FOR_OTHERS}", "/opportunities"
        )
    elif (ended := ENDED.get(listing.status)) is not None:
        gone = listing.status is OpportunityStatus.WITHDRAWN
        _tell(SAW if gone else SEES, listing, "watched_over", f"{name} {ended}. {LOOK_FOR_OTHERS}")
    elif listing.closes_at is not None:
        closing = day(clock.local_date(listing.closes_at))
        _tell(SEES, listing, "watched_date", f"{name} now closes on {closing}.")


def of(viewer: Actor, listing: Opportunity) -> Watch | None:
    """The viewer's watch of a listing, if any."""
    query = sa.select(Watch).filter_by(person_id=viewer.person_id, opportunity_id=listing.id)
    return db.session.scalar(query)


def watched(viewer: Actor) -> list[Opportunity]:
    """What the viewer watches and may still see, the newest first."""
    query = opportunities.visible(viewer).join(Watch, Watch.opportunity_id == Opportunity.id)
    mine = query.where(Watch.person_id == viewer.person_id)
    return list(db.session.scalars(mine.order_by(Watch.id.desc())))


def may_watch(viewer: Actor, listing: Opportunity) -> bool:
    """Whether the page offers it."""
    return listing.is_shown and not is_own(viewer, listing)


def is_own(viewer: Actor, listing: Opportunity) -> bool:
    """Whether the viewer looks after the listing, or is who would go."""
    is_about_them = viewer.person_id is not None and listing.mover_id == viewer.person_id
    return is_about_them or opportunities.manages(viewer, listing)


def _tell(audience: str, listing: Opportunity, event: str, text: str) -> None:
    path = "/opportunities" if audience == SAW else f"/opportunities/{listing.public_id}"
    notices.tell_many(
        audience, listing.id, event, text, path, organisation=listing.posted_by, role=listing.title
    )
