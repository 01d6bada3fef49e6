"""One request answered from one snapshot: narrow, count, order, mark."""

import heapq
import time
from collections import Counter
from collections.abc import Callable
from itertools import chain

from exchange.search.geo import distance_km
from exchange.search.port import (
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
from exchange.search.whoosh_match import Budget, Hits, Matcher, readable
from exchange.search.whoosh_snapshot import Segment, Snapshot, View

SCORE_DIGITS = 6  # so that the order of adding up does not decide between equals

# Whether the key is missing, the key, the id: what orders results. Then the score and the place.
Ranked = tuple[bool, float, int, float, View]


def answer(snapshot: Snapshot, request: SearchRequest) -> SearchPage:
    """The page that was asked for."""
    began = time.perf_counter()
    budget = Budget(request.deadline)
    matcher = Matcher(snapshot, request.query, budget)
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


def _hits(view: View, matcher: Matcher, request: SearchRequest) -> Hits:
    docs = readable(view, request.audience, request.exclude)
    for part in request.filters:
        docs = _filtered(view.segment, docs, part)
    return Hits(view, matcher.match(view, docs))


def _filtered(segment: Segment, docs: set[int], part: Filter) -> set[int]:
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


def _rank(hits: list[Hits], matcher: Matcher, request: SearchRequest) -> list[Ranked]:
    key = _sort_key(request)
    by_relevance = key is None
    scores = matcher.scores(hits) if by_relevance else {}
    rows: list[Ranked] = []
    for found in hits:
        own, ids = scores.get(found.view.base, {}), found.view.segment.ids
        for doc in found.docs:
            score = round(own.get(doc, 0.0), SCORE_DIGITS)
            value = -score if key is None else key(found.view.segment, doc)
            rows.append((value is None, value or 0.0, ids[doc], score, found.view))
    end = request.page.offset + request.page.size
    return heapq.nsmallest(end, rows)[request.page.offset :]


def _sort_key(request: SearchRequest) -> Callable[[Segment, int], float | None] | None:
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
