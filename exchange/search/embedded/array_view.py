"""A segment as arrays: numbers in memory, postings unpacked when asked for and kept for a while.

Replaces Whoosh's segment reader and column readers, which answer for one document at a time.
"""

import itertools
from collections.abc import Iterable

import numpy as np

from exchange.search.embedded.arrays import (
    NO_IDS,
    NOTHING,
    Floats,
    Ids,
    Keys,
    Mask,
    Postings,
    read_ids,
    read_keys,
    read_postings,
)
from exchange.search.embedded.cache import Cache
from exchange.search.embedded.facets import Values
from exchange.search.embedded.request import Budget
from exchange.search.embedded.schema import LABELS, SEPARATOR, SPELLED, STEMS, label
from exchange.search.embedded.snapshot import Found, SegmentFiles
from exchange.search.embedded.typos import Typos

CHECK_EVERY = 256  # words between two looks at the clock

_numbered = itertools.count()


class ArraySegment:
    """What a segment holds. Nothing here changes; two threads may make the same thing twice."""

    def __init__(self, files: SegmentFiles, cache: Cache) -> None:
        self.files = files
        self.size = files.size
        self._cache = cache
        self.number = next(_numbered)
        self._values: dict[str, Values] = {}
        self._typos: Typos | None = None
        numbers = files.layout.spec.numbers
        row = [("id", ">i8"), ("version", ">i8"), ("length", ">u4"), ("gone", "?")]
        row += [(f"number {name}", ">f8") for name in numbers] + [("lat", ">f8"), ("lon", ">f8")]
        rows = np.frombuffer(files.rows(), np.dtype(row))
        self.ids = rows["id"].astype(np.int64)
        self.versions = rows["version"].astype(np.int64)
        self.lengths = rows["length"].astype(np.float64)
        self.gone: Mask = rows["gone"].copy()
        self.numbers: dict[str, Floats] = {
            name: rows[f"number {name}"].astype(np.float64) for name in numbers
        }
        self.lat: Floats = rows["lat"].astype(np.float64)
        self.lon: Floats = rows["lon"].astype(np.float64)
        self._by_id = np.argsort(self.ids, kind="stable").astype(np.int32)

    def docs_of(self, ids: Iterable[int]) -> Ids:
        """The documents with these ids that are here, dead or alive."""
        wanted = np.fromiter(ids, np.int64)
        if not len(wanted) or not self.size:
            return NO_IDS
        at = np.searchsorted(self.ids, wanted, sorter=self._by_id)
        docs = self._by_id[np.minimum(at, self.size - 1)]
        found: Ids = docs[self.ids[docs] == wanted]
        return found

    def postings(self, field: str, word: str) -> Postings:
        """The documents with a word."""
        return self._cache.get(
            (self.number, field, word), lambda: self._read(field, word), lambda made: made.nbytes
        )

    def _read(self, field: str, word: str) -> Postings:
        extent = self.files.terms.find(field, word)
        if extent is None:
            return NOTHING
        data = self.files.terms.read(extent)
        return read_postings(data) if field == STEMS else Postings(read_ids(data), None)

    def keys(self, stem: str) -> Keys:
        """Each occurrence of a stem, as document and place in one number."""
        return self._cache.get(
            (self.number, "keys", stem), lambda: self._read_keys(stem), lambda made: made.nbytes
        )

    def _read_keys(self, stem: str) -> Keys:
        extent = self.files.terms.find(STEMS, stem)
        if extent is None:
            return np.zeros(0, np.int64)
        return read_keys(self.files.terms.read(extent))

    def labelled(self, name: str, value: str) -> Mask:
        """Which documents have a keyword or an audience. Do not change it."""
        return self._cache.get(
            (self.number, "labelled", name, value),
            lambda: self._mask(self.postings(LABELS, label(name, value)).ids),
            lambda made: made.nbytes,
        )

    def begun(self, field: str, start: str, budget: Budget) -> Ids:
        """The documents with a word that begins so."""
        return self._cache.get(
            (self.number, "begun", field, start),
            lambda: self._read_begun(field, start, budget),
            lambda made: made.nbytes,
        )

    def _read_begun(self, field: str, start: str, budget: Budget) -> Ids:
        extents = [extent for _word, extent in self.files.terms.begin(field, start)]
        if not extents:
            return NO_IDS
        mask = self._mask(np.array([one.first for one in extents], np.int32))
        data = self.files.terms.read(extents[0], extents[-1])  # neighbours on disk too
        for at, extent in enumerate(one for one in extents if one.documents > 1):
            if not at % CHECK_EVERY:
                budget.check()
            mask[read_ids(data, extent.offset - extents[0].offset)] = True
        return np.flatnonzero(mask).astype(np.int32)

    def values(self, name: str) -> Values:
        """The values of a keyword field by document, to be counted."""
        held = self._values.get(name)
        if held is None:
            held = self._values[name] = self._read_values(f"{name}{SEPARATOR}")
        return held

    def _read_values(self, start: str) -> Values:
        found = list(self.files.terms.begin(LABELS, start))
        docs = [read_ids(self.files.terms.read(extent)) for _word, extent in found]
        return Values(self.size, [word.removeprefix(start) for word, _extent in found], docs)

    @property
    def typos(self) -> Typos:
        """Words of this segment to be found by what is nearly them."""
        if self._typos is None:
            self._typos = Typos(word for word, _extent in self.files.terms.begin(SPELLED, ""))
        return self._typos

    def _mask(self, docs: Ids) -> Mask:
        mask = np.zeros(self.size, np.bool_)
        mask[docs] = True
        return mask


class ArrayView:
    """A segment in one commit. A tombstone is neither alive nor dead."""

    def __init__(self, segment: ArraySegment, dead: frozenset[int], base: int) -> None:
        self.segment, self.dead, self.base = segment, dead, base
        self.live: Mask = ~segment.gone
        self.live[np.fromiter(dead, np.int64, len(dead))] = False
        self.documents = int(np.count_nonzero(self.live))
        self.length = int(segment.lengths[self.live].sum())

    def living(self, docs: Ids) -> int:
        """How many of these documents are alive."""
        if self.documents == self.segment.size:
            return len(docs)
        return int(np.count_nonzero(self.live[docs]))

    def find(self, id_: int) -> Found | None:
        """The document or tombstone of this id."""
        for doc in map(int, self.segment.docs_of((id_,))):
            if doc not in self.dead:
                gone = bool(self.segment.gone[doc])
                return Found(self.base + doc, int(self.segment.versions[doc]), gone)
        return None

    def versions(self) -> Iterable[tuple[int, int]]:
        """Id and version of every document that can be found."""
        segment, live = self.segment, self.live
        return zip(segment.ids[live].tolist(), segment.versions[live].tolist(), strict=True)
