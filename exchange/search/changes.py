"""Which things must be indexed again, written in the same transaction as the change.

The index is a cache: a query subtracts what stands here before it counts anything, so that a
result never shows what its viewer may no longer see.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from exchange import clock
from exchange.db import Base


class Searchable:
    """Mixin of a model that search finds. `search_version` moves with each change."""

    search_kind: ClassVar[str]

    id: Mapped[int]
    search_version: Mapped[int] = mapped_column(default=1)


class SearchChange(Base):
    """One thing that the index does not hold yet as it is now."""

    __tablename__ = "search_change"
    __table_args__ = (sa.Index("ix_search_change_kind", "kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def touch(session: Session, model: type[Any], ids: Iterable[int]) -> None:
    """Things whose own row did not change but whose document did, such as after a new name."""
    wanted = list(ids)
    if not wanted:
        return
    session.execute(
        sa.update(model)
        .where(model.id.in_(wanted))
        .values(search_version=model.search_version + 1)
        .execution_options(synchronize_session="fetch")
    )
    session.add_all(SearchChange(kind=model.search_kind, object_id=one) for one in wanted)


@event.listens_for(Session, "before_flush")
def _move_version(session: Session, _context: Any, _instances: Any) -> None:
    for target in session.dirty:
        if isinstance(target, Searchable) and session.is_modified(target):
            target.search_version = (target.search_version or 0) + 1


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    changed = {
        (target.search_kind, target.id)
        for target in (*session.new, *session.dirty, *session.deleted)
        if isinstance(target, Searchable)
    }
    if changed:
        session.execute(
            sa.insert(SearchChange),
            [{"kind": kind, "object_id": one, "at": clock.now()} for kind, one in changed],
        )
