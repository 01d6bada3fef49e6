"""Which documents a query finds, and how well they match, in plain Python.

Replaces Whoosh's matchers and collectors. It is the reference for `matching`, which does the same
with arrays.
"""

from dataclasses import dataclass
from math import log

from exchange.search.embedded.native_view import NativeSegment, NativeView
from exchange.search.embedded.request import DAMPING, SATURATION, Budget
from exchange.search.embedded.schema import SPELLED, STEMS
from exchange.search.embedded.snapshot import Snapshot
from exchange.search.query import GAP, And, Either, Leaf, Node, Not, Phrase, Some, Term, leaves
from exchange.search.words import stem

Postings = dict[int, float]


@dataclass(frozen=True)
class Hits:
    """What was found in one segment."""

    view: NativeView
    docs: set[int]


class NativeMatcher:
    """A query over a snapshot: its postings are read once, then matched and scored."""

    def __init__(self, snapshot: Snapshot[NativeView], query: Node | None, budget: Budget) -> None:
        self._snapshot = snapshot
        self._query = query
        self._read: dict[tuple[Leaf, int], Postings] = {}
        for leaf in set(leaves(query)):
            for view in snapshot.views:
                self._read[leaf, view.base] = _postings(view.segment, leaf, budget)

    def match(self, view: NativeView, within: set[int]) -> set[int]:
        """Those of the documents that the query finds."""
        return within if self._query is None else self._narrow(self._query, view, within)

    def _narrow(self, node: Node, view: NativeView, within: set[int]) -> set[int]:
        if isinstance(node, And):
            for inner in node.nodes:
                within = self._narrow(inner, view, within)
            return within
        if isinstance(node, Not):
            return within - self._narrow(node.node, view, within)
        if isinstance(node, Some | Either):
            inner_nodes = node.nodes if isinstance(node, Some) else node.ways
            return set().union(*(self._narrow(inner, view, within) for inner in inner_nodes))
        return within & self._read[node, view.base].keys()

    def scores(self, hits: list[Hits]) -> dict[int, dict[int, float]]:
        """BM25 of every hit by the offset of its segment, over the words that make it one."""
        rarity = {leaf: self._rarity(leaf) for leaf in set(leaves(self._query))}
        return {
            found.view.base: {
                doc: self._score(self._query, found.view, doc, rarity) for doc in found.docs
            }
            for found in hits
        }

    def _score(
        self, node: Node | None, view: NativeView, doc: int, rarity: dict[Leaf, float]
    ) -> float:
        if node is None or isinstance(node, Not):
            return 0.0
        if isinstance(node, And | Some):
            return sum(self._score(inner, view, doc, rarity) for inner in node.nodes)
        if isinstance(node, Either):
            ways = zip(node.ways, node.worths, strict=True)
            return max(worth * self._score(way, view, doc, rarity) for way, worth in ways)
        weight = self._read[node, view.base].get(doc, 0.0)
        relative = view.segment.lengths[doc] / self._snapshot.average_length
        norm = SATURATION * (1 - DAMPING + DAMPING * relative)
        return rarity[node] * weight * (SATURATION + 1) / (weight + norm)

    def _rarity(self, leaf: Leaf) -> float:
        """BM25's inverse document frequency; never negative."""
        views = self._snapshot.views
        bearing = sum(len(view.live & self._read[leaf, view.base].keys()) for view in views)
        return log(1 + (self._snapshot.documents - bearing + 0.5) / (bearing + 0.5))


def _postings(segment: NativeSegment, leaf: Leaf, budget: Budget) -> Postings:
    budget.check()
    if isinstance(leaf, Term):
        return segment.postings(STEMS, stem(leaf.word))
    if isinstance(leaf, Phrase):
        return _phrase(segment, [stem(word) if word else GAP for word in leaf.words], budget)
    return dict.fromkeys(begun(segment, SPELLED, leaf.start, budget), 1.0)


def begun(segment: NativeSegment, field: str, start: str, budget: Budget) -> set[int]:
    """The documents with a word that begins so."""
    found: set[int] = set()
    for word in segment.words_from(field, start):
        budget.check()
        found |= segment.postings(field, word).keys()
    return found


def _phrase(segment: NativeSegment, stems: list[str], budget: Budget) -> Postings:
    """A phrase weighs in a document as much as its lightest word."""
    placed = [(offset, word) for offset, word in enumerate(stems) if word]
    weights = []
    for _, word in placed:
        budget.check()
        weights.append(segment.postings(STEMS, word))
    common = set(weights[0]).intersection(*weights[1:])
    starts: dict[int, set[int]] = {}
    for offset, word in placed:
        budget.check()
        for doc, spots in segment.positions(word):
            if doc in common:
                here = {spot - offset for spot in spots}
                starts[doc] = starts[doc] & here if doc in starts else here
    return {doc: min(weight[doc] for weight in weights) for doc in common if starts[doc]}
