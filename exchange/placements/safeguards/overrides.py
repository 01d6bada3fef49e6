"""Setting aside a finding that blocks: with a reason, by a named authority, on these terms only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, allowed, require
from exchange.db import because, command, db
from exchange.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.placements import checks, queries, steps
from exchange.placements.checks import Finding
from exchange.placements.models import Placement
from exchange.placements.safeguards.models import CheckOverride
from exchange.placements.safeguards.telling import note, require_running
from exchange.placements.safeguards.words import NEVER_OVERRIDDEN, Side
from exchange.reference import rules

PROTECTS = {
    "R01": (Side.HOST,),
    "R02": (Side.HOST,),
    "R03": (Side.HOST,),
    "R04": (Side.HOST,),
    "R05": (Side.HOST,),
    "R07": (Side.HOME,),
    "R13": (Side.HOST,),
    "R14": (Side.HOST,),
    "R16": (Side.HOME,),
}
"""Whom a rule protects, and whose HR may therefore set it aside; others protect both."""
BOTH = (Side.HOME, Side.HOST)
PERMISSION = {
    Side.HOME: Permission.PLACEMENT_OVERRIDE_HOME,
    Side.HOST: Permission.PLACEMENT_OVERRIDE_HOST,
}


@dataclass(frozen=True)
class Authority:
    """Who allowed it, and when."""

    name: str
    role: str
    organisation: str
    on: date


@command
def override(
    actor: Actor,
    placement_id: uuid.UUID,
    version: int,
    rule: str,
    reason: str,
    authority: Authority,
) -> None:
    """HR of the side that a rule protects records that an authority set it aside."""
    placement = queries.for_change(actor, placement_id)
    require_running(placement)
    require_may(actor, placement, rule)
    steps.expect(placement, version)
    to_override(placement, rule)
    problems = _problems(reason, authority)
    if problems:
        raise Invalid(problems)
    placement.overrides.append(
        CheckOverride(
            rule=rule,
            terms=placement.terms_version,
            reason=reason,
            authority_name=authority.name,
            authority_role=authority.role,
            authority_organisation=authority.organisation,
            authority_on=authority.on,
            recorded_by=actor.key,
            recorded_for=_recorded_for(actor, placement, rule),
        )
    )
    because(reason)
    db.session.flush()
    text = f"A check was set aside by {authority.name}, {authority.role}. The page says why."
    steps.tell_parties(placement, "check_overridden", text)
    steps.advance(placement)
    note(placement)


@command
def take_back_override(actor: Actor, placement_id: uuid.UUID, override_id: uuid.UUID) -> None:
    """The check counts again from now on; what was agreed meanwhile stays."""
    placement = queries.for_change(actor, placement_id)
    require_running(placement)
    found = next((one for one in placement.overrides if one.public_id == override_id), None)
    if found is None:
        raise NotFound("There is no such override.")
    require_may(actor, placement, found.rule)
    if found.taken_back_on is not None:
        raise IllegalTransition("This was taken back already.")
    found.taken_back_on = clock.today()
    note(placement)
    text = "A check that was set aside counts again."
    steps.tell_parties(placement, "check_counts_again", text)


def may(actor: Actor, placement: Placement, rule: str) -> bool:
    """Whether the access table lets the actor set this rule aside."""
    sides = PROTECTS.get(rule, BOTH)
    return rule not in NEVER_OVERRIDDEN and any(
        allowed(actor, PERMISSION[side], placement) for side in sides
    )


def set_aside_by(actor: Actor, placement: Placement) -> frozenset[str]:
    """The rules that the actor may set aside here, as long as the placement runs."""
    if placement.status in queries.OVER:
        return frozenset()
    return frozenset(rule.id for rule in rules.ALL if may(actor, placement, rule.id))


def require_may(actor: Actor, placement: Placement, rule: str) -> None:
    """Raise NotAllowed unless the actor may set this rule aside."""
    if rule in NEVER_OVERRIDDEN:
        raise NotAllowed(
            "Nobody can set this check aside.", "The page says what has to be done instead."
        )
    if not may(actor, placement, rule):
        sides = PROTECTS.get(rule, BOTH)
        require(
            actor,
            PERMISSION[sides[0]],
            placement,
            "Only HR of the side that this check protects, or an administrator, sets it aside.",
        )


def to_override(placement: Placement, rule: str) -> Finding:
    """The finding that stands in the way; raises IllegalTransition where nothing does."""
    for finding in checks.findings(placement, clock.today()):
        if finding.rule.id == rule and finding.blocks:
            return finding
    raise IllegalTransition("This check stands in nobody’s way now.", "Look at the page again.")


def _recorded_for(actor: Actor, placement: Placement, rule: str) -> str:
    names = {Side.HOME: placement.home_name, Side.HOST: placement.host_name}
    hr = {Side.HOME: Permission.PLACEMENT_HR_HOME, Side.HOST: Permission.PLACEMENT_HR_HOST}
    for side in PROTECTS.get(rule, BOTH):
        if allowed(actor, hr[side], placement):
            return f"HR, {names[side]}"
    return "An administrator"


def _problems(reason: str, authority: Authority) -> dict[str, str]:
    asked = {
        "reason": (reason, "Write the reason in a sentence or two."),
        "authority_name": (authority.name, "Enter who allowed this."),
        "authority_role": (authority.role, "Enter their job or office."),
        "authority_organisation": (authority.organisation, "Enter where they work."),
    }
    problems = {name: text for name, (given, text) in asked.items() if not given.strip()}
    if authority.on > clock.today():
        problems["authority_on"] = "This day is still to come."
    return problems
