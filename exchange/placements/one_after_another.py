"""Two moves of one person are agreed one after the other, so that the second counts the first."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from exchange.accounts.models import Person
from exchange.db import db
from exchange.placements.models import Placement


def take_turns(moves: Sequence[Placement]) -> None:
    """Hold the movers' rows until the commit, and read what else they agreed to anew.

    Rules add up all the time of one person in the civil service. Only PostgreSQL needs it: SQLite
    has one writer. Rows that merely refer to the person are not kept waiting.
    """
    movers = sorted({one.mover_id for one in moves})
    held = sa.select(Person.id).where(Person.id.in_(movers)).order_by(Person.id)
    db.session.execute(held.with_for_update(key_share=True))
    others = sa.select(Placement).where(
        Placement.mover_id.in_(movers), Placement.id.not_in([one.id for one in moves])
    )
    db.session.scalars(others.execution_options(populate_existing=True)).all()
    for one in moves:
        db.session.expire(one, ["others_of_mover"])
