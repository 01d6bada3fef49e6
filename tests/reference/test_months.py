"""Calendar months: ends of months, leap days and the two-year rule, counted by hand."""

from datetime import date

import pytest

from exchange.reference.months import (
    added_up,
    in_order,
    is_within,
    last_day_of_term,
    last_day_within,
    months_between,
    without,
)


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


JANUARY_TO_MARCH = (date(2026, 1, 1), date(2026, 3, 31))
MARCH_AND_APRIL = (date(2026, 3, 1), date(2026, 4, 30))
SUMMER = (date(2026, 6, 15), date(2026, 8, 20))


def test_no_day_counts_twice() -> None:
    assert in_order([SUMMER, MARCH_AND_APRIL, JANUARY_TO_MARCH]) == [
        (date(2026, 1, 1), date(2026, 4, 30)),
        SUMMER,
    ]


def test_days_of_another_term_are_left_out() -> None:
    april = (date(2026, 4, 1), date(2026, 4, 30))
    before_and_after = [(date(2026, 6, 15), date(2026, 6, 30)), (date(2026, 8, 1), SUMMER[1])]
    assert without([MARCH_AND_APRIL], *JANUARY_TO_MARCH) == [april]
    assert without([SUMMER], date(2026, 7, 1), date(2026, 7, 31)) == before_and_after
    assert without([SUMMER], *SUMMER) == []


@pytest.mark.parametrize(
    ("terms", "declared", "months", "days"),
    [
        ([], 0, 0, 0),
        ([], 7, 7, 0),
        ([JANUARY_TO_MARCH], 0, 3, 0),
        ([JANUARY_TO_MARCH, MARCH_AND_APRIL], 0, 4, 0),
        ([SUMMER], 0, 2, 6),
        ([SUMMER, JANUARY_TO_MARCH], 2, 7, 6),
        # a short month is a month, and one day less is not
        ([(date(2027, 2, 1), date(2027, 2, 28))], 0, 1, 0),
        ([(date(2027, 2, 1), date(2027, 2, 27))], 0, 0, 27),
    ],
)
def test_terms_add_up(
    terms: list[tuple[date, date]], declared: int, months: int, days: int
) -> None:
    assert added_up(terms, declared) == (months, days)


@pytest.mark.parametrize(
    ("used", "last"),
    [
        ((0, 0), date(2029, 1, 3)),
        ((18, 0), date(2027, 7, 3)),
        ((17, 10), date(2027, 7, 24)),
        ((23, 30), date(2027, 1, 4)),
        ((23, 31), None),
        ((24, 0), None),
        ((60, 0), None),
    ],
)
def test_what_is_left_of_24_months(used: tuple[int, int], last: date | None) -> None:
    assert last_day_within(date(2027, 1, 4), 24, used) == last
