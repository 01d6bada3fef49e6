"""The first results of many, in order.

Replaces Whoosh's heap of single documents. What cannot be on the page is cut off before anything
is sorted; equal results are ordered by id, also where the cut goes through them.
"""

import numpy as np

from exchange.search.embedded.arrays import Floats, Keys


def first(order: Floats, ids: Keys, size: int) -> Keys:
    """Where the first results stand, smallest first, then by id."""
    if size < len(order):
        last = np.partition(order, size - 1)[size - 1]
        before, equal = np.flatnonzero(order < last), np.flatnonzero(order == last)
        wanted = size - len(before)
        if wanted < len(equal):
            equal = equal[np.argpartition(ids[equal], wanted - 1)[:wanted]]
        kept = np.concatenate((before, equal))
    else:
        kept = np.arange(len(order))
    in_order: Keys = kept[np.lexsort((ids[kept], order[kept]))]
    return in_order
