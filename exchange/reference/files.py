"""Reading the data files of this room, and saying where a fact comes from."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, and the day on which we last compared it with that source."""

    title: str
    as_of: date
    url: str | None = None

    @classmethod
    def read(cls, table: dict[str, Any]) -> "Source":
        """Make a source from the keys `title`, `as_of` and, where a public page is known, `url`."""
        return cls(title=table["title"], as_of=table["as_of"], url=table.get("url"))


def read_toml(name: str) -> dict[str, Any]:
    """Parse a TOML file of `data/`. Raises OSError or TOMLDecodeError: a broken file stops us."""
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def read_csv(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file of `data/`, passing over its comment lines at the top."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
