"""Whoosh behind the port: one directory per kind, one writer, any number of readers.

Access is a set of readable documents that everything else narrows. Whoosh's own `filter=` is not
used: given an empty set it returns everything.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshIndexError

from exchange.search.checks import check_document, check_request
from exchange.search.port import (
    Audience,
    Drift,
    Health,
    IndexSpec,
    IndexStats,
    SearchDoc,
    SearchError,
    SearchPage,
    SearchRequest,
    SearchUnavailable,
    Suggestion,
)
from exchange.search.shelf import Shelf, check_trusted
from exchange.search.spelling import can_be_meant, is_near
from exchange.search.whoosh_answer import answer
from exchange.search.whoosh_match import Budget, begun, readable
from exchange.search.whoosh_schema import (
    LEAD,
    SPELLED,
    STEMS,
    make_codec,
    make_schema,
    merge_tiers,
    tombstone,
    whoosh_document,
)
from exchange.search.whoosh_snapshot import INDEX_NAME, Snapshot, View
from exchange.search.words import stem, words

TRIES = 20  # to open an index while its writer is replacing files
SUGGEST_SECONDS = 1.0
LONGEST_TYPED = 100  # characters of a beginning that are looked at


class WhooshSearch:
    """A SearchPort over the directory `root`, which is made with mode 0700 if it is not there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kinds: dict[str, _Kind] = {}

    def ensure(self, spec: IndexSpec) -> bool:
        kind = self._kinds[spec.kind] = _Kind(self._root, spec)
        return kind.ensure()

    def put(self, kind: str, docs: Iterable[SearchDoc]) -> int:
        return self._kind(kind).put(docs)

    def delete(self, kind: str, ids: Collection[int], version: int | None = None) -> None:
        self._kind(kind).delete(ids, version)

    def search(self, kind: str, request: SearchRequest) -> SearchPage:
        asked = self._kind(kind)
        check_request(asked.spec, request)
        return answer(asked.snapshot(), request)

    def suggest(
        self,
        kind: str,
        typed: str,
        audience: Audience,
        limit: int = 8,
        exclude: frozenset[int] = frozenset(),
    ) -> list[Suggestion]:
        snapshot, budget = self._kind(kind).snapshot(), Budget(SUGGEST_SECONDS)
        asked = words(typed[:LONGEST_TYPED])
        counts: Counter[str] = Counter()
        for view in snapshot.views:
            docs = _leading(view, asked, readable(view, audience, exclude), budget)
            counts.update(view.segment.leads[doc] for doc in docs)
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [Suggestion(text, count) for text, count in best[:limit]]

    def correct(
        self,
        kind: str,
        typed: Collection[str],
        audience: Audience,
        exclude: frozenset[int] = frozenset(),
    ) -> dict[str, str]:
        snapshot, budget = self._kind(kind).snapshot(), Budget(SUGGEST_SECONDS)
        seen = {view.base: readable(view, audience, exclude) for view in snapshot.views}
        found = {}
        for word in filter(can_be_meant, typed):
            if not _bearing(snapshot, STEMS, stem(word), seen):
                budget.check()
                near = {
                    other
                    for view in snapshot.views
                    for other in view.segment.words_from(SPELLED, "")
                    if can_be_meant(other) and is_near(word, other)
                }
                ranked = [(-_bearing(snapshot, SPELLED, one, seen), one) for one in near]
                count, best = min(ranked, default=(0, ""))
                if count:
                    found[word] = best
        return found

    def rebuild(self, kind: str, source: Iterator[SearchDoc]) -> IndexStats:
        return self._kind(kind).rebuild(source)

    def verify(self, kind: str, expected: Iterator[tuple[int, int]]) -> Drift:
        indexed = self._kind(kind).snapshot().versions()
        missing, stale = [], []
        for id_, version in expected:
            held = indexed.pop(id_, None)
            if held is None:
                missing.append(id_)
            elif held < version:
                stale.append(id_)
        return Drift(tuple(missing), tuple(stale), tuple(sorted(indexed)))

    def stats(self, kind: str) -> IndexStats:
        return self._kind(kind).stats()

    def health(self) -> Health:
        problems = {}
        for name, kind in self._kinds.items():
            try:
                kind.snapshot()
            except SearchError as error:
                problems[name] = str(error)
        return Health(problems)

    def close(self) -> None:
        for kind in self._kinds.values():
            kind.forget()

    def _kind(self, name: str) -> "_Kind":
        try:
            return self._kinds[name]
        except KeyError:
            raise ValueError(f"no index was declared for {name!r}") from None


def _bearing(snapshot: Snapshot, field: str, word: str, seen: dict[int, set[int]]) -> int:
    """How many of the documents that may be seen have a word."""
    return sum(
        len(seen[view.base] & view.segment.postings(field, word).keys()) for view in snapshot.views
    )


def _leading(view: View, typed: list[str], docs: set[int], budget: Budget) -> set[int]:
    """Documents whose suggested text has the typed words, the last perhaps unfinished."""
    if not typed:
        return set()
    for word in typed[:-1]:
        budget.check()
        docs = docs & view.segment.postings(LEAD, word).keys()
    return docs & begun(view.segment, LEAD, typed[-1], budget).keys()


class _Kind:
    """One index: its layout, its directories and the snapshot this process reads."""

    def __init__(self, root: Path, spec: IndexSpec) -> None:
        self.spec = spec
        self._shelf = Shelf(root / spec.kind, spec.digest)
        self._schema = make_schema()
        self.forget()

    def forget(self) -> None:
        self._snapshot: Snapshot | None = None
        self._opening = threading.Lock()
        self._process = os.getpid()

    def ensure(self) -> bool:
        self._shelf.open()
        if self._shelf.current() is None:
            with self._shelf.writing():
                if self._shelf.current() is None:
                    self._shelf.switch(self._create())
        return self._shelf.fits(self._shelf.current() or self._shelf.path)

    def _create(self) -> Path:
        fresh = self._shelf.begin()
        FileIndex.create(FileStorage(str(fresh)), self._schema, INDEX_NAME)
        return fresh

    # Reading

    def snapshot(self) -> Snapshot:
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

    def _open(self) -> Snapshot:
        """Try again while a commit or a rebuild takes files away under our hands."""
        for tried in range(TRIES):
            generation = self._generation()
            try:
                check_trusted(self._shelf.path)
                check_trusted(generation)
                return Snapshot(generation, self._schema, self._snapshot)
            except (OSError, NameError, WhooshIndexError) as error:
                problem = error
                time.sleep(0.005 * tried)
        raise SearchUnavailable(f"the index of {self.spec.kind} cannot be read: {problem}")

    def stats(self) -> IndexStats:
        held = self.snapshot()
        size = sum(file.stat().st_size for file in held.generation.iterdir())
        name = held.generation.name
        return IndexStats(held.documents, len(held.views), size, name)

    # Writing

    def put(self, docs: Iterable[SearchDoc]) -> int:
        newest: dict[int, SearchDoc] = {}
        for doc in docs:
            check_document(self.spec, doc)
            if doc.id not in newest or newest[doc.id].version <= doc.version:
                newest[doc.id] = doc
        with self._writer() as (writer, held):
            accepted = [doc for doc in newest.values() if _replace(writer, held, doc)]
            for doc in accepted:
                writer.add_document(**whoosh_document(self.spec, doc))
        return len(accepted)

    def delete(self, ids: Collection[int], version: int | None) -> None:
        with self._writer() as (writer, held):
            for id_ in set(ids):
                found = held.find(id_)
                if version is not None and found and found.version > version:
                    continue
                if found:
                    writer.delete_document(found.number)
                if version is not None:
                    writer.add_document(**tombstone(id_, version))

    def rebuild(self, source: Iterator[SearchDoc]) -> IndexStats:
        self._shelf.open()
        with self._shelf.writing():
            fresh = self._create()
            with _committing(fresh, self._schema) as writer:
                for doc in self._distinct(source):
                    writer.add_document(**whoosh_document(self.spec, doc))
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
    def _writer(self) -> Iterator[tuple[Any, Snapshot]]:
        with self._shelf.writing():
            held = self.snapshot()
            with _committing(held.generation, self._schema) as writer:
                yield writer, held


@contextmanager
def _committing(generation: Path, schema: Any) -> Iterator[Any]:
    index = FileIndex(FileStorage(str(generation)), schema, INDEX_NAME)
    writer = index.writer(codec=make_codec())
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=merge_tiers)


def _replace(writer: Any, held: Snapshot, doc: SearchDoc) -> bool:
    """Take out what the document replaces; False when that is newer."""
    found = held.find(doc.id)
    if found is None:
        return True
    if found.version > doc.version or (found.gone and found.version == doc.version):
        return False
    writer.delete_document(found.number)
    return True
