"""One pager for every list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request

from exchange.db import db

Item = TypeVar("Item")
LAST_PAGE = 10_000


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list, with what a pager needs."""

    items: list[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return self.number < self.pages


def page_number() -> int:
    """The page asked for in the address; nonsense means the first."""
    raw = request.args.get("page", "1")
    if not (raw.isascii() and raw.isdecimal()):
        return 1
    return min(max(1, int(raw[:6])), LAST_PAGE)


def paginate(
    query: sa.Select[Any], number: int, size: int = 20, values: Mapping[str, Any] | None = None
) -> Page[Any]:
    """Two statements whatever the length: the count and the rows of one page.

    `values` are what names in the query stand for, where it was built before it was asked.
    """
    counted = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    total = db.session.scalar(counted, values or {})
    part = query.limit(size).offset((number - 1) * size)
    rows = db.session.scalars(part, values or {}).unique().all()
    return Page(list(rows), number, size, total or 0)
