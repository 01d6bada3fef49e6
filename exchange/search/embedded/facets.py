"""Counts how many documents have each value of a keyword field.

Replaces Whoosh's `groupedby`, which makes a list of documents for every value, and its columns of
references, which hold 65,535 values and then silently lose the rest.
"""

from collections import Counter

import numpy as np

from exchange.search.embedded.arrays import Ids, Keys

FEW = 4  # one document of so many: looked up one by one, and not all at once


class Values:
    """Which values each document of a segment has: their numbers, document by document."""

    def __init__(self, size: int, names: list[str], docs: list[Ids]) -> None:
        self.names = names
        bearing = np.concatenate(docs) if docs else np.zeros(0, np.int32)
        numbers = np.repeat(np.arange(len(names), dtype=np.int32), [len(one) for one in docs])
        order = np.argsort(bearing, kind="stable")
        self._docs = bearing[order]
        self._numbers = numbers[order]
        self._starts = np.searchsorted(self._docs, np.arange(size + 1)).astype(np.int32)
        each = np.diff(self._starts)
        self._single = None
        if not len(each) or each.max() < 2:  # one value at most: a document is looked up at once
            self._single = np.zeros(size, np.int32)  # 0 is none
            self._single[self._docs] = self._numbers + 1
        self._all = np.bincount(self._numbers, minlength=len(names))

    def count(self, docs: Ids) -> Counter[str]:
        """How many of these documents have each value."""
        size = len(self._starts) - 1
        if len(docs) * 2 > size:  # most of them: what the others have is taken away
            others = np.ones(size, np.bool_)
            others[docs] = False
            counts = self._all - self._counts(np.flatnonzero(others).astype(np.int32))
        else:
            counts = self._counts(docs)
        held = np.flatnonzero(counts)
        pairs = zip(held.tolist(), counts[held].tolist(), strict=True)
        return Counter({self.names[number]: count for number, count in pairs})

    def _counts(self, docs: Ids) -> Keys:
        if self._single is not None:
            return np.bincount(self._single[docs], minlength=len(self.names) + 1)[1:]
        return np.bincount(self._numbers_of(docs), minlength=len(self.names))

    def _numbers_of(self, docs: Ids) -> Ids:
        size = len(self._starts) - 1
        if len(docs) * FEW > size:
            wanted = np.zeros(size, np.bool_)
            wanted[docs] = True
            return self._numbers[wanted[self._docs]]
        starts = self._starts[docs]
        many = self._starts[docs + 1] - starts
        ends = np.cumsum(many)
        before = np.repeat(starts - (ends - many), many)
        return self._numbers[before + np.arange(len(before))]
