"""What the rules find on a placement. A blank is unknown, and unknown never passes.

The words, values, sources and dates of the rules are data; here is one function a rule. Which
rules hold follows from the staff status of the organisations and from the kind, never from the
sector.
"""

from __future__ import annotations

from datetime import date

from exchange.placements.checks.deciding import home_says_yes, refusal_has_reasons, two_people
from exchange.placements.checks.findings import Check, Finding, Outcome
from exchange.placements.checks.money import shares
from exchange.placements.checks.status import (
    UNSURE,
    host_is_civil_service,
    is_inward,
    mover_is_civil_servant,
)
from exchange.placements.checks.term import two_years, within_contract
from exchange.placements.models import Placement
from exchange.reference import kinds, rules
from exchange.reference.rules import Stage

__all__ = [
    "CHECKS",
    "Finding",
    "Outcome",
    "asks_staff_status",
    "blocking",
    "findings",
    "host_is_civil_service",
    "is_inward",
    "mover_is_civil_servant",
    "needs_contract",
]

STAGES: tuple[Stage, ...] = ("agree", "sign", "start")

CHECKS: dict[str, Check] = {
    "R01": two_years,
    "R06": home_says_yes,
    "R07": within_contract,
    "R18": shares,
    "R19": two_people,
    "R20": refusal_has_reasons,
}


def findings(placement: Placement, today: date) -> list[Finding]:
    """What every rule that governs the placement finds, in the order of their numbers.

    Once it is signed the rules of that day govern; until then those of today.
    """
    found = []
    for rule in rules.for_kind(placement.kind, placement.rules_on(today)):
        answer = CHECKS[rule.id](placement, rule)
        if answer is not None:
            found.append(Finding(rule, *answer))
    return found


def blocking(placement: Placement, today: date, stage: Stage = "agree") -> list[Finding]:
    """The findings that stand before a step. What stops one step stops those after it too."""
    reached = STAGES[: STAGES.index(stage) + 1]
    return [
        finding
        for finding in findings(placement, today)
        if finding.blocks and finding.rule.stops in reached
    ]


def asks_staff_status(placement: Placement) -> tuple[bool, bool]:
    """Whether home, and whether host, must be asked: their staff status is mixed or unknown."""
    home, host = placement.home_organisation, placement.host_organisation
    applies = "R01" in {rule.id for rule in rules.ALL if placement.kind in rule.applies_to}
    return (
        applies and home is not None and home.staff_status in UNSURE,
        applies and host is not None and host.staff_status in UNSURE,
    )


def needs_contract(placement: Placement) -> bool:
    """Whether the home contract matters for this kind."""
    return kinds.get(placement.kind).needs_hr
