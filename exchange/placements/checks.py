"""What the rules find on a placement. A blank is unknown, and unknown never passes.

The words, values, sources and dates of the rules are data; here is one function a rule. Which
rules hold follows from the staff status of the organisations and from the kind, never from the
sector.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from exchange.organisations.models import Organisation, StaffStatus
from exchange.placements.lifecycle import Role
from exchange.placements.models import Contract, Placement
from exchange.reference import kinds, rules
from exchange.reference.months import is_within, months_between
from exchange.reference.rules import Rule
from exchange.web.look import day, plural


class Outcome(StrEnum):
    """What a rule finds."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    WAITING = "waiting"


@dataclass(frozen=True)
class Finding:
    """A rule on one placement: what was found and why it applies here."""

    rule: Rule
    outcome: Outcome
    why: str

    @property
    def blocks(self) -> bool:
        """Whether the placement cannot be agreed because of it."""
        return self.rule.effect == "block" and self.outcome in {Outcome.NOT_MET, Outcome.UNKNOWN}


Found = tuple[Outcome, str] | None
Check = Callable[[Placement, Rule], Found]


def findings(placement: Placement, on: date) -> list[Finding]:
    """What every rule that holds on that day finds, in the order of their numbers."""
    found = []
    for rule in rules.for_kind(placement.kind, on):
        answer = CHECKS[rule.id](placement, rule)
        if answer is not None:
            found.append(Finding(rule, *answer))
    return found


def blocking(placement: Placement, on: date) -> list[Finding]:
    """The findings that stand between the approvals and "agreed"."""
    return [finding for finding in findings(placement, on) if finding.blocks]


def mover_is_civil_servant(placement: Placement) -> bool | None:
    """Whether the mover comes from the Home Civil Service; None where nobody has said."""
    if placement.home_organisation is None:
        return False
    return _civil_service(placement.home_organisation, placement.mover_is_civil_servant)


def host_is_civil_service(placement: Placement) -> bool | None:
    """Whether the post is in the Home Civil Service; None where nobody has said."""
    if placement.host_organisation is None:
        return False
    return _civil_service(placement.host_organisation, placement.host_is_civil_service)


def is_inward(placement: Placement) -> bool | None:
    """Whether somebody from outside comes into the Civil Service; None where it is unknown."""
    host, mover = host_is_civil_service(placement), mover_is_civil_servant(placement)
    if host is False or mover is True:
        return False
    return True if host and mover is False else None


def _civil_service(organisation: Organisation, answer: bool | None) -> bool | None:
    if organisation.staff_status in {StaffStatus.MIXED, StaffStatus.UNKNOWN}:
        return answer
    return organisation.staff_status is StaffStatus.HOME_CIVIL_SERVICE


def _two_years(placement: Placement, rule: Rule) -> Found:
    """R01. Civil Service Commission, as of 2026-03: one term ends at most on start + 24 months - 1
    day; earlier terms count."""
    inward = is_inward(placement)
    if inward is False:
        return None
    if inward is None:
        return Outcome.UNKNOWN, "Nobody has said yet whether both posts are in the Civil Service."
    if placement.commission_reference:
        return Outcome.MET, f"The Commission's reference is {placement.commission_reference}."
    if placement.earlier_months is None:
        return Outcome.UNKNOWN, "The months of earlier terms in the Civil Service are not known."
    left = rule.values["months"] - placement.earlier_months
    if left > 0 and is_within(placement.starts_on, placement.ends_on, left):
        return Outcome.MET, _length_in_words(placement)
    return Outcome.NOT_MET, _length_in_words(placement)


def _length_in_words(placement: Placement) -> str:
    months = months_between(placement.starts_on, placement.ends_on)
    earlier = placement.earlier_months or 0
    return f"This term has {plural(months, 'full month')}; earlier terms had {earlier}."


def _home_says_yes(placement: Placement, _rule: Rule) -> Found:
    """R06. GOV.UK, secondments and loans, as of 2026-11: home agrees before terms are agreed."""
    home = [role for role in placement.needed if role.side == "home"]
    if not home:
        return Outcome.MET, "Not needed: the person has no employer."
    if all(placement.stands(role) for role in home):
        return Outcome.MET, f"{placement.home_name} agreed to these terms."
    return Outcome.WAITING, f"{placement.home_name} has not agreed to these terms yet."


def _within_contract(placement: Placement, _rule: Rule) -> Found:
    """R07. GovXchange guidance, as of 2025-09: no longer than a fixed-term contract at home."""
    if placement.contract is None:
        return Outcome.UNKNOWN, "Nobody has said whether the contract at home is permanent."
    if placement.contract is Contract.PERMANENT:
        return Outcome.MET, "The contract at home is permanent."
    if placement.contract_ends_on is None:
        return Outcome.UNKNOWN, "The last day of the fixed-term contract is not known."
    fits = placement.ends_on <= placement.contract_ends_on
    return (
        Outcome.MET if fits else Outcome.NOT_MET,
        f"The contract at home ends on {day(placement.contract_ends_on)}.",
    )


def _shares(placement: Placement, rule: Rule) -> Found:
    """R18. Our own policy, as of 2026-11: home, host and funder together bear 100%."""
    shares = (placement.cost_home, placement.cost_host, placement.cost_funder)
    if any(share is None for share in shares):
        return Outcome.UNKNOWN, "Who bears which share of the cost is not known yet."
    total = sum((share for share in shares if share is not None), Decimal(0))
    fits = total == rule.values["total_percent"]
    return Outcome.MET if fits else Outcome.NOT_MET, f"The shares add up to {total.normalize():f}%."


def _two_people(placement: Placement, _rule: Rule) -> Found:
    """R19. Our own policy, as of 2026-11: nobody decides on their own move or for both sides."""
    sides: dict[str, set[str]] = {"home": set(), "host": set()}
    for role in Role:
        decision = placement.decision(role)
        if decision is not None:
            sides[role.side].add(decision.by)
    alone = sides["home"] & sides["host"] or placement.mover_key in sides["home"] | sides["host"]
    if alone:
        return Outcome.NOT_MET, "Somebody decided twice."
    return Outcome.MET, "Different people decide for each side, and nobody on their own move."


def _refusal_has_reasons(placement: Placement, _rule: Rule) -> Found:
    """R20. Our own policy after NHSScotland's, as of 2026-11: category, reasons, appeal."""
    if placement.refused_at is None:
        return None
    given = bool(placement.refusal_category and placement.refusal_reason)
    return Outcome.MET if given else Outcome.NOT_MET, "The reasons stand on this page."


CHECKS: dict[str, Check] = {
    "R01": _two_years,
    "R06": _home_says_yes,
    "R07": _within_contract,
    "R18": _shares,
    "R19": _two_people,
    "R20": _refusal_has_reasons,
}


def asks_staff_status(placement: Placement) -> tuple[bool, bool]:
    """Whether home, and whether host, must be asked: their staff status is mixed or unknown."""
    unsure = {StaffStatus.MIXED, StaffStatus.UNKNOWN}
    home, host = placement.home_organisation, placement.host_organisation
    applies = "R01" in {rule.id for rule in rules.ALL if placement.kind in rule.applies_to}
    return (
        applies and home is not None and home.staff_status in unsure,
        applies and host is not None and host.staff_status in unsure,
    )


def needs_contract(placement: Placement) -> bool:
    """Whether the home contract matters for this kind."""
    return kinds.get(placement.kind).needs_hr
