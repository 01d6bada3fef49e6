"""Four processes that ask one engine while a fifth commits. Prints one line of JSON."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.engines import registry
from benchmarks.engines.common import Engine
from benchmarks.questions import load
from benchmarks.timing import marked

READERS = 4
PAUSE = 0.2  # seconds between commits
FIRST = 100  # number of the first changed document
MOST = 10_000  # commits
WARM = 10  # every tenth question is asked before the clock runs
WAIT = 120


@dataclass
class Seen:
    """What one reader saw; milliseconds."""

    times: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _read(name: str, folder: Path, number: int, shared: Any) -> None:
    """Ask until told to stop, and look for the newest commit between questions."""
    told, latest, ready, stop, answers = shared
    engine, seen = registry.make(name, folder), Seen()
    engine.open()
    random, asked = Random(number), load(folder)  # noqa: S311 - the same each time
    for question in asked[::WARM]:
        engine.ask(question)
    ready.wait(WAIT)
    last = latest.value
    while not stop.is_set():
        try:
            begun = time.monotonic()
            engine.refresh()
            engine.ask(random.choice(asked))
            seen.times.append((time.monotonic() - begun) * 1000)
            last = _look(engine, seen, told, latest.value, last)
        except Exception as trouble:
            seen.errors.append(repr(trouble))
    answers.put(seen)


def _look(engine: Engine, seen: Seen, told: Any, newest: int, last: int) -> int:
    if newest == last or not engine.finds(f"marked{FIRST + newest}"):
        return last
    seen.delays.append(max(0.0, time.monotonic() - told[newest]) * 1000)
    return newest


def measure(name: str, folder: Path, seconds: float) -> dict[str, Any]:
    """Run them for so long."""
    context = multiprocessing.get_context("spawn")
    told, latest = context.Array("d", MOST), context.Value("q", 0)
    ready, stop, answers = context.Barrier(READERS + 1), context.Event(), context.Queue()
    shared = (told, latest, ready, stop, answers)
    readers = [
        context.Process(target=_read, args=(name, folder, number, shared), daemon=True)
        for number in range(READERS)
    ]
    for one in readers:
        one.start()
    writer = registry.make(name, folder)
    writer.open()
    writer.update(marked(FIRST))
    ready.wait(WAIT)
    begun, commits = time.monotonic(), list[float]()
    while time.monotonic() - begun < seconds:
        before, number = time.monotonic(), len(commits) + 1
        writer.update(marked(FIRST + number))
        told[number] = time.monotonic()
        latest.value = number
        commits.append((told[number] - before) * 1000)
        time.sleep(PAUSE)
    took = time.monotonic() - begun
    stop.set()
    found = [answers.get(timeout=WAIT) for _one in readers]
    for one in readers:
        one.join(WAIT)
    return {
        "per_second": sum(len(one.times) for one in found) / took,
        "times": [value for one in found for value in one.times],
        "delays": [value for one in found for value in one.delays],
        "errors": [value for one in found for value in one.errors],
        "commits": commits,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))))
