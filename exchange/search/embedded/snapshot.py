"""One commit of an index, as long as somebody reads it.

Replaces Whoosh's searchers, which read everything anew after each commit: what a segment holds is
read once and handed on, since a segment never changes, only which of its documents are alive.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from whoosh.index import TOC

from exchange.search.embedded.request import Budget
from exchange.search.embedded.schema import OFFERED, ROW, Layout, term_text
from exchange.search.embedded.storage import DurableStorage
from exchange.search.embedded.terms import Terms
from exchange.search.embedded.writer import INDEX_NAME
from exchange.search.port import Audience, SearchPage, SearchRequest


class Found(NamedTuple):
    """Where an id lies: its number in the whole index, its version, whether it is a tombstone."""

    number: int
    version: int
    gone: bool


class SegmentFiles:
    """The files of one segment. All are opened now: a later merge takes their names away."""

    def __init__(self, storage: DurableStorage, layout: Layout, told: Any) -> None:
        self.layout = layout
        self.size: int = told.doc_count_all()  # documents, the dead among them
        self.terms = Terms(storage, layout.schema, told)
        self._rows = storage.open_file(told.codec().column_filename(told, ROW))
        self._offered = self.terms.reader.column_reader(OFFERED, translate=False)

    def rows(self) -> bytes:
        """The row of each document, one after the other."""
        found: bytes = self._rows.get(0, self.size * self.layout.row.size)
        return found

    def offered(self, doc: int) -> str:
        """The text that a document suggests."""
        return term_text(self._offered[doc])


class View(Protocol):
    """A segment in one commit: who is alive, who was replaced or deleted, where numbers begin."""

    base: int
    documents: int  # that can be found
    length: int  # words of those

    def find(self, id_: int) -> Found | None:
        """The document or tombstone of this id."""

    def versions(self) -> Iterable[tuple[int, int]]:
        """Id and version of every document that can be found."""


V = TypeVar("V", bound=View)


class Snapshot(Generic[V]):
    """One commit. It never changes; its files close when the last reader drops it."""

    def __init__(
        self, generation: Path, layout: Layout, way: "Way[V]", older: "Snapshot[V] | None"
    ) -> None:
        self.generation = generation
        self._storage = DurableStorage(generation)
        toc = TOC.read(self._storage, INDEX_NAME, schema=layout.schema)
        self.number: int = toc.generation
        known = {} if older is None else older.by_name
        self.by_name: dict[str, V] = {}
        base = 0
        for told in toc.segments:
            name = told.segment_id()
            dead = frozenset(told.deleted_docs())
            if name in known:
                view = way.renewed(known[name], dead, base)
            else:
                view = way.opened(SegmentFiles(self._storage, layout, told), dead, base)
            self.by_name[name] = view
            base += told.doc_count_all()
        self.views: list[V] = list(self.by_name.values())
        self.documents = sum(view.documents for view in self.views)
        length = sum(view.length for view in self.views)
        self.average_length = length / self.documents if length else 1.0  # words

    def find(self, id_: int) -> Found | None:
        """The document or tombstone of this id."""
        return next((found for view in self.views if (found := view.find(id_))), None)

    def versions(self) -> dict[int, int]:
        """The version of every document that can be found."""
        return {id_: version for view in self.views for id_, version in view.versions()}

    def is_latest(self) -> bool:
        """Whether nothing was committed since. One listing of the directory."""
        newest: int = TOC._latest_generation(self._storage, INDEX_NAME)
        return newest == self.number


class Way(Protocol[V]):
    """A way of reading the files and answering from them: with numpy, or in plain Python."""

    def opened(self, files: SegmentFiles, dead: frozenset[int], base: int) -> V:
        """Take up a segment."""

    def renewed(self, view: V, dead: frozenset[int], base: int) -> V:
        """The same segment in a later commit."""

    def answer(self, snapshot: Snapshot[V], request: SearchRequest) -> SearchPage:
        """One page."""

    def suggest(
        self,
        snapshot: Snapshot[V],
        typed: list[str],
        of: SearchRequest,
        budget: Budget,
    ) -> Counter[str]:
        """How many documents bear each text that has the typed words, the last a beginning."""

    def correct(
        self,
        snapshot: Snapshot[V],
        typed: Collection[str],
        audience: Audience,
        exclude: frozenset[int],
        budget: Budget,
    ) -> dict[str, str]:
        """The nearest word that is there, for each that is not."""
