"""Moves out of and into the viewer's organisations, narrowed as somebody asks.

The list on the page and the file that is taken away are this one query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.desk import owed, waiting
from exchange.organisations.models import Organisation
from exchange.placements import queries as placements
from exchange.placements.models import Placement

ME = "me"
OUT, IN = "out", "in"
READS = ("hr", "board", "organisation_admin")
"""Who reads the desk of an organisation."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for; a blank asks nothing."""

    over: bool = False
    """Finished moves instead of those under way."""
    direction: str = ""
    kind: str = ""
    status: str = ""
    person: str = ""
    other: str = ""
    """Words in the name of the organisation on the other side."""
    starts_from: date | None = None
    starts_to: date | None = None
    waits_for: str = ""
    """A role of owed.NAMES, or the viewer themselves."""


def own_of(viewer: Actor) -> frozenset[int]:
    """The organisations whose desk the viewer reads."""
    return viewer.organisations_as(*READS)


def found(viewer: Actor, wanted: Wanted) -> sa.Select[Placement]:
    """The moves wanted; under way the longest wait first, finished the latest first."""
    is_over = Placement.status.in_(placements.OVER)
    query = placements.seen(viewer).where(
        all_of(viewer), is_over if wanted.over else sa.not_(is_over), *_narrowed(viewer, wanted)
    )
    if wanted.over:
        return query.order_by(Placement.moved_at.desc(), Placement.id.desc())
    return query.order_by(Placement.moved_at, Placement.id)


def all_of(viewer: Actor) -> sa.ColumnElement[bool]:
    """SQL: the placement goes out of or into an organisation of the viewer, who may see it."""
    return sa.or_(comes(viewer), goes(viewer))


def comes(viewer: Actor) -> sa.ColumnElement[bool]:
    """SQL: somebody comes to an organisation of the viewer."""
    return Placement.host_organisation_id.in_(own_of(viewer))


def goes(viewer: Actor) -> sa.ColumnElement[bool]:
    """SQL: somebody goes from an organisation of the viewer, which has heard of it."""
    at_home = viewer.organisations_as(*placements.HOME_ROLES)
    return sa.and_(Placement.home_organisation_id.in_(at_home), Placement.sent_home_at.is_not(None))


def named(query: sa.Select[Placement]) -> sa.Select[Placement]:
    """Load only the names that lists, files and calendars write, all with the rows themselves."""
    return query.options(
        joinedload(Placement.mover),
        joinedload(Placement.host_manager),
        joinedload(Placement.host_organisation),
        joinedload(Placement.home_organisation),
        selectinload(Placement.requests),
        selectinload(Placement.appeals),
    )


def _narrowed(viewer: Actor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [
        *_which_way(viewer, wanted.direction),
        *([Placement.kind == wanted.kind] if wanted.kind else []),
        *([Placement.status == wanted.status] if wanted.status else []),
        *([Placement.starts_on >= wanted.starts_from] if wanted.starts_from else []),
        *([Placement.starts_on <= wanted.starts_to] if wanted.starts_to else []),
    ]
    if wanted.person:
        people = sa.select(Person.id).where(_has_words(Person.name, wanted.person))
        conditions.append(Placement.mover_id.in_(people))
    if wanted.other:
        conditions.append(_other_side(viewer, wanted.other))
    if wanted.waits_for:
        mine = wanted.waits_for == ME
        conditions.append(waiting.waits_for(viewer) if mine else owed.by(wanted.waits_for))
    return conditions


def _which_way(viewer: Actor, direction: str) -> list[sa.ColumnElement[bool]]:
    """A move within one's own organisations goes both ways."""
    ways = {OUT: goes, IN: comes}
    return [ways[direction](viewer)] if direction in ways else []


def _other_side(viewer: Actor, words: str) -> sa.ColumnElement[bool]:
    there = sa.select(Organisation.id).where(_has_words(Organisation.name, words))
    themselves = sa.select(Person.id).where(_has_words(Person.name, words))
    in_own_name = sa.and_(
        Placement.host_organisation_id.is_(None), Placement.host_manager_id.in_(themselves)
    )
    return sa.or_(
        sa.and_(comes(viewer), Placement.home_organisation_id.in_(there)),
        sa.and_(goes(viewer), sa.or_(Placement.host_organisation_id.in_(there), in_own_name)),
    )


def _has_words(name: InstrumentedAttribute[str], words: str) -> sa.ColumnElement[bool]:
    return sa.and_(*(name.icontains(one, autoescape=True) for one in words.split()))
