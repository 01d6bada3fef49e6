"""Rules on secondments into the Civil Service that somebody outside approves."""

from __future__ import annotations

from datetime import date

from exchange.placements.checks import earlier
from exchange.placements.checks.findings import Found, Outcome
from exchange.placements.checks.status import NOT_SAID, is_inward
from exchange.placements.facts import OutsideApproval
from exchange.placements.models import Placement
from exchange.reference import levels
from exchange.reference.months import ONE_DAY, last_day_of_term
from exchange.reference.rules import Rule
from exchange.rules.wording import number
from exchange.web.look import day, plural


def _not_inward(placement: Placement) -> tuple[bool, Found]:
    """Whether the rule is settled already: no move inward, or nobody has said."""
    inward = is_inward(placement)
    return not inward, None if inward is False else (Outcome.UNKNOWN, NOT_SAID)


def twelve_months_between(placement: Placement, rule: Rule) -> Found:
    """R02. Civil Service Commission, as of 2026-03: a second exception within 12 months."""
    settled, found = _not_inward(placement)
    if settled:
        return found
    approved = placement.approved_outside("R02")
    if approved is not None:
        return _approved(approved)
    months = rule.values["months"]
    for first, last in reversed(earlier.terms(placement, rule)):
        if _too_close(placement, first, last, months):
            return Outcome.NOT_MET, (
                f"An earlier term of this person, from {day(first)} to {day(last)}, is less than"
                f" {plural(months, 'month')} away."
            )
    return _told_of_earlier(placement, months)


def _told_of_earlier(placement: Placement, months: int) -> Found:
    """What was said about terms that this service does not know."""
    if placement.earlier_months is None:
        return Outcome.UNKNOWN, "Nobody has said whether there were terms that are not kept here."
    ended = placement.known.earlier_ended_on
    if placement.earlier_months and ended is None:
        return Outcome.UNKNOWN, "There were earlier terms, and nobody has said when they ended."
    if ended is not None and _too_close(placement, ended, ended, months):
        return Outcome.NOT_MET, (
            f"An earlier term ended on {day(ended)}, less than {plural(months, 'month')} before."
        )
    return Outcome.MET, f"No earlier term is less than {plural(months, 'month')} away."


def _too_close(placement: Placement, first: date, last: date, months: int) -> bool:
    """Whether the earlier of the two terms ended less than so many whole months before the other.

    After 31 January 2027, twelve months run to 31 January 2028: 1 February is far enough.
    """
    (_, ended), (begins, _) = sorted([(first, last), (placement.starts_on, placement.ends_on)])
    return begins <= last_day_of_term(ended + ONE_DAY, months)


def senior_post(placement: Placement, rule: Rule) -> Found:
    """R03. Civil Service Commission, as of 2026-03; pay: Cabinet Office, from 2024-04."""
    settled, found = _not_inward(placement)
    if settled:
        return found
    level, pay = placement.known.host_level, placement.known.pay
    reasons = []
    if level is not None and level >= rule.values["level"]:
        reasons.append(f"the post is at the level of {levels.get(level).short}")
    if pay is not None and pay >= rule.values["pay"]:
        reasons.append(f"its full-time pay is {number('pay', rule.values['pay'])} a year or more")
    if reasons:
        approved = placement.approved_outside("R03", "R05")
        why = " and ".join(reasons)
        return _approved(approved) if approved else (Outcome.NOT_MET, f"Because {why}.")
    if level is None or pay is None:
        return Outcome.UNKNOWN, "The level of the post or its full-time pay is not known."
    return Outcome.MET, (
        f"The post is below the level of {levels.get(rule.values['level']).short}, and its"
        f" full-time pay below {number('pay', rule.values['pay'])} a year."
    )


def high_pay(placement: Placement, rule: Rule) -> Found:
    """R04. HM Treasury, as of 2025-07: total pay or a bonus above a limit."""
    settled, found = _not_inward(placement)
    if settled:
        return found
    facts = placement.known
    limits = ((facts.pay, rule.values["pay"], "pay"), (facts.bonus, rule.values["bonus"], "bonus"))
    above = [
        f"the {name} is above {number(name, limit)} a year"
        for value, limit, name in limits
        if value is not None and value > limit
    ]
    if above:
        approved = placement.approved_outside("R04")
        if approved is not None and not _risen(placement, approved):
            return _approved(approved)
        return Outcome.NOT_MET, f"Because {' and '.join(above)}."
    if facts.pay is None or facts.bonus is None:
        return Outcome.UNKNOWN, "The full-time pay of the post, or its bonus, is not known."
    return Outcome.MET, (
        f"Pay is not above {number('pay', rule.values['pay'])} a year, nor a bonus above"
        f" {number('bonus', rule.values['bonus'])}."
    )


def senior_case_changes(placement: Placement, _rule: Rule) -> Found:
    """R05. Civil Service Commission, as of 2026-03: what it agreed is extended or varied."""
    approved = placement.approved_outside("R03", "R05")
    if approved is None or is_inward(placement) is not True:
        return None
    if placement.ends_on > approved.covers_until:
        return Outcome.NOT_MET, (
            f"The Commission approved it until {day(approved.covers_until)}, and it now ends on"
            f" {day(placement.ends_on)}."
        )
    if _risen(placement, approved):
        return Outcome.NOT_MET, "Its grade or pay has risen since the Commission approved it."
    return _approved(approved)


def _risen(placement: Placement, approved: OutsideApproval) -> bool:
    """Whether grade, pay or bonus are above what was approved."""
    facts = placement.known
    pairs = (
        (facts.host_level, approved.level),
        (facts.pay, approved.pay),
        (facts.bonus, approved.bonus),
    )
    return any(now is not None and (then is None or now > then) for now, then in pairs)


def _approved(approved: OutsideApproval) -> Found:
    return Outcome.MET, (
        f"Approved on {day(approved.given_on)}, reference {approved.reference}, until"
        f" {day(approved.covers_until)}."
    )
