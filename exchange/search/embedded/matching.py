"""Which documents a query finds, and how well they match, with arrays.

Replaces Whoosh's tree of matchers and its collector. A query is worked out as masks over a segment,
and only what is left is scored: BM25, on all documents at once.
"""

from functools import reduce
from math import log
from typing import NamedTuple

import numpy as np

from exchange.search.embedded.array_view import ArrayView
from exchange.search.embedded.arrays import Floats, Ids, Mask, Postings, weights_at
from exchange.search.embedded.phrases import phrase
from exchange.search.embedded.request import DAMPING, SATURATION, Budget
from exchange.search.embedded.schema import SPELLED, STEMS
from exchange.search.embedded.snapshot import Snapshot
from exchange.search.query import (
    GAP,
    And,
    Either,
    Leaf,
    Node,
    Not,
    Phrase,
    Some,
    Term,
    leaves,
    wanted_leaves,
)
from exchange.search.words import stem


class ArrayMatcher:
    """A query over a snapshot: its postings are read once, then matched and scored."""

    def __init__(self, snapshot: Snapshot[ArrayView], query: Node | None, budget: Budget) -> None:
        self._snapshot = snapshot
        self._query = query
        self._read: dict[tuple[Leaf, int], Postings] = {}
        for leaf in dict.fromkeys(leaves(query)):
            for view in snapshot.views:
                self._read[leaf, view.base] = _postings(view, leaf, budget)

    def narrow(self, view: ArrayView, shown: Mask) -> None:
        """Take out of the mask what the query does not find."""
        if self._query is not None:
            shown &= self._mask(self._query, view)

    def _mask(self, node: Node, view: ArrayView) -> Mask:
        """A mask that the caller may change."""
        if isinstance(node, And):
            return reduce(np.logical_and, (self._mask(inner, view) for inner in node.nodes))
        if isinstance(node, Not):
            return ~self._mask(node.node, view)
        found: Mask = np.zeros(view.segment.size, np.bool_)
        for leaf in leaves(node):
            found[self._read[leaf, view.base].ids] = True
        return found

    def scores(self, view: ArrayView, docs: Ids, rarities: dict[Leaf, float]) -> Floats:
        """BM25 of documents that were found, over the words that make them hits."""
        relative = view.segment.lengths[docs] / self._snapshot.average_length
        norm = SATURATION * (1 - DAMPING + DAMPING * relative)
        return self._score(self._query, _Scoring(view, docs, norm, rarities))

    def _score(self, node: Node | None, at: "_Scoring") -> Floats:
        if node is None or isinstance(node, Not):
            return np.zeros(len(at.docs))
        if isinstance(node, And | Some):
            return reduce(np.add, (self._score(inner, at) for inner in node.nodes))
        if isinstance(node, Either):
            ways = zip(node.ways, node.worths, strict=True)
            return reduce(np.maximum, (worth * self._score(way, at) for way, worth in ways))
        weight = weights_at(self._read[node, at.view.base], at.docs, at.view.segment.size)
        score: Floats = at.rarities[node] * weight * (SATURATION + 1) / (weight + at.norm)
        return score

    def rarities(self) -> dict[Leaf, float]:
        """BM25's inverse document frequency of what is scored; never negative."""
        return {leaf: self._rarity(leaf) for leaf in dict.fromkeys(wanted_leaves(self._query))}

    def _rarity(self, leaf: Leaf) -> float:
        views = self._snapshot.views
        bearing = sum(view.living(self._read[leaf, view.base].ids) for view in views)
        return log(1 + (self._snapshot.documents - bearing + 0.5) / (bearing + 0.5))


class _Scoring(NamedTuple):
    """What is scored, and what holds for all words."""

    view: ArrayView
    docs: Ids
    norm: Floats
    rarities: dict[Leaf, float]


def _postings(view: ArrayView, leaf: Leaf, budget: Budget) -> Postings:
    budget.check()
    segment = view.segment
    if isinstance(leaf, Term):
        return segment.postings(STEMS, stem(leaf.word))
    if isinstance(leaf, Phrase):
        return phrase(segment, [stem(word) if word else GAP for word in leaf.words], budget)
    return Postings(segment.begun(SPELLED, leaf.start, budget), None)
