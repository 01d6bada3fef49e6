"""The listings of the demonstration that are open, or never were."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Place:
    """A listing in short; the story fills in the dates, and `end` says how far it gets."""

    employer: str
    kind: str
    title: str
    summary: str
    outcome: str
    skills: tuple[str, ...]
    level: int = 4
    months: int = 6
    days: float = 5
    hours: float = 20
    cost: str = "free"
    remote: str = "hybrid"
    places: int = 1
    end: str = "published"


def _place(row: dict[str, Any]) -> Place:
    return Place(**{**row, "skills": tuple(row["skills"])})


def _load() -> tuple[Place, ...]:
    text = (Path(__file__).parent / "places.toml").read_text(encoding="utf-8")
    return tuple(_place(row) for row in tomllib.loads(text)["places"])


PLACES = _load()
