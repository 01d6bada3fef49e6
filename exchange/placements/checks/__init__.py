"""What the rules find on a placement. A blank is unknown, and unknown never passes.

The words, values, sources and dates of the rules are data; here is one function a rule. Which
rules hold follows from the staff status of the organisations and from the kind, never from the
sector.
"""

from __future__ import annotations

from datetime import date

from exchange.placements.checks.crossing import (
    after_crown_service,
    is_loan,
    loan,
    nationality,
    stays,
    who_decides_after,
)
from exchange.placements.checks.deciding import home_says_yes, refusal_has_reasons, two_people
from exchange.placements.checks.findings import Check, DatedCheck, Finding, Found, Outcome
from exchange.placements.checks.money import shares, vat
from exchange.placements.checks.safeguards import (
    conflicts_handled,
    enough_time_to_vet,
    interests_declared,
    pension_settled,
    vetting_confirmed,
)
from exchange.placements.checks.senior import (
    high_pay,
    senior_case_changes,
    senior_post,
    twelve_months_between,
)
from exchange.placements.checks.status import (
    UNSURE,
    host_is_civil_service,
    is_inward,
    is_outward,
    mover_is_civil_servant,
)
from exchange.placements.checks.term import two_years, within_contract
from exchange.placements.models import Placement
from exchange.placements.safeguards.models import CheckOverride
from exchange.reference import kinds
from exchange.reference.rules import Rule, Stage, shipped
from exchange.rules import queries as rules

__all__ = [
    "CHECKS",
    "Finding",
    "Outcome",
    "asks_outside",
    "asks_staff_status",
    "asks_staying",
    "blocking",
    "findings",
    "host_is_civil_service",
    "is_inward",
    "is_loan",
    "is_outward",
    "mover_is_civil_servant",
    "needs_contract",
    "override_of",
    "stays",
]

STAGES: tuple[Stage, ...] = ("agree", "sign", "start")

CHECKS: dict[str, Check] = {
    "R01": two_years,
    "R02": twelve_months_between,
    "R03": senior_post,
    "R04": high_pay,
    "R05": senior_case_changes,
    "R06": home_says_yes,
    "R07": within_contract,
    "R08": loan,
    "R09": after_crown_service,
    "R10": who_decides_after,
    "R13": nationality,
    "R17": vat,
    "R18": shares,
    "R19": two_people,
    "R20": refusal_has_reasons,
}

DATED: dict[str, DatedCheck] = {
    "R11": interests_declared,
    "R12": conflicts_handled,
    "R14": vetting_confirmed,
    "R14W": enough_time_to_vet,
    "R16": pension_settled,
}
"""What a day changes: these look at today as well."""


def findings(placement: Placement, today: date) -> list[Finding]:
    """What every rule that governs the placement finds, in the order of their numbers.

    Once it is signed the rules of that day govern; until then those of today.
    """
    found = []
    for rule in rules.for_kind(placement.kind, placement.rules_on(today)):
        answer = _ask(placement, rule, today)
        if answer is not None:
            found.append(Finding(rule, *answer, override=override_of(placement, rule.id)))
    return found


def _ask(placement: Placement, rule: Rule, today: date) -> Found:
    dated = DATED.get(rule.id)
    return dated(placement, rule, today) if dated else CHECKS[rule.id](placement, rule)


def override_of(placement: Placement, rule_id: str) -> CheckOverride | None:
    """The newest override of a rule that was given on the present terms and still stands."""
    standing = [
        one
        for one in placement.overrides
        if one.rule == rule_id
        and one.terms == placement.terms_version
        and one.taken_back_on is None
    ]
    return standing[-1] if standing else None


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
    applies = _is_ruled_by(placement, "R08")
    return (
        applies and home is not None and home.staff_status in UNSURE,
        applies and host is not None and host.staff_status in UNSURE,
    )


def asks_outside(placement: Placement) -> bool:
    """Whether somebody outside may have to approve: where it leads into the Civil Service."""
    return _is_ruled_by(placement, "R01") and is_inward(placement) is not False


def asks_staying(placement: Placement) -> bool:
    """Whether the mover would leave Crown service by staying with the host."""
    leaves = mover_is_civil_servant(placement) is True and not host_is_civil_service(placement)
    return leaves and _is_ruled_by(placement, "R09")


def _is_ruled_by(placement: Placement, rule_id: str) -> bool:
    return any(placement.kind in rule.applies_to for rule in shipped(rule_id))


def needs_contract(placement: Placement) -> bool:
    """Whether the home contract matters for this kind."""
    return kinds.get(placement.kind).needs_hr
