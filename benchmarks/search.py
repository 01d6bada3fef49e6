"""Search beside its peers: one corpus, the same questions, one interleaved run, ratios as gates.

`python -m benchmarks.search FOLDER SECONDS SIZE...`: SECONDS is how long four readers and a writer
share each engine. A missed gate is printed and fails nothing. The folder may be emptied afterwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import corpus, questions
from benchmarks.engines import registry
from benchmarks.engines.registry import FTS5, OURS, POSTGRES, TANTIVY
from benchmarks.figures import Gate, print_gates, share, table
from benchmarks.server import ROOT
from tests import pg

SERVER = {"shared_buffers": "512MB", "work_mem": "64MB", "jit": "off", "fsync": "on"}
"""For PostgreSQL as one would run it."""
DIFFERENT = 0.02  # hits further apart than this are told


@dataclass
class Found:
    """All that was measured at one size, by engine."""

    names: list[str]
    asked: list[questions.Question]
    built: dict[str, dict[str, Any]]
    rss: dict[str, float]
    timed: dict[str, Any]
    mixed: dict[str, dict[str, Any]]
    many: int

    def times(self, what: str, name: str, kind: str | None = None) -> list[float]:
        """Milliseconds of the questions of a kind, or of all but the whole pages."""
        return [
            took
            for took, question in zip(self.timed[what][name], self.asked, strict=True)
            if (question.kind == kind if kind else question.kind != questions.PAGE)
        ]

    def p95(self, what: str, name: str, kind: str | None = None) -> float:
        """The time that 95 % of them do not exceed."""
        return share(self.times(what, name, kind), 0.95)

    def speed(self, name: str) -> float:
        """Documents a second while building."""
        return float(self.many / self.built[name]["seconds"])


def main(folder: Path, seconds: float, sizes: list[int]) -> None:
    """Measure at each size."""
    questions.write(folder)
    corpus.write(folder, max(sizes))
    with _server():
        for many in sizes:
            found = _measure(folder, seconds, many)
            _print(found)
            print_gates(f"Gates at {many:,} documents, all from this one run", gates(found))
            sys.stdout.flush()


@contextmanager
def _server() -> Iterator[None]:
    """A PostgreSQL for the length of the block, where the house has an adapter for it."""
    if not registry.has_postgres():
        print("No column for PostgreSQL: the house has no adapter for it.")
        yield
        return
    pg.SERVER_OPTIONS.update(SERVER)
    with pg.server() as address:
        os.environ[registry.DATABASE] = address
        yield


def _measure(folder: Path, seconds: float, many: int) -> Found:
    here = folder / f"of {many}"
    here.mkdir()
    for name in ("corpus", "texts.sqlite3", "questions"):
        (here / name).symlink_to(folder / name)
    names = registry.names()
    return Found(
        names=names,
        asked=questions.load(here),
        built={name: _run("alone", "build", name, here, many) for name in names},
        rss={name: _run("alone", "weigh", name, here, many)["rss"] for name in names},
        timed=_run("timing", here, *names),
        mixed={name: _run("mixed", name, here, seconds) for name in names},
        many=many,
    )


def _run(piece: str, *words: object) -> Any:
    """What a piece printed, from a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.{piece}", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def gates(found: Found) -> Iterator[Gate]:
    """What search is to hold beside its peers."""

    def ratio(what: str, peer: str, kind: str | None = None) -> float:
        return found.p95(what, OURS, kind) / found.p95(what, peer, kind)

    def index(name: str) -> int:
        return int(found.built[name]["index"])

    def visible(name: str) -> float:
        return share(found.timed["updates"][name], 0.95)

    mixed, page = found.mixed, questions.PAGE
    yield Gate("p95 ours / FTS5", ratio("warm", FTS5), 0.10)
    yield Gate("p95 ours / tantivy, warm", ratio("warm", TANTIVY), 1.5)
    yield Gate("p95 ours / tantivy, cold", ratio("cold", TANTIVY), 2.0)
    yield Gate("whole page p95 ours / FTS5", ratio("warm", FTS5, page), 0.10)
    yield Gate("whole page p95 ours / tantivy", ratio("warm", TANTIVY, page), 1.5)
    yield Gate("rebuild ours / tantivy", found.speed(OURS) / found.speed(TANTIVY), 0.2, True)
    yield Gate("rebuild ours / FTS5", found.speed(OURS) / found.speed(FTS5), 0.5, True)
    yield Gate("index bytes ours / tantivy", index(OURS) / index(TANTIVY), 1.3)
    yield Gate("index bytes ours / FTS5 without its texts", index(OURS) / index(FTS5), 0.5)
    yield Gate("update to visible p95", visible(OURS), 150, unit=" ms")
    yield Gate("update to visible p95 ours / tantivy", visible(OURS) / visible(TANTIVY), 5)
    grown = found.p95("after", OURS) / found.p95("before", OURS)
    yield Gate("p95 after 20 single updates / before", grown, 5)
    yield Gate("memory of a reader", found.rss[OURS], 250, unit=" MB")
    reads = mixed[OURS]["per_second"] / mixed[FTS5]["per_second"]
    yield Gate("4 readers, 1 writer: reads/s ours / FTS5", reads, 5, True)
    yield Gate("the same: errors", float(len(mixed[OURS]["errors"])), 0)
    yield Gate("the same: seen by others p95", share(mixed[OURS]["delays"], 0.95), 250, unit=" ms")
    if POSTGRES in found.names:
        yield Gate(
            "p95 PostgreSQL / FTS5", found.p95("warm", POSTGRES) / found.p95("warm", FTS5), 1.0
        )


def _print(found: Found) -> None:
    print(f"\n{found.many:,} documents, {len(found.asked)} questions; milliseconds: p50 / p95")
    names = found.names
    rows = [(title, [cell(found, name) for name in names]) for title, cell in ROWS]
    table("", names, rows)
    if POSTGRES in names:
        print(
            "PostgreSQL's server has memory of its own, not counted here; its files are in memory."
        )
    print()
    kinds = dict.fromkeys(question.kind for question in found.asked)
    table(
        "by kind, warm",
        names,
        [(one, [_two(found.times("warm", name, one)) for name in names]) for one in kinds],
    )
    for name in names:
        for trouble in sorted(set(found.mixed[name]["errors"]))[:3]:
            print(f"{name} beside a writer: {trouble}")
    _print_hits(found)


def _two(values: list[float]) -> str:
    return f"{share(values, 0.5):.2f} / {share(values, 0.95):.2f}"


ROWS = (
    ("build, docs/s", lambda found, name: f"{found.speed(name):,.0f}"),
    ("build, peak MB", lambda found, name: f"{found.built[name]['peak']:.0f}"),
    ("index, MB", lambda found, name: f"{found.built[name]['index'] / 1e6:.1f}"),
    ("  of it texts, MB", lambda found, name: f"{found.built[name]['copies'] / 1e6:.1f}"),
    ("reader, MB", lambda found, name: f"{found.rss[name]:.0f}"),
    ("warm", lambda found, name: _two(found.times("warm", name))),
    ("warm, p99", lambda found, name: f"{share(found.times('warm', name), 0.99):.2f}"),
    ("cold", lambda found, name: _two(found.times("cold", name))),
    ("cold, slowest", lambda found, name: f"{max(found.times('cold', name)):.0f}"),
    ("update to visible", lambda found, name: _two(found.timed["updates"][name])),
    ("before 20 updates", lambda found, name: _two(found.times("before", name))),
    ("after them", lambda found, name: _two(found.times("after", name))),
    ("4 readers: reads/s", lambda found, name: f"{found.mixed[name]['per_second']:,.0f}"),
    ("  times", lambda found, name: _two(found.mixed[name]["times"])),
    ("  commits", lambda found, name: _two(found.mixed[name]["commits"])),
    ("  seen by others", lambda found, name: _two(found.mixed[name]["delays"])),
    ("  errors", lambda found, name: str(len(found.mixed[name]["errors"]))),
)


def _print_hits(found: Found) -> None:
    """Where the engines did not find the same, so that nobody is fast by answering less."""
    hits = found.timed["hits"]
    apart: dict[str, list[str]] = {}
    for question in found.asked:
        counts = {name: hits[name][question.number] for name in found.names}
        most, least = max(counts.values()), min(counts.values())
        if most - least > max(1, most * DIFFERENT):
            said = ", ".join(f"{name} {many:,}" for name, many in counts.items())
            apart.setdefault(question.kind, []).append(f"{' '.join(question.words)} ({said})")
    total = sum(map(len, apart.values()))
    print(f"\nHits differ by more than {DIFFERENT:.0%} in {total} of {len(found.asked)} questions")
    for kind, said in apart.items():
        print(f"  {kind}, {len(said)}: {said[0]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), [int(one) for one in sys.argv[3:]])
