"""Writes and merges segments out of a pool, a whole list of postings at a time.

Replaces Whoosh's way from add_document to disk, which handles every posting several times and
asks every field what it thinks of each. Locking, segments and commits are Whoosh's.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from exchange.search.embedded.analysis import analyse
from exchange.search.embedded.blocks import blocks, counts_of, ids_of, places_of, weights_of
from exchange.search.embedded.codec import BlockCodec
from exchange.search.embedded.pool import Pool
from exchange.search.embedded.schema import (
    LABELS,
    LEAD,
    OFFERED,
    POSTED,
    ROW,
    STEMS,
    Layout,
    labels_of,
    term_bytes,
)
from exchange.search.embedded.storage import DurableStorage
from exchange.search.embedded.terms import Terms
from exchange.search.embedded.tiers import full_tier
from exchange.search.port import SearchDoc
from exchange.search.words import words

INDEX_NAME = "MAIN"


class BlockSegmentWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh ships no types
    """A Whoosh writer that takes our documents."""

    def __init__(self, index: FileIndex, layout: Layout) -> None:
        super().__init__(index, codec=BlockCodec(), compound=False)
        self._layout = layout
        self.pool = Pool()

    def add(self, doc: SearchDoc) -> None:
        """Index a document."""
        spec, pool, number = self._layout.spec, self.pool, self.docnum
        found = analyse(spec, doc)
        lead = doc.texts.get(spec.suggest, "") if spec.suggest else ""
        self._add_row(self._layout.pack_row(doc, found.length), term_bytes(lead))
        pool.add_words(number, found)
        pool.add_listed(LEAD, number, set(words(lead)))
        pool.add_listed(LABELS, number, labels_of(doc))

    def add_tombstone(self, id_: int, version: int) -> None:
        """Note that an id was deleted at a version."""
        self._add_row(self._layout.pack_tombstone(id_, version), b"")

    def merged(self, segments: list[Any]) -> list[Any]:
        """Whoosh's question at a commit: what stays, after the rest was added to what is new."""
        kept = [segment for segment in segments if segment.doc_count()]
        full = full_tier([segment.doc_count() for segment in kept])
        for at in full:
            self._take_over(kept[at])
        return [segment for at, segment in enumerate(kept) if at not in full]

    def _add_row(self, row: bytes, offered: bytes) -> None:
        columns = self.perdocwriter
        columns.start_doc(self.docnum)
        columns.add_column_value(ROW, self._layout.row_column, row)
        columns.add_column_value(OFFERED, self._layout.offered_column, offered)
        columns.finish_doc()
        self._added = True
        self.docnum += 1

    def _take_over(self, segment: Any) -> None:
        """Copy the living documents of a segment."""
        terms = Terms(self.storage, self.schema, segment)
        rows = terms.reader.column_reader(ROW, translate=False)
        offered = terms.reader.column_reader(OFFERED, translate=False)
        moved: list[int | None] = []
        for old in range(segment.doc_count_all()):
            dead = segment.is_deleted(old)
            moved.append(None if dead else self.docnum)
            if not dead:
                self._add_row(rows[old], offered[old])
        for field in POSTED:
            self._take_words(terms, field, moved)

    def _take_words(self, terms: Terms, field: str, moved: list[int | None]) -> None:
        """The postings of one field, with new numbers for documents, none for the dead."""
        found = list(terms.begin(field, ""))
        if not found:
            return
        start = found[0][1].offset
        data = terms.read(found[0][1], found[-1][1])  # neighbours on disk too
        for word, extent in found:
            for block in blocks(data, extent.offset - start):
                ids = [moved[old] for old in ids_of(data, block)]
                if field == STEMS:
                    self.pool.take_weighted(
                        word,
                        ids,
                        weights_of(data, block),
                        counts_of(data, block),
                        places_of(data, block),
                    )
                else:
                    self.pool.take_listed(field, word, ids)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        writer, pool = self.fieldwriter, self.pool
        for field in pool.fields():
            writer.start_field(field, self.schema[field])
            for word in pool.words(field):
                writer.start_term(term_bytes(word))
                pool.write(field, word, writer._postwriter)
                writer.finish_term()
            writer.finish_field()
        writer.close()


def create(folder: Path, layout: Layout) -> None:
    """An index without documents."""
    FileIndex.create(DurableStorage(folder), layout.schema, INDEX_NAME)


@contextmanager
def committing(folder: Path, layout: Layout, merging: bool = True) -> Iterator[BlockSegmentWriter]:
    """A writer; what it wrote counts when the block ends well, and never did when it does not."""
    index = FileIndex(DurableStorage(folder), layout.schema, INDEX_NAME)
    writer = BlockSegmentWriter(index, layout)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_merge if merging else _keep)


def build(folder: Path, layout: Layout, docs: Iterable[SearchDoc], most: int) -> None:
    """Fill an empty index; a new segment begins after so many postings."""
    source = iter(docs)
    doc = next(source, None)
    while doc is not None:
        with committing(folder, layout, merging=False) as writer:
            while doc is not None and writer.pool.size < most:
                writer.add(doc)
                doc = next(source, None)


def _merge(writer: BlockSegmentWriter, segments: list[Any]) -> list[Any]:
    return writer.merged(segments)


def _keep(_writer: BlockSegmentWriter, segments: list[Any]) -> list[Any]:
    return segments
