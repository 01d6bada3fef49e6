"""Finds phrases in all documents at once.

Replaces Whoosh's span matchers, which walk through the places of each document. Document and place
are one number, so a word that follows at a distance is that number plus the distance: a look-up of
one sorted array in another.
"""

import numpy as np

from exchange.search.embedded.array_view import ArraySegment
from exchange.search.embedded.arrays import PLACE_BITS, Keys, Postings, weights_at
from exchange.search.embedded.request import Budget
from exchange.search.embedded.schema import STEMS


def phrase(segment: ArraySegment, stems: list[str], budget: Budget) -> Postings:
    """Documents with the stems at these distances; a GAP is any word.

    A phrase weighs in a document as much as its lightest word.
    """
    starts = _starts(segment, [(at, stem) for at, stem in enumerate(stems) if stem], budget)
    docs = np.unique(starts >> PLACE_BITS).astype(np.int32)
    lightest = np.full(len(docs), np.inf, np.float32)
    for stem in filter(None, dict.fromkeys(stems)):
        budget.check()
        weights = weights_at(segment.postings(STEMS, stem), docs, segment.size)
        lightest = np.minimum(lightest, weights.astype(np.float32))
    return Postings(docs, lightest)


def _starts(segment: ArraySegment, placed: list[tuple[int, str]], budget: Budget) -> Keys:
    """Where the phrase begins, as document and place in one number."""
    each = []
    for offset, stem in placed:
        budget.check()
        each.append(segment.keys(stem) - offset)
    each.sort(key=len)
    starts = each[0]
    for others in each[1:]:
        if not len(others):
            return others
        at = np.minimum(np.searchsorted(others, starts), len(others) - 1)
        starts = starts[others[at] == starts]
    return starts
