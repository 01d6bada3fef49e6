"""How well a listing answers a query: a rule over facts, which knows neither text nor engine."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.relevance.world import Facts, roles

FULL, HALF, NOT = 1.0, 0.5, 0.0
GRADED_SECTORS = {"civil_service", "public_body", "nhs"}
"""Where a grade is a fact; elsewhere a level is only our comparison with it."""


@dataclass(frozen=True)
class Query:
    """What somebody types, and what they mean by it."""

    family: str
    text: str
    role: str | None = None
    topic: str | None = None
    towns: tuple[str, ...] = ()
    level: int | None = None
    kind: str | None = None
    sector: str | None = None
    skill: str | None = None
    name: str | None = None
    part_time: bool | None = None
    language: str | None = None
    not_topic: str | None = None
    not_role: str | None = None
    not_sector: str | None = None


@cache
def queries() -> tuple[Query, ...]:
    """All labelled queries."""
    text = (Path(__file__).parent / "queries.toml").read_text(encoding="utf-8")
    return tuple(
        _query(family, row)
        for family, table in tomllib.loads(text).items()
        for row in table["queries"]
    )


def _query(family: str, row: dict[str, Any]) -> Query:
    rest = {key: tuple(held) if isinstance(held, list) else held for key, held in row.items()}
    return Query(family, rest.pop("q"), **rest)


def grade(query: Query, facts: Facts) -> int:
    """0 to 3. All that was meant: 3. All of it, or what is near: 2. One main thing of several: 1.

    What was not wanted is 0 whatever else holds.
    """
    if _unwanted(query, facts):
        return 0
    main, rest = list(_main(query, facts)), list(_rest(query, facts))
    lowest = min(main + rest)
    if lowest >= HALF:
        return 3 if lowest == FULL else 2
    return 1 if FULL in main else 0


def _unwanted(query: Query, facts: Facts) -> bool:
    pairs = (
        (query.not_topic, facts.topic),
        (query.not_role, facts.role),
        (query.not_sector, facts.sector),
    )
    return any(wanted is not None and wanted == held for wanted, held in pairs)


def _main(query: Query, facts: Facts) -> Iterator[float]:
    """How far the role, the topic, the skill and the name are those that were meant."""
    if query.role is not None:
        near = facts.role in roles()[query.role].near
        yield FULL if facts.role == query.role else HALF if near else NOT
    for wanted, held in ((query.topic, facts.topic), (query.name, facts.name)):
        if wanted is not None:
            yield FULL if wanted == held else NOT
    if query.skill is not None:
        yield FULL if query.skill in facts.skills else NOT


def _rest(query: Query, facts: Facts) -> Iterator[float]:
    """How far place, level and terms are those that were meant."""
    if query.towns:
        yield FULL if facts.town in query.towns else NOT
    if query.level is not None:
        same = FULL if facts.sector in GRADED_SECTORS else HALF
        yield same if facts.level == query.level else NOT
    pairs = (
        (query.kind, facts.kind),
        (query.sector, facts.sector),
        (query.part_time, facts.part_time),
        (query.language, facts.language),
    )
    yield from (FULL if wanted == held else NOT for wanted, held in pairs if wanted is not None)
