"""A query as SQL: what it finds through the index, and how well each hit matches.

Scores are BM25, as the embedded engine's. ts_rank_cd of one word is the sum of the weights of its
places, so what a word weighs in a document comes from PostgreSQL unchanged.
"""

from collections.abc import Iterator
from math import ceil, log2
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSQUERY

from exchange.search.port import IndexSpec
from exchange.search.postgres.rows import quoted
from exchange.search.postgres.tables import Pointer, label_weights
from exchange.search.query import (
    And,
    Either,
    Leaf,
    Node,
    Not,
    Phrase,
    Prefix,
    Some,
    Term,
    leaves,
    wanted_leaves,
)
from exchange.search.words import stem

# BM25's usual constants: how soon repetition stops to count, and how much long texts are damped.
SATURATION, DAMPING = 1.2, 0.75
COUNTED = 20_000  # documents with a word; one that more have is as common as that

Condition = sa.ColumnElement[bool]
Number = sa.ColumnElement[Any]


def matches(table: sa.FromClause, node: Node | None) -> Condition:
    """Whether a document is found."""
    if node is None:
        return sa.true()
    if not any(isinstance(leaf, Prefix) for leaf in leaves(node)):
        return _holds(table.c.stems, syntax(node))
    if isinstance(node, And):
        return sa.and_(*(matches(table, inner) for inner in node.nodes))
    if isinstance(node, Some | Either):
        inner_nodes = node.nodes if isinstance(node, Some) else node.ways
        return sa.or_(*(matches(table, inner) for inner in inner_nodes))
    if isinstance(node, Not):
        return sa.not_(matches(table, node.node))
    return _holds(table.c.spelled, syntax(node))


def syntax(node: Node) -> str:
    """The node in PostgreSQL's syntax; stems and beginnings stand in different columns."""
    if isinstance(node, Not):
        return f"!({syntax(node.node)})"
    if isinstance(node, And):
        return " & ".join(f"({syntax(inner)})" for inner in node.nodes)
    if isinstance(node, Some | Either):
        inner_nodes = node.nodes if isinstance(node, Some) else node.ways
        return " | ".join(f"({syntax(inner)})" for inner in inner_nodes)
    if isinstance(node, Prefix):
        return f"{quoted(node.start)}:*"
    return _phrase(node.words) if isinstance(node, Phrase) else quoted(stem(node.word))


def _phrase(words: tuple[str, ...]) -> str:
    """Distances instead of gaps: "head of mission" is head, and two places on, mission."""
    text, distance = "", 0
    for word in words:
        distance += 1
        if word:
            text += f" <{distance}> {quoted(stem(word))}" if text else quoted(stem(word))
            distance = 0
    return text


class Scoring:
    """BM25 of one query over one generation."""

    def __init__(self, spec: IndexSpec, table: sa.Table, pointer: Pointer, query: Node) -> None:
        self._query = query
        self._pointer = pointer
        self._leaves = list(dict.fromkeys(wanted_leaves(query)))
        weights = label_weights(spec)
        # ts_rank_cd takes weights up to 1; a power of two keeps what it adds up exact.
        self._scale = 2.0 ** ceil(log2(max(weights)))
        shares = [weight / self._scale for weight in reversed(weights)]  # PostgreSQL begins with D
        self._shares = sa.cast(sa.literal(shares, ARRAY(REAL)), ARRAY(REAL))
        each = (self._rarity(table, leaf).label(f"r{n}") for n, leaf in enumerate(self._leaves))
        # Materialized, or it would be counted anew wherever a score mentions it.
        self.rarity = sa.select(*each).cte("rarity").prefix_with("MATERIALIZED")

    def score(self, hit: sa.FromClause) -> Number:
        """How well a hit matches: it must bring `stems`, `spelled` and `length`."""
        average = sa.literal(self._pointer.average_length, sa.Double)
        relative = sa.cast(hit.c.length, sa.Double) / average
        return self._score(self._query, hit, SATURATION * (1 - DAMPING + DAMPING * relative))

    def _score(self, node: Node, hit: sa.FromClause, norm: Number) -> Number:
        if isinstance(node, Not):
            return sa.literal(0.0, sa.Double)
        if isinstance(node, And | Some):
            return _sum([self._score(inner, hit, norm) for inner in node.nodes])
        if isinstance(node, Either):
            ways = zip(node.ways, node.worths, strict=True)
            return sa.func.greatest(
                *(sa.literal(worth, sa.Double) * self._score(way, hit, norm) for way, worth in ways)
            )
        rarity = self.rarity.c[f"r{self._leaves.index(node)}"]
        damped = 1 - norm / (self._weight(node, hit) * self._scale + norm)
        return rarity * (SATURATION + 1) * damped

    def _weight(self, leaf: Leaf, hit: sa.FromClause) -> Number:
        """What the leaf weighs in a hit, as a share of the scale; a phrase as its lightest word."""
        if isinstance(leaf, Prefix):  # weighs 1, however often and wherever it stands
            return sa.case((_holds(hit.c.spelled, syntax(leaf)), 1 / self._scale), else_=0.0)
        if isinstance(leaf, Term):
            return self._rank(hit.c.stems, syntax(leaf))
        each = [self._rank(hit.c.stems, quoted(stem(word))) for word in leaf.words if word]
        lightest = sa.func.least(*each)
        return sa.case((_holds(hit.c.stems, syntax(leaf)), lightest), else_=0.0)

    def _rank(self, vector: sa.ColumnElement[str], query: str) -> Number:
        return sa.cast(sa.func.ts_rank_cd(self._shares, vector, _asked(query)), sa.Double)

    def likely(self, hit: sa.FromClause) -> Condition:
        """Whether the lead bears something that is looked for, said cheaply: by its beginning."""
        wanted = [word for leaf in self._leaves for word in _beginnings(leaf)]
        return _holds(hit.c.lead_words, " | ".join(f"{quoted(word)}:*" for word in wanted))

    def _rarity(self, table: sa.Table, leaf: Leaf) -> Number:
        """BM25's inverse document frequency; never negative."""
        bearing = sa.select(sa.literal(1)).where(matches(table, leaf)).limit(COUNTED).subquery()
        counted = sa.select((sa.func.count() + 0.5).label("half_more")).select_from(bearing)
        count = sa.cast(counted.subquery().c.half_more, sa.Double)
        documents = sa.literal(self._pointer.documents + 1.0, sa.Double)
        return sa.select(sa.func.ln(1 + (documents - count) / count)).scalar_subquery()


def _beginnings(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf, Prefix):
        yield leaf.start
    else:
        for word in (leaf.word,) if isinstance(leaf, Term) else filter(None, leaf.words):
            yield from {word, stem(word)}


def _holds(vector: sa.ColumnElement[str], query: str) -> Condition:
    return vector.bool_op("@@")(_asked(query))


def _asked(query: str) -> sa.ColumnElement[str]:
    return sa.cast(sa.literal(query, sa.Text), TSQUERY)


def _sum(numbers: list[Number]) -> Number:
    total = numbers[0]
    for number in numbers[1:]:
        total = total + number
    return total
