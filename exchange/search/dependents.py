"""Documents that show or are guarded by rows of other tables: when those change, so do these.

A lower room cannot know who shows its names. So an upper room declares what it depends on, and the
note that its documents must be indexed again is written in the same transaction as the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from exchange import clock
from exchange.search.changes import SearchChange

Where = Callable[[Any], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Dependence:
    """Documents of `model` depend on `columns` of rows of `on`; `where` tells which, for a row.

    `from_the_start`: a new row changes them too, such as somebody's first membership.
    """

    model: type[Any]
    on: type[Any]
    columns: frozenset[str]
    where: Where
    from_the_start: bool = False


_followed: set[Dependence] = set()


def follow(*dependences: Dependence) -> None:
    """Follow these from now on; saying so twice is the same as once."""
    _followed.update(dependences)


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    for dependence, row in _changed(session):
        ids = list(session.scalars(sa.select(dependence.model.id).where(dependence.where(row))))
        if ids:
            _touch(session, dependence.model, ids)


def _changed(session: Session) -> Iterator[tuple[Dependence, Any]]:
    for row in list(session.new):
        yield from ((one, row) for one in _of(row) if one.from_the_start)
    for row in list(session.dirty):
        yield from ((one, row) for one in _of(row) if _has_new(row, one.columns))
    for row in list(session.deleted):
        yield from ((one, row) for one in _of(row))


def _of(row: Any) -> list[Dependence]:
    return [one for one in _followed if isinstance(row, one.on)]


def _has_new(row: Any, columns: frozenset[str]) -> bool:
    attributes = sa.inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in columns)


def _touch(session: Session, model: type[Any], ids: list[int]) -> None:
    """As changes.touch, but past the objects in hand: a flush is on its way."""
    table = model.__table__
    session.execute(
        sa.update(table)
        .where(table.c.id.in_(ids))
        .values(search_version=table.c.search_version + 1)
    )
    now, kind = clock.now(), model.search_kind
    rows = [{"kind": kind, "object_id": one, "at": now} for one in ids]
    session.execute(sa.insert(SearchChange), rows)
