"""Reads of saved searches, for those who saved them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.errors import NotFound
from exchange.opportunities import queries as opportunities
from exchange.opportunities.listed import Listed
from exchange.opportunities.models import Opportunity
from exchange.watching.models import SavedSearch, SearchMatch


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> SavedSearch:
    """A saved search of the viewer's; raises NotFound."""
    query = sa.select(SavedSearch).filter_by(public_id=public_id, person_id=viewer.person_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such saved search.")
    return found


def of(viewer: Actor) -> list[SavedSearch]:
    """The viewer's saved searches by name."""
    query = sa.select(SavedSearch).filter_by(person_id=viewer.person_id)
    return list(db.session.scalars(query.order_by(SavedSearch.name)))


def due() -> list[int]:
    """The ids of the searches whose day has come."""
    query = sa.select(SavedSearch.id).where(SavedSearch.next_on <= clock.today())
    return list(db.session.scalars(query.order_by(SavedSearch.id)))


def untold(saved: SavedSearch, ids: Iterable[int]) -> list[int]:
    """Those of the ids that were not told yet, in their order; nobody is told of what is theirs."""
    wanted = list(ids)
    query = sa.select(SearchMatch.opportunity_id).where(
        SearchMatch.saved_search_id == saved.id, SearchMatch.opportunity_id.in_(wanted)
    )
    own = sa.select(Opportunity.id).where(
        Opportunity.id.in_(wanted),
        sa.or_(Opportunity.poster_id == saved.person_id, Opportunity.mover_id == saved.person_id),
    )
    known = set(db.session.scalars(query.union(own)))
    return [one for one in wanted if one not in known]


def last_sent(viewer: Actor, saved: SavedSearch) -> list[Listed]:
    """What was in the last alert, without what the viewer may not see any more."""
    query = sa.select(SearchMatch.opportunity_id).where(
        SearchMatch.saved_search_id == saved.id,
        SearchMatch.told_at.is_not(None),
        SearchMatch.told_at == saved.last_sent_at,
    )
    ids = list(db.session.scalars(query.order_by(SearchMatch.opportunity_id.desc())))
    return opportunities.for_cards(viewer, ids)
