"""Who has to declare interests in a placement, and which declarations count on a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from exchange.access import Actor
from exchange.placements import progress
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.placements.safeguards.models import InterestDeclaration
from exchange.reference.months import last_day_of_term


@dataclass(frozen=True)
class Declarer:
    """Somebody who has to declare, by role and organisation."""

    who: str
    key: str
    """Empty while nobody has decided in that role."""
    side: str
    """home, host or mover."""


def declarers(placement: Placement) -> list[Declarer]:
    """The mover, who looks after them, and whoever decides: each person once."""
    found = [
        Declarer("The person who moves", placement.mover_key, "mover"),
        Declarer(
            progress.role_at(placement, Role.HOST_MANAGER),
            f"person:{placement.host_manager_id}",
            "host",
        ),
    ]
    for role in placement.needed:
        decision = placement.decision(role)
        found.append(
            Declarer(progress.role_at(placement, role), decision.by if decision else "", role.side)
        )
    return _once(found)


def _once(found: list[Declarer]) -> list[Declarer]:
    """One line a person; who decides in the host manager's place stands beside them."""
    kept: dict[str, Declarer] = {}
    for one in found:
        kept.setdefault(one.key or one.who, one)
    named = {one.who for one in kept.values() if one.key}
    return [one for one in kept.values() if one.key or one.who not in named]


def counts(declaration: InterestDeclaration, on: date, months: int) -> bool:
    """Whether a declaration still stands on that day: for `months`, or until asked for again."""
    lasts = last_day_of_term(declaration.made_on, months) >= on
    return declaration.asked_again_on is None and lasts


def standing(placement: Placement, key: str, on: date, months: int) -> InterestDeclaration | None:
    """The newest declaration of a person that counts on that day."""
    mine = [one for one in placement.declarations if one.is_of(key) and counts(one, on, months)]
    return mine[-1] if mine else None


def missing(placement: Placement, on: date, months: int) -> list[Declarer]:
    """Those whose declaration is wanted and does not stand on that day."""
    return [
        one
        for one in declarers(placement)
        if not one.key or standing(placement, one.key, on, months) is None
    ]


def is_asked(placement: Placement, actor: Actor, on: date, months: int) -> bool:
    """Whether this actor is one of those whose declaration is missing."""
    keys = {actor.key, f"address:{actor.email}"}
    return any(one.key in keys for one in missing(placement, on, months))
