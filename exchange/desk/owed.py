"""For whom a move waits, in SQL, so that a list can be narrowed to it whatever its length.

The same as `progress.steps` tells for one placement; a test compares the two on real moves.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from exchange.organisations.models import Organisation
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.reference import choices, kinds

S = PlacementStatus
MOVER = "mover"
NAMES = [
    *((role.value, choices.get(choices.APPROVALS, role.value).name) for role in Role),
    (MOVER, "The person who moves"),
]
"""Whom a move may wait for: code and name."""

TAKES_PLACE = [one.code for one in kinds.ALL if one.ending == "either_records"]
HOME_ENDS = [one.code for one in kinds.ALL if one.ending == "home_hr_confirms"]


def by(who: str) -> sa.ColumnElement[bool]:
    """SQL: the placement waits for that role, or for the mover."""
    if who == MOVER:
        return sa.or_(_unsent(), _blocked(), sa.and_(Placement.status == S.AGREED, _takes_place()))
    role = Role(who)
    found = [asks(role)]
    if role is Role.HOST_MANAGER:
        found.append(_host_confirms())
    if role is Role.HOME_HR:
        found.append(sa.and_(Placement.status == S.ACTIVE, Placement.kind.in_(HOME_ENDS)))
    return sa.or_(*found)


def asks(role: Role) -> sa.ColumnElement[bool]:
    """SQL: an approval is wanted in that role, and whoever gives it has been asked."""
    return sa.and_(Placement.status == S.PROPOSED, lacks(role), *_asked(role))


def lacks(role: Role) -> sa.ColumnElement[bool]:
    """SQL: the present terms lack the approval of that role."""
    at, terms = column(f"{role.value}_at"), column(f"{role.value}_terms")
    needed = column(f"needs_{role.value}")
    return sa.and_(needed, sa.or_(at.is_(None), terms != Placement.terms_version))


def column(name: str) -> sa.ColumnElement[Any]:
    """A column of the placement by its name."""
    found: sa.ColumnElement[Any] = getattr(Placement, name)
    return found


def _asked(role: Role) -> list[sa.ColumnElement[bool]]:
    if role.side == "host":
        return []
    sent = Placement.sent_home_at.is_not(None)
    if role is not Role.HOME_MANAGER:
        return [sent]
    one_person = sa.select(Organisation.id).where(Organisation.one_person_decides)
    alone = Placement.home_organisation_id.in_(one_person)
    return [sent, sa.or_(Placement.manager_email != "", alone)]


def _unsent() -> sa.ColumnElement[bool]:
    """Somebody at home is to decide who has not been asked."""
    unasked = [
        sa.and_(lacks(role), sa.not_(sa.and_(*_asked(role)))) for role in Role if _asked(role)
    ]
    return sa.and_(Placement.status == S.PROPOSED, sa.or_(*unasked))


def _blocked() -> sa.ColumnElement[bool]:
    """Everybody agreed, and still it is not agreed: what blocks is a check."""
    return sa.and_(Placement.status == S.PROPOSED, *(sa.not_(lacks(role)) for role in Role))


def _host_confirms() -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Placement.status == S.AGREED, sa.not_(_takes_place())),
        Placement.status == S.ON_LEAVE,
        sa.and_(Placement.status == S.ACTIVE, Placement.kind.not_in(HOME_ENDS)),
    )


def _takes_place() -> sa.ColumnElement[bool]:
    return Placement.kind.in_(TAKES_PLACE)
