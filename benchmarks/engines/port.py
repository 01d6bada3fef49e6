"""Engines behind the search port, asked as the app asks: read, corrected, and with its snippets."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.corpus import ASKING, KIND, SPEC
from benchmarks.engines.common import Answer, Size
from benchmarks.questions import FACETS, Question
from exchange.search.bridge import Bridge
from exchange.search.port import (
    ByNumber,
    ByRelevance,
    Eq,
    Facet,
    Filter,
    In,
    Page,
    Radius,
    Range,
    SearchDoc,
    SearchPort,
    SearchRequest,
)
from exchange.search.query import Node, wanted_leaves
from exchange.search.reading import read
from exchange.search.snippets import Marks, snippet

COUNTED = tuple(Facet(name, size) for name, size in FACETS.items())
NO_BRIDGE = Bridge()
"""Other engines know no synonyms, so nobody is asked for them here."""
LONG = 60.0  # seconds: a slow answer is measured, not cut off


class Port:
    """An engine of ours, with the house's texts beside it."""

    def __init__(self, engine: SearchPort, texts: Path) -> None:
        self.engine = engine
        self.engine.ensure(SPEC)
        self._path = texts

    def build(self, docs: Iterator[SearchDoc]) -> None:
        self.engine.rebuild(KIND, docs)

    def open(self) -> None:
        self._texts = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)

    def ask(self, question: Question) -> Answer:
        if question.kind == "prefix":
            offered = self.engine.suggest(KIND, question.words[0], ASKING)
            return Answer((), sum(one.documents for one in offered))
        typed = " ".join(question.words)
        node = self._read(f'"{typed}"' if question.kind == "phrase" else typed)
        page = self.engine.search(KIND, _request(question, node))
        facets = {name: dict(values) for name, values in page.facets.items()}
        snippets = self._snippets(page.ids, node) if question.has_snippets else []
        return Answer(page.ids, page.total, facets, snippets)

    def hits(self, question: Question) -> int:
        return self.ask(question).hits or 0

    def update(self, doc: SearchDoc) -> None:
        self.engine.put(KIND, [doc])

    def finds(self, word: str) -> bool:
        return self.hits(Question("term", (word,))) > 0

    def refresh(self) -> None:
        pass

    def size(self) -> Size:
        return Size(self.engine.stats(KIND).bytes, 0)

    def close(self) -> None:
        self.engine.close()
        self._texts.close()

    def _read(self, typed: str) -> Node | None:
        correct = partial(self.engine.correct, KIND, audience=ASKING)
        return read(typed, {}, NO_BRIDGE, correct).node

    def _snippets(self, ids: tuple[int, ...], node: Node | None) -> list[str]:
        marks = Marks.of(wanted_leaves(node))
        among = ",".join("?" * len(ids))
        rows = self._texts.execute(f"SELECT * FROM texts WHERE id IN ({among})", ids)
        texts = {row[0]: row[1:] for row in rows}
        return ["".join(piece.text for piece in snippet(texts[one], marks)) for one in ids]


def _request(question: Question, node: Node | None) -> SearchRequest:
    return SearchRequest(
        node,
        ASKING,
        filters=tuple(_filters(question)),
        sort=ByNumber("published_at", descending=True)
        if question.kind == "sort"
        else ByRelevance(),
        facets=COUNTED if question.has_facets else (),
        page=Page(question.size, question.offset),
        deadline=LONG,
    )


def _filters(question: Question) -> Iterator[Filter]:
    if question.open is not None:
        yield Range("closes_at", low=question.open)
        yield Eq("external", "no")
    for name, value in (("sector", question.sector), ("level", question.level)):
        if value is not None:
            yield In(name, (value,))
    if near := question.near:
        yield Radius(near.lat, near.lon, near.km)
