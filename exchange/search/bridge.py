"""Other ways of saying what was typed: one table of groups, used before any engine is asked.

"Comms" finds communications, and a fundraiser's "bid writing" finds a department's "business case".
A group of several words becomes a phrase, so that "Grade 7" is not any 7 in any grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exchange.search.query import Either, Leaf, Node, Not, Phrase, Term, leaf_of
from exchange.search.words import STOP_WORDS, stem, words

Key = tuple[str, ...]
LONGEST_KEY = 6  # words looked for together, stop words left out


@dataclass(frozen=True)
class Group:
    """Ways of saying about one thing. `worth`: how much another way counts beside the typed one."""

    ways: tuple[str, ...]
    worth: float = 1.0


class Bridge:
    """Looks up groups by the stems of their words; a way may belong to several groups."""

    def __init__(self, groups: Iterable[Group] = ()) -> None:
        self._others: dict[Key, dict[Leaf, float]] = {}
        for group in groups:
            leaves = [(_key(words(way)), leaf_of(words(way))) for way in group.ways]
            for key, own in leaves:
                known = self._others.setdefault(key, {})
                for other_key, leaf in leaves:
                    if leaf is not None and leaf != own and other_key != key:
                        known[leaf] = max(group.worth, known.get(leaf, 0.0))

    def across(self, parts: Sequence[Leaf | Not]) -> list[Node]:
        """The parts of a query, each known one as Either of its ways; longest ones first.

        What stands in quotes or after a minus is left as it was typed.
        """
        found: list[Node] = []
        at = 0
        while at < len(parts):
            taken, node = self._at(parts, at)
            found.append(node)
            at += taken
        return list(dict.fromkeys(found))

    def _at(self, parts: Sequence[Leaf | Not], at: int) -> tuple[int, Node]:
        run = _terms(parts[at : at + LONGEST_KEY])
        for length in range(len(run), 0, -1):
            if others := self._others.get(_key(run[:length])):
                typed = leaf_of(run[:length])
                return length, _either(typed or parts[at], others)
        part = parts[at]
        if isinstance(part, Phrase) and not part.exact:
            others = self._others.get(_key(part.words), {})
            return 1, _either(part, others) if others else part
        return 1, part


def _either(typed: Leaf | Not, others: dict[Leaf, float]) -> Node:
    if isinstance(typed, Not):
        return typed
    rest = {leaf: worth for leaf, worth in others.items() if leaf != typed}
    return Either((typed, *rest), (1.0, *rest.values()))


def _terms(parts: Sequence[Leaf | Not]) -> list[str]:
    """The words of the plain terms that the parts begin with."""
    found = []
    for part in parts:
        if not isinstance(part, Term):
            break
        found.append(part.word)
    return found


def _key(found: Iterable[str]) -> Key:
    return tuple(stem(word) for word in found if word and word not in STOP_WORDS)
