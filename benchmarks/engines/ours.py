"""The embedded engine."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

from benchmarks.engines.port import Port
from exchange.search.port import SearchPort

PLACES = ("exchange.search.embedded", "exchange.search.whoosh_adapter")


def embedded(folder: Path) -> SearchPort:
    """The engine on a folder, in this process."""
    new, old = PLACES
    place = f"{new}.adapter" if importlib.util.find_spec(new) else old
    engine: SearchPort = importlib.import_module(place).WhooshSearch(folder)
    return engine


def make(folder: Path) -> Port:
    """On the folder `ours` of a run."""
    return Port(embedded(folder / "ours"), folder / "texts.sqlite3")
