"""Reads of saved searches, for those who saved them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.errors import NotFound
from exchange.watching.kinds import Found
from exchange.watching.matching import kind_of
from exchange.watching.models import SavedSearch


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
    wanted, kind = list(ids), kind_of(saved.address)
    query = sa.select(kind.matches.item_id).where(
        kind.matches.saved_search_id == saved.id, kind.matches.item_id.in_(wanted)
    )
    known = set(db.session.scalars(query.union(kind.own(saved.person_id, wanted))))
    return [one for one in wanted if one not in known]


def last_sent(viewer: Actor, saved: SavedSearch) -> list[Found]:
    """What was in the last alert, without what the viewer may not see any more."""
    kind = kind_of(saved.address)
    query = sa.select(kind.matches.item_id).where(
        kind.matches.saved_search_id == saved.id,
        kind.matches.told_at.is_not(None),
        kind.matches.told_at == saved.last_sent_at,
    )
    return kind.shown(viewer, db.session.scalars(query.order_by(kind.matches.item_id.desc())))
