"""What listings are made of: roles, topics, and the facts that a listing has whatever it says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ENGLISH, WELSH = "en", "cy"


@dataclass(frozen=True)
class Role:
    """A kind of work, what either side calls it, and the work that is near to it."""

    key: str
    skills: tuple[str, ...]
    government: tuple[str, ...]
    charity: tuple[str, ...]
    work: tuple[str, ...]
    near: tuple[str, ...]
    welsh: str = ""


@dataclass(frozen=True)
class Topic:
    """What the work is about, by all its names."""

    key: str
    names: tuple[str, ...]
    welsh: str = ""


@dataclass(frozen=True)
class Facts:
    """What a listing is, whatever its text says. Labels follow from this alone."""

    role: str | None
    topic: str | None
    name: str
    """What it calls its role."""
    sector: str
    level: int
    town: str
    kind: str
    skills: tuple[str, ...]
    part_time: bool
    language: str = ENGLISH


def _tables(name: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "world.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)[name]
    return [
        {key: tuple(held) if isinstance(held, list) else held for key, held in row.items()}
        for row in rows
    ]


@cache
def roles() -> dict[str, Role]:
    """The roles by their keys."""
    return {row["key"]: Role(**row) for row in _tables("roles")}


@cache
def topics() -> dict[str, Topic]:
    """The topics by their keys."""
    return {row["key"]: Topic(**row) for row in _tables("topics")}
