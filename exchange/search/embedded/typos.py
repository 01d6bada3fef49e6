"""Finds the words that are nearly a word, without looking at all of them.

Replaces Whoosh's automata over its term index. SymSpell's idea: near words share a shape, their
first letters with at most one deleted. Shapes are kept as sorted 64-bit numbers beside the number
of their word: about 12 bytes a shape, made in one go by arithmetic on the letters.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from exchange.search.spelling import LOOKED_AT, can_be_meant, is_near

FACTOR = 0x9E3779B97F4A7C15  # odd, so that no letter is lost


class Typos:
    """The words of one segment that may be meant."""

    def __init__(self, words: Iterable[str]) -> None:
        kept = [word for word in words if can_be_meant(word)]
        self._text = "".join(kept)
        lengths = np.fromiter(map(len, kept), np.int32, len(kept))
        self._ends = np.cumsum(lengths, dtype=np.int32)
        shapes = _shapes(kept)
        order = np.argsort(shapes)
        self._shapes = shapes[order]
        self._words = (order // (LOOKED_AT + 1)).astype(np.int32)

    @property
    def nbytes(self) -> int:
        """What it takes."""
        return len(self._text) + sum(
            held.nbytes for held in (self._ends, self._shapes, self._words)
        )

    def near(self, word: str) -> set[str]:
        """The words that are one step away."""
        shapes = np.unique(_shapes([word]))
        starts = np.searchsorted(self._shapes, shapes, "left").tolist()
        ends = np.searchsorted(self._shapes, shapes, "right").tolist()
        numbers = {
            number
            for start, end in zip(starts, ends, strict=True)
            for number in self._words[start:end].tolist()
        }
        return {found for number in numbers if is_near(word, found := self._word(number))}

    def _word(self, number: int) -> str:
        start = int(self._ends[number - 1]) if number else 0
        return self._text[start : int(self._ends[number])]


def _shapes(words: list[str]) -> NDArray[np.uint64]:
    """The shapes of words as numbers, LOOKED_AT + 1 for each, some of them twice."""
    letters = np.array(words, f"<U{LOOKED_AT}").view(np.uint32).astype(np.uint64)
    letters = letters.reshape(len(words), LOOKED_AT) if words else np.zeros((0, LOOKED_AT), "u8")
    factors = _factors()
    shapes = np.empty((len(words), LOOKED_AT + 1), np.uint64)
    shapes[:, LOOKED_AT] = (letters * factors).sum(axis=1, dtype=np.uint64)
    for at in range(LOOKED_AT):
        rest = np.delete(letters, at, axis=1)
        shapes[:, at] = (rest * factors[:-1]).sum(axis=1, dtype=np.uint64)
    return shapes.ravel()


def _factors() -> NDArray[np.uint64]:
    powers = [pow(FACTOR, power + 1, 1 << 64) for power in range(LOOKED_AT)]
    return np.array(powers, np.uint64)
