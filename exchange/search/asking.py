"""One page of results, true to the moment: nothing that waits, nothing that may not be seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from exchange.log import event
from exchange.search.indexer import answer, without_waiting
from exchange.search.port import Facet, Filter, In, Page, SearchPage, SearchRequest

Row = TypeVar("Row")
Read = Callable[[list[int]], Mapping[int, Row]]
"""Reads rows by id for the viewer, leaving out what they may not see."""
MOST_VALUES = 50


@dataclass(frozen=True)
class Results(Generic[Row]):
    """The rows of one page in order, the count of all, and counts by field and value."""

    rows: dict[int, Row]
    number: int
    size: int
    found: SearchPage
    counts: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        """How many were found in all."""
        return self.found.total

    @property
    def pages(self) -> int:
        """How many pages they fill; at least one."""
        return max(1, -(-self.total // self.size))


def find(
    kind: str, request: SearchRequest, number: int, facets: Sequence[str], read: Read[Row]
) -> Results[Row]:
    """Page `number` of what the request finds, the last one where there are fewer.

    What the index gives and the database does not is left out of rows and counts alike.
    """
    until = time.monotonic() + request.deadline
    counted = tuple(Facet(name, MOST_VALUES) for name in facets)
    asked = replace(without_waiting(kind, request), facets=counted)
    finding = _Finding(kind, asked, until)
    size = request.page.size
    found = finding.ask(Page(size, (number - 1) * size))
    if not found.ids and found.total:
        number = -(-found.total // size)
        found = finding.ask(Page(size, (number - 1) * size))
    rows = read(list(found.ids))
    if len(rows) < len(found.ids):
        event("search_gave_too_much", kind=kind, ids=sorted(set(found.ids) - rows.keys()))
        finding.exclude(frozenset(found.ids) - rows.keys())
        found = finding.ask(Page(size, (number - 1) * size))
        rows = read(list(found.ids))
    ordered = {one: rows[one] for one in found.ids if one in rows}
    counts = {name: finding.count(name, found) for name in facets}
    return Results(ordered, number, size, found, counts)


class _Finding:
    """The questions behind one page; together they keep the request's deadline."""

    def __init__(self, kind: str, request: SearchRequest, until: float) -> None:
        self.kind, self.request, self.until = kind, request, until

    def ask(self, page: Page) -> SearchPage:
        return self._ask(replace(self.request, page=page))

    def exclude(self, ids: frozenset[int]) -> None:
        self.request = replace(self.request, exclude=self.request.exclude | ids)

    def count(self, field: str, found: SearchPage) -> dict[str, int]:
        """How many each value would give, were it the one chosen of its field."""
        others = tuple(one for one in self.request.filters if not _is_on(one, field))
        if len(others) < len(self.request.filters):
            facets = (Facet(field, MOST_VALUES),)
            found = self._ask(
                replace(self.request, filters=others, facets=facets, page=Page(0), highlight=())
            )
        return dict(found.facets[field])

    def _ask(self, request: SearchRequest) -> SearchPage:
        return answer(self.kind, replace(request, deadline=max(0.0, self.until - time.monotonic())))


def _is_on(one: Filter, field: str) -> bool:
    return isinstance(one, In) and one.field == field
