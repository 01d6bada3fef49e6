"""Who asks, as statements name them: with their values in place, or by name.

What waits for somebody is asked on every page, in one long statement. Named, it is built once for
all who hold the same roles, and each brings their own values; that is ten times less work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor

ROLES = ("hr", "board", "organisation_admin")


@dataclass(frozen=True)
class Deputy:
    """A role at an organisation that the asker holds only in place of somebody."""

    role: str
    organisation_id: Any
    key: Any


@dataclass(frozen=True)
class Asking:
    """Somebody signed in. What may be SQL is a value, or the name of one."""

    person_id: Any
    key: Any
    address: Any
    """By which a decision by link is known."""
    email: Any
    own: Mapping[str, Any]
    """The organisations where they hold a role themselves, by role; none where they hold none."""
    roles: frozenset[str]
    """What they hold anywhere, also as a deputy."""
    deputy_for: tuple[Deputy, ...]
    is_administrator: bool


@dataclass(frozen=True)
class Shape:
    """What a statement's form depends on: equal for most people, unlike their values."""

    own: frozenset[str]
    roles: frozenset[str]
    deputy_as: tuple[str, ...]
    has_email: bool
    is_administrator: bool


def of(actor: Actor) -> Asking:
    """The asker with values, for a statement that is used once."""
    return Asking(
        person_id=actor.person_id,
        key=actor.key,
        address=f"address:{actor.email}",
        email=actor.email or None,
        own=_own(actor),
        roles=_roles(actor),
        deputy_for=_deputy_for(actor),
        is_administrator=actor.is_administrator,
    )


def shape(actor: Actor) -> Shape:
    """What the form of a statement about this asker depends on."""
    return Shape(
        own=frozenset(_own(actor)),
        roles=_roles(actor),
        deputy_as=tuple(one.role for one in _deputy_for(actor)),
        has_email=bool(actor.email),
        is_administrator=actor.is_administrator,
    )


def named(like: Shape) -> Asking:
    """An asker of that shape by name, for a statement that is kept; `values` go with it."""
    name = sa.bindparam
    return Asking(
        person_id=name("asker", type_=sa.Integer),
        key=name("asker_key", type_=sa.String),
        address=name("asker_address", type_=sa.String),
        email=name("asker_email", type_=sa.String) if like.has_email else None,
        own={role: name(f"own_{role}", type_=sa.Integer, expanding=True) for role in like.own},
        roles=like.roles,
        deputy_for=tuple(
            Deputy(role, name(f"there_{n}", type_=sa.Integer), name(f"for_{n}", type_=sa.String))
            for n, role in enumerate(like.deputy_as)
        ),
        is_administrator=like.is_administrator,
    )


def values(actor: Actor) -> dict[str, Any]:
    """What the names of `named` stand for."""
    who = of(actor)
    found = {
        "asker": who.person_id,
        "asker_key": who.key,
        "asker_address": who.address,
        "asker_email": who.email,
        **{f"own_{role}": ids for role, ids in who.own.items()},
    }
    for n, one in enumerate(who.deputy_for):
        found |= {f"there_{n}": one.organisation_id, f"for_{n}": one.key}
    return found


def _own(actor: Actor) -> dict[str, list[int]]:
    held = {
        role: [one.organisation_id for one in actor.standings if role in one.own_roles]
        for role in ROLES
    }
    return {role: ids for role, ids in held.items() if ids}


def _roles(actor: Actor) -> frozenset[str]:
    return frozenset(role for role in ROLES if actor.organisations_as(role))


def _deputy_for(actor: Actor) -> tuple[Deputy, ...]:
    return tuple(
        Deputy(one.role, standing.organisation_id, one.key)
        for standing in actor.standings
        for one in standing.deputises
    )
