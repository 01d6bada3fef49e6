"""Postings as numpy arrays, straight from the bytes of their blocks.

Replaces Whoosh's matchers, which hand out one posting after the other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exchange.search.embedded.blocks import COUNTED, MANY, PLACED, RAW, WIDE, Block, blocks

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]
Keys = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

PLACE_BITS = 16
NO_IDS: Ids = np.zeros(0, np.int32)


class Postings(NamedTuple):
    """Document numbers in order, and how much the word weighs in each; None: 1 in all."""

    ids: Ids
    weights: Weights | None

    @property
    def nbytes(self) -> int:
        """What they take."""
        return self.ids.nbytes + (0 if self.weights is None else self.weights.nbytes)


NOTHING = Postings(NO_IDS, None)


def read_ids(data: bytes, at: int = 0) -> Ids:
    """The document numbers of the list of postings that begins there."""
    return _joined([_ids(data, block) for block in blocks(data, at)])


def read_postings(data: bytes) -> Postings:
    """A list of postings with its weights."""
    found = list(blocks(data))
    ids = _joined([_ids(data, block) for block in found])
    weights = [_weights(data, block) for block in found]
    return Postings(ids, weights[0] if len(weights) == 1 else np.concatenate(weights))


def read_keys(data: bytes) -> Keys:
    """Document and place of each occurrence in one number, in order."""
    keys = []
    for block in blocks(data):
        places = np.frombuffer(data, "<u2", block.places, block.places_at)
        docs = _ids(data, block).astype(np.int64) << PLACE_BITS
        if block.flags & COUNTED:
            code = "<u2" if block.flags & MANY else "u1"
            docs = np.repeat(docs, np.frombuffer(data, code, block.size, block.counts_at))
        elif not block.flags & PLACED:
            docs = docs[:0]
        keys.append(docs | places)
    return keys[0] if len(keys) == 1 else np.concatenate(keys)


def _ids(data: bytes, block: Block) -> Ids:
    code = "<u4" if block.flags & WIDE else "<u2"
    ids = np.frombuffer(data, code, block.size, block.ids_at).astype(np.int32)
    ids += np.int32(block.first)
    return ids


def _weights(data: bytes, block: Block) -> Weights:
    if block.flags & RAW:
        raw = np.frombuffer(data, "<f2", block.size, block.weights_at)
        return raw.astype(np.float32)
    if not block.table:
        return np.ones(block.size, np.float32)
    table = np.frombuffer(data, "<f2", block.table, block.weights_at).astype(np.float32)
    if block.table == 1:
        return np.repeat(table, block.size)
    codes = np.frombuffer(data, "u1", block.size, block.weights_at + 2 * block.table)
    by_code: Weights = table[codes]
    return by_code


def _joined(parts: list[Ids]) -> Ids:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def weights_at(found: Postings, docs: Ids, size: int) -> Floats:
    """How much a word weighs in each of these documents, of a segment of that size; 0 is not."""
    ids, weights = found
    if not len(ids):
        return np.zeros(len(docs))
    if len(docs) * 8 < len(ids):
        at = np.minimum(np.searchsorted(ids, docs), len(ids) - 1)
        here = ids[at] == docs
        return np.where(here, 1.0 if weights is None else weights[at], 0.0)
    line = np.zeros(size, np.float32)
    line[ids] = 1.0 if weights is None else weights
    return line[docs].astype(np.float64)
