"""Teaches Whoosh to write and read postings in our blocks.

Replaces the postings part of Whoosh's own codec, by the extension point it documents for that;
its term index and column files stay as they are. Whoosh's matchers work on these blocks too, so
that its own answers can be compared with ours.
"""

from array import array
from collections.abc import Sequence
from typing import Any

from whoosh import formats
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter

from exchange.search.embedded.blocks import (
    LAST,
    MOST,
    block_at,
    ids_of,
    little,
    pack_block,
    places_by_posting,
    weights_of,
)


class Places(formats.Positions):  # type: ignore[misc]  # Whoosh ships no types
    """Where a word stands, as 16-bit numbers; Whoosh's own are a pickle a posting."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        return little("H", poslist)

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return list(memoryview(valuestring).cast("H"))


class BlockWriter(W3PostingsWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Writes the postings of one term after the other."""

    def _write_block(self, last: bool = False) -> None:
        self._terminfo.add_block(self)
        places = b"".join(self._values)
        counts = [len(value) // 2 for value in self._values]
        self._postfile.write(pack_block(self._ids, self._weights, counts, places, last))
        self._blockcount += 1
        self._new_block()

    def write_all(
        self,
        ids: "array[int]",
        weights: "array[float] | None" = None,
        counts: "array[int] | None" = None,
        places: "array[int] | None" = None,
    ) -> None:
        """All postings of the term that was started, at once."""
        told = self._terminfo
        told._df, told._minid, told._maxid = len(ids), ids[0], ids[-1]
        told._weight = sum(weights) if weights else float(len(ids))
        told._maxweight = max(weights) if weights else 1.0
        spot = 0
        for start in range(0, len(ids), MOST):
            end = min(start + MOST, len(ids))
            held = counts[start:end] if counts else None
            upto = spot + sum(held or ())
            block = pack_block(
                ids[start:end],
                weights[start:end] if weights else None,
                held,
                little("H", places[spot:upto]) if places else b"",
                end == len(ids),
            )
            self._postfile.write(block)
            self._blockcount += 1
            spot = upto


class BlockMatcher(W3LeafMatcher):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's cursor over our blocks."""

    def _read_header(self) -> None:
        self._bytes = self._postfile.get(self._startoffset, self._length)
        self._baseoffset = 0

    def _goto(self, position: int) -> None:
        self._block = block = block_at(self._bytes, position)
        self._ids: list[int] | None = None
        self._weights: list[float] | None = None
        self._values: list[bytes] | None = None
        self._i = 0
        self._blocklength, self._maxid = block.size, block.last
        self._lastblock = bool(block.flags & LAST)
        self._nextoffset = block.end
        self._minlength = self._maxlength = 0
        self._maxweight = max(weights_of(self._bytes, block))

    def _read_ids(self) -> None:
        self._ids = ids_of(self._bytes, self._block)

    def _read_weights(self) -> None:
        self._weights = weights_of(self._bytes, self._block)

    def _read_values(self) -> None:
        self._values = [little("H", spots) for spots in places_by_posting(self._bytes, self._block)]


class BlockCodec(W3Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's codec with our postings, and without its statistics of lengths."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=MOST, compression=0, inlinelimit=1)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        if byteids:
            return super().postings_writer(dbfile, byteids=True)
        return BlockWriter(dbfile, blocklimit=MOST, compression=0, inlinelimit=1)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        offset, length = terminfo.extent()
        if isinstance(length, tuple):  # as Whoosh 2.7.4 reads it back
            (length,) = length
        return BlockMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)
