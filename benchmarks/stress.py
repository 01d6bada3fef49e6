"""Many ask while one writes, in threads and in processes: no error, nothing torn, nothing late.

`python -m benchmarks.stress [--seconds 60]`; the exit code says whether all of it held.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpus import KIND
from benchmarks.figures import Gate, print_gates, share
from benchmarks.generations import fill, generation, look, opened
from exchange.search.port import SearchPort

THREADS, PROCESSES = 8, 4
LATEST_MS = 250
PAUSE = 0.05  # seconds between commits
MOST = 100_000  # commits
WAIT = 120


@dataclass
class Seen:
    """What one reader saw."""

    answers: int = 0
    delays: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class Written:
    """When each generation was committed, and whether it is over."""

    told: Any
    stop: Any


def _read(engine: SearchPort, written: Written, seen: Seen) -> None:
    """Look at the generations until told to stop; they only ever go up."""
    last = 0
    while not written.stop.is_set():
        try:
            found = look(engine, seen.answers)
        except Exception as trouble:
            seen.errors.append(repr(trouble))
            continue
        seen.answers += 1
        if found < last:
            seen.errors.append(f"generation {found} after {last}")
        now = time.monotonic()
        new = [written.told[one] for one in range(last + 1, found + 1)]
        seen.delays += [(now - told) * 1000 if told else 0.0 for told in new]  # 0: not yet told
        last = max(last, found)


def _write(engine: SearchPort, written: Written, seconds: float) -> list[float]:
    """Commit one generation after the other; milliseconds of each."""
    took, until, number = list[float](), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        number += 1
        begun = time.monotonic()
        engine.put(KIND, generation(number))
        written.told[number] = time.monotonic()
        took.append((written.told[number] - begun) * 1000)
        time.sleep(PAUSE)
    written.stop.set()
    return took


def threads(folder: Path, seconds: float) -> tuple[list[Seen], list[float]]:
    """All of them share one engine, as the threads of a web process do."""
    engine, seen = opened(folder), [Seen() for _ in range(THREADS)]
    written = Written([0.0] * MOST, threading.Event())
    asking = [threading.Thread(target=_read, args=(engine, written, one)) for one in seen]
    for one in asking:
        one.start()
    took = _write(engine, written, seconds)
    for one in asking:
        one.join(WAIT)
    engine.close()
    return seen, took


def processes(folder: Path, seconds: float) -> tuple[list[Seen], list[float]]:
    """Each has an engine of its own, as web processes and the worker do."""
    context = multiprocessing.get_context("spawn")
    written = Written(context.Array("d", MOST), context.Event())
    ready, answers = context.Barrier(PROCESSES + 1), context.Queue()
    parts = (written.told, written.stop)
    asking = [
        context.Process(target=_process, args=(folder, parts, ready, answers), daemon=True)
        for _one in range(PROCESSES)
    ]
    for one in asking:
        one.start()
    engine = opened(folder)
    ready.wait(WAIT)
    took = _write(engine, written, seconds)
    seen = [answers.get(timeout=WAIT) for _one in asking]
    for one in asking:
        one.join(WAIT)
    engine.close()
    return seen, took


def _process(folder: Path, parts: Any, ready: Any, answers: Any) -> None:
    engine, seen = opened(folder), Seen()
    look(engine, 0)
    ready.wait(WAIT)
    _read(engine, Written(*parts), seen)
    answers.put(seen)


def _tell(name: str, seen: list[Seen], took: list[float], seconds: float) -> bool:
    errors = [trouble for one in seen for trouble in one.errors]
    delays = [delay for one in seen for delay in one.delays]
    answers = sum(one.answers for one in seen)
    print_gates(
        f"{name}, {seconds:g} s: {answers:,} answers, {len(took):,} commits"
        f" (p50 {share(took, 0.5):.0f} ms, p95 {share(took, 0.95):.0f} ms)",
        gates := [
            Gate("errors, torn answers, steps back", float(len(errors)), 0),
            Gate("answers", float(min(one.answers for one in seen)), 1, is_least=True),
            Gate("commits", float(len(took)), 1, is_least=True),
            Gate("seen by others p95", share(delays, 0.95), LATEST_MS, unit=" ms"),
        ],
    )
    for trouble in sorted(set(errors))[:5]:
        print(f"  {trouble}")
    return all(one.is_met for one in gates)


STRESSES: dict[str, Callable[[Path, float], tuple[list[Seen], list[float]]]] = {
    f"{THREADS} threads in one process and a writer": threads,
    f"{PROCESSES} processes and a writer": processes,
}


def main() -> int:
    """Run both; 0 when everything held."""
    parser = argparse.ArgumentParser(description="Ask and write at once")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each of the two")
    seconds = parser.parse_args().seconds
    held = []
    for name, stress in STRESSES.items():
        with tempfile.TemporaryDirectory(prefix="crossover-stress-") as folder:
            place = Path(folder) / "search"
            fill(place)
            held.append(_tell(name, *stress(place, seconds), seconds))
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
