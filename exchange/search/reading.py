"""From what is typed to what is asked: words of fields, mistypings, other ways of saying it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from exchange.search.bridge import Bridge
from exchange.search.port import Filter, In, NotIn, SearchPage
from exchange.search.query import And, Node, Not, Phrase, Some, Term, parts, together
from exchange.search.words import WORD, fold

FIELD_WORD = re.compile(r'(?<!\S)(-?)([A-Za-z_]+):(?:[“"]([^"”]*)["”]?|(\S+))')
QUOTED_OR_WORD = re.compile(rf'[“"„][^"”]*["”]?|{WORD.pattern}')

FieldWords = Mapping[str, Callable[[str], In | None]]
"""What a word before a colon filters by; None where the words after it are no value of it."""

Correct = Callable[[Collection[str]], dict[str, str]]
"""The nearest known word of each unknown one."""


@dataclass(frozen=True)
class Reading:
    """What is asked. `typed` is what was typed; `text` differs from it where words were corrected.

    `filters` stood in the text as words of fields. `loose`: some of the words are enough.
    """

    typed: str
    text: str
    node: Node | None
    filters: tuple[Filter, ...] = ()
    loose: bool = False

    @property
    def is_corrected(self) -> bool:
        """Whether other words were searched than were typed."""
        return self.text != self.typed

    def loosened(self) -> Reading | None:
        """The same, where some of the words are enough; None where that is no different."""
        if not isinstance(self.node, And):
            return None
        wanted = tuple(one for one in self.node.nodes if not isinstance(one, Not | And | Some))
        if len(wanted) < 2:
            return None
        unwanted = [one for one in self.node.nodes if isinstance(one, Not)]
        return replace(self, node=together((Some(wanted), *unwanted)), loose=True)


def read(text: str, fields: FieldWords, bridge: Bridge, correct: Correct | None) -> Reading:
    """Read what was typed; without `correct` the words are taken as they are."""
    filters, rest = _lift(text, fields)
    nodes = bridge.across(parts(rest))
    plain = list(_plain_words(nodes))
    if correct and plain and (better := correct(plain)):
        said = QUOTED_OR_WORD.sub(
            lambda found: better.get(fold(found.group()), found.group()), text
        )
        return replace(read(said, fields, bridge, None), typed=text)
    return Reading(text, text, together(nodes), filters)


def settle(reading: Reading, ask: Callable[[Reading], SearchPage]) -> tuple[Reading, SearchPage]:
    """Ask, and less strictly where that finds nothing; what was asked last, and its answer."""
    found = ask(reading)
    looser = None if found.total else reading.loosened()
    return (looser, ask(looser)) if looser else (reading, found)


def _plain_words(nodes: Iterable[Node]) -> Iterator[str]:
    """The words that may be mistyped: not in quotes, and no other way of saying them is known."""
    for node in nodes:
        if isinstance(node, Term) and not node.exact:
            yield node.word
        elif isinstance(node, Phrase) and not node.exact:
            yield from filter(None, node.words)


def _lift(text: str, fields: FieldWords) -> tuple[tuple[Filter, ...], str]:
    """The filters that words of fields stand for, and the text without them."""
    filters: list[Filter] = []

    def take(found: re.Match[str]) -> str:
        without, name, quoted, bare = found.groups()
        known = fields.get(name.lower())
        wanted = known(quoted or bare or "") if known else None
        if wanted is None:
            return found.group()
        filters.append(NotIn(wanted.field, wanted.values) if without else wanted)
        return " "

    rest = FIELD_WORD.sub(take, text)
    return tuple(filters), rest


def typed_filters(text: str, fields: FieldWords) -> tuple[Filter, ...]:
    """What the words of fields in a text filter by."""
    return _lift(text, fields)[0] if ":" in text else ()


def field_word(field: str, find: Callable[[str], Collection[str]]) -> Callable[[str], In | None]:
    """What a word of this field filters by, where `find` gives the values that were meant."""

    def meant(text: str) -> In | None:
        values = tuple(find(text))
        return In(field, values) if values else None

    return meant
