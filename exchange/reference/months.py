"""Calendar months as people and rules count them: a term of n months includes both its days.

One term of 24 months that starts on 1 March 2027 has 28 February 2029 as its last day.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


def last_day_of_term(start: date, months: int) -> date:
    """The last day of a term of `months` calendar months: start + months - 1 day.

    Where the later month has no such day, its last day is taken before the day is taken off:
    one month from 31 January 2027 ends on 27 February. Raises ValueError below one month.
    """
    if months < 1:
        raise ValueError("a term has at least one month")
    return start + relativedelta(months=months) - ONE_DAY


@lru_cache(maxsize=4096)  # lists of results ask for the same terms again and again
def months_between(start: date, end: date) -> int:
    """How many whole calendar months the term from `start` to `end`, both included, holds.

    0 for a term shorter than a month. Raises ValueError where the end is before the start.
    """
    if end < start:
        raise ValueError("the term ends before it starts")
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while months and last_day_of_term(start, months) > end:
        months -= 1
    return months


def is_within(start: date, end: date, months: int) -> bool:
    """True where the term is no longer than `months` calendar months."""
    return end <= last_day_of_term(start, months)


Term = tuple[date, date]
"""First and last day, both included."""


def in_order(terms: Iterable[Term]) -> list[Term]:
    """The same days as terms that do not overlap, earliest first: no day counts twice."""
    found: list[Term] = []
    for first, last in sorted(terms):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def without(terms: Iterable[Term], start: date, end: date) -> list[Term]:
    """What is left of terms outside the days from `start` to `end`."""
    before = [(first, min(last, start - ONE_DAY)) for first, last in terms]
    after = [(max(first, end + ONE_DAY), last) for first, last in terms]
    return [(first, last) for first, last in (*before, *after) if first <= last]


def added_up(terms: Iterable[Term], months: int = 0) -> tuple[int, int]:
    """How long terms last together: whole calendar months of each, and the days left over."""
    days = 0
    for first, last in in_order(terms):
        whole = months_between(first, last)
        counted = last_day_of_term(first, whole) if whole else first - ONE_DAY
        months, days = months + whole, days + (last - counted).days
    return months, days


def last_day_within(start: date, limit: int, used: tuple[int, int]) -> date | None:
    """The last day of a term so that it and what was used are `limit` months; None: no day."""
    months, days = used
    if limit <= months:
        return None
    last = last_day_of_term(start, limit - months) - timedelta(days=days)
    return last if last >= start else None
