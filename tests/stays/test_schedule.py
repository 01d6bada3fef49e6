"""When things are due in a stay: every day counted by hand on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exchange import clock
from exchange.errors import IllegalTransition
from exchange.stays import schedule
from tests.placements import moving
from tests.stays import staying


def days(found):
    """What is due and when, as plain words."""
    return [(one.what.value, str(one.time), one.on.isoformat()) for one in found]


def test_six_months_from_the_first_check_in_to_what_lasted():
    assert days(schedule.of(date(2027, 1, 4), date(2027, 7, 3))) == [
        ("check_in", "week_2", "2027-01-18"),
        ("check_in", "week_6", "2027-02-15"),
        ("check_in", "midpoint", "2027-04-04"),
        ("return_plan", "", "2027-05-04"),
        ("return_again", "", "2027-06-03"),
        ("impact", "end", "2027-07-03"),
        ("learning_report", "", "2027-08-02"),
        ("impact", "months_3", "2027-10-03"),
        ("impact", "months_6", "2028-01-03"),
    ]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        # ten days: nobody is asked how it goes, and the return is planned from the first day
        ("2027-01-15", [("return_plan", "", "2027-01-04")]),
        # a check-in on the last day itself is none
        ("2027-01-18", [("return_plan", "", "2027-01-04")]),
        (
            "2027-01-19",
            [("check_in", "week_2", "2027-01-18"), ("return_plan", "", "2027-01-04")],
        ),
        # eight weeks: 30 days before the end fit, 60 do not
        (
            "2027-02-26",
            [
                ("check_in", "week_2", "2027-01-18"),
                ("check_in", "week_6", "2027-02-15"),
                ("return_again", "", "2027-01-27"),
            ],
        ),
        # three months to the day: no review in the middle
        (
            "2027-04-03",
            [
                ("check_in", "week_2", "2027-01-18"),
                ("check_in", "week_6", "2027-02-15"),
                ("return_plan", "", "2027-02-02"),
                ("return_again", "", "2027-03-04"),
            ],
        ),
        # and a day more: 18 February lies in the middle of 91 days
        (
            "2027-04-04",
            [
                ("check_in", "week_2", "2027-01-18"),
                ("check_in", "week_6", "2027-02-15"),
                ("check_in", "midpoint", "2027-02-18"),
                ("return_plan", "", "2027-02-03"),
                ("return_again", "", "2027-03-05"),
            ],
        ),
    ],
)
def test_a_short_stay_has_what_fits(last, expected):
    first, end = date(2027, 1, 4), date.fromisoformat(last)
    assert days([*schedule.check_ins(first, end), *schedule.return_plan(first, end)]) == expected


@pytest.mark.parametrize(
    ("last", "report", "after_3", "after_6"),
    [
        ("2026-11-30", "2026-12-30", "2027-02-28", "2027-05-30"),
        ("2027-11-30", "2027-12-30", "2028-02-29", "2028-05-30"),
        ("2027-08-31", "2027-09-30", "2027-11-30", "2028-02-29"),
        ("2026-08-31", "2026-09-30", "2026-11-30", "2027-02-28"),
        ("2027-01-29", "2027-02-28", "2027-04-29", "2027-07-29"),
        ("2028-01-30", "2028-02-29", "2028-04-30", "2028-07-30"),
        ("2028-02-29", "2028-03-30", "2028-05-29", "2028-08-29"),
    ],
)
def test_afterwards_february_ends_where_it_ends(last, report, after_3, after_6):
    assert days(schedule.afterwards(date.fromisoformat(last))) == [
        ("learning_report", "", report),
        ("impact", "end", last),
        ("impact", "months_3", after_3),
        ("impact", "months_6", after_6),
    ]


@pytest.mark.parametrize(
    ("last", "sixty", "thirty"),
    [
        ("2027-03-30", "2027-01-29", "2027-02-28"),
        ("2028-03-30", "2028-01-30", "2028-02-29"),
        ("2028-04-29", "2028-02-29", "2028-03-30"),
        # both changes of the clocks lie between: days are counted, not hours
        ("2027-04-20", "2027-02-19", "2027-03-21"),
        ("2027-11-20", "2027-09-21", "2027-10-21"),
    ],
)
def test_the_return_is_planned_60_and_30_days_before_the_end(last, sixty, thirty):
    found = schedule.return_plan(date(2026, 6, 1), date.fromisoformat(last))
    assert days(found) == [("return_plan", "", sixty), ("return_again", "", thirty)]


@pytest.mark.parametrize(
    ("first", "week_2", "week_6"),
    [
        ("2027-03-15", "2027-03-29", "2027-04-26"),
        ("2027-10-18", "2027-11-01", "2027-11-29"),
        ("2028-02-15", "2028-02-29", "2028-03-28"),
        ("2027-02-15", "2027-03-01", "2027-03-29"),
    ],
)
def test_check_ins_over_a_change_of_the_clocks_and_over_february(first, week_2, week_6):
    found = schedule.check_ins(date.fromisoformat(first), date(2029, 1, 1))
    assert days(found)[:2] == [("check_in", "week_2", week_2), ("check_in", "week_6", week_6)]


def began_before_summer_time():
    """The clocks go forward on Sunday 28 March 2027; the check-in is on the Monday."""
    return moving.active(starts_on=date(2027, 3, 15), ends_on=date(2027, 9, 14))


def test_a_check_in_opens_at_midnight_in_london_not_at_midnight_utc(at_stage):
    w = at_stage(began_before_summer_time)
    early = clock.at(datetime(2027, 3, 28, 22, 59, tzinfo=UTC))
    with early, pytest.raises(IllegalTransition, match="It is asked on 29 March 2027"):
        staying.check_in(w, w.mover, "week_2", "green")
    with clock.at(datetime(2027, 3, 28, 23, 0, tzinfo=UTC)):
        staying.check_in(w, w.mover, "week_2", "green")
    assert len(staying.record(w).check_ins) == 1
