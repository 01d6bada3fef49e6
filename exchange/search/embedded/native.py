"""Answers worked out in plain Python: slower, but needing nothing but the standard library.

Replaces Whoosh's searcher. Kept as the reference that `array_way` is compared with, and for where
numpy cannot be had; good for about 10,000 documents.
"""

import heapq
import time
from collections import Counter
from collections.abc import Callable, Collection
from itertools import chain

from exchange.search.embedded.native_match import Hits, NativeMatcher, begun
from exchange.search.embedded.native_view import NativeSegment, NativeView, readable
from exchange.search.embedded.request import MOST_COUNTED, SCORE_DIGITS, Budget
from exchange.search.embedded.schema import LEAD, SPELLED, STEMS
from exchange.search.embedded.snapshot import SegmentFiles, Snapshot
from exchange.search.geo import distance_km
from exchange.search.port import (
    Audience,
    ByDistance,
    ByNumber,
    Eq,
    Facet,
    Filter,
    In,
    NotIn,
    Range,
    SearchPage,
    SearchRequest,
)
from exchange.search.spelling import can_be_meant, is_near
from exchange.search.words import stem

# Whether the key is missing, the key, the id: what orders results. Then the score.
Ranked = tuple[bool, float, int, float]


class NativeWay:
    """A Way without numpy."""

    def opened(self, files: SegmentFiles, dead: frozenset[int], base: int) -> NativeView:
        return NativeView(NativeSegment(files), dead, base)

    def renewed(self, view: NativeView, dead: frozenset[int], base: int) -> NativeView:
        return NativeView(view.segment, dead, base)

    def answer(self, snapshot: Snapshot[NativeView], request: SearchRequest) -> SearchPage:
        began = time.perf_counter()
        budget = Budget(request.deadline)
        matcher = NativeMatcher(snapshot, request.query, budget)
        hits = [_hits(view, matcher, request) for view in snapshot.views]
        budget.check()
        facets = {facet.field: _count(hits, facet) for facet in request.facets}
        budget.check()
        page = _rank(hits, matcher, request)
        budget.check()
        return SearchPage(
            ids=tuple(row[2] for row in page),
            scores=tuple(row[3] for row in page),
            total=sum(len(found.docs) for found in hits),
            facets=facets,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def suggest(
        self,
        snapshot: Snapshot[NativeView],
        typed: list[str],
        of: SearchRequest,
        budget: Budget,
    ) -> Counter[str]:
        counts: Counter[str] = Counter()
        left = MOST_COUNTED
        for view in reversed(snapshot.views):
            docs = _leading(view, typed, _admitted(view, of), budget)
            newest = heapq.nlargest(left, docs)
            counts.update(map(view.segment.files.offered, newest))
            left -= len(newest)
        return counts

    def correct(
        self,
        snapshot: Snapshot[NativeView],
        typed: Collection[str],
        audience: Audience,
        exclude: frozenset[int],
        budget: Budget,
    ) -> dict[str, str]:
        seen = [(view, readable(view, audience, exclude)) for view in snapshot.views]
        known = {word: _bearing(seen, STEMS, stem(word)) for word in typed}
        found = {}
        for word in (word for word in typed if not known[word]):
            near = _near(snapshot, word, budget)
            ranked = [(-_bearing(seen, SPELLED, one), one) for one in near]
            count, best = min(ranked, default=(0, ""))
            if count:
                found[word] = best
        return found


def _bearing(seen: list[tuple[NativeView, set[int]]], field: str, word: str) -> int:
    """How many of the documents that may be seen have a word."""
    return sum(len(docs & view.segment.postings(field, word).keys()) for view, docs in seen)


def _near(snapshot: Snapshot[NativeView], word: str, budget: Budget) -> set[str]:
    found = set()
    for view in snapshot.views:
        for other in view.segment.words_from(SPELLED, ""):
            budget.check()
            if can_be_meant(other) and is_near(word, other):
                found.add(other)
    return found


def _leading(view: NativeView, typed: list[str], docs: set[int], budget: Budget) -> set[int]:
    """Documents whose suggested text has the typed words, the last perhaps unfinished."""
    for word in typed[:-1]:
        budget.check()
        docs = docs & view.segment.postings(LEAD, word).keys()
    return docs & begun(view.segment, LEAD, typed[-1], budget)


def _hits(view: NativeView, matcher: NativeMatcher, request: SearchRequest) -> Hits:
    return Hits(view, matcher.match(view, _admitted(view, request)))


def _admitted(view: NativeView, request: SearchRequest) -> set[int]:
    """What may be found, whatever the words."""
    docs = readable(view, request.audience, request.exclude)
    for part in request.filters:
        docs = _filtered(view.segment, docs, part)
    return docs


def _filtered(segment: NativeSegment, docs: set[int], part: Filter) -> set[int]:
    if isinstance(part, Eq | In | NotIn):
        values = (part.value,) if isinstance(part, Eq) else part.values
        holders = segment.holders.get(part.field, {})
        having = set().union(*(holders.get(value, ()) for value in values))
        return docs - having if isinstance(part, NotIn) else docs & having
    if isinstance(part, Range):
        numbers = segment.numbers.get(part.field, {})
        return {doc for doc in docs & numbers.keys() if _within(part, numbers[doc])}
    places = segment.places
    near = docs & places.keys()
    return {doc for doc in near if distance_km(part.lat, part.lon, *places[doc]) <= part.km}


def _within(part: Range, number: float) -> bool:
    low_enough = part.high is None or number <= part.high
    return low_enough and (part.low is None or part.low <= number)


def _count(hits: list[Hits], facet: Facet) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for found in hits:
        values = found.view.segment.values.get(facet.field, {})
        held = map(values.__getitem__, found.docs & values.keys())
        counts.update(chain.from_iterable(held))
    return heapq.nsmallest(facet.size, counts.items(), key=lambda item: (-item[1], item[0]))


def _rank(hits: list[Hits], matcher: NativeMatcher, request: SearchRequest) -> list[Ranked]:
    key = _sort_key(request)
    by_relevance = key is None
    scores = matcher.scores(hits) if by_relevance else {}
    rows: list[Ranked] = []
    for found in hits:
        own, ids = scores.get(found.view.base, {}), found.view.segment.ids
        for doc in found.docs:
            score = round(own.get(doc, 0.0), SCORE_DIGITS)
            value = -score if key is None else key(found.view.segment, doc)
            rows.append((value is None, value or 0.0, ids[doc], score))
    end = request.page.offset + request.page.size
    return heapq.nsmallest(end, rows)[request.page.offset :]


def _sort_key(request: SearchRequest) -> Callable[[NativeSegment, int], float | None] | None:
    """What to order by, smallest first; None for relevance."""
    sort = request.sort
    if isinstance(sort, ByNumber):
        sign = -1.0 if sort.descending else 1.0
        return lambda segment, doc: _signed(sign, segment.numbers.get(sort.field, {}).get(doc))
    if isinstance(sort, ByDistance):
        return lambda segment, doc: (
            distance_km(sort.lat, sort.lon, *segment.places[doc]) if doc in segment.places else None
        )
    return None


def _signed(sign: float, number: float | None) -> float | None:
    return None if number is None else sign * number
