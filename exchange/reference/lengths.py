"""Whether a length fits its kind, in words for the person who chose it.

What is missing is no problem here: whether a form asks for it is the form's business. The limit
of 24 months for inward secondments is a dated rule (R01), since it depends on who the host is.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from exchange.reference.kinds import Kind
from exchange.reference.months import is_within, last_day_of_term

SATURDAY = 5
LAST_YEAR = 2099  # beyond it stands a slip of the pen

Hours = float | Decimal


def length_problem(
    kind: Kind,
    starts_on: date | None,
    ends_on: date | None,
    hours: Hours | None = None,
    days: int | None = None,
) -> str | None:
    """Say what is wrong with this length for this kind and what to do, or None where it fits.

    `hours` is the whole effort. `days` is the number of days where they are spread out, such as
    three Mondays; without it the working days from start to end are counted.
    """
    return next(_problems(kind, starts_on, ends_on, hours, days), None)


def _problems(
    kind: Kind,
    starts_on: date | None,
    ends_on: date | None,
    hours: Hours | None,
    days: int | None,
) -> Iterator[str]:
    yield from _too_many_hours(kind, hours)
    if any(day and day.year > LAST_YEAR for day in (starts_on, ends_on)):
        yield f"Enter dates up to the year {LAST_YEAR}."
        return
    if starts_on and ends_on and ends_on < starts_on:
        yield "The last day is before the first day. Change one of the two dates."
        return
    yield from _too_many_days(kind, days if days is not None else _days(starts_on, ends_on))
    if starts_on and ends_on:
        yield from _wrong_months(kind, starts_on, ends_on)


def _too_many_hours(kind: Kind, hours: Hours | None) -> Iterator[str]:
    if hours is not None and hours <= 0:
        yield "Enter more than 0 hours."
    if hours is not None and kind.max_hours is not None and hours > kind.max_hours:
        yield f"{_this(kind)} takes up to {kind.max_hours} hours. {_advice(kind)}"


def _too_many_days(kind: Kind, days: int | None) -> Iterator[str]:
    if days is not None and days < 1:
        yield "Enter at least 1 day."
    if days is not None and kind.max_days is not None and days > kind.max_days:
        limit = "one day" if kind.max_days == 1 else f"{kind.max_days} days"
        yield f"{_this(kind)} takes up to {limit}. {_advice(kind)}"


def _wrong_months(kind: Kind, starts_on: date, ends_on: date) -> Iterator[str]:
    if kind.max_months and not is_within(starts_on, ends_on, kind.max_months):
        last = _words(last_day_of_term(starts_on, kind.max_months))
        yield f"{_this(kind)} lasts up to {kind.max_months} months, so until {last} at the latest."
    if kind.under_months and ends_on >= last_day_of_term(starts_on, kind.under_months):
        yield (
            f"{_this(kind)} lasts less than {kind.under_months} months. Choose a last day before "
            f"{_words(last_day_of_term(starts_on, kind.under_months))}, or choose a secondment."
        )
    if kind.min_months and ends_on < last_day_of_term(starts_on, kind.min_months):
        yield (
            f"{_this(kind)} lasts {kind.min_months} months or more, so until "
            f"{_words(last_day_of_term(starts_on, kind.min_months))} at least. "
            "For less, choose a short secondment."
        )


def _days(starts_on: date | None, ends_on: date | None) -> int | None:
    """Days from start to end, both included, leaving out weekends unless there is nothing else."""
    if starts_on is None or ends_on is None:
        return None
    weeks, rest = divmod((ends_on - starts_on).days + 1, 7)
    over = ((starts_on.weekday() + n) % 7 for n in range(rest))
    return max(1, weeks * 5 + sum(weekday < SATURDAY for weekday in over))


def _this(kind: Kind) -> str:
    """The kind as the subject of a sentence."""
    uncounted = kind.name == kind.plural
    return kind.name if uncounted else f"A {kind.name.lower()}"


def _advice(kind: Kind) -> str:
    if kind.code == "project":
        return "Make the project smaller, or choose a short secondment."
    if kind.code == "session":
        return "Make it shorter, or choose shadowing or mentoring."
    return "Make it shorter, or choose a project or a short secondment."


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
