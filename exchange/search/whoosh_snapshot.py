"""What a reader holds: unchanging segments, and which of their documents are alive."""

import json
import threading
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader, TermNotFound

from exchange.search.whoosh_schema import ROW, STEMS

INDEX_NAME = "MAIN"

Places = dict[int, tuple[float, float]]


class Segment:
    """One Whoosh segment: its rows in memory, its postings on disk.

    Whoosh's readers share one file position among threads, so each read holds a lock.
    """

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        rows = list(map(json.loads, reader.column_reader(ROW, translate=False)))
        self.ids: list[int] = [row["id"] for row in rows]
        self.versions: list[int] = [row["version"] for row in rows]
        self.doc_of = {id_: doc for doc, id_ in enumerate(self.ids)}
        self.gone = {doc for doc, row in enumerate(rows) if row.get("gone")}
        self.lengths: list[int] = [row.get("length", 0) for row in rows]
        self.leads: list[str] = [row.get("lead", "") for row in rows]
        self.visible_to = _holders(row.get("visible_to", ()) for row in rows)
        self.hidden_from = _holders(row.get("hidden_from", ()) for row in rows)
        self._read_fields(rows)

    def _read_fields(self, rows: list[dict[str, Any]]) -> None:
        self.values: dict[str, dict[int, tuple[str, ...]]] = {}
        self.numbers: dict[str, dict[int, float]] = {}
        self.places: Places = {}
        for doc, row in enumerate(rows):
            for name, held in row.get("keywords", {}).items():
                self.values.setdefault(name, {})[doc] = tuple(held)
            for name, number in row.get("numbers", {}).items():
                self.numbers.setdefault(name, {})[doc] = number
            if row.get("place"):
                self.places[doc] = (row["place"][0], row["place"][1])
        self.holders = {
            name: _holders(held.get(doc, ()) for doc in range(len(rows)))
            for name, held in self.values.items()
        }

    def postings(self, field: str, word: str) -> dict[int, float]:
        """The documents with this word, and how much it weighs in each."""
        return {doc: matcher.weight() for doc, matcher in self._each(field, word)}

    def positions(self, stem: str, docs: set[int]) -> dict[int, frozenset[int]]:
        """Where this stem stands in each of these documents that has it."""
        return {
            doc: frozenset(array("I", matcher.value()))
            for doc, matcher in self._each(STEMS, stem)
            if doc in docs
        }

    def words_from(self, field: str, start: str) -> list[str]:
        """The words of this segment that begin so."""
        with self._lock:
            found = self._reader.expand_prefix(field, start)
            return [word.decode() for word in found]

    def _each(self, field: str, word: str) -> Iterator[tuple[int, Any]]:
        with self._lock:
            try:
                matcher = self._reader.postings(field, word)
            except TermNotFound:
                return
            while matcher.is_active():
                yield matcher.id(), matcher
                matcher.next()


class View(NamedTuple):
    """A segment in one commit: who is alive, who is replaced or deleted, where its numbers begin.

    A tombstone is neither.
    """

    segment: Segment
    live: set[int]
    dead: frozenset[int]
    base: int


class Found(NamedTuple):
    """Where an id lies: its number in the whole index, its version, whether it is a tombstone."""

    number: int
    version: int
    gone: bool


class Snapshot:
    """One commit of an index. It never changes, and closes when the last reader drops it."""

    def __init__(self, generation: Path, schema: fields.Schema, older: "Snapshot | None") -> None:
        self.generation = generation
        self._storage = FileStorage(str(generation))
        toc = TOC.read(self._storage, INDEX_NAME, schema=schema)
        self.number: int = toc.generation
        known = {} if older is None else older.segments
        self.segments: dict[str, Segment] = {}
        self.views: list[View] = []
        for segment in toc.segments:
            self._take_up(segment, schema, known)
        self.documents = sum(len(view.live) for view in self.views)
        total = sum(view.segment.lengths[doc] for view in self.views for doc in view.live)
        self.average_length = total / self.documents if total else 1.0  # words

    def _take_up(self, told: Any, schema: fields.Schema, known: dict[str, Segment]) -> None:
        name = told.segment_id()
        segment = known.get(name) or Segment(SegmentReader(self._storage, schema, told))
        base = sum(len(view.segment.ids) for view in self.views)
        dead = frozenset(told.deleted_docs())
        live = set(range(len(segment.ids))) - dead - segment.gone
        self.segments[name] = segment
        self.views.append(View(segment, live, dead, base))

    def find(self, id_: int) -> Found | None:
        """The document or tombstone of this id."""
        for segment, _, dead, base in self.views:
            doc = segment.doc_of.get(id_)
            if doc is not None and doc not in dead:
                return Found(base + doc, segment.versions[doc], doc in segment.gone)
        return None

    def versions(self) -> dict[int, int]:
        """The version of every document that can be found."""
        return {
            view.segment.ids[doc]: view.segment.versions[doc]
            for view in self.views
            for doc in view.live
        }

    def is_latest(self) -> bool:
        """Whether nothing was committed since. One listing of the directory."""
        newest: int = TOC._latest_generation(self._storage, INDEX_NAME)
        return newest == self.number


def _holders(held: Iterable[Iterable[str]]) -> dict[str, set[int]]:
    """Which documents hold each value."""
    holders: dict[str, set[int]] = {}
    for doc, values in enumerate(held):
        for value in values:
            holders.setdefault(value, set()).add(doc)
    return holders
