"""The stretch of a text that shows why it was found, as plain pieces for a template to escape."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from exchange.search.query import Leaf, Prefix, Term
from exchange.search.words import WORD_REST, fold, root, stem

WIDTH = 160  # characters
LEAD_IN = 40  # characters before the first mark
CUT = "…"

Span = tuple[int, int]


class Piece(NamedTuple):
    """A stretch of a snippet: plain text, to be escaped by the template, and whether to mark it."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Marks:
    """The words to mark."""

    stems: frozenset[str]
    starts: tuple[str, ...]

    @classmethod
    def of(cls, leaves: Iterable[Leaf]) -> "Marks":
        """Those of a query. The "of" in a phrase is not marked."""
        stems: set[str] = set()
        starts: set[str] = set()
        for leaf in leaves:
            if isinstance(leaf, Prefix):
                starts.add(leaf.start)
            elif isinstance(leaf, Term):
                stems.add(stem(leaf.word))
            else:
                stems |= {stem(word) for word in leaf.words if word}
        return cls(frozenset(stems), tuple(starts))

    def spans(self, text: str) -> list[Span]:
        """Where the words stand that are to be marked."""
        stems, starts = self.stems, self.starts
        letters = frozenset(word[0] for word in (*stems, *starts))
        return [
            found.span()
            for found in _beginning(letters).finditer(text)
            if root(word := found.group()) in stems or (starts and fold(word).startswith(starts))
        ]


@lru_cache(maxsize=1000)
def _beginning(letters: frozenset[str]) -> re.Pattern[str]:
    """Words that can be meant by stems with these first letters; most words of a text cannot.

    Stemming leaves the first letter, and so does folding unless it is not of ASCII. The letter
    comes first in the pattern, since that is what the search for it makes quick.
    """
    either = "".join(sorted({one for letter in letters for one in (letter, letter.upper())}))
    inside = r"(?<![^\W_].)(?<![\u0300-\u036f].)(?<![^\W_]['’].)"
    return re.compile(rf"[{either}\x80-\U0010ffff](?<=[^\W_]){inside}{WORD_REST}")


def snippet(texts: Iterable[str], marks: Marks) -> tuple[Piece, ...]:
    """From the first text with a hit; otherwise the beginning of the first that is not empty."""
    first = ""
    for text in texts:
        plain = text if text.isprintable() and "  " not in text else " ".join(text.split())
        if hits := marks.spans(plain):
            return _pieces(plain, hits, *_window(plain, hits))
        first = first or plain
    return _pieces(first, [], 0, _back(first, WIDTH)) if first else ()


def _window(text: str, hits: list[Span]) -> Span:
    """Where most marks stand close together."""
    ends = [end for _, end in hits]
    room = WIDTH - LEAD_IN
    crowds = [bisect_right(ends, start + room) - at for at, (start, _) in enumerate(hits)]
    best = hits[crowds.index(max(crowds))]
    start = best[0] - LEAD_IN
    start = text.find(" ", start, best[0]) + 1 if start > 0 else 0
    return start, max(best[1], _back(text, start + WIDTH))


def _back(text: str, end: int) -> int:
    """The end of the last whole word before this place."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, end - LEAD_IN), end)
    return space if space > 0 else end


def _pieces(text: str, hits: list[Span], start: int, end: int) -> tuple[Piece, ...]:
    found = [Piece(CUT, is_hit=False)] if start else []
    at = start
    for begin, finish in hits:
        if start <= begin and finish <= end:
            found += [Piece(text[at:begin], is_hit=False), Piece(text[begin:finish], is_hit=True)]
            at = finish
    found += [Piece(text[at:end], is_hit=False)]
    found += [Piece(CUT, is_hit=False)] if end < len(text) else []
    return tuple(piece for piece in found if piece.text)
