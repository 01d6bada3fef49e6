"""A department's return of secondments in and out for one quarter, as the Cabinet Office asks.

The Cabinet Office has collected the number of secondments, the organisations and the grades from
departments since April 2023: written answer 70516 of the House of Commons, read at
https://www.parallelparliament.co.uk/question/70516 on 22 November 2026. No template of it is
public. So this holds what that answer names, and what a reader needs in order to check it; it
names nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import db
from exchange.desk import moves
from exchange.desk.sheets import Cell, Sheet
from exchange.errors import IllegalTransition
from exchange.opportunities.models import Opportunity
from exchange.organisations.models import Organisation, StaffStatus
from exchange.placements.models import Placement
from exchange.placements.wording import number
from exchange.reference import choices, kinds, levels
from exchange.web.look import day

SOURCE = "House of Commons, written answer 70516"
SOURCE_URL = "https://www.parallelparliament.co.uk/question/70516"
SOURCE_AS_OF = date(2026, 11, 22)
KINDS = tuple(one.code for one in kinds.ALL if one.needs_hr)
OFFERED = 9
"""The present quarter, to date, and the two years before it."""
HEAD = (
    *("Direction", "Other organisation", "Sector", "Kind", "Level of the post"),
    *("Start", "End", "Days a week", "Who pays"),
)
OUT, IN = "Out", "In"
WHY_NOT = {
    StaffStatus.NI_CIVIL_SERVICE: "Its staff belong to the Northern Ireland Civil Service, which"
    " the Cabinet Office does not ask.",
    StaffStatus.NEITHER: "Its staff are not civil servants. The Cabinet Office asks departments and"
    " their agencies only.",
    StaffStatus.MIXED: "Only some of its staff are civil servants, and the return is for an"
    " organisation whose staff all are.",
    StaffStatus.UNKNOWN: "We do not know yet whether its staff are civil servants. Write to us"
    " through the help page, and an administrator puts it right.",
}


@dataclass(frozen=True, order=True)
class Quarter:
    """Three calendar months, the first quarter of a year from January on."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """In an address: 2026-4."""
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The one after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        """The one before it."""
        earlier = self.number - 1
        return Quarter(self.year, earlier) if earlier else Quarter(self.year - 1, 4)

    @property
    def name(self) -> str:
        """October to December 2026."""
        return f"{self.first:%B} to {self.last:%B} {self.year}"


@dataclass(frozen=True)
class Line:
    """One move in the quarter. It names nobody."""

    direction: str
    other: str
    sector: str
    kind: str
    level: str
    starts_on: date
    ends_on: date
    days_a_week: float | None
    pays: str

    @property
    def cells(self) -> list[Cell]:
        """In the order of HEAD."""
        return [
            *(self.direction, self.other, self.sector, self.kind, self.level),
            *(self.starts_on, self.ends_on, self.days_a_week, self.pays),
        ]


@dataclass(frozen=True)
class Group:
    """Moves that are alike in whatever is counted, and how many they are."""

    direction: str
    other: str
    sector: str
    kind: str
    level: str
    began: bool
    ended: bool
    count: int


PARTS: tuple[tuple[str, Callable[[Group], str]], ...] = (
    ("Kind", lambda one: one.kind),
    ("Level", lambda one: one.level),
    ("Sector", lambda one: one.sector),
    ("Organisation", lambda one: one.other),
)
"""By what the moves are counted."""


@dataclass(frozen=True)
class Return:
    """What one organisation tells of one quarter."""

    organisation: Organisation
    quarter: Quarter
    as_of: date
    groups: list[Group]

    @property
    def count(self) -> int:
        """How many moves it tells of."""
        return sum(one.count for one in self.groups)

    @property
    def period(self) -> str:
        """The days that it covers: of the present quarter, those until today."""
        return f"{day(self.quarter.first)} to {day(min(self.quarter.last, self.as_of))}"

    @property
    def totals(self) -> list[list[Cell]]:
        """What is counted, out and in; each part adds up to the first row."""
        rows = [
            _total("All in the quarter", self.groups),
            _total("Began in the quarter", (one for one in self.groups if one.began)),
            _total("Ended in the quarter", (one for one in self.groups if one.ended)),
        ]
        for title, read in PARTS:
            for value in sorted({read(one) for one in self.groups}):
                alike = (one for one in self.groups if read(one) == value)
                rows.append(_total(f"{title}: {value}", alike))
        return rows

    def sheets(self, lines: list[Line]) -> list[Sheet]:
        """The totals and the moves, for a file; it says of whom and when."""
        name = f"{self.organisation.name}, {self.period}, as of {day(self.as_of)}"
        return [
            Sheet("Totals", (name, OUT, IN), self.totals),
            Sheet("Moves", HEAD, [one.cells for one in lines]),
        ]


def _total(name: str, groups: Iterable[Group]) -> list[Cell]:
    counts = {OUT: 0, IN: 0}
    for one in groups:
        counts[one.direction] += one.count
    return [name, counts[OUT], counts[IN]]


def quarters() -> list[Quarter]:
    """Those that may be asked for, the present one first."""
    today = clock.today()
    found = [Quarter(today.year, (today.month + 2) // 3)]
    while len(found) < OFFERED:
        found.append(found[-1].before)
    return found


def organisations(viewer: Actor) -> list[Organisation]:
    """The viewer's own, those that make returns first."""
    query = sa.select(Organisation).where(Organisation.id.in_(moves.own_of(viewer)))
    makes = Organisation.staff_status == StaffStatus.HOME_CIVIL_SERVICE
    return list(db.session.scalars(query.order_by(makes.desc(), Organisation.name)))


def why_not(organisation: Organisation) -> str:
    """Why an organisation makes no return; empty where it does."""
    return WHY_NOT.get(organisation.staff_status, "")


def made(viewer: Actor, organisation: Organisation, quarter: Quarter) -> Return:
    """The return of a quarter, from what is known now: one statement.

    Raises NotAllowed for another's organisation, IllegalTransition where it makes none.
    """
    both = _both(viewer, organisation, quarter)
    alike = (both.c.way, both.c.name, both.c.sector, both.c.kind, both.c.level)
    began = both.c.starts_on >= quarter.first
    ended = both.c.last <= min(quarter.last, clock.today())
    query = sa.select(*alike, began.label("began"), ended.label("ended"), sa.func.count())
    rows = db.session.execute(query.group_by(*alike, began, ended))
    groups = [Group(*_named(row), bool(row.began), bool(row.ended), row[-1]) for row in rows]
    return Return(organisation, quarter, clock.today(), groups)


def lines(viewer: Actor, organisation: Organisation, quarter: Quarter) -> list[Line]:
    """The moves of the same return, those out first: one statement. Raises as `made` does."""
    both = _both(viewer, organisation, quarter)
    query = sa.select(both).order_by(both.c.way.desc(), both.c.starts_on, both.c.id)
    return [
        Line(*_named(row), row.starts_on, row.last, row.days_a_week, _pays(row))
        for row in db.session.execute(query)
    ]


def _both(viewer: Actor, organisation: Organisation, quarter: Quarter) -> sa.Subquery:
    require(viewer, Permission.DESK_HR, organisation)
    reason = why_not(organisation)
    if reason:
        raise IllegalTransition(f"{organisation.name} makes no such return. {reason}")
    ways = (_moves(viewer, organisation, quarter, way) for way in (OUT, IN))
    return sa.union_all(*ways).subquery()


def last_day() -> sa.ColumnElement[date]:
    """SQL: when it ended; a late confirmation does not make it longer."""
    ended: InstrumentedAttribute[Any] = Placement.ended_on
    return sa.case((ended < Placement.ends_on, ended), else_=Placement.ends_on)


def _moves(
    viewer: Actor, organisation: Organisation, quarter: Quarter, way: str
) -> sa.Select[*tuple[Any, ...]]:
    """Moves that began by the quarter's end and had not ended before it."""
    own, other = Placement.home_organisation_id, Placement.host_organisation_id
    if way == IN:
        own, other = other, own
    return (
        sa.select(
            Placement.id,
            sa.literal(way).label("way"),
            Organisation.name,
            Organisation.sector,
            Placement.kind,
            Opportunity.level,
            Placement.starts_on,
            last_day().label("last"),
            Placement.days_a_week,
            Placement.cost_home,
            Placement.cost_host,
            Placement.cost_funder,
        )
        .join(Opportunity, Opportunity.id == Placement.opportunity_id)
        .outerjoin(Organisation, Organisation.id == other)
        .where(
            moves.goes(viewer) if way == OUT else moves.comes(viewer),
            own == organisation.id,
            Placement.kind.in_(KINDS),
            Placement.started_at.is_not(None),
            Placement.starts_on <= quarter.last,
            last_day() >= quarter.first,
        )
    )


def _named(row: Any) -> tuple[str, str, str, str, str]:
    """Which way, the other organisation, its sector, the kind and the level, in words."""
    return (
        row.way,
        row.name or "None",
        choices.get(choices.SECTORS, row.sector).name if row.sector else "None",
        kinds.get(row.kind).name,
        levels.get(row.level).name if row.level else "Not stated",
    )


def _pays(row: Any) -> str:
    """Who bears the cost: Home 60%, host 40%."""
    shares = {"Home": row.cost_home, "Host": row.cost_host, "Funder": row.cost_funder}
    if not any(value is not None for value in shares.values()):
        return "Not stated"
    return ", ".join(f"{name} {number(value)}%" for name, value in shares.items() if value)
