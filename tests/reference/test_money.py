"""Rates as dated rows: National Insurance, VAT, pensions, and why VAT may not be charged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from exchange.reference import money


@pytest.mark.parametrize(
    ("day", "threshold", "rate"),
    [
        (date(2024, 4, 6), 9_100, "13.8"),
        (date(2025, 4, 5), 9_100, "13.8"),
        (date(2025, 4, 6), 5_000, "15"),
        (date(2026, 4, 5), 5_000, "15"),
        (date(2027, 4, 5), 5_000, "15"),
        (date(2029, 1, 1), 5_000, "15"),
    ],
)
def test_employer_national_insurance_of_a_day(day, threshold, rate):
    found = money.employer_ni(day)
    assert (found.threshold, found.rate) == (threshold, Decimal(rate))


def test_before_the_first_row_no_rate_is_known():
    with pytest.raises(LookupError):
        money.employer_ni(date(2024, 4, 5))
    assert date(2024, 4, 6) == money.FIRST_DAY


def test_the_last_published_year_ends_on_5_april():
    assert money.ni_is_published(date(2027, 4, 5))
    assert not money.ni_is_published(date(2027, 4, 6))


@pytest.mark.parametrize(
    ("day", "name", "days"),
    [
        (date(2024, 4, 5), "2023 to 2024", 366),  # it had 29 February 2024
        (date(2024, 4, 6), "2024 to 2025", 365),
        (date(2027, 4, 6), "2027 to 2028", 366),
        (date(2028, 4, 5), "2027 to 2028", 366),
        (date(2028, 4, 6), "2028 to 2029", 365),
    ],
)
def test_tax_years(day, name, days):
    year = money.tax_year(day)
    assert (year.name, year.days) == (name, days)


def test_vat_and_pensions():
    assert money.vat(date(2026, 11, 22)).rate == 20
    assert [(one.rate, one.until) for one in money.PENSIONS] == [
        (Decimal("28.97"), date(2027, 3, 31))
    ]


def test_each_row_says_where_it_is_from():
    rows = [*money.EMPLOYER_NI, *money.VAT, *money.PENSIONS, *money.CONCESSIONS]
    for source in (*(row.source for row in rows), money.SUPPLY_OF_STAFF):
        assert source.title
        assert source.url.startswith("https://")
        assert source.as_of <= date(2026, 11, 25)


def test_reasons_for_no_vat():
    assert [one.code for one in money.CONCESSIONS] == [
        "charities",
        "paid_direct",
        "public_bodies",
        "not_registered",
        "other",
    ]
    assert money.concession("charities").name == "Charity to charity, not for business"
    with pytest.raises(LookupError):
        money.concession("because")
