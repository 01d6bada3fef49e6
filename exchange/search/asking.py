"""One page of results, true to the moment: nothing that waits, nothing that may not be seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from exchange.log import event
from exchange.search.indexer import answer, index, pending_ids
from exchange.search.port import (
    Audience,
    ByRelevance,
    Facet,
    Filter,
    In,
    NotIn,
    Page,
    SearchPage,
    SearchRequest,
    Sort,
)
from exchange.search.query import wanted_leaves
from exchange.search.reading import FieldWords, Reading, read, settle
from exchange.search.snippets import Marks, Piece, snippet

Row = TypeVar("Row")
Rows = Callable[[list[int]], Mapping[int, Row]]
"""Reads rows by id for the viewer, leaving out what they may not see."""
Texts = Callable[[Row], Iterable[str]]
"""What a snippet of a row may be taken from, best first; later ones are asked for only at need."""
MOST_VALUES = 50
DEADLINE = 2.0  # seconds


@dataclass(frozen=True)
class Question:
    """What somebody wants to see of one kind.

    Without a `sort` the best match comes first, or `unasked` where no words were typed.
    `facets` names the fields to count. `as_typed`: mistyped words stay as they are. `some`: some of
    the words are enough from the start.
    """

    kind: str
    audience: Audience
    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: Sort | None = None
    unasked: Sort | None = None
    facets: tuple[str, ...] = ()
    fields: FieldWords | None = None
    as_typed: bool = False
    some: bool = False
    number: int = 1
    size: int = 20
    most_values: int = MOST_VALUES


@dataclass(frozen=True)
class Counts:
    """How many each value of a field would give, or how many more where one is chosen already."""

    values: dict[str, int]
    more: bool = False


@dataclass(frozen=True)
class Results(Generic[Row]):
    """The rows of one page in order, the count of all, and counts by field and value."""

    rows: dict[int, Row]
    number: int
    size: int
    total: int
    counts: dict[str, Counts]
    snippets: dict[int, tuple[Piece, ...]]
    reading: Reading

    @property
    def pages(self) -> int:
        """How many pages they fill; at least one."""
        return max(1, -(-self.total // self.size))


def find(question: Question, rows: Rows[Row], texts: Texts[Row] | None = None) -> Results[Row]:
    """The page that is asked for, the last one where there are fewer.

    Where nothing has all of the words, what has some of them. What the index gives and the
    database does not is left out of rows and counts alike.
    """
    finding = _Finding(question)
    reading, found = finding.start()
    number, size = question.number, question.size
    if not found.ids and found.total:
        number = -(-found.total // size)
        found = finding.ask(_page(number, size))
    held = rows(list(found.ids))
    if len(held) < len(found.ids):
        lost = frozenset(found.ids) - held.keys()
        event("search_gave_too_much", kind=question.kind, ids=sorted(lost))
        finding.exclude(lost)
        found = finding.ask(_page(number, size))
        held = rows(list(found.ids))
    ordered = {one: held[one] for one in found.ids if one in held}
    return Results(
        rows=ordered,
        number=number,
        size=size,
        total=found.total,
        counts={name: finding.count(name, found) for name in question.facets},
        snippets=_snippets(ordered, texts, reading) if texts else {},
        reading=reading,
    )


def _page(number: int, size: int) -> Page:
    return Page(size, (number - 1) * size)


def _snippets(
    rows: Mapping[int, Row], texts: Texts[Row], reading: Reading
) -> dict[int, tuple[Piece, ...]]:
    if reading.node is None:
        return {}
    marks = Marks.of(wanted_leaves(reading.node))
    return {one: snippet(texts(row), marks) for one, row in rows.items()}


class _Finding:
    """The questions behind one page; together they keep one deadline."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.until = time.monotonic() + DEADLINE
        self.typed: tuple[Filter, ...] = ()
        self.request = SearchRequest(
            None,
            question.audience,
            facets=tuple(Facet(name, question.most_values) for name in question.facets),
            exclude=pending_ids(question.kind),
        )

    def start(self) -> tuple[Reading, SearchPage]:
        """Read what was typed and ask for it, less strictly where that finds nothing."""
        question = self.question
        correct = partial(
            index().engine.correct,
            question.kind,
            audience=question.audience,
            exclude=self.request.exclude,
        )
        reading = read(
            question.text,
            question.fields or {},
            index().bridge,
            None if question.as_typed else correct,
        )
        if question.some:
            reading = reading.loosened() or reading
        page = _page(question.number, question.size)
        return settle(reading, lambda one: self._ask_for(one, page))

    def _ask_for(self, reading: Reading, page: Page) -> SearchPage:
        self.typed = reading.filters  # these stay whatever else is chosen
        usual = self.question.unasked if reading.node is None else None
        self.request = replace(
            self.request,
            query=reading.node,
            filters=(*self.question.filters, *self.typed),
            sort=self.question.sort or usual or ByRelevance(),
        )
        return self.ask(page)

    def ask(self, page: Page) -> SearchPage:
        return self._answer(replace(self.request, page=page))

    def exclude(self, ids: frozenset[int]) -> None:
        self.request = replace(self.request, exclude=self.request.exclude | ids)

    def count(self, field: str, found: SearchPage) -> Counts:
        """What each value would add, were it chosen too."""
        chosen = {value for one in self.question.filters for value in _values(one, field)}
        if not chosen:
            return Counts(dict(found.facets[field]))
        others = [one for one in self.question.filters if not _values(one, field)]
        request = replace(
            self.request,
            filters=(*others, *self.typed, NotIn(field, tuple(sorted(chosen)))),
            facets=(Facet(field, self.question.most_values),),
            page=Page(0),
        )
        return Counts(dict(self._answer(request).facets[field]), more=True)

    def _answer(self, request: SearchRequest) -> SearchPage:
        left = max(0.0, self.until - time.monotonic())
        return answer(self.question.kind, replace(request, deadline=left))


def _values(one: Filter, field: str) -> tuple[str, ...]:
    """The values that a filter admits of a field."""
    return one.values if isinstance(one, In) and one.field == field else ()
