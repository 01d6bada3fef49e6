"""The figures of a cost worksheet with their words, as an agreement copies them unchanged. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One row of the table: its name, then pounds as text ("£1,234.50"), a cell a column."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Everything that the worksheet says. Every value is text: nothing is worked out again.

    `missing` is empty where the figures are complete; else it says what is still to be filled in,
    and `rows` may be empty.
    """

    missing: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    """What was filled in, as name and value: ("Full-time salary a year", "£52,000.00")."""
    head: tuple[str, ...]
    """The columns of `rows`: "Cost", a column for each who bears some of it, "Total"."""
    rows: tuple[Row, ...]
    """The costs line by line, then "Before VAT", "VAT at 20%" and "In all"."""
    vat: str
    """How VAT is treated and why, in a sentence or two."""
    working_head: tuple[str, ...]
    working: tuple[Row, ...]
    """The costs before they are shared, a row for each part of the term with one set of rates."""
    invoices: str
    """Who invoices whom and how often, in a sentence; empty where nobody pays the home employer."""
    notes: tuple[str, ...]
    """How it is worked out: the rules of apportioning and rounding, with sources and dates."""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def as_data(self) -> dict[str, Any]:
        """The same as plain lists and strings, for JSON."""
        data: dict[str, Any] = asdict(self)
        return data
