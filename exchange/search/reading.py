"""From what is typed to what is asked: words of fields, mistypings, other ways of saying it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from exchange.search.bridge import Bridge
from exchange.search.port import Filter, In, NotIn
from exchange.search.query import And, Node, Not, Some, Term, parts, together
from exchange.search.words import WORD, fold

FIELD_WORD = re.compile(r'(?<!\S)(-?)([A-Za-z_]+):(?:[“"]([^"”]*)["”]?|(\S+))')

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
    unknown = [node.word for node in nodes if isinstance(node, Term)]
    if correct and unknown and (better := correct(unknown)):
        said = WORD.sub(lambda found: better.get(fold(found.group()), found.group()), text)
        return replace(read(said, fields, bridge, None), typed=text)
    return Reading(text, text, together(nodes), filters)


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
