"""One index: its layout, its directories, the snapshot that this process reads, and its writers.

Replaces Whoosh's index object: a rebuild is made in a directory of its own, and threads share one
snapshot that is renewed when somebody has committed.
"""

import os
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.index import IndexError as WhooshIndexError

from exchange.search.checks import check_document
from exchange.search.embedded.schema import Layout
from exchange.search.embedded.snapshot import Snapshot, Way
from exchange.search.embedded.writer import BlockSegmentWriter, build, committing, create
from exchange.search.port import IndexSpec, IndexStats, SearchDoc, SearchUnavailable
from exchange.search.shelf import Shelf, check_trusted

FILES_VERSION = 2  # move it when files of an older one cannot be read
TRIES = 20  # to open an index while its writer is replacing files
MOST_POSTINGS = 40_000_000  # of a segment that a rebuild makes: about 130,000 long listings


class Kind:
    """One kind of document."""

    def __init__(self, root: Path, spec: IndexSpec, way: Way[Any]) -> None:
        self.spec = spec
        self.way = way
        self._shelf = Shelf(root / spec.kind, f"{FILES_VERSION}.{spec.digest}")
        self._layout = Layout(spec)
        self.forget()

    def forget(self) -> None:
        """Let go of files."""
        self._snapshot: Snapshot[Any] | None = None
        self._opening = threading.Lock()
        self._process = os.getpid()

    def ensure(self) -> bool:
        """Make an empty index where there is none; False when another layout is there."""
        self._shelf.open()
        if self._shelf.current() is None:
            with self._shelf.writing():
                if self._shelf.current() is None:
                    self._shelf.switch(self._create())
        return self._shelf.fits(self._shelf.current() or self._shelf.path)

    def _create(self) -> Path:
        fresh = self._shelf.begin()
        create(fresh, self._layout)
        return fresh

    # Reading

    def snapshot(self) -> Snapshot[Any]:
        """The newest commit. What is unchanged since the last one is kept."""
        if self._process != os.getpid():
            self.forget()  # forked: another thread of the parent may have held the lock
        with self._opening:
            generation = self._generation()
            held = self._snapshot
            if held is None or held.generation != generation or not held.is_latest():
                self._snapshot = held = self._open()
            return held

    def _generation(self) -> Path:
        generation = self._shelf.current()
        if generation is None or not self._shelf.fits(generation):
            raise SearchUnavailable(f"the index of {self.spec.kind} must be rebuilt")
        return generation

    def _open(self) -> Snapshot[Any]:
        """Try again while a commit or a rebuild takes files away under our hands."""
        for tried in range(TRIES):
            generation = self._generation()
            try:
                check_trusted(self._shelf.path)
                check_trusted(generation)
                return Snapshot(generation, self._layout, self.way, self._snapshot)
            except (OSError, NameError, WhooshIndexError) as error:
                problem = error
                time.sleep(0.005 * tried)
        raise SearchUnavailable(f"the index of {self.spec.kind} cannot be read: {problem}")

    def stats(self) -> IndexStats:
        """Size and generation."""
        held = self.snapshot()
        size = sum(file.stat().st_size for file in held.generation.iterdir())
        return IndexStats(held.documents, len(held.views), size, held.generation.name)

    # Writing

    def put(self, docs: Iterable[SearchDoc]) -> int:
        """Add or replace what is not older than what is there; how many."""
        newest: dict[int, SearchDoc] = {}
        for doc in docs:
            check_document(self.spec, doc)
            if doc.id not in newest or newest[doc.id].version <= doc.version:
                newest[doc.id] = doc
        with self._writing() as (writer, held):
            accepted = [doc for doc in newest.values() if _replace(writer, held, doc)]
            for doc in accepted:
                writer.add(doc)
        return len(accepted)

    def delete(self, ids: Collection[int], version: int | None) -> None:
        """Take out; with a version, leave tombstones and what is newer."""
        with self._writing() as (writer, held):
            for id_ in set(ids):
                found = held.find(id_)
                if version is not None and found and found.version > version:
                    continue
                if found:
                    writer.delete_document(found.number)
                if version is not None:
                    writer.add_tombstone(id_, version)

    def rebuild(self, source: Iterator[SearchDoc]) -> IndexStats:
        """Build aside, then switch."""
        self._shelf.open()
        with self._shelf.writing():
            fresh = self._create()
            build(fresh, self._layout, self._distinct(source), MOST_POSTINGS)
            self._shelf.switch(fresh)
        return self.stats()

    def _distinct(self, source: Iterator[SearchDoc]) -> Iterator[SearchDoc]:
        seen: set[int] = set()
        for doc in source:
            check_document(self.spec, doc)
            if doc.id in seen:
                raise ValueError(f"{self.spec.kind} {doc.id} came twice")
            seen.add(doc.id)
            yield doc

    @contextmanager
    def _writing(self) -> Iterator[tuple[BlockSegmentWriter, Snapshot[Any]]]:
        with self._shelf.writing():
            held = self.snapshot()
            with committing(held.generation, self._layout) as writer:
                yield writer, held


def _replace(writer: BlockSegmentWriter, held: Snapshot[Any], doc: SearchDoc) -> bool:
    """Take out what the document replaces; False when that is newer."""
    found = held.find(doc.id)
    if found is None:
        return True
    if found.version > doc.version or (found.gone and found.version == doc.version):
        return False
    writer.delete_document(found.number)
    return True
