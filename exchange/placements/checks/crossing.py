"""Rules that follow from who crosses: loans, nationality, and staying with the host."""

from __future__ import annotations

from datetime import date

from exchange.placements.checks.findings import Found, Outcome
from exchange.placements.checks.status import (
    NOT_SAID,
    host_is_civil_service,
    is_inward,
    mover_is_civil_servant,
)
from exchange.placements.models import EndedHow, Placement
from exchange.reference.months import ONE_DAY, last_day_of_term
from exchange.reference.rules import Rule
from exchange.web.look import day


def is_loan(placement: Placement) -> bool | None:
    """Whether both employers are in the Home Civil Service; None where nobody has said."""
    sides = (mover_is_civil_servant(placement), host_is_civil_service(placement))
    if False in sides:
        return False
    return None if None in sides else True


def loan(placement: Placement, _rule: Rule) -> Found:
    """R08. GOV.UK, secondments and loans, as of 2026-11: between departments it is a loan."""
    both = is_loan(placement)
    if both is None:
        return Outcome.UNKNOWN, NOT_SAID
    if placement.kind == "loan":
        if both:
            return Outcome.MET, "Both employers are in the Home Civil Service: loan terms hold."
        return Outcome.NOT_MET, (
            "This is called a loan, and one of the two employers is not in the Home Civil Service."
        )
    if both:
        return Outcome.MET, (
            "Both employers are in the Home Civil Service, so this is a loan, whatever it was"
            " called: the agreement takes loan terms, and the rules on coming in do not apply."
        )
    return None


def nationality(placement: Placement, _rule: Rule) -> Found:
    """R13. Cabinet Office, Civil Service nationality rules, as of 2023-08."""
    if is_inward(placement) is not True:
        return None
    facts = placement.known
    if facts.nationality_checked_at is not None:
        kind = "a reserved post" if facts.reserved_post else "a post that is not reserved"
        return Outcome.MET, f"Checked on {day(facts.nationality_checked_at)}, for {kind}."
    if facts.reserved_post:
        return (
            Outcome.WAITING,
            "The post is reserved for nationals of the United Kingdom.",
        )
    if facts.reserved_post is None:
        return Outcome.WAITING, "Nobody has said whether the post is reserved, nor checked."
    return Outcome.WAITING, "The post is not reserved. Nationality has yet to be checked."


def stays(placement: Placement) -> bool:
    """Whether a civil servant stays with the host outside, or says that they will."""
    if mover_is_civil_servant(placement) is not True or host_is_civil_service(placement):
        return False
    if placement.ended_how is not None:
        return placement.ended_how is EndedHow.STAYED_WITH_HOST
    return placement.known.means_to_stay is True


def after_crown_service(placement: Placement, rule: Rule) -> Found:
    """R09. GOV.UK, business appointment rules, as of 2025-10: 12 or 24 months from the last day
    of civil service pay."""
    if not stays(placement):
        return None
    last_paid = placement.ended_on or placement.ends_on
    short = _window(last_paid, rule.values["months"])
    long = _window(last_paid, rule.values["months_senior"])
    level = placement.known.home_level
    stays_on = f"The last day of civil service pay is {day(last_paid)}."
    if level is None:
        return Outcome.WAITING, (
            f"{stays_on} The rules hold until {day(short)}, or in the Senior Civil Service until"
            f" {day(long)}."
        )
    until = long if level >= rule.values["level"] else short
    return Outcome.WAITING, f"{stays_on} The rules hold until {day(until)}."


def _window(last_paid: date, months: int) -> date:
    return last_day_of_term(last_paid + ONE_DAY, months)


def who_decides_after(placement: Placement, rule: Rule) -> Found:
    """R10. Civil Service Commission, as of 2025-10-13: it decides from SCS3 up."""
    if not stays(placement):
        return None
    level = placement.known.home_level
    if level is None:
        return Outcome.WAITING, "The grade at home is not known, so neither is who decides."
    if level >= rule.values["level"]:
        return Outcome.MET, "The Civil Service Commission decides about the application."
    return Outcome.MET, f"{placement.home_name} decides about the application."
