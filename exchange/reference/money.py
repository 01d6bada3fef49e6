"""Rates of National Insurance, VAT and pensions as dated rows, and why VAT may not be charged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol, TypeVar

from exchange.reference.files import Source, read_toml


class _Dated(Protocol):
    @property
    def begins(self) -> date: ...


Row = TypeVar("Row", bound=_Dated)


@dataclass(frozen=True, slots=True)
class EmployerNI:
    """What an employer pays above a threshold of yearly pay, from a day on."""

    begins: date
    threshold: Decimal
    rate: Decimal
    """Per cent."""
    source: Source


@dataclass(frozen=True, slots=True)
class Vat:
    """The standard rate of VAT from a day on, in per cent."""

    begins: date
    rate: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Pension:
    """What employers pay into one scheme, in per cent, from a day until another."""

    scheme: str
    begins: date
    until: date
    rate: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Concession:
    """Why no VAT may be charged although somebody pays."""

    code: str
    name: str
    says: str
    source: Source


@dataclass(frozen=True, slots=True)
class TaxYear:
    """A tax year: from 6 April to 5 April."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """365, or 366 where 29 February falls into it."""
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        """2026 to 2027."""
        return f"{self.first.year} to {self.last.year}"


def tax_year(day: date) -> TaxYear:
    """The tax year of a day."""
    began = day.year if (day.month, day.day) >= (4, 6) else day.year - 1
    return TaxYear(date(began, 4, 6), date(began + 1, 4, 5))


def employer_ni(on: date) -> EmployerNI:
    """The row that holds on a day. Raises LookupError before the first."""
    return _row(EMPLOYER_NI, on)


def vat(on: date) -> Vat:
    """The row that holds on a day. Raises LookupError before the first."""
    return _row(VAT, on)


def ni_is_published(on: date) -> bool:
    """Whether the rates of that day's tax year are in our data, or the latest stand in for them."""
    return on <= LAST_PUBLISHED


def concession(code: str) -> Concession:
    """A concession by its code. Raises LookupError for an unknown one."""
    for one in CONCESSIONS:
        if one.code == code:
            return one
    raise LookupError(f"no concession {code}")


def _row(rows: Sequence[Row], on: date) -> Row:
    holding = [row for row in rows if row.begins <= on]
    if not holding:
        raise LookupError(f"no rate on {on}")
    return holding[-1]


@cache
def _load() -> dict[str, Any]:
    return read_toml("money.toml")


def _rates(table: str) -> list[dict[str, Any]]:
    return sorted(_load()[table], key=lambda row: row["from"])


EMPLOYER_NI = tuple(
    EmployerNI(
        row["from"], Decimal(row["threshold"]), Decimal(row["rate"]), Source.read(row["source"])
    )
    for row in _rates("employer_ni")
)
FIRST_DAY = EMPLOYER_NI[0].begins
"""Before it no cost can be worked out."""
LAST_PUBLISHED = tax_year(EMPLOYER_NI[-1].begins).last
VAT = tuple(
    Vat(row["from"], Decimal(row["rate"]), Source.read(row["source"])) for row in _rates("vat")
)
PENSIONS = tuple(
    Pension(
        row["scheme"],
        row["from"],
        row["until"],
        Decimal(row["rate"]),
        Source.read(row["source"]),
    )
    for row in _rates("pension")
)
CONCESSIONS = tuple(
    Concession(row["code"], row["name"], row["says"], Source.read(row["source"]))
    for row in _load()["concessions"]
)
SUPPLY_OF_STAFF = Source.read(_load()["supply_of_staff"])
