"""What was found in each segment, and which values it has most.

Replaces Whoosh's `groupedby`. The same pages are asked for again and again, and most of what costs
time about a large result is its counts: so those are kept, for exactly the documents they count.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from heapq import nlargest

from exchange.search.embedded.array_view import ArrayView
from exchange.search.embedded.arrays import Ids
from exchange.search.embedded.cache import Cache
from exchange.search.embedded.request import Budget
from exchange.search.port import Facet

MANY = 2_000  # documents; counts of so many are kept, those of fewer are quickly made again
COUNT_BYTES = 200  # what a value and its count take, about

Counted = list[tuple[str, int]]


@dataclass(frozen=True)
class Hits:
    """What was found in one segment."""

    view: ArrayView
    docs: Ids

    @cached_property
    def mark(self) -> tuple[int, bytes]:
        """Tells these documents from any others."""
        return self.view.segment.number, blake2b(self.docs.tobytes(), digest_size=16).digest()


def most_frequent(hits: Sequence[Hits], facet: Facet, cache: Cache, budget: Budget) -> Counted:
    """The values that most of what was found has, then in the order of the alphabet."""
    if sum(len(found.docs) for found in hits) < MANY:
        return _counted(hits, facet, budget)
    kept = cache.get(
        (facet, *(found.mark for found in hits)),
        lambda: _counted(hits, facet, budget),
        lambda made: COUNT_BYTES * (1 + len(made)),
    )
    return list(kept)


def _counted(hits: Sequence[Hits], facet: Facet, budget: Budget) -> Counted:
    counts: Counter[str] = Counter()
    for found in hits:
        budget.check()
        if len(found.docs):
            counts.update(found.view.segment.values(facet.field).count(found.docs))
    held = counts.items()
    if len(counts) > facet.size:  # sorting only what can be among the first is much quicker
        least = min(nlargest(facet.size, counts.values()), default=0)
        held = {value: count for value, count in held if count >= least}.items()
    return sorted(held, key=lambda item: (-item[1], item[0]))[: facet.size]
