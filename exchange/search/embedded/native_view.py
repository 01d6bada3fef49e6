"""A segment as sets and dictionaries, for where numpy is missing and to compare numpy with.

Replaces nothing of Whoosh: it reads its files in the plainest way that can be right.
"""

from collections.abc import Iterable, Iterator
from math import isnan

from exchange.search.embedded.blocks import blocks, ids_of, places_by_posting, weights_of
from exchange.search.embedded.schema import HIDDEN, LABELS, SEPARATOR, STEMS, VISIBLE
from exchange.search.embedded.snapshot import Found, SegmentFiles
from exchange.search.port import Audience


class NativeSegment:
    """What a segment holds, read once."""

    def __init__(self, files: SegmentFiles) -> None:
        self.files = files
        self.ids: list[int] = []
        self.versions: list[int] = []
        self.lengths: list[int] = []
        self.gone: set[int] = set()
        self.numbers: dict[str, dict[int, float]] = {name: {} for name in _numbers(files)}
        self.places: dict[int, tuple[float, float]] = {}
        for doc, row in enumerate(files.layout.row.iter_unpack(files.rows())):
            self._read_row(doc, row)
        self.doc_of = {id_: doc for doc, id_ in enumerate(self.ids)}
        self.holders: dict[str, dict[str, set[int]]] = {}
        self.values: dict[str, dict[int, list[str]]] = {}
        for word, extent in files.terms.begin(LABELS, ""):
            self._read_label(word, files.terms.read(extent))

    def _read_row(self, doc: int, row: tuple[float, ...]) -> None:
        id_, version, length, gone, *numbers, lat, lon = row
        self.ids.append(int(id_))
        self.versions.append(int(version))
        self.lengths.append(int(length))
        if gone:
            self.gone.add(doc)
        for held, number in zip(self.numbers.values(), numbers, strict=True):
            if not isnan(number):
                held[doc] = number
        if not isnan(lat):
            self.places[doc] = lat, lon

    def _read_label(self, word: str, data: bytes) -> None:
        name, _, value = word.partition(SEPARATOR)
        docs = {doc for block in blocks(data) for doc in ids_of(data, block)}
        self.holders.setdefault(name, {})[value] = docs
        for doc in docs:
            self.values.setdefault(name, {}).setdefault(doc, []).append(value)

    def postings(self, field: str, word: str) -> dict[int, float]:
        """The documents with this word, and how much it weighs in each."""
        extent = self.files.terms.find(field, word)
        if extent is None:
            return {}
        data = self.files.terms.read(extent)
        found: dict[int, float] = {}
        for block in blocks(data):
            found.update(zip(ids_of(data, block), weights_of(data, block), strict=True))
        return found

    def positions(self, stem: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Where this stem stands in each document that has it."""
        extent = self.files.terms.find(STEMS, stem)
        data = self.files.terms.read(extent) if extent else b""
        for block in blocks(data) if data else ():
            yield from zip(ids_of(data, block), places_by_posting(data, block), strict=True)

    def words_from(self, field: str, start: str) -> list[str]:
        """The words of this segment that begin so."""
        return [word for word, _extent in self.files.terms.begin(field, start)]


class NativeView:
    """A segment in one commit. A tombstone is neither alive nor dead."""

    def __init__(self, segment: NativeSegment, dead: frozenset[int], base: int) -> None:
        self.segment, self.dead, self.base = segment, dead, base
        self.live = set(range(len(segment.ids))) - dead - segment.gone
        self.documents = len(self.live)
        self.length = sum(segment.lengths[doc] for doc in self.live)

    def find(self, id_: int) -> Found | None:
        """The document or tombstone of this id."""
        segment = self.segment
        doc = segment.doc_of.get(id_)
        if doc is None or doc in self.dead:
            return None
        return Found(self.base + doc, segment.versions[doc], doc in segment.gone)

    def versions(self) -> Iterable[tuple[int, int]]:
        """Id and version of every document that can be found."""
        return ((self.segment.ids[doc], self.segment.versions[doc]) for doc in self.live)


def readable(view: NativeView, audience: Audience, exclude: frozenset[int]) -> set[int]:
    """The living documents that this audience may find. All else is taken out of this set."""
    segment = view.segment
    visible, hidden = segment.holders.get(VISIBLE, {}), segment.holders.get(HIDDEN, {})
    shown: set[int] = set()
    for key in audience.keys:
        shown |= visible.get(key, set())
    for key in audience.keys:
        shown -= hidden.get(key, set())
    shown &= view.live
    return shown - {segment.doc_of[id_] for id_ in exclude if id_ in segment.doc_of}


def _numbers(files: SegmentFiles) -> tuple[str, ...]:
    return files.layout.spec.numbers
