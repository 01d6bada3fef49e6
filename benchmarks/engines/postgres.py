"""PostgreSQL through our own adapter, on the server that the run started."""

from __future__ import annotations

import os
import re
from pathlib import Path

from benchmarks.engines.port import Port
from benchmarks.engines.registry import DATABASE
from exchange.search.postgres.adapter import PostgresSearch

NOT_A_NAME = re.compile(r"\W+")


def make(folder: Path) -> Port:
    """In a schema that bears the name of the folder of a run."""
    schema = NOT_A_NAME.sub("_", folder.name).lower()
    return Port(PostgresSearch(os.environ[DATABASE], schema=schema), folder / "texts.sqlite3")
