"""What waits for the viewer beside approvals: appeals, the agreement, swaps, extensions, the end.

One list of steps, in SQL: it is counted, listed and narrowed by, and says what is to be done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.desk import asking, owed
from exchange.desk.asking import Asking, Shape
from exchange.desk.holders import decides_at, for_side, holds, may_hold
from exchange.placements.approval_models import Appeal, AppealRoute
from exchange.placements.lifecycle import Party, PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.pairing import Pairing, PairingStatus
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import ExtensionStatus

HEARD_BY = {
    "hr": AppealRoute.HR,
    "board": AppealRoute.BOARD,
    "organisation_admin": AppealRoute.BOARD,
}
"""Which appeals of an organisation go to whoever holds a role there."""


@dataclass(frozen=True)
class Turn:
    """One step that the viewer can take on the placements for which it holds."""

    what: str
    holds: sa.ColumnElement[bool]
    since: sa.ColumnElement[Any]


@dataclass(frozen=True)
class Waits:
    """What a placement waits for, and since when."""

    what: str
    since: datetime


def of(viewer: Asking, today: date) -> list[Turn]:
    """Every step that can wait for the viewer; few, since few people are HR or on a board."""
    found = [*_appeals(viewer), *_extensions(viewer), *_as_hr(viewer, today)]
    return [
        *found,
        *_as_board(viewer, today),
        *_as_manager(viewer, today),
        *_as_mover(viewer, today),
    ]


def on(viewer: Actor, found: Sequence[Placement]) -> dict[int, list[Waits]]:
    """What each of these placements waits for of the viewer: one statement."""
    answer: defaultdict[int, list[Waits]] = defaultdict(list)
    if found and viewer.person_id is not None:
        query = _on(asking.shape(viewer), clock.today())
        values = {**asking.values(viewer), "these": [one.id for one in found]}
        for placement_id, what, since in db.session.execute(query, values):
            answer[placement_id].append(Waits(what, since))
    return answer


@lru_cache(maxsize=64)
def _on(like: Shape, today: date) -> sa.Select[Any]:
    """Kept, since to build it costs more than to ask it."""
    these: sa.BindParameter[list[int]] = sa.bindparam("these", expanding=True)
    parts = [
        sa.select(Placement.id, sa.literal(one.what).label("what"), one.since.label("since")).where(
            one.holds, Placement.id.in_(these)
        )
        for one in of(asking.named(like), today)
    ]
    asked = sa.union_all(*parts).subquery()
    return sa.select(asked).order_by(asked.c.id, asked.c.since, asked.c.what)


def _turn(
    what: str, *holds: sa.ColumnElement[bool], since: sa.ColumnElement[Any] | None = None
) -> Turn:
    """Since the placement last moved, unless something else tells it."""
    moved = sa.type_coerce(Placement.moved_at, Placement.__table__.c.moved_at.type)
    return Turn(what, sa.and_(*holds), moved if since is None else sa.func.coalesce(since, moved))


def _at(viewer: Asking, side: str, *held: str) -> list[sa.ColumnElement[bool]]:
    """The viewer decides for that side as one of these."""
    return [sa.or_(*(decides_at(viewer, side, one) for one in held)), *for_side(viewer, side)]


def _as_hr(viewer: Asking, today: date) -> Iterator[Turn]:
    if "hr" not in viewer.roles:
        return
    home, host = _at(viewer, "home", "hr"), _at(viewer, "host", "hr")
    yield from _agreement(Party.HOME, home)
    yield from _agreement(Party.HOST, host)
    consented = _first(Pairing.consented_at, Pairing.status == PairingStatus.CONSENTED)
    receives = owed.receives_partner()
    yield _turn("Name who looks after the person who comes", receives, *home, since=consented)
    yield _turn("Name who comes the other way", owed.names_partner(), *host)
    yield from _end(today, Placement.needs_home_board.is_(False), *home)


def _as_board(viewer: Asking, today: date) -> Iterator[Turn]:
    """Where the board decides, it does what HR does elsewhere."""
    if "board" not in viewer.roles:
        return
    home = [owed.column("needs_home_board"), *_at(viewer, "home", "board")]
    yield from _agreement(Party.HOME, home)
    yield from _agreement(
        Party.HOST, [owed.column("needs_host_board"), *_at(viewer, "host", "board")]
    )
    yield from _end(today, *home)


def _agreement(party: Party, who: Iterable[sa.ColumnElement[bool]]) -> Iterator[Turn]:
    yield _turn("Issue the agreement", owed.unissued(), *who, since=owed.column("agreed_at"))
    yield _turn("Sign the agreement", owed.signs(party), *who)


def _end(today: date, *home: sa.ColumnElement[bool]) -> Iterator[Turn]:
    yield _turn("Confirm the post to return to", owed.returns(today), *home)
    yield _turn("Confirm what follows", owed.ends(today, by_home=True), *home)


def _as_manager(viewer: Asking, today: date) -> Iterator[Turn]:
    mine = [Placement.host_manager_id == viewer.person_id, *for_side(viewer, "host")]
    begun = Placement.starts_on <= today
    yield _turn("Name who comes the other way", owed.names_partner(), *mine)
    yield _turn("Confirm that the person has started", owed.starts(), begun, *mine)
    yield _turn("Record whether it took place", owed.recorded(), begun, mine[0])
    yield _turn("Confirm the outcome", owed.ends(today, by_home=False), *mine)


def _as_mover(viewer: Asking, today: date) -> Iterator[Turn]:
    """The rest of their own move stands among their own placements."""
    own = Placement.mover_id == viewer.person_id
    yield _turn("Sign the agreement", owed.signs(Party.MOVER), own)
    begun = Placement.starts_on <= today
    yield _turn("Record whether it took place", owed.recorded(), begun, own)


def _extensions(viewer: Asking) -> Iterator[Turn]:
    asked = _first(Extension.created_at, Extension.status == ExtensionStatus.OPEN)
    for role in (one for one in Role if may_hold(viewer, one)):
        who = [holds(viewer, role), *for_side(viewer, role.side)]
        yield _turn("Decide about the extension", owed.extends(role), *who, since=asked)


def _appeals(viewer: Asking) -> Iterator[Turn]:
    """As appeal_is_theirs says: to whom it goes, in a role of their own, other than who refused."""
    goes = [
        sa.and_(Appeal.goes_to == HEARD_BY[role], Appeal.organisation_id.in_(ids))
        for role, ids in viewer.own.items()
    ]
    if viewer.is_administrator:
        goes.append(Appeal.goes_to == AppealRoute.PLATFORM)
    if not goes:
        return
    refused = Placement.status == PlacementStatus.REFUSED
    for side in ("home", "host"):
        mine = (
            Appeal.outcome.is_(None),
            Appeal.role.in_([role for role in Role if role.side == side]),
            Appeal.refused_by.not_in((viewer.key, viewer.address)),
            sa.or_(*goes),
        )
        found = sa.exists().where(Appeal.placement_id == Placement.id, *mine)
        since = _first(Appeal.created_at, *mine)
        yield _turn("Answer the appeal", refused, found, *for_side(viewer, side), since=since)


def _first(moment: Any, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """When the first such row of the placement says."""
    model = moment.class_
    query = sa.select(sa.func.min(moment)).where(model.placement_id == Placement.id, *conditions)
    return query.correlate(Placement).scalar_subquery()
