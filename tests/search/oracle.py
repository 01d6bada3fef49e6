"""Search done by looking at every document, and the engines that are compared with it."""

import atexit
import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from math import log
from pathlib import Path

from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.geo import distance_km
from exchange.search.port import (
    ByDistance,
    ByNumber,
    ByRelevance,
    Eq,
    Filter,
    In,
    IndexSpec,
    NotIn,
    Range,
    SearchDoc,
    SearchPort,
    SearchRequest,
    TextField,
)
from exchange.search.postgres.adapter import PostgresSearch
from exchange.search.query import And, Either, Leaf, Node, Not, Prefix, Some, Term
from exchange.search.words import STOP_WORDS, stem, words
from tests import pg

SPEC = IndexSpec(
    kind="thing",
    texts=(TextField("title", 4.0), TextField("body")),
    keywords=("sector", "skill"),
    numbers=("days", "created"),
    geo=True,
    suggest="title",
)


@cache
def database() -> str:
    """The address of a PostgreSQL that this process shares, and that ends with it."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(pg.server())


def postgres(folder: Path) -> SearchPort:
    """An engine with a schema of its own for each folder: making one is quicker than a database."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return PostgresSearch(database(), schema=f"s{name}")


ADAPTERS: dict[str, Callable[[Path], SearchPort]] = {
    "whoosh": WhooshSearch,
    "whoosh-native": partial(WhooshSearch, native=True),
    "postgres": postgres,
}


class Oracle:
    def __init__(self, spec: IndexSpec, docs: list[SearchDoc]) -> None:
        self.spec, self.docs = spec, docs

    def found(self, request: SearchRequest) -> list[SearchDoc]:
        return [doc for doc in self.docs if self._admits(doc, request)]

    def ids(self, request: SearchRequest) -> list[int]:
        found = sorted(self.found(request), key=lambda doc: self._key(doc, request))
        page = request.page
        return [doc.id for doc in found][page.offset : page.offset + page.size]

    def counts(self, request: SearchRequest, field: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for doc in self.found(request):
            for value in set(doc.keywords.get(field, ())):
                counts[value] = counts.get(value, 0) + 1
        return counts

    def _admits(self, doc: SearchDoc, request: SearchRequest) -> bool:
        keys = request.audience.keys
        return (
            bool(doc.visible_to & keys)
            and not doc.hidden_from & keys
            and doc.id not in request.exclude
            and all(passes(doc, part) for part in request.filters)
            and (request.query is None or self.matches(doc, request.query))
        )

    def matches(self, doc: SearchDoc, node: Node) -> bool:
        if isinstance(node, And):
            return all(self.matches(doc, inner) for inner in node.nodes)
        if isinstance(node, Not):
            return not self.matches(doc, node.node)
        if isinstance(node, Some | Either):
            inner_nodes = node.nodes if isinstance(node, Some) else node.ways
            return any(self.matches(doc, inner) for inner in inner_nodes)
        return self._weight(doc, node) > 0

    def _weight(self, doc: SearchDoc, leaf: Leaf) -> float:
        texts = [(looked_at(doc.texts.get(one.name, "")), one.weight) for one in self.spec.texts]
        if isinstance(leaf, Prefix):
            return float(any(x.startswith(leaf.start) for text, _ in texts for x in text))
        if isinstance(leaf, Term):
            return sum(w * [stem(x) for x in text].count(stem(leaf.word)) for text, w in texts)
        if not any(_has_phrase(text, leaf.words) for text, _ in texts):
            return 0.0
        return min(self._weight(doc, Term(word)) for word in leaf.words if word)

    def score(self, doc: SearchDoc, node: Node | None) -> float:
        if isinstance(node, And | Some):
            return sum(self.score(doc, inner) for inner in node.nodes)
        if isinstance(node, Either):
            pairs = zip(node.ways, node.worths, strict=True)
            return max(worth * self.score(doc, way) for way, worth in pairs)
        if node is None or isinstance(node, Not) or not self.matches(doc, node):
            return 0.0
        weight, bearing = self._weight(doc, node), sum(self.matches(d, node) for d in self.docs)
        lengths = {d.id: sum(len(words(t)) for t in d.texts.values()) for d in self.docs}
        average = sum(lengths.values()) / len(lengths)
        norm = 1.2 * (0.25 + 0.75 * lengths[doc.id] / average)
        rarity = log(1 + (len(self.docs) - bearing + 0.5) / (bearing + 0.5))
        return rarity * weight * 2.2 / (weight + norm)

    def _key(self, doc: SearchDoc, request: SearchRequest) -> tuple[bool, float, int]:
        sort = request.sort
        if isinstance(sort, ByRelevance):
            return False, -round(self.score(doc, request.query), 6), doc.id
        if isinstance(sort, ByNumber):
            number = doc.numbers.get(sort.field)
            return number is None, (number or 0.0) * (-1 if sort.descending else 1), doc.id
        assert isinstance(sort, ByDistance)
        if doc.lat is None or doc.lon is None:
            return True, 0.0, doc.id
        return False, distance_km(sort.lat, sort.lon, doc.lat, doc.lon), doc.id


def passes(doc: SearchDoc, part: Filter) -> bool:
    if isinstance(part, Eq):
        return part.value in doc.keywords.get(part.field, ())
    if isinstance(part, In):
        return any(value in doc.keywords.get(part.field, ()) for value in part.values)
    if isinstance(part, NotIn):
        return not any(value in doc.keywords.get(part.field, ()) for value in part.values)
    if isinstance(part, Range):
        number = doc.numbers.get(part.field)
        low, high = part.low, part.high
        return (
            number is not None
            and (low is None or number >= low)
            and (high is None or number <= high)
        )
    if doc.lat is None or doc.lon is None:
        return False
    return distance_km(part.lat, part.lon, doc.lat, doc.lon) <= part.km


def looked_at(text: str) -> list[str]:
    """The words of a text; an empty one where a stop word stands."""
    return ["" if word in STOP_WORDS else word for word in words(text)]


def _has_phrase(text: list[str], phrase: tuple[str, ...]) -> bool:
    stems, wanted = [stem(word) for word in text], [stem(word) for word in phrase]
    return any(_fits(stems[at : at + len(wanted)], wanted) for at in range(len(stems)))


def _fits(stretch: list[str], wanted: list[str]) -> bool:
    """An empty word in the phrase stands for any."""
    return len(stretch) == len(wanted) and all(
        want in ("", there) for there, want in zip(stretch, wanted, strict=True)
    )
