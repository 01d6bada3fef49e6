"""The stretch of a text that shows why it was found, as plain pieces for a template to escape."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from exchange.search.query import Leaf, Prefix, Term
from exchange.search.words import WORD, fold, root, stem

WIDTH = 160  # characters
LEAD_IN = 40  # characters before the first mark
CUT = "…"
DY_TO_DI = {"di": "dy", "li": "ly", "ti": "ty"}
"""Dying, lying and tying are the words whose second letter the stemmer changes."""

OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]")

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
        low = text.lower()
        found = self._likely(text, low) if len(low) == len(text) else WORD.finditer(text)
        return [
            one.span()
            for one in found
            if root(word := one.group()) in stems or (starts and fold(word).startswith(starts))
        ]

    @cached_property
    def _beginnings(self) -> set[str]:
        """How words begin that may be marked: stemming leaves the first letters, but in three."""
        found = {word[:2] for word in (*self.stems, *self.starts)}
        return found | {DY_TO_DI[one] for one in found & DY_TO_DI.keys()}

    def _likely(self, text: str, low: str) -> Iterator[re.Match[str]]:
        """The words of a text that begin so, or oddly. Most do not, and need no look at each."""
        places = {at for beginning in self._beginnings for at in _places(low, beginning)}
        if not text.isascii():  # what is not of ASCII may fold to any letter, first or second
            odd = [found.start() for found in OUTSIDE_ASCII.finditer(text)]
            places.update(odd, [at - 1 for at in odd if at])
        for at in sorted(places):
            if not _continues(text, at) and (found := WORD.match(text, at)):
                yield found


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _continues(text: str, at: int) -> bool:
    """Whether a letter here would go on a word that began before it."""
    elided = at > 0 and text[at - 1] in "'’"
    before = _before_accents(text, at - elided)
    return before >= 0 and text[before].isalnum()


def _before_accents(text: str, at: int) -> int:
    at -= 1
    while at >= 0 and "\u0300" <= text[at] <= "\u036f":
        at -= 1
    return at


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
