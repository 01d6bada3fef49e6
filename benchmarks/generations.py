"""Documents that are replaced together, so that an answer which mixes two commits shows it.

Forty documents carry the number of their generation as a number and as a keyword. Whatever is asked
about them must show all forty, and one generation.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks import corpus
from benchmarks.corpus import ASKING, KIND, SPEC
from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.port import (
    ByNumber,
    ByRelevance,
    Eq,
    Facet,
    Page,
    Radius,
    Range,
    SearchDoc,
    SearchPort,
    SearchRequest,
)
from exchange.search.query import Node, parse

TOGETHER = 40
AROUND = 2000  # other documents, which never change
FIRST = 1_000_000  # id of the first that changes
PLACE = (51.5, -0.1)
FACETS = (Facet("organisation", TOGETHER),)
MARK = "togetherness"


class Torn(Exception):
    """An answer that no commit accounts for."""


def opened(folder: Path) -> SearchPort:
    """The embedded engine on a folder, in this process."""
    engine = WhooshSearch(folder)
    engine.ensure(SPEC)
    return engine


def fill(folder: Path) -> None:
    """Make an index with what never changes, and generation 0."""
    engine = opened(folder)
    engine.rebuild(KIND, (corpus.document(number) for number in range(AROUND)))
    engine.put(KIND, generation(0))
    engine.close()


def generation(number: int) -> list[SearchDoc]:
    """All that is replaced in one commit; half of the titles change their words too."""
    titles = ("of hope", "of hope and glory") if number % 2 else ("of hope", "of hope and doubt")
    return [
        SearchDoc(
            id=FIRST + one,
            version=1 + number,
            texts={"title": f"{MARK} {titles[one % 2]}", "description": f"number {number} " * 9},
            visible_to=ASKING.keys,
            keywords={"organisation": (str(number),), "external": ("no",)},
            numbers={"starts_on": float(number), "closes_at": float(one)},
            lat=PLACE[0],
            lon=PLACE[1],
        )
        for one in range(TOGETHER)
    ]


def _request(query: Node | None, number: int) -> SearchRequest:
    """The question in one of several ways, all of which forty documents answer."""
    filters = ((), (Eq("external", "no"), Range("closes_at", high=TOGETHER)), (Radius(*PLACE, 1),))
    sort = ByNumber("closes_at") if number % 2 else ByRelevance()
    page = Page(TOGETHER + 1)
    return SearchRequest(query, ASKING, filters[number % 3], sort, FACETS, page, deadline=30.0)


QUERIES: Sequence[Node | None] = [parse(f"{MARK} hope"), parse(f'"{MARK} of hope"'), parse(MARK)]


def look(engine: SearchPort, number: int) -> int:
    """Ask the number-th question; answers the generation that is current, or raises Torn."""
    page = engine.search(KIND, _request(QUERIES[number % len(QUERIES)], number))
    counts = page.facets["organisation"]
    if len(page.ids) != TOGETHER or len(set(page.ids)) != TOGETHER or page.total != TOGETHER:
        raise Torn(f"{len(page.ids)} results of {page.total}, not {TOGETHER}")
    if len(counts) != 1 or counts[0][1] != TOGETHER:
        raise Torn(f"generations {counts}")
    return int(counts[0][0])
