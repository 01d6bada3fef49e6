"""Prints how well search finds what people mean: `make relevance`.

Each query is asked as the page asks it, of an index of its own. How good an answer is follows from
what the listings were made of (labels.py), never from the engine.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.relevance import measure
from benchmarks.relevance.measure import Score
from exchange.search.embedded.adapter import WhooshSearch

WORST = 10


def main() -> None:
    """Index, ask, print."""
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:
        engine = WhooshSearch(Path(folder) / "search")
        measure.fill(engine)
        indexed = time.perf_counter()
        graded, planted = measure.score(engine), measure.score_planted(engine)
        engine.close()
    asked = time.perf_counter()
    print(f"{len(graded)} labelled queries: nDCG@10 {measure.mean(graded):.3f}")
    for family, number, value in measure.by_family(graded):
        print(f"  {family:<14} {number:>3} queries  {value:.3f}")
    print(f"{len(planted)} planted queries: MRR {measure.mean(planted):.3f}")
    _print_worst([*graded, *planted])
    print(f"indexed in {indexed - begun:.1f} s, asked in {asked - indexed:.1f} s")


def _print_worst(scores: Sequence[Score]) -> None:
    print(f"the worst {WORST}:")
    for one in sorted(scores, key=lambda one: one.worth)[:WORST]:
        first = measure.title(one.found[0]) if one.found else "nothing"
        print(f"  {one.worth:.3f}  {one.family:<14} {one.text}  →  {first}")


if __name__ == "__main__":
    main()
