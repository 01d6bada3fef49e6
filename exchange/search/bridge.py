"""Other ways of saying what was typed: one table of groups, used before any engine is asked.

"Comms" finds communications, and a fundraiser's "bid writing" finds a department's "business case".
A group of several words becomes a phrase, so that "Grade 7" is not any 7 in any grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exchange.search.query import Either, Leaf, Node, Not, Phrase, Term, leaf_of
from exchange.search.words import STOP_WORDS, stem, words

Key = tuple[str, ...]
Ways = dict[Leaf, float]
SAME = 1.0  # the worth of another name for one thing
LONGEST_KEY = 6  # words looked for together, stop words left out


@dataclass(frozen=True)
class Group:
    """Ways of saying about one thing. `worth`: how much another way counts beside the typed one."""

    ways: tuple[str, ...]
    worth: float = SAME


class Bridge:
    """Looks up groups by the stems of their words; a way may belong to several groups."""

    def __init__(self, groups: Iterable[Group] = ()) -> None:
        self._ways: dict[Key, Ways] = {}
        for group in groups:
            leaves = {_key(words(way)): leaf_of(words(way)) for way in group.ways}
            for key in leaves:
                known = self._ways.setdefault(key, {})
                for other_key, leaf in leaves.items():
                    if leaf is not None:
                        worth = SAME if other_key == key else group.worth
                        known[leaf] = max(worth, known.get(leaf, 0.0))

    def across(self, parts: Sequence[Leaf | Not]) -> list[Node]:
        """The parts of a query, each known one as Either of its ways; longest ones first.

        What stands in quotes or after a minus is left as it was typed.
        """
        found: list[Node] = []
        at = 0
        while at < len(parts):
            taken, nodes = self._at(parts, at)
            found += nodes
            at += taken
        return list(dict.fromkeys(found))

    def _at(self, parts: Sequence[Leaf | Not], at: int) -> tuple[int, Sequence[Node]]:
        """How many parts are known together from here on, and what becomes of them."""
        run = _run(parts[at:])
        for count in range(len(run), 0, -1):
            said = [word for one in run[:count] for word in one]
            if ways := self._ways.get(_key(said)):
                return count, self._said(said, ways)
        return 1, [parts[at]]

    def _said(self, said: list[str], ways: Ways) -> list[Node]:
        """What was said, in any of the known ways.

        Another name for one thing is a name, so its words stand together. Words that only have
        near things beside them are still words: each must be there, in any place and in its own
        other ways, and together they count as the phrase that they make.
        """
        phrase = leaf_of(said)
        if not isinstance(phrase, Phrase) or _is_name(_key(said), ways):
            return [_either((phrase,), ways)] if phrase else []
        return [
            _either((Term(word), phrase), {**ways, **self._ways.get(_key([word]), {})})
            for word in phrase.words
            if word
        ]


def _is_name(key: Key, ways: Mapping[Leaf, float]) -> bool:
    return any(worth == SAME and _key(_words(leaf)) != key for leaf, worth in ways.items())


def _either(typed: tuple[Leaf, ...], ways: Mapping[Leaf, float]) -> Either:
    """The typed ones, then the ways that would find anything else."""
    found = {_shape(leaf): (leaf, SAME) for leaf in typed}
    for leaf, worth in ways.items():
        found.setdefault(_shape(leaf), (leaf, worth))
    leaves, worths = zip(*found.values(), strict=True)
    return Either(leaves, worths)


def _run(parts: Sequence[Leaf | Not]) -> list[tuple[str, ...]]:
    """The words of the plain parts at the beginning: "non-executive director" has two of them."""
    run: list[tuple[str, ...]] = []
    for part in parts[:LONGEST_KEY]:
        if not isinstance(part, Term | Phrase) or part.exact:
            break
        run.append(_words(part))
    return run


def _words(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, Phrase):
        return leaf.words
    return (leaf.word if isinstance(leaf, Term) else leaf.start,)


def _shape(leaf: Leaf) -> tuple[str, ...]:
    return tuple(stem(word) for word in _words(leaf))


def _key(found: Iterable[str]) -> Key:
    return tuple(stem(word) for word in found if word and word not in STOP_WORDS)
