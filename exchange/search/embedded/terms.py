"""The words of a segment, and where the postings of each lie.

Replaces Whoosh's cursors over its term index: a stretch of neighbouring words is read at once.
Whoosh's own reader finds single words. Reads have no position, so threads need no lock.
"""

from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

from whoosh import fields
from whoosh.reading import SegmentReader

from exchange.search.embedded.schema import term_bytes, term_text
from exchange.search.embedded.storage import DurableStorage

LENGTHS = Struct("!ii")  # of a key and its value in Whoosh's hash file
INFO = Struct("!BfIBBfIIqi")  # Whoosh's facts about a term; its own reader gets the length wrong
FIELD_SIZE = 2  # bytes before a word that say of which field it is
AFTER_ALL = b"\xff"  # sorts after every UTF-8 text


class Extent(NamedTuple):
    """Where postings lie, how many they are, and the first document."""

    offset: int
    length: int
    documents: int
    first: int


class Terms:
    """The term index and the postings file of one segment, both kept open."""

    def __init__(self, storage: DurableStorage, schema: fields.Schema, told: Any) -> None:
        self.reader = SegmentReader(storage, schema, told)
        self._words = self.reader._terms
        self._index = self._words._tindex

    def find(self, field: str, word: str) -> Extent | None:
        """Where the postings of a word lie; None when no document has it."""
        info = self._index.get(self._words._keycoder(field, term_bytes(word)))
        return None if info is None else _extent(info, 0)

    def begin(self, field: str, start: str) -> Iterator[tuple[str, Extent]]:
        """The words that begin so, in order; an empty start begins all."""
        key = self._words._keycoder(field, term_bytes(start))
        low = self._index.closest_key_pos(key)
        if low is None:
            return
        high = self._index.closest_key_pos(key + AFTER_ALL)
        end = self._index.endofdata if high is None else high
        yield from _parse(self._index.dbfile.get(low, end - low))

    def read(self, first: Extent, last: Extent | None = None) -> bytes:
        """The bytes of one list of postings, or of all from the first to the last."""
        last = last or first
        found: bytes = self._words._postfile.get(
            first.offset, last.offset + last.length - first.offset
        )
        return found


def _parse(data: bytes) -> Iterator[tuple[str, Extent]]:
    at = 0
    while at < len(data):
        key_size, info_size = LENGTHS.unpack_from(data, at)
        key_at = at + LENGTHS.size
        info_at = key_at + key_size
        yield term_text(data[key_at + FIELD_SIZE : info_at]), _extent(data, info_at)
        at = info_at + info_size


def _extent(data: bytes, at: int) -> Extent:
    _, _, documents, _, _, _, first, _, offset, length = INFO.unpack_from(data, at)
    return Extent(offset, length, documents, first)
