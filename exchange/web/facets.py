"""Counts beside a search as links: each says how many results it leads to, or how many more.

The whole state of the search is written once; a link is that and one pair more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote_plus

from exchange.web.filters import TICKED, Chip, State

FIRST = 8
"""So many of a long list are seen at once."""
LONG, LONG_BY_COUNT = 14, 9
"""A list longer than this is folded after the first; sooner where its end matters least."""


_quoted = lru_cache(maxsize=4096)(quote_plus)


class Value(NamedTuple):
    """A value as people read it, and as the address says it."""

    text: str
    said: str


Known = Mapping[str, Value]
"""The values of a field by what the index calls them."""


class Counted(NamedTuple):
    """A field whose values are counted: `field` in the index, `name` in the address.

    `chip` says a chosen value where its heading does not stand above it. Values come in the order
    in which they are known, or with `by_count` those with most results first.
    """

    field: str
    name: str
    legend: str
    known: Known = {}
    by_count: bool = False
    chip: str = "{}"


class HasCounts(Protocol):
    """How many results each value gives, or with `more` how many more."""

    @property
    def values(self) -> Mapping[str, int]:
        """By value."""

    @property
    def more(self) -> bool:
        """Whether a value of the field is chosen already."""


class Option(NamedTuple):
    """One link. A chosen one takes the value off again and has no number."""

    text: str
    href: str
    number: str
    chosen: bool


class Facet(NamedTuple):
    """The values of one field; `rest` are folded away. `whole`: there are no further ones."""

    name: str
    legend: str
    more: bool
    first: list[Option]
    rest: list[Option]
    whole: bool


def values(pairs: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """Codes and names, where the address says the code."""
    return {code: Value(name, code) for code, name in pairs}


def facets(
    fields: Iterable[Counted],
    form: Any,
    counts: Mapping[str, HasCounts],
    state: State,
    *,
    most: int,
    loose: bool,
) -> Iterator[Facet]:
    """The links of every field that was counted and has a value to show.

    At most `most` values of each were counted. `loose`: the results have only some of the words.
    One value more could bring something that has all of them, so what was counted then goes along
    in the address.
    """
    pinned = State(state.path, (*state.but("some"), ("some", TICKED))) if loose else state
    for one in fields:
        if one.field in counts:
            found = counts[one.field]
            chosen = chosen_of(one, form)
            onward = (pinned if found.more else state).onward
            options = list(_options(one, found.values, chosen, state, onward))
            if options:
                cut = _cut(one, len(options), len(chosen))
                whole = len(found.values) < most
                yield Facet(one.name, one.legend, found.more, options[:cut], options[cut:], whole)


def chosen_of(counted: Counted, form: Any) -> list[str]:
    """The chosen values of a field as the index calls them."""
    said = form[counted.name].data
    return [one for one, value in counted.known.items() if value.said in said] if said else []


def chips(fields: Iterable[Counted], form: Any, state: State) -> Iterator[Chip]:
    """Each chosen value, with the address without it."""
    for one in fields:
        for value in (one.known[key] for key in chosen_of(one, form)):
            yield Chip(one.chip.format(value.text), state.without((one.name, value.said)))


def _options(
    counted: Counted,
    counts: Mapping[str, int],
    chosen: Collection[str],
    state: State,
    onward: str,
) -> Iterator[Option]:
    """Values that are not known are left out: their links would lead nowhere."""
    known, name = counted.known, counted.name
    for one in [*chosen, *counts] if counted.by_count else known:
        if one in chosen:
            href = state.without((name, known[one].said))
            yield Option(known[one].text, href, "", chosen=True)
        elif one in counts and one in known:
            href = f"{onward}{name}={_quoted(known[one].said)}"
            yield Option(known[one].text, href, f"{counts[one]:,}", chosen=False)


def _cut(counted: Counted, length: int, chosen: int) -> int:
    """How many are seen at once: the chosen ones anyway."""
    longest = LONG_BY_COUNT if counted.by_count else LONG
    return length if length <= longest else max(FIRST, chosen)
