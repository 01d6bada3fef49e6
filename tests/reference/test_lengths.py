"""Which lengths fit which kinds, and that a refusal says what to do."""

from datetime import date

import pytest

from exchange.reference import kinds
from exchange.reference.lengths import length_problem

MONDAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("code", "ends_on", "hours"),
    [
        ("session", MONDAY, 2),
        ("session", None, None),
        ("shadowing", date(2027, 3, 5), None),
        ("mentoring", date(2028, 2, 29), 20),
        ("project", date(2027, 6, 30), 30),
        ("attachment", date(2027, 5, 30), None),
        ("secondment", date(2027, 5, 31), None),
        ("secondment", date(2030, 1, 1), None),
        ("loan", date(2027, 3, 12), None),
        ("swap", date(2027, 4, 30), None),
        ("trustee", None, None),
    ],
)
def test_fits(code: str, ends_on: date | None, hours: float | None) -> None:
    assert length_problem(kinds.get(code), MONDAY, ends_on, hours) is None


@pytest.mark.parametrize(
    ("code", "ends_on", "hours", "words"),
    [
        ("session", date(2027, 3, 2), 2, "A session takes up to one day."),
        ("session", MONDAY, 13, "up to 12 hours"),
        ("shadowing", date(2027, 3, 8), None, "Shadowing takes up to 5 days."),
        ("mentoring", date(2028, 3, 1), None, "until 29 February 2028 at the latest"),
        ("project", None, 30.5, "A project takes up to 30 hours."),
        ("project", None, 0, "more than 0 hours"),
        ("attachment", date(2027, 5, 31), None, "before 31 May 2027, or choose a secondment"),
        ("secondment", date(2027, 5, 30), None, "until 31 May 2027 at least"),
        ("loan", date(9999, 12, 31), None, "up to the year 2099"),
        ("loan", date(2027, 2, 28), None, "The last day is before the first day."),
    ],
)
def test_does_not_fit(code: str, ends_on: date | None, hours: float | None, words: str) -> None:
    problem = length_problem(kinds.get(code), MONDAY, ends_on, hours)
    assert problem is not None
    assert words in problem


def test_shadowing_days_may_be_spread_or_fall_on_a_weekend() -> None:
    shadowing = kinds.get("shadowing")
    assert length_problem(shadowing, MONDAY, date(2027, 4, 26), days=5) is None
    assert "5 days" in (length_problem(shadowing, MONDAY, date(2027, 4, 26), days=6) or "")
    assert "1 day" in (length_problem(shadowing, MONDAY, MONDAY, days=0) or "")
    assert length_problem(shadowing, date(2027, 3, 4), date(2027, 3, 10)) is None
    assert "5 days" in (length_problem(shadowing, date(2027, 3, 4), date(2027, 3, 11)) or "")
    saturday = date(2027, 3, 6)
    assert length_problem(shadowing, saturday, date(2027, 3, 7)) is None
