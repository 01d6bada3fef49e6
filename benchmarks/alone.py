"""One engine in a process of its own: to build its index, or to weigh a reader of it.

Prints one line of JSON. Reading the corpus is not counted as building.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.engines import registry
from benchmarks.questions import load
from benchmarks.server import memory
from exchange.search.port import SearchDoc


class Feed:
    """Documents with a stop-watch, so that reading them can be left out."""

    def __init__(self, docs: Iterator[SearchDoc]) -> None:
        self._docs = docs
        self.seconds = 0.0

    def __iter__(self) -> Iterator[SearchDoc]:
        while True:
            begun = time.perf_counter()
            doc = next(self._docs, None)
            self.seconds += time.perf_counter() - begun
            if doc is None:
                return
            yield doc


def build(name: str, folder: Path, many: int) -> dict[str, Any]:
    """Build the index of an engine."""
    engine = registry.make(name, folder)
    feed = Feed(corpus.read(folder, many))
    begun = time.perf_counter()
    engine.build(iter(feed))
    took = time.perf_counter() - begun - feed.seconds
    index, copies = engine.size()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"seconds": took, "index": index, "copies": copies, "peak": peak}


def weigh(name: str, folder: Path, _many: int) -> dict[str, Any]:
    """Memory of a process that has asked everything once."""
    asked = load(folder)
    gc.collect()
    engine = registry.make(name, folder)
    engine.open()
    for question in asked:
        engine.ask(question)
    return {"rss": memory(os.getpid())[0]}


if __name__ == "__main__":
    what, name, folder, many = sys.argv[1:]
    print(json.dumps({"build": build, "weigh": weigh}[what](name, Path(folder), int(many))))
