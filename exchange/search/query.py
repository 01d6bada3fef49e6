"""What people type, as a small tree that no engine's syntax can leak into.

Words must all be there; "a phrase" in order; -word must not be there; word* is a beginning.
Whatever is typed parses: there are no syntax errors. Stop words are not looked for; inside a phrase
they keep their place, so that "head of mission" is not "head mission".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exchange.search.words import STOP_WORDS, words

LONGEST_QUERY = 500  # characters; the rest is not looked at
MOST_PARTS = 24  # words and phrases; the rest is not looked at
SHORTEST_PREFIX = 2  # letters; "a*" would be half the dictionary

PART = re.compile(r'(?P<without>-+)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')
LOOK_ALIKES = str.maketrans("“”„‟«»＂‐‑‒–—−", '"""""""------')
GAP = ""
"""Stands in a phrase for a stop word: any word may be there."""


@dataclass(frozen=True)
class Term:
    """One word, folded but not stemmed: engines stem it the way they stemmed the documents.

    `exact`: typed in quotes, so neither corrected nor said in another way.
    """

    word: str
    exact: bool = False


@dataclass(frozen=True)
class Phrase:
    """Two words or more, in this order and at these distances; GAP is any word.

    It begins and ends with a word that is looked for. `exact`: typed in quotes, so meant literally.
    """

    words: tuple[str, ...]
    exact: bool = False


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
    """Documents that every node matches; their scores add up."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Some:
    """Documents that any node matches; the scores of those that match add up."""

    nodes: tuple["Leaf | Either", ...]


@dataclass(frozen=True)
class Either:
    """Ways of saying one thing. A document scores its best way, times that way's worth."""

    ways: tuple["Leaf", ...]
    worths: tuple[float, ...]


Leaf = Term | Phrase | Prefix
Node = Leaf | Not | And | Some | Either


def parse(text: str) -> Node | None:
    """The tree for what somebody typed; None when it holds no word, which asks for everything."""
    return together(parts(text))


def parts(text: str) -> list[Leaf | Not]:
    """The words, phrases and beginnings of a text in their order."""
    found = PART.finditer(text[:LONGEST_QUERY].translate(LOOK_ALIKES))
    return [node for node in map(_part, found) if node is not None][:MOST_PARTS]


def together(nodes: "Sequence[Node]") -> Node | None:
    """All of these, each once; None for none."""
    nodes = tuple(dict.fromkeys(nodes))
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return And(nodes)


def leaf_of(found: list[str], exact: bool = False) -> Term | Phrase | None:
    """The words as one leaf, stop words as gaps; None when none of them is looked for.

    Part-time is typed as one word and read as a phrase.
    """
    kept = [GAP if word in STOP_WORDS else word for word in found]
    while kept and not kept[0]:
        kept.pop(0)
    while kept and not kept[-1]:
        kept.pop()
    if len(kept) < 2:
        return Term(kept[0], exact) if kept else None
    return Phrase(tuple(kept), exact)


def leaves(node: Node | None) -> Iterator[Leaf]:
    """All words, phrases and beginnings of a query."""
    if isinstance(node, And | Some):
        for inner in node.nodes:
            yield from leaves(inner)
    elif isinstance(node, Either):
        yield from node.ways
    elif isinstance(node, Not):
        yield from leaves(node.node)
    elif node is not None:
        yield node


def wanted_leaves(node: Node | None) -> Iterator[Leaf]:
    """Those that make a document a hit, so those that are scored and marked."""
    if isinstance(node, And):
        for inner in node.nodes:
            yield from wanted_leaves(inner)
    elif node is not None and not isinstance(node, Not):
        yield from leaves(node)


def _part(match: re.Match[str]) -> Leaf | Not | None:
    phrase, bare = match["phrase"], match["bare"]
    node = leaf_of(words(phrase), exact=True) if bare is None else _bare(bare)
    return Not(node) if node is not None and match["without"] else node


def _bare(text: str) -> Leaf | None:
    found = words(text)
    if text.endswith("*") and len(found) == 1 and len(found[0]) >= SHORTEST_PREFIX:
        return Prefix(found[0])
    return leaf_of(found)
