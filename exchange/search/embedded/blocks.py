"""How a list of postings lies on disk: blocks of plain little-endian arrays.

Replaces Whoosh's block, a compressed pickle of 128 postings, which costs more to open than to
search, and which runs code if somebody else wrote it. Written and read here with the standard
library alone; `arrays` reads the same bytes with numpy.

A block is a header, document numbers (16 bits, counted from the first, or 32), weights (none,
one for all, a table of few and a byte each, or 16-bit floats), and places (how many each, and
which, as 16 bits).
"""

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from struct import Struct, pack, unpack_from
from typing import NamedTuple

MOST = 4096  # postings in a block
HEADER = Struct("<HBBIII")  # postings, flags, weights in the table, first, last, 16-bit places
LAST, WIDE, RAW, PLACED, COUNTED, MANY = 1, 2, 4, 8, 16, 32
HEAVIEST = 65504.0  # what 16 bits hold


class Block(NamedTuple):
    """Where the parts of one block begin in the bytes it was found in."""

    size: int
    flags: int
    table: int
    first: int
    last: int
    places: int
    ids_at: int
    weights_at: int
    counts_at: int
    places_at: int
    end: int


def pack_block(
    ids: Sequence[int],
    weights: Sequence[float] | None,
    counts: Sequence[int] | None,
    places: bytes,
    last: bool,
) -> bytes:
    """One block. Without weights each is 1; `places` are 16-bit numbers, `counts` of them each."""
    first = ids[0]
    flags = LAST if last else 0
    wide = ids[-1] - first > 0xFFFF
    flags |= WIDE if wide else 0
    packed_ids = little("I" if wide else "H", [one - first for one in ids])
    table, packed_weights = _pack_weights(weights)
    flags |= RAW if table > 0xFF else 0
    packed_counts = b""
    if counts:
        most = max(counts)
        flags |= PLACED
        if most > 1 or min(counts) < 1:
            flags |= COUNTED | (MANY if most > 0xFF else 0)
            packed_counts = little("H" if most > 0xFF else "B", counts)
    header = HEADER.pack(
        len(ids), flags, 0 if table > 0xFF else table, first, ids[-1], len(places) // 2
    )
    return b"".join((header, packed_ids, packed_weights, packed_counts, places))


def little(code: str, values: Sequence[int]) -> bytes:
    """Numbers as little-endian bytes, whatever this machine has."""
    packed = array(code, values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _pack_weights(weights: Sequence[float] | None) -> tuple[int, bytes]:
    """How many different weights there are, and their bytes; more than 255 are not numbered."""
    if weights is None:
        return 0, b""
    different = sorted(set(weights))
    if different == [1.0]:
        return 0, b""
    if len(different) > 0xFF:
        light = [min(weight, HEAVIEST) for weight in weights]
        return len(different), pack(f"<{len(light)}e", *light)
    table = pack(f"<{len(different)}e", *(min(weight, HEAVIEST) for weight in different))
    if len(different) == 1:
        return 1, table
    number = {weight: at for at, weight in enumerate(different)}
    return len(different), table + bytes(map(number.__getitem__, weights))


def block_at(data: bytes, at: int) -> Block:
    """Read a header."""
    count, flags, table, first, last, places = HEADER.unpack_from(data, at)
    ids_at = at + HEADER.size
    weights_at = ids_at + count * (4 if flags & WIDE else 2)
    codes = count if table > 1 else 0
    counts_at = weights_at + (2 * count if flags & RAW else 2 * table + codes)
    each = 2 if flags & MANY else 1
    places_at = counts_at + (count * each if flags & COUNTED else 0)
    end = places_at + 2 * places
    return Block(
        count, flags, table, first, last, places, ids_at, weights_at, counts_at, places_at, end
    )


def blocks(data: bytes, at: int = 0) -> Iterator[Block]:
    """The blocks of the list of postings that begins there."""
    while True:
        block = block_at(data, at)
        yield block
        if block.flags & LAST:
            return
        at = block.end


def ids_of(data: bytes, block: Block) -> list[int]:
    """The document numbers of a block."""
    code = "I" if block.flags & WIDE else "H"
    found = unpack_from(f"<{block.size}{code}", data, block.ids_at)
    return [block.first + one for one in found]


def weights_of(data: bytes, block: Block) -> list[float]:
    """The weights of a block."""
    if block.flags & RAW:
        return list(unpack_from(f"<{block.size}e", data, block.weights_at))
    if not block.table:
        return [1.0] * block.size
    table: tuple[float, ...] = unpack_from(f"<{block.table}e", data, block.weights_at)
    if block.table == 1:
        return [table[0]] * block.size
    codes_at = block.weights_at + 2 * block.table
    return [table[code] for code in data[codes_at : codes_at + block.size]]


def counts_of(data: bytes, block: Block) -> list[int]:
    """How many places each posting of a block has."""
    if not block.flags & COUNTED:
        return [1 if block.flags & PLACED else 0] * block.size
    code = "H" if block.flags & MANY else "B"
    return list(unpack_from(f"<{block.size}{code}", data, block.counts_at))


def places_of(data: bytes, block: Block) -> tuple[int, ...]:
    """The places of all postings of a block, one after the other."""
    found: tuple[int, ...] = unpack_from(f"<{block.places}H", data, block.places_at)
    return found


def places_by_posting(data: bytes, block: Block) -> list[tuple[int, ...]]:
    """The places of each posting of a block."""
    found = places_of(data, block)
    ends = list(accumulate(counts_of(data, block), initial=0))
    return [found[start:end] for start, end in pairwise(ends)]
