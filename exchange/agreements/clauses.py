"""The groups of an agreement: their headings, standard words and fields, read from clauses.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "clauses.toml"


@dataclass(frozen=True, slots=True)
class Field:
    """Something that HR fills in; its standard value stands until they do."""

    code: str
    label: str
    default: str = ""
    hint: str = ""
    long: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A standard paragraph, and the circumstance in which it is said."""

    text: str
    when: str = ""


def holds(when: str, circumstances: frozenset[str]) -> bool:
    """Whether something is said in these circumstances."""
    if when.startswith("not "):
        return when.removeprefix("not ") not in circumstances
    return not when or when in circumstances


@dataclass(frozen=True, slots=True)
class Clause:
    """One group of an agreement."""

    code: str
    title: str
    words: tuple[Words, ...]
    fields: tuple[Field, ...]

    def standard(self, circumstances: frozenset[str]) -> list[str]:
        """Its standard paragraphs in these circumstances."""
        return [one.text for one in self.words if holds(one.when, circumstances)]

    def asked(self, circumstances: frozenset[str]) -> list[Field]:
        """The fields that are filled in in these circumstances."""
        return [field for field in self.fields if holds(field.when, circumstances)]


CIRCUMSTANCES = frozenset(
    {
        "inward",
        "outward",
        "civil_service",
        "loan",
        "swap",
        "part_time",
        "fixed_term",
        "recharged",
        "recharged_unsettled",
        "unsettled",
        "host_pays",
        "employed",
    }
)
"""Everything that `when` may name."""


@cache
def _load() -> dict[str, tuple[Clause, ...]]:
    with FILE.open("rb") as file:
        data = tomllib.load(file)
    full = tuple(_clause(row) for row in data["clauses"])
    note = tuple(_clause(row) for row in data["scope_note"])
    return {"full": full, "loan_terms": full, "scope_note": note}


def _clause(row: dict[str, Any]) -> Clause:
    words = tuple(Words(**one) for one in row.get("words", ()))
    fields = tuple(Field(**one) for one in row.get("fields", ()))
    whens = [*(one.when for one in words), *(one.when for one in fields)]
    named = {when.removeprefix("not ") for when in whens}
    unknown = named - CIRCUMSTANCES - {""}
    if unknown:
        raise ValueError(f"{row['code']}: nobody knows when {sorted(unknown)} is so")
    return Clause(row["code"], row["title"], words, fields)


def of(form: str) -> tuple[Clause, ...]:
    """The groups of a form of agreement: full, loan_terms or scope_note."""
    return _load()[form]


def get(form: str, code: str) -> Clause:
    """One group; raises KeyError where the form has none of that code."""
    return {clause.code: clause for clause in of(form)}[code]
