"""The search page through HTTP, few listings beside many: two real servers asked in turns."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.houses import environment, facts
from benchmarks.pages import ratio
from benchmarks.peer import Page, pages
from benchmarks.server import Load, Server, load, serving

ROUNDS = 5
MOST_GROWTH = 2.0


def main(folder: Path, requests: int, sizes: list[int]) -> None:
    """Print a row for each page, and what grows too much."""
    print(f"p95 through gunicorn, median of {ROUNDS} rounds of {requests} requests, 4 browsers")
    print(f"{'page':<20}" + "".join(f"{f'{size:,} ms':>14}" for size in sizes) + f"{'grows':>9}")
    with ExitStack() as stack:
        servers = [stack.enter_context(serving("wsgi:app", environment(folder, s))) for s in sizes]
        for asked in zip(*(_searches(folder, size) for size in sizes), strict=True):
            found = _rounds(servers, asked, requests)
            growth = ratio(found[-1], found[0])
            cells = "".join(f"{median(one):>14.1f}" for one in found)
            print(f"{asked[0].name:<20}{cells}{growth:>9.2f}", flush=True)
            if growth > MOST_GROWTH:
                print(f"ABOVE TARGET: {asked[0].name}: grows by {growth:.2f}, target {MOST_GROWTH}")


def _searches(folder: Path, size: int) -> list[Page]:
    return [page for page in pages(facts(folder, size)) if page.name.startswith("search")]


def _rounds(servers: list[Server], asked: tuple[Page, ...], requests: int) -> list[list[float]]:
    """The p95 of each server in each round."""
    both = list(zip(servers, asked, strict=True))
    for server, page in both:
        load(server, page, 8)
    found: list[list[Load]] = [
        [load(server, page, requests) for server, page in both] for _round in range(ROUNDS)
    ]
    return [[one.p95 for one in column] for column in zip(*found, strict=True)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), [int(one) for one in sys.argv[3:]])
