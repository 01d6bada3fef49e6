"""When something is due in a stay, from its dates alone. Pure.

Nothing here is ever written down by a job that may be late: a page that is opened works it out.
All days are calendar days in London; no hour is counted, so that a change of the clocks shifts
nothing. R23 (NHSScotland's secondment policies and our own policy, as of 2026-11): a review in the
middle, a return meeting 60 days before the end and a report 30 days after it where a placement
lasts longer than three months. Shorter ones have what fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from exchange.reference.months import is_within
from exchange.stays.lifecycle import CheckInTime, ImpactTime

TWO_WEEKS, SIX_WEEKS = timedelta(weeks=2), timedelta(weeks=6)
MONTHS_WITHOUT_REVIEW = 3
RETURN_FIRST, RETURN_AGAIN = timedelta(days=60), timedelta(days=30)
REPORT_AFTER = timedelta(days=30)


class What(StrEnum):
    """What is due."""

    CHECK_IN = "check_in"
    RETURN_PLAN = "return_plan"
    RETURN_AGAIN = "return_again"
    LEARNING_REPORT = "learning_report"
    IMPACT = "impact"


@dataclass(frozen=True)
class Due:
    """One date of a stay."""

    what: What
    on: date
    time: str = ""
    """Which check-in, or which follow-up."""


def check_ins(first: date, last: date) -> list[Due]:
    """The check-ins that fit: before the last day, and each on a day of its own."""
    wanted = [(CheckInTime.WEEK_2, first + TWO_WEEKS), (CheckInTime.WEEK_6, first + SIX_WEEKS)]
    if not is_within(first, last, MONTHS_WITHOUT_REVIEW):
        wanted.append((CheckInTime.MIDPOINT, midpoint(first, last)))
    return [Due(What.CHECK_IN, on, time) for time, on in wanted if on < last]


def midpoint(first: date, last: date) -> date:
    """The day in the middle; of two the earlier one."""
    return first + (last - first) // 2


def return_plan(first: date, last: date) -> list[Due]:
    """60 and 30 days before the last day; a short placement is asked once, from its first day."""
    found = [
        Due(what, last - before)
        for what, before in (
            (What.RETURN_PLAN, RETURN_FIRST),
            (What.RETURN_AGAIN, RETURN_AGAIN),
        )
        if last - before > first
    ]
    return found or [Due(What.RETURN_PLAN, first)]


def afterwards(last: date) -> Iterator[Due]:
    """The report 30 days after the end, and what came of it then and 3 and 6 months later."""
    yield Due(What.LEARNING_REPORT, last + REPORT_AFTER)
    yield Due(What.IMPACT, last, ImpactTime.END)
    yield Due(What.IMPACT, last + relativedelta(months=3), ImpactTime.MONTHS_3)
    yield Due(What.IMPACT, last + relativedelta(months=6), ImpactTime.MONTHS_6)


def of(first: date, last: date) -> list[Due]:
    """Everything that is due in a stay with these first and last days, in order."""
    found = [*check_ins(first, last), *return_plan(first, last), *afterwards(last)]
    return sorted(found, key=lambda one: one.on)
