"""Rules on how long a placement lasts."""

from __future__ import annotations

from exchange.placements.checks import earlier
from exchange.placements.checks.findings import Found, Outcome
from exchange.placements.checks.status import NOT_SAID, is_inward
from exchange.placements.models import Contract, Placement
from exchange.reference.months import last_day_within
from exchange.reference.rules import Rule
from exchange.web.look import day, plural


def two_years(placement: Placement, rule: Rule) -> Found:
    """R01. Civil Service Commission, as of 2026-03: one term ends at most on start + 24 months - 1
    day; earlier terms count."""
    inward = is_inward(placement)
    if inward is False:
        return None
    if inward is None:
        return Outcome.UNKNOWN, NOT_SAID
    approved = placement.approved_outside("R01")
    if approved is not None and placement.ends_on <= approved.covers_until:
        until = day(approved.covers_until)
        return Outcome.MET, f"The Commission approved it until {until}: {approved.reference}."
    if placement.earlier_months is None:
        return Outcome.UNKNOWN, "Nobody has said whether there were terms that are not kept here."
    months, days = earlier.months_used(placement, rule, placement.earlier_months)
    last = last_day_within(placement.starts_on, rule.values["months"], (months, days))
    fits = last is not None and placement.ends_on <= last
    before = _length_in_words(months, days)
    ends = f"It ends on {day(placement.ends_on)}. Earlier terms there: {before}."
    until = f"It may last until {day(last)}." if last else "That leaves no time at all."
    return Outcome.MET if fits else Outcome.NOT_MET, f"{ends} {until}"


def _length_in_words(months: int, days: int) -> str:
    if not months and not days:
        return "none"
    parts = [plural(count, unit) for count, unit in ((months, "month"), (days, "day")) if count]
    return " and ".join(parts)


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
