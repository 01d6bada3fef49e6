"""What a measurement asks of an engine, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from benchmarks.questions import Question
from exchange.search.port import SearchDoc


@dataclass(frozen=True)
class Answer:
    """`ids` best first. `hits` is how many there are in all, where the engine was to count them."""

    ids: Sequence[int]
    hits: int | None = None
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    snippets: Sequence[str] = ()


class Size(NamedTuple):
    """Bytes on disk: what the engine adds to a house, and how much of it is copies of texts."""

    index: int
    copies: int


class Engine(Protocol):
    """One engine on a folder of its own."""

    def build(self, docs: Iterator[SearchDoc]) -> None:
        """Make the index anew, ready to be read at its best."""

    def open(self) -> None:
        """Be ready to answer and to write."""

    def ask(self, question: Question) -> Answer:
        """Answer from what was current at the last refresh, or newer."""

    def hits(self, question: Question) -> int:
        """How many documents answer it; for type-ahead, how many bear the offered titles."""

    def update(self, doc: SearchDoc) -> None:
        """Replace one document and commit."""

    def finds(self, word: str) -> bool:
        """Whether a fresh question finds the word."""

    def refresh(self) -> None:
        """See what others committed; nothing to do for engines that look by themselves."""

    def size(self) -> Size:
        """Bytes on disk."""

    def close(self) -> None:
        """Let go."""


def bytes_of(folder: Path) -> int:
    """Of all files in and under a folder, whole blocks as the disk counts them."""
    return sum(one.stat().st_blocks * 512 for one in folder.rglob("*") if one.is_file())
