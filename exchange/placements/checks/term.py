"""Rules on how long a placement lasts."""

from __future__ import annotations

from exchange.placements.checks.findings import Found, Outcome
from exchange.placements.checks.status import is_inward
from exchange.placements.models import Contract, Placement
from exchange.reference.months import is_within, months_between
from exchange.reference.rules import Rule
from exchange.web.look import day, plural


def two_years(placement: Placement, rule: Rule) -> Found:
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


def within_contract(placement: Placement, _rule: Rule) -> Found:
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
