"""CPU of each page and its SQL statements: ours at two sizes beside the peer, in turns."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from flask import Flask

from benchmarks.houses import facts, house
from benchmarks.peer import Page, bare, pages
from tests.databases import Statements

ROUNDS, EACH = 9, 4
MOST_OF_PEER, MOST_GROWTH = 2.5, 3.0
HEAD = (
    f"{'page':<20}{'bare ms':>8}{'small ms':>9}{'large ms':>9}"
    f"{'small/bare':>11}{'large/bare':>11}{'large/small':>12}{'SQL':>9}"
)


def turns(calls: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    """CPU milliseconds a call in each round; every round asks everybody, so noise hits all."""
    for call in calls.values():
        call()
    gc.collect()
    gc.freeze()
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _round in range(ROUNDS):
        for name, call in calls.items():
            begun = time.process_time()
            for _one in range(EACH):
                call()
            found[name].append((time.process_time() - begun) * 1000 / EACH)
    return found


def ratio(over: list[float], under: list[float]) -> float:
    """The middle of the rounds' ratios."""
    return median(a / b for a, b in zip(over, under, strict=True))


def main(folder: Path, small: int, large: int) -> int:
    """Print the table; answers how many targets were missed."""
    apps = {"small": house(folder, small), "large": house(folder, large)}
    heard = {name: Statements(app) for name, app in apps.items()}
    of = {name: pages(facts(folder, size)) for name, size in (("small", small), ("large", large))}
    print(f"CPU a request, {small:,} and {large:,} listings, median of {ROUNDS} rounds of {EACH}")
    print(HEAD)
    missed = []
    for few, many in zip(of["small"], of["large"], strict=True):
        peer = bare(apps["large"], many)
        times = turns(
            {
                "peer": lambda page=many, app=peer: page.call(app),
                "small": lambda page=few: page.call(apps["small"]),
                "large": lambda page=many: page.call(apps["large"]),
            }
        )
        asked = [
            _statements(heard[name], page, apps[name])
            for name, page in (("small", few), ("large", many))
        ]
        missed += _print(few.name, times, asked)
    print("\n".join(["Targets met."] if not missed else [f"ABOVE TARGET: {one}" for one in missed]))
    return len(missed)


def _statements(heard: Statements, page: Page, app: Flask) -> int:
    with heard.heard() as statements:
        page.ask(app)
    return len(statements)


def _print(name: str, times: dict[str, list[float]], asked: list[int]) -> list[str]:
    small, large = ratio(times["small"], times["peer"]), ratio(times["large"], times["peer"])
    growth = ratio(times["large"], times["small"])
    middle = [median(times[one]) for one in ("peer", "small", "large")]
    print(
        f"{name:<20}{middle[0]:>8.2f}{middle[1]:>9.2f}{middle[2]:>9.2f}"
        f"{small:>11.2f}{large:>11.2f}{growth:>12.2f}{f'{asked[0]} / {asked[1]}':>9}"
    )
    missed = []
    if max(small, large) > MOST_OF_PEER:
        missed.append(f"{name}: {max(small, large):.2f} of the bare view, target {MOST_OF_PEER}")
    if growth > MOST_GROWTH:
        missed.append(f"{name}: grows by {growth:.2f}, target {MOST_GROWTH}")
    if asked[0] != asked[1]:
        missed.append(f"{name}: SQL statements grow from {asked[0]} to {asked[1]}")
    return missed


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
