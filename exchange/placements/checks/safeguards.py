"""Rules on what keeps a move safe: interests, conflicts, vetting and pension."""

from __future__ import annotations

from datetime import date

from exchange.placements.checks.findings import Found, Outcome
from exchange.placements.checks.status import is_inward, is_outward
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.placements.safeguards import declaring
from exchange.placements.safeguards.models import PensionChoice, VettingCheck
from exchange.placements.safeguards.words import (
    CLEARANCES,
    FULL_TIME_ONLY,
    InjuryCover,
    Vetting,
    VettingState,
)
from exchange.reference.rules import Rule
from exchange.web.look import day, plural

HR_ROLES = (Role.HOME_HR, Role.HOME_BOARD, Role.HOST_HR)
UNDER_WAY = frozenset({VettingState.NEEDED, VettingState.REQUESTED})
FULL_WEEK = 5
COVERED = {
    InjuryCover.SCHEME: "the scheme’s cover goes on",
    InjuryCover.HOST: "the host covers it",
    InjuryCover.NOBODY: "not covered, as the person accepted",
}


def interests_declared(placement: Placement, rule: Rule, today: date) -> Found:
    """R11. Cabinet Office guidance on outside interests, as of 2024-11: before the start, when a
    role changes and every 12 months. That charities declare too is our own policy."""
    lacking = declaring.missing(placement, today, rule.values["months"])
    if not lacking:
        return Outcome.MET, "Whoever moves, looks after the person or decides has declared."
    who = "; ".join(one.who for one in lacking)
    lapsed = any(
        declaration.is_of(one.key) for one in lacking for declaration in placement.declarations
    )
    if lapsed:
        return Outcome.NOT_MET, f"A declaration has to be renewed. Still to declare: {who}."
    return Outcome.UNKNOWN, f"Still to declare: {who}."


def conflicts_handled(placement: Placement, _rule: Rule, _today: date) -> Found:
    """R12. Our own policy, as of 2026-11: a conflict between the organisations is handled as both
    HRs accept. HR of each side says by deciding that there is none but those declared."""
    standing = [one for one in placement.conflicts if one.is_open]
    unhandled = sum(1 for one in standing if not one.is_handled)
    between = f"between {placement.home_name} and {placement.host_name}"
    if unhandled:
        return (
            Outcome.NOT_MET,
            f"{plural(unhandled, 'matter')} {between}: both HRs have yet to accept how"
            f" {'it is' if unhandled == 1 else 'they are'} handled.",
        )
    if standing:
        return Outcome.MET, f"{plural(len(standing), 'matter')} {between}, handled as both accept."
    if all(placement.stands(role) for role in HR_ROLES if role in placement.needed):
        return Outcome.MET, "HR of both sides decided, and declared nothing between them."
    return Outcome.WAITING, f"HR of either side declares what stands {between}, if anything."


def vetting_confirmed(placement: Placement, _rule: Rule, today: date) -> Found:
    """R14. UK Security Vetting, as of 2024: BPSS before the start, clearances as the post needs.

    The words name no check: not everybody who reads them may know which are needed.
    """
    said = {row.vetting: row for row in placement.vetting}
    inward = is_inward(placement)
    if not said and inward is False:
        return None
    if inward is not False and any(one not in said for one in CLEARANCES):
        return Outcome.UNKNOWN, "The host has yet to say which checks the post needs."
    if inward and said[Vetting.BPSS].state is VettingState.NOT_NEEDED:
        return Outcome.NOT_MET, "Nobody comes into the Civil Service without the baseline check."
    return _how_far(placement, list(said.values()), today)


def _how_far(placement: Placement, rows: list[VettingCheck], today: date) -> Found:
    on = today if placement.started_at else max(today, placement.starts_on)
    wanted = [row for row in rows if row.state is not VettingState.NOT_NEEDED]
    if not wanted:
        return Outcome.MET, "The post needs no checks."
    if any(row.has_expired(on) for row in wanted):
        when = "has run out" if placement.started_at else "runs out before the first day"
        return Outcome.NOT_MET, f"A check that was confirmed {when}."
    open_ones = sum(1 for row in wanted if row.state in UNDER_WAY)
    if open_ones:
        return (
            Outcome.NOT_MET,
            f"{open_ones} of {plural(len(wanted), 'check')} that the post needs"
            f" {'is' if open_ones == 1 else 'are'} not confirmed yet.",
        )
    return Outcome.MET, "Every check that the post needs is confirmed."


def enough_time_to_vet(placement: Placement, rule: Rule, today: date) -> Found:
    """R14, lead times. Public Accounts Committee, as of 2024-03: 99 days on average, and 171 more
    for the highest clearance."""
    waiting = {
        row.vetting
        for row in placement.vetting
        if row.vetting in CLEARANCES and row.state in UNDER_WAY
    }
    if not waiting or placement.started_at is not None:
        return None
    average, more = rule.values["days"], rule.values["highest_more_days"]
    wanted = average + (more if Vetting.DV in waiting else 0)
    left = (placement.starts_on - today).days
    if left >= wanted:
        return Outcome.MET, f"The first day is {plural(left, 'day')} away."
    away = f"is {plural(left, 'day')} away" if left > 0 else "has come"
    return (
        Outcome.NOT_MET,
        f"The first day {away}. Such checks take about {average} days, and {more} more at the"
        " highest level.",
    )


def pension_settled(placement: Placement, _rule: Rule, _today: date) -> Found:
    """R16. Civil Service Pension Scheme, employer guide 5.5, as of 2022: option, statement and
    cover for injury are settled before anything is signed; C and D do not fit part-time."""
    outward = is_outward(placement)
    if outward is False:
        return None
    if outward is None:
        return Outcome.UNKNOWN, "Nobody has said yet whether both posts are in the Civil Service."
    if placement.pension is None:
        return Outcome.UNKNOWN, f"HR at {placement.home_name} has yet to record how it goes on."
    return _pension(placement, placement.pension)


def _pension(placement: Placement, choice: PensionChoice) -> Found:
    option = choice.option.value.upper()
    full_time = placement.days_a_week == FULL_WEEK
    if choice.option in FULL_TIME_ONLY and not full_time:
        return Outcome.NOT_MET, f"Option {option} does not fit a part-time move."
    told, cover = choice.statement_on, choice.injury_cover
    if told is not None and cover is not None:
        words = (
            f"Option {option}; statement given on {day(told)}; injury at work: {COVERED[cover]}."
        )
        return Outcome.MET, words
    lacking = [
        words
        for words, given in (
            ("the written statement to the person", told),
            ("who covers injury at work", cover),
        )
        if given is None
    ]
    return Outcome.NOT_MET, f"Option {option} is chosen. Still open: {' and '.join(lacking)}."
