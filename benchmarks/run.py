"""All measurements: `python benchmarks/run.py`, with --quick in small, --adverts FILE on real ones.

Each piece runs in a process of its own, on houses built once in a folder that is removed after.
The exit code says whether all of them ran, and whether stress and kills held. A missed target of
time or memory is printed, and fails nothing: times on a busy machine are no verdict. What is not
done after 45 minutes, five with --quick, is stopped and counts as not run.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    houses: tuple[int, int, int]
    engines: tuple[int, ...]
    """Documents that search engines are compared at."""
    shared: int
    """Seconds for which four readers and a writer share each engine, and threads an index."""
    kills: int
    rows: int
    adverts: int
    requests: int
    moves: int
    """Of one organisation at the HR desk."""
    talks: int
    """Conversations in one inbox."""
    mail_kills: int
    watchers: int
    """Of one listing."""
    most_seconds: int


FULL = Scale(
    (1000, 10_000, 100_000),
    (10_000, 100_000),
    10,
    15,
    5000,
    2000,
    200,
    5000,
    20_000,
    50,
    10_000,
    45 * 60,
)
QUICK = Scale((200, 1000, 2000), (2000,), 1, 2, 500, 200, 16, 500, 2000, 5, 500, 5 * 60)


def main() -> int:
    """Build, measure, print."""
    asked = _asked()
    scale = QUICK if asked.quick else FULL
    sizes = [*scale.engines, *([asked.documents] if asked.documents else [])]
    small, middle, large = map(str, scale.houses)
    with tempfile.TemporaryDirectory(prefix="crossover-bench-") as folder:
        requests = str(scale.requests)
        pieces = [
            ("search", folder, str(scale.shared), *map(str, sizes)),
            ("stress", "--seconds", str(scale.shared)),
            ("kills", "--rounds", str(scale.kills)),
            ("houses", folder, small, middle, large),
            ("searchpage", folder, str(scale.requests // 2), small, large),
            ("pages", folder, small, large),
            ("mailkills", "--kills", str(scale.mail_kills)),
            ("fanout", "--people", str(scale.watchers)),
            ("desks", folder, "50", str(scale.moves)),
            ("inboxes", folder, str(scale.talks)),
            ("weights", folder, small),
            ("serving", folder, requests, middle, large),
            ("imports", folder, str(scale.rows), str(scale.adverts), *_file(asked.adverts)),
        ]
        wanted = [piece for piece in pieces if not asked.only or piece[0] in asked.only]
        until = time.monotonic() + scale.most_seconds
        return sum([_run(until, *piece) for piece in wanted])


def _file(name: str | None) -> list[str]:
    return [name] if name else []


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure, beside a peer in the same run")
    parser.add_argument("--quick", action="store_true", help="2,000 listings, in two minutes")
    parser.add_argument("--adverts", type=lambda name: str(Path(name).resolve()), metavar="FILE")
    parser.add_argument("--documents", type=int, help="compare engines at this size too: 1000000")
    parser.add_argument("--only", nargs="*", metavar="PIECE", help="with houses: such as pages")
    return parser.parse_args()


def _run(until: float, name: str, *words: str) -> int:
    print(f"\n=== {name} ===", flush=True)
    begun = time.monotonic()
    command = [sys.executable, "-m", f"benchmarks.{name}", *words]
    # A session of its own, so that what it started ends with it.
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as piece:
        try:
            failed = piece.wait(max(0.0, until - begun)) != 0
        except BaseException as trouble:
            os.killpg(piece.pid, signal.SIGTERM)
            if not isinstance(trouble, subprocess.TimeoutExpired):
                raise
            print("STOPPED: the time of all measurements is over")
            failed = True
    print(f"--- {name} {time.monotonic() - begun:.0f} s", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(min(1, main()))
