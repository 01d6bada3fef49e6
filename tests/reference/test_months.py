"""Calendar months: ends of months, leap days and the two-year rule, counted by hand."""

from datetime import date

import pytest

from exchange.reference.months import is_within, last_day_of_term, months_between


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2027, 1, 1), 3, date(2027, 3, 31)),
        (date(2027, 1, 15), 1, date(2027, 2, 14)),
        (date(2027, 1, 31), 1, date(2027, 2, 27)),
        (date(2028, 1, 31), 1, date(2028, 2, 28)),
        (date(2027, 3, 1), 24, date(2029, 2, 28)),
        (date(2026, 3, 1), 24, date(2028, 2, 29)),
        (date(2028, 2, 29), 24, date(2030, 2, 27)),
        (date(2027, 4, 1), 24, date(2029, 3, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 27)),
    ],
)
def test_last_day_of_term(start: date, months: int, last: date) -> None:
    assert last_day_of_term(start, months) == last


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2027, 1, 1), date(2027, 1, 30), 0),
        (date(2027, 1, 1), date(2027, 1, 31), 1),
        (date(2027, 1, 31), date(2027, 2, 27), 1),
        (date(2027, 2, 1), date(2027, 2, 28), 1),
        (date(2028, 2, 1), date(2028, 2, 28), 0),
        (date(2027, 4, 1), date(2029, 3, 30), 23),
        (date(2027, 4, 1), date(2029, 3, 31), 24),
        (date(2027, 6, 7), date(2027, 6, 7), 0),
    ],
)
def test_whole_months_between(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months


def test_two_years_to_the_day_are_within_and_one_day_more_is_not() -> None:
    assert is_within(date(2027, 4, 1), date(2029, 3, 31), 24)
    assert not is_within(date(2027, 4, 1), date(2029, 4, 1), 24)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        last_day_of_term(date(2027, 1, 1), 0)
    with pytest.raises(ValueError, match="before it starts"):
        months_between(date(2027, 1, 2), date(2027, 1, 1))
