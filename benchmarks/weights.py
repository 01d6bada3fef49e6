"""Prints what the home page and a full page of results weigh."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.houses import house
from benchmarks.weight import FIRST_VISIT, LATER_VISIT, weigh


def main(folder: Path, size: int) -> None:
    """First visit and later ones."""
    app = house(folder, size)
    print(f"{'bytes gzipped':<18}{'first visit':>12}{'later':>9}")
    for name, path in (
        ("home", "/"),
        ("search", "/opportunities"),
        ("search, words", "/opportunities?q=advice"),
    ):
        found = weigh(app, path)
        print(f"{name:<18}{found.first:>12,}{found.later:>9,}")
        if found.first > FIRST_VISIT or found.later > LATER_VISIT:
            print(f"ABOVE TARGET: {name}: target {FIRST_VISIT:,} and {LATER_VISIT:,}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
