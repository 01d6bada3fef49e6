"""Which engines can be measured here, and how each is made."""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
from typing import cast

from benchmarks.engines.common import Engine

OURS, FTS5, TANTIVY, POSTGRES = "ours", "fts5", "tantivy", "postgres"
ADAPTER = "exchange.search.postgres"
DATABASE = "BENCHMARK_POSTGRES"
"""Names the variable with the address of the server that is measured."""


def names() -> list[str]:
    """Those that can run: PostgreSQL needs its adapter and a server."""
    found = [OURS, FTS5, TANTIVY]
    return [*found, POSTGRES] if has_postgres() and DATABASE in os.environ else found


def has_postgres() -> bool:
    """Whether the house has an adapter for PostgreSQL."""
    return importlib.util.find_spec(ADAPTER) is not None


def make(name: str, folder: Path) -> Engine:
    """The engine on the folder of a run."""
    return cast(Engine, importlib.import_module(f"benchmarks.engines.{name}").make(folder))
