"""Working days, counted by hand in the calendar of each nation."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.reference import working_days

WALES = working_days.nation_of("CF10", "Wales")


@pytest.mark.parametrize(
    ("outcode", "region", "nation"),
    [
        ("LS1", "Yorkshire and the Humber", "ENG"),
        ("CF10", "", "ENG"),  # the same bank holidays as England
        ("EH1", "", "SCT"),
        ("BT1", "", "NIR"),
        ("", "Scotland", "SCT"),
        ("", "Northern Ireland", "NIR"),
        ("", "scotland", "SCT"),
        ("", "", "ENG"),
        ("", "Atlantis", "ENG"),
        ("ZZ99", "Scotland", "SCT"),  # an outcode that nobody knows
    ],
)
def test_the_nation_follows_the_place(outcode, region, nation):
    assert working_days.nation_of(outcode, region) == nation


@pytest.mark.parametrize(
    ("asked", "count", "nation", "due"),
    [
        # An ordinary week: Monday 23 November 2026, with St Andrew's Day on Monday the 30th.
        ("2026-11-23", 3, "ENG", "2026-11-26"),
        ("2026-11-23", 7, "ENG", "2026-12-02"),
        ("2026-11-23", 7, "SCT", "2026-12-03"),
        ("2026-11-27", 1, "ENG", "2026-11-30"),
        ("2026-11-27", 1, "SCT", "2026-12-01"),
        # Asked on a Saturday or a Sunday: the first working day is Monday.
        ("2026-11-21", 3, "ENG", "2026-11-25"),
        ("2026-11-22", 3, "ENG", "2026-11-25"),
        # Christmas 2026: Friday the 25th, Boxing Day on Monday the 28th, New Year on a Friday.
        ("2026-12-23", 3, "ENG", "2026-12-30"),
        ("2026-12-23", 7, "ENG", "2027-01-06"),
        # 2 January 2027 is a Saturday, so Scotland keeps Monday the 4th.
        ("2026-12-23", 7, "SCT", "2027-01-07"),
        ("2026-12-31", 1, "ENG", "2027-01-04"),
        ("2026-12-31", 1, "SCT", "2027-01-05"),
        ("2026-12-31", 1, "NIR", "2027-01-04"),
        # Easter 2027: Good Friday 26 March everywhere; Easter Monday 29 March not in Scotland.
        ("2027-03-25", 1, "ENG", "2027-03-30"),
        ("2027-03-25", 1, "NIR", "2027-03-30"),
        ("2027-03-25", 1, "SCT", "2027-03-29"),
        # 12 July 2027, a Monday, in Northern Ireland alone; so is 17 March, St Patrick's Day.
        ("2027-07-09", 1, "NIR", "2027-07-13"),
        ("2027-07-09", 1, "ENG", "2027-07-12"),
        ("2027-07-09", 1, "SCT", "2027-07-12"),
        ("2027-03-16", 1, "NIR", "2027-03-18"),
        # The summer bank holiday: 2 August in Scotland, 30 August elsewhere.
        ("2027-07-30", 1, "SCT", "2027-08-03"),
        ("2027-08-27", 1, "ENG", "2027-08-31"),
        ("2027-08-27", 1, "SCT", "2027-08-30"),
    ],
)
def test_counting_on(asked, count, nation, due):
    day, expected = date.fromisoformat(asked), date.fromisoformat(due)
    assert working_days.add_working_days(day, count, nation) == expected
    assert working_days.working_days_between(day, expected, nation) == count


def test_nothing_is_added_or_lies_between():
    day = date(2026, 11, 23)
    assert working_days.add_working_days(day, 0, "ENG") == day
    assert working_days.working_days_between(day, day, "ENG") == 0
    assert working_days.working_days_between(day, date(2026, 11, 20), "ENG") == 0


def test_a_weekend_and_a_bank_holiday_count_nothing():
    friday, monday = date(2026, 12, 25), date(2026, 12, 28)
    assert working_days.working_days_between(date(2026, 12, 24), monday, "ENG") == 0
    assert not working_days.is_working_day(friday, "SCT")
    assert working_days.is_working_day(date(2026, 12, 24), WALES)
