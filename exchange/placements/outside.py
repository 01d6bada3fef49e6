"""Commands on what comes from outside: approvals of others, the nationality check, staying on."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command
from exchange.errors import IllegalTransition, Invalid
from exchange.placements import checks, queries, steps
from exchange.placements.facts import BODIES, OutsideApproval
from exchange.placements.models import Placement
from exchange.reference import levels


@dataclass(frozen=True)
class Given:
    """An approval as its letter states it."""

    rule: str
    reference: str
    given_on: date
    covers_until: date


@command
def record_approval(actor: Actor, placement_id: uuid.UUID, version: int, given: Given) -> None:
    """HR of the host records what the Commission or the Chief Secretary approved."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_NOTE_OUTSIDE)
    if not checks.asks_outside(placement):
        raise IllegalTransition("Nobody outside has to approve this placement.")
    problems = _problems(placement, given)
    if problems:
        raise Invalid(problems)
    steps.move(placement, "record_outside")
    placement.facts_version += 1
    placement.outside_approvals.append(
        OutsideApproval(
            rule=given.rule,
            body=BODIES[given.rule],
            reference=given.reference.strip(),
            given_on=given.given_on,
            covers_until=given.covers_until,
            level=placement.known.host_level,
            pay=placement.known.pay,
            bonus=placement.known.bonus,
            recorded_by_id=actor.person_id,
        )
    )
    steps.advance(placement)


@command
def note_nationality(
    actor: Actor, placement_id: uuid.UUID, version: int, reserved: bool, checked: bool
) -> None:
    """HR of the host notes whether the post is reserved, and that nationality was checked.

    That it was checked is all that is kept: no document and no number has a place.
    """
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_NOTE_OUTSIDE)
    if not checks.asks_outside(placement):
        raise IllegalTransition("The nationality rules do not concern this placement.")
    steps.move(placement, "note_nationality")
    facts = steps.facts_row(placement)
    facts.reserved_post = reserved
    facts.nationality_checked_at = clock.now() if checked else None
    facts.nationality_checked_by_id = actor.person_id if checked else None


@command
def say_staying(
    actor: Actor, placement_id: uuid.UUID, version: int, stays: bool, home_level: int | None
) -> None:
    """The mover says whether they will stay with the host as its employee, and their grade."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_MOVE)
    if not checks.asks_staying(placement):
        raise IllegalTransition("The rules on leaving Crown service do not concern this placement.")
    if home_level is not None and home_level not in {level.number for level in levels.ALL}:
        raise Invalid({"home_level": "Choose your grade, or that you do not know it."})
    steps.move(placement, "say_staying")
    facts = steps.facts_row(placement)
    facts.means_to_stay, facts.home_level = stays, home_level
    if stays:
        text = f"{placement.mover.name} means to stay with {placement.host_name} afterwards."
        steps.tell_parties(placement, "means_to_stay", text)


def _read(actor: Actor, placement_id: uuid.UUID, version: int, permission: Permission) -> Placement:
    placement = queries.for_change(actor, placement_id)
    require(actor, permission, placement)
    steps.expect(placement, version)
    return placement


def _problems(placement: Placement, given: Given) -> dict[str, str]:
    problems = {}
    if given.rule not in BODIES:
        problems["rule"] = "Choose what was approved."
    if not given.reference.strip():
        problems["reference"] = "Enter the reference of the approval."
    if given.given_on > clock.today():
        problems["given_on"] = "The approval was given today or earlier."
    if given.covers_until < max(placement.starts_on, given.given_on):
        problems["covers_until"] = "It covers the placement from its first day on."
    return problems
