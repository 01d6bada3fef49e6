"""A question about a listing before anybody applies: to whoever posted it, and their colleagues.

The asker's employer is not named: asking must not tell a host what only an application says.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import IllegalTransition, NotAllowed
from exchange.messages import blocking
from exchange.messages import queries as messages
from exchange.messages import steps as talk
from exchange.messages.models import Conversation
from exchange.opportunities import queries
from exchange.opportunities.models import Opportunity, PostedAs
from exchange.organisations import queries as organisations

KIND = "opportunity"
POSTER_ROLES = ("poster", "organisation_admin")


@command
def ask(
    actor: Actor, opportunity_id: uuid.UUID, body: str, *, only_mentions: bool = False
) -> Conversation:
    """Ask about a listing; asking again goes on in the same conversation."""
    require(actor, Permission.APPLICATION_MAKE, None)
    listing = queries.by_public_id(actor, opportunity_id)
    refuse_unless_askable(actor, listing)
    asker = actor.person_id or 0
    path = f"/opportunities/{listing.public_id}"
    people = {asker: "", **desk(listing)}
    if asked(actor, listing) is None:
        blocking.refuse_too_many(actor)
    found = talk.open_about(
        KIND, listing.public_id, listing.title, path, people, asker, opened_by_id=asker
    )
    talk.say(found, asker, body, only_mentions=only_mentions)
    return found


def asked(viewer: Actor, listing: Opportunity) -> Conversation | None:
    """The viewer's own conversation about a listing, where they have asked already."""
    if viewer.person_id is None:
        return None
    return messages.about(viewer, KIND, listing.public_id, viewer.person_id)


def refuse_unless_askable(actor: Actor, listing: Opportunity) -> None:
    """Raise what stands in the way of asking; the page asks before anybody writes."""
    if listing.is_external:
        raise NotAllowed("This vacancy was copied from elsewhere.", "Ask at its source.")
    if queries.manages(actor, listing) or listing.mover_id == (actor.person_id or 0):
        raise NotAllowed("This listing is yours, or about you.", "Others ask you here.")
    if not listing.is_open:
        raise IllegalTransition(
            "This listing is not open, so nobody answers questions about it now.",
            "Search for others that are.",
        )


def may_ask(viewer: Actor, listing: Opportunity) -> bool:
    """Whether the page offers it: to visitors too, who sign in on the way."""
    if listing.is_external or not listing.is_open:
        return False
    is_about_them = viewer.person_id is not None and listing.mover_id == viewer.person_id
    return not (queries.manages(viewer, listing) or is_about_them)


def roster(subject_id: uuid.UUID, asker_id: int | None) -> dict[int, str] | None:
    """Who takes part in a question now."""
    listing = db.session.scalar(sa.select(Opportunity).filter_by(public_id=subject_id))
    if listing is None or asker_id is None:
        return None
    return {asker_id: "", **desk(listing)}


def desk(listing: Opportunity) -> dict[int, str]:
    """Who answers for a listing: its poster and all who post for the organisation now."""
    name = speaks_for(listing)
    if not name:
        return {} if listing.poster_id is None else {listing.poster_id: ""}
    return dict.fromkeys(organisations.holders(listing.organisation_id, *POSTER_ROLES), name)


def answers_for(listing: Opportunity) -> dict[int, str]:
    """The poster alone; where that person has left, all who post for the organisation."""
    people = desk(listing)
    poster = listing.poster_id
    return {poster: people[poster]} if poster in people else people


def speaks_for(listing: Opportunity) -> str:
    """In whose name its people write; nothing where they write in their own."""
    is_theirs = listing.posted_as is PostedAs.ORGANISATION and listing.organisation is not None
    return listing.posted_by if is_theirs else ""
