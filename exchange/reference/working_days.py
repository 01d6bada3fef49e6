"""Working days: Monday to Friday without the bank holidays of the nation where somebody works.

The bank holidays come from the `holidays` library, which follows the Banking and Financial
Dealings Act 1971 and the proclamations under it (gov.uk/bank-holidays, as of 2026-11-22).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

from exchange.reference import outcodes

ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND = "ENG", "SCT", "NIR"
"""England and Wales have the same bank holidays."""
_BY_NAME = {"scotland": SCOTLAND, "northern ireland": NORTHERN_IRELAND}
_WORKING_WEEK = 5
_A_DAY = timedelta(days=1)


def nation_of(outcode: str, region: str) -> str:
    """Whose bank holidays hold at a place; where nothing is known, those of England and Wales."""
    place = outcodes.get(outcode) if outcode else None
    named = place.nation if place else region
    return _BY_NAME.get(named.strip().lower(), ENGLAND_AND_WALES)


def is_working_day(day: date, nation: str) -> bool:
    """Whether people work on that day in that nation."""
    return day.weekday() < _WORKING_WEEK and day not in _bank_holidays(nation)


def add_working_days(day: date, count: int, nation: str) -> date:
    """The day that lies so many working days after a day, which itself does not count."""
    while count > 0:
        day += _A_DAY
        count -= is_working_day(day, nation)
    return day


def working_days_between(first: date, last: date, nation: str) -> int:
    """How many working days there are after the first day, up to and with the last."""
    days = ((first + _A_DAY * number) for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day, nation) for day in days)


@cache
def _bank_holidays(nation: str) -> holidays.HolidayBase:
    """Filled year by year as days are asked for."""
    return holidays.country_holidays("GB", subdiv=nation)
