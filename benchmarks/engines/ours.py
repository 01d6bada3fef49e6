"""The embedded engine."""

from __future__ import annotations

from pathlib import Path

from benchmarks.engines.port import Port
from exchange.search.embedded.adapter import WhooshSearch


def make(folder: Path) -> Port:
    """On the folder `ours` of a run."""
    return Port(WhooshSearch(folder / "ours"), folder / "texts.sqlite3")
