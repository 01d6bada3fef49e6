"""All measurements: `python benchmarks/run.py`, with --quick in small, --adverts FILE on real ones.

Each piece runs in a process of its own, on houses built once in a folder that is removed after.
The exit code says whether all of them ran. A missed target is printed, and fails nothing: times on
a busy machine are no verdict.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Build, measure, print."""
    asked = _asked()
    small, middle, large = ("200", "2000", "2000") if asked.quick else ("1000", "10000", "20000")
    rows, adverts, requests = ("500", "200", "40") if asked.quick else ("5000", "2000", "200")
    with tempfile.TemporaryDirectory(prefix="crossover-bench-") as folder:
        houses = [small, large] if asked.quick else [small, middle, large]
        pieces = [
            ("houses", folder, *houses),
            ("pages", folder, small, large),
            ("weights", folder, small),
            ("serving", folder, requests, *houses[1:]),
            ("imports", folder, rows, adverts, *([asked.adverts] if asked.adverts else [])),
        ]
        return sum([_run(*piece) for piece in pieces if not asked.only or piece[0] in asked.only])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure, beside a peer in the same run")
    parser.add_argument("--quick", action="store_true", help="200 and 2,000 listings")
    parser.add_argument("--adverts", type=lambda name: str(Path(name).resolve()), metavar="FILE")
    parser.add_argument("--only", nargs="*", metavar="PIECE", help="with houses: such as pages")
    return parser.parse_args()


def _run(name: str, *words: str) -> int:
    print(f"\n=== {name} ===", flush=True)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *words], cwd=ROOT, check=False
    )
    print(f"--- {name} {time.monotonic() - begun:.0f} s", flush=True)
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(min(1, main()))
