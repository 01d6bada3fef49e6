"""The list of moves as a table to take away: the rows of the page, all of them, and no reasons.

Why somebody was refused, left early or is on leave may be about their health or conduct. It stays
in the placement's page, where those who may read it do; figures count it.
"""

from __future__ import annotations

from typing import Any

from flask import current_app

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.desk import hr, moves
from exchange.desk.moves import Wanted
from exchange.desk.sheets import Cell, Sheet
from exchange.errors import Invalid
from exchange.placements import wording
from exchange.placements.models import Placement
from exchange.reference import kinds

MOST = 10_000
HEAD = (
    *("Person", "Which way", "From", "To", "Kind", "State", "First day", "Last day"),
    *("Days a week", "Hours", "Home pays %", "Host pays %", "Funder pays %"),
    *("What is waited for", "Of whom", "Since", "Agreed on", "Signed on", "Started on"),
    *("Ended on", "How it ended", "Page"),
)


def sheet(viewer: Actor, wanted: Wanted) -> Sheet:
    """Exactly the moves that the filters find; raises Invalid where they are too many for a file.

    The moves, then what is loaded beside them: a fixed number of statements, whatever the length.
    What falls due is not asked for; the file tells the step that is waited for.
    """
    query = moves.named(moves.found(viewer, wanted)).limit(MOST + 1)
    found = list(db.session.scalars(query).unique())
    if len(found) > MOST:
        raise Invalid(
            {"list": f"A file holds up to {MOST:,} moves. Narrow the list, then take it."}
        )
    name = "Finished moves" if wanted.over else "Out and in"
    return Sheet(name, HEAD, [_row(viewer, one) for one in found])


def _row(viewer: Actor, one: Placement) -> list[Cell]:
    step = hr.next_step(one)
    return [
        one.mover.name,
        hr.direction(viewer, one),
        one.home_name,
        one.host_name,
        kinds.get(one.kind).name,
        wording.status(one)[0],
        one.starts_on,
        one.ends_on,
        one.days_a_week,
        one.hours,
        one.cost_home,
        one.cost_host,
        one.cost_funder,
        step.what if step else None,
        step.who if step else None,
        _day(step.since if step else None),
        _day(one.agreed_at),
        _day(one.signed_at),
        _day(one.started_at),
        one.ended_on,
        wording.ENDED[one.ended_how] if one.ended_how else None,
        f"{current_app.extensions['settings'].base_url}/placements/{one.public_id}",
    ]


def _day(moment: Any) -> Cell:
    return clock.local_date(moment) if moment else None
