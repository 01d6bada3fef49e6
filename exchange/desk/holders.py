"""As what the viewer acts on a placement, in SQL: the access table's predicates about its sides."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from exchange.desk.asking import Asking
from exchange.desk.owed import column
from exchange.organisations.models import Organisation
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement


def may_hold(viewer: Asking, role: Role) -> bool:
    """Whether to ask for a role at all: every page counts, and few people are HR or on a board."""
    if role in {Role.HOME_BOARD, Role.HOST_BOARD}:
        return "board" in viewer.roles
    return role not in {Role.HOME_HR, Role.HOST_HR} or "hr" in viewer.roles


def holds(viewer: Asking, role: Role) -> sa.ColumnElement[bool]:
    """SQL: the viewer decides in that role, themselves or as a deputy."""
    organisation = column(f"{role.side}_organisation_id")
    if role in {Role.HOME_BOARD, Role.HOST_BOARD}:
        return decides_at(viewer, role.side, "board")
    as_hr = decides_at(viewer, role.side, "hr")
    if role in {Role.HOME_HR, Role.HOST_HR}:
        return as_hr
    alone = sa.exists().where(Organisation.id == organisation, Organisation.one_person_decides)
    return sa.or_(_is_manager(viewer, role), sa.and_(as_hr, alone))


def decides_at(viewer: Asking, side: str, wanted: str) -> sa.ColumnElement[bool]:
    """SQL: the role there, or a deputy's for somebody who could decide too (R19)."""
    organisation = column(f"{side}_organisation_id")
    own = [organisation.in_(viewer.own[wanted])] if wanted in viewer.own else []
    stands_in = [
        sa.and_(
            organisation == one.organisation_id,
            Placement.mover_key != one.key,
            *decided_nothing(one.key, other_side(side)),
        )
        for one in viewer.deputy_for
        if one.role == wanted
    ]
    return sa.or_(sa.false(), *own, *stands_in)


def _is_manager(viewer: Asking, role: Role) -> sa.ColumnElement[bool]:
    at_host: sa.ColumnElement[bool] = Placement.host_manager_id == viewer.person_id
    at_home: sa.ColumnElement[bool] = Placement.manager_email == viewer.email
    if role is Role.HOST_MANAGER:
        return at_host
    return sa.false() if viewer.email is None else at_home


def decided_nothing(key: Any, side: str) -> list[sa.ColumnElement[bool]]:
    """SQL: neither that person nor a deputy of theirs decided for that side (R19)."""
    roles = [role.value for role in Role if role.side == side]
    names = [f"{role}_{part}" for role in roles for part in ("by", "instead_of")]
    names.append(f"{side}_signed_by")
    if side == "home":
        names.append("manager_confirmed_by")
    return [sa.func.coalesce(column(name), "") != key for name in names]


def other_side(side: str) -> str:
    """Home for the host, host for home."""
    return "host" if side == "home" else "home"


def for_side(viewer: Asking, side: str) -> list[sa.ColumnElement[bool]]:
    """SQL: what everybody who acts for a side must be: not the mover, and nobody who decided for
    the other side; and home acts on nothing that was not sent to it."""
    found = [Placement.mover_key != viewer.key, *decided_nothing(viewer.key, other_side(side))]
    return [*found, Placement.sent_home_at.is_not(None)] if side == "home" else found
