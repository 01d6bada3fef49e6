"""What people type, as a small tree that no engine's syntax can leak into.

Words must all be there; "a phrase" in order; -word must not be there; word* is a beginning.
Whatever is typed parses: there are no syntax errors.
"""

import re
from dataclasses import dataclass

from exchange.search.words import STOP_WORDS, words

LONGEST_QUERY = 500  # characters; the rest is not looked at
MOST_PARTS = 24  # words and phrases; the rest is not looked at
SHORTEST_PREFIX = 2  # letters; "a*" would be half the dictionary

PART = re.compile(r'(?P<without>-+)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')
LOOK_ALIKES = str.maketrans("“”„‟«»＂‐‑‒–—−", '"""""""------')


@dataclass(frozen=True)
class Term:
    """One word, folded but not stemmed: engines stem it the way they stemmed the documents."""

    word: str


@dataclass(frozen=True)
class Phrase:
    """Two words or more, next to each other and in this order."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Prefix:
    """Any word that begins so."""

    start: str


@dataclass(frozen=True)
class Not:
    """Documents that the inner node does not match."""

    node: "Node"


@dataclass(frozen=True)
class And:
    """Documents that every node matches."""

    nodes: tuple["Node", ...]


Node = Term | Phrase | Prefix | Not | And


def parse(text: str) -> Node | None:
    """The tree for what somebody typed; None when it holds no word, which asks for everything."""
    found = PART.finditer(text[:LONGEST_QUERY].translate(LOOK_ALIKES))
    nodes = [node for node in map(_part, found) if node is not None][:MOST_PARTS]
    kept = [node for node in nodes if not _is_filler(node)] or nodes
    distinct = tuple(dict.fromkeys(kept))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    return And(distinct)


def _part(match: re.Match[str]) -> Node | None:
    phrase, bare = match["phrase"], match["bare"]
    node = _plain(words(phrase)) if bare is None else _bare(bare)
    return Not(node) if node is not None and match["without"] else node


def _bare(text: str) -> Node | None:
    found = words(text)
    if text.endswith("*") and len(found) == 1 and len(found[0]) >= SHORTEST_PREFIX:
        return Prefix(found[0])
    return _plain(found)


def _plain(found: list[str]) -> Node | None:
    """Part-time is typed as one word and read as a phrase."""
    if len(found) < 2:
        return Term(found[0]) if found else None
    return Phrase(tuple(found))


def _is_filler(node: Node) -> bool:
    return isinstance(node, Term) and node.word in STOP_WORDS
