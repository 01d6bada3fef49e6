"""How long each step takes, with the open wait beside every median, and why moves were refused.

A median of what was decided hides what still waits, so the two are never shown apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.desk import moves, owed
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.reference import choices
from exchange.web.look import age

SAMPLE = 500
"""So many moves, those that changed last: what was true years ago says little about today."""
AGREE, SIGN = "agree", "sign"


@dataclass(frozen=True)
class StepFigures:
    """One step: how long it took where it was done, and what waits for it now."""

    name: str
    done: int
    median: timedelta | None
    open: int
    oldest: datetime | None

    @property
    def usual(self) -> str:
        """The median in words; empty where none was done."""
        return "" if self.median is None else age(clock.now() - self.median)


@dataclass(frozen=True)
class Reason:
    """Refusals of one category, by who refused: the viewer's own side, or the other."""

    name: str
    ours: int
    theirs: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.ours + self.theirs


class SecondsBetween(GenericFunction[float]):
    """SQL: how many seconds lie between two moments."""

    inherit_cache = True
    type = sa.Float()


@compiles(SecondsBetween, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    start, end = (compiler.process(one, **more) for one in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400.0)"


@compiles(SecondsBetween, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    start, end = (compiler.process(one, **more) for one in element.clauses)
    return f"extract(epoch from {end} - {start})"


def steps(viewer: Actor) -> list[StepFigures]:
    """Every step that was ever taken or waits, in their order: two statements."""
    took, waits = _took(viewer), _waits(viewer)
    names = {role.value: choices.get(choices.APPROVALS, role.value).name for role in Role}
    names |= {AGREE: "All approvals together", SIGN: "Signing the agreement"}
    found = [
        StepFigures(name, *took.get(code, (0, None)), *waits.get(code, (0, None)))
        for code, name in names.items()
    ]
    return [one for one in found if one.done or one.open]


def refusals(viewer: Actor) -> list[Reason]:
    """Refusals of the last twelve months by category, the most frequent first: one statement."""
    ours = sa.or_(
        sa.and_(moves.goes(viewer), Placement.refused_as.in_(_side("home"))),
        sa.and_(moves.comes(viewer), Placement.refused_as.in_(_side("host"))),
    )
    query = (
        sa.select(
            Placement.refusal_category,
            sa.func.count().filter(ours),
            sa.func.count().filter(sa.not_(ours)),
        )
        .where(
            moves.all_of(viewer),
            Placement.status == PlacementStatus.REFUSED,
            Placement.refused_at >= clock.now() - relativedelta(months=12),
        )
        .group_by(Placement.refusal_category)
    )
    names = dict(choices.pairs(choices.REFUSAL_REASONS))
    found = [Reason(names.get(code, code), *counts) for code, *counts in db.session.execute(query)]
    return sorted(found, key=lambda one: (-one.total, one.name))


def _side(side: str) -> list[Role]:
    return [role for role in Role if role.side == side]


def _took(viewer: Actor) -> dict[str, tuple[int, timedelta | None]]:
    """How many of each step were done, and their median."""
    taken = sa.union_all(*_taken(_recent(viewer))).subquery()
    place = sa.func.row_number().over(partition_by=taken.c.step, order_by=taken.c.seconds)
    count = sa.func.count().over(partition_by=taken.c.step)
    ranked = sa.select(taken, place.label("place"), count.label("count")).subquery()
    middle = sa.or_(
        ranked.c.place * 2 == ranked.c.count,
        ranked.c.place * 2 == ranked.c.count + 1,
        ranked.c.place * 2 == ranked.c.count + 2,
    )
    query = (
        sa.select(ranked.c.step, sa.func.max(ranked.c.count), sa.func.avg(ranked.c.seconds))
        .where(middle)
        .group_by(ranked.c.step)
    )
    rows = db.session.execute(query)
    return {step: (done, timedelta(seconds=float(seconds))) for step, done, seconds in rows}


def _recent(viewer: Actor) -> sa.CTE:
    """The viewer's moves that changed last, as far as steps need them."""
    approvals = [owed.column(f"{role.value}_at") for role in Role]
    return (
        sa.select(
            Placement.created_at,
            Placement.sent_home_at,
            Placement.agreed_at,
            Placement.signed_at,
            Placement.refused_as,
            Placement.refused_at,
            *approvals,
        )
        .where(moves.all_of(viewer))
        .order_by(Placement.moved_at.desc(), Placement.id.desc())
        .limit(SAMPLE)
        .cte("recent")
    )


def _taken(recent: sa.CTE) -> list[sa.Select[str, float]]:
    """Each step that was taken, and the seconds since it was first asked for."""
    spans = {AGREE: ("created_at", "agreed_at"), SIGN: ("agreed_at", "signed_at")}
    found = [
        _span(recent, code, recent.c[start], recent.c[end]) for code, (start, end) in spans.items()
    ]
    for role in Role:
        start = recent.c["sent_home_at" if role.side == "home" else "created_at"]
        refused = sa.case((recent.c.refused_as == role, recent.c.refused_at))
        end = sa.func.coalesce(refused, recent.c[f"{role.value}_at"])
        found.append(_span(recent, role.value, start, end))
    return found


def _span(
    recent: sa.CTE, code: str, start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]
) -> sa.Select[str, float]:
    return sa.select(
        sa.literal(code).label("step"), SecondsBetween(start, end).label("seconds")
    ).where(start.is_not(None), end.is_not(None))


def _waits(viewer: Actor) -> dict[str, tuple[int, datetime | None]]:
    """How many of each step are open, and since when the oldest is: one statement."""
    home_since: sa.ColumnElement[Any] = sa.case(
        (Placement.sent_home_at > Placement.moved_at, Placement.sent_home_at),
        else_=Placement.moved_at,
    )
    moved, agreed = owed.column("moved_at"), owed.column("agreed_at")
    open_steps = {
        role.value: (owed.asks(role), home_since if role.side == "home" else moved) for role in Role
    }
    open_steps[AGREE] = (
        owed.column("status") == PlacementStatus.PROPOSED,
        owed.column("created_at"),
    )
    open_steps[SIGN] = (owed.to_be_signed(), agreed)
    asked = [
        part
        for holds, since in open_steps.values()
        for part in (sa.func.count().filter(holds), sa.func.min(since).filter(holds))
    ]
    running = Placement.status.in_((PlacementStatus.PROPOSED, PlacementStatus.AGREED))
    row = db.session.execute(sa.select(*asked).where(moves.all_of(viewer), running)).one()
    pairs = zip(row[::2], row[1::2], strict=True)
    return dict(zip(open_steps, pairs, strict=True))
