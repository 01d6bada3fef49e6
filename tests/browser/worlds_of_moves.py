"""Moves that the demonstration lacks: swaps that look for their other half, and what guards one."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from exchange.db import db
from exchange.demo import stage as on
from exchange.demo.lives import Life
from exchange.demo.moves import Move
from exchange.opportunities.models import Opportunity
from exchange.placements import swapping
from exchange.placements.models import Placement
from exchange.placements.pairing import Pairing
from exchange.placements.safeguards import conflicts, interests, vetting
from exchange.placements.safeguards.interests import Declared
from exchange.placements.safeguards.words import Interest, Matter, Side, Vetting


class Swapped(Life):
    """A swap for three months whose host asked a colleague to come the other way."""

    comes = ""

    def _dates(self) -> tuple[date, date]:
        starts = self.stage.day(self.move.start)
        return starts, starts + relativedelta(months=3) - timedelta(days=1)

    def _afterwards(self, placement: Placement) -> None:
        host, ref = on.poster(self.move.host), placement.public_id
        email = on.actor(self.comes).email
        self.asked = swapping.name_partner(host, ref, self._version(placement), email)


class Asked(Swapped):
    """Whoever was named has not answered."""

    comes = "Samuel Ode"


class Consented(Swapped):
    """Whoever was named would come: HR at home names who looks after them."""

    comes = "Lucy Tran"

    def _afterwards(self, placement: Placement) -> None:
        super()._afterwards(placement)
        who, asked = on.actor(self.comes), self.asked
        swapping.answer_swap(who, asked.public_id, asked.version, True)


MOVES = (
    (Asked, Move("Mina Rahman", "greenway", "harbour", "swap", "Asked over", 70, "manager")),
    (Consented, Move("Joseph Lunn", "records", "northmoor", "swap", "Would come", 70, "manager")),
    (Life, Move("Clare Whitfield", "records", "harbour", "attachment", "May stay", -20, "active")),
)


def guard() -> None:
    """HR of both sides of one move have a declaration, a matter between them, and a check."""
    home, host = on.hr("rivers"), on.hr("openkitchen")
    ref = _winter().public_id
    shares = frozenset({Interest.SHARES})
    declared = Declared(nothing=False, interests=shares, details="Forty shares in Brook Water.")
    interests.declare(on.actor("Sian Pugh"), ref, declared)
    vetting.choose_needed(host, ref, "", frozenset({Vetting.BPSS, Vetting.REFERENCES}))
    conflicts.declare_conflict(home, ref, Matter.FUNDS, Side.HOME, "The flood grant of this year")
    db.session.expire_all()
    conflict = _winter().conflicts[-1]
    how = "The flood grant", "Others decide about it"
    conflicts.write_handling(host, ref, conflict.public_id, conflict.version, *how)


def found() -> dict[str, dict[str, str]]:
    """Public ids of what the moves above brought about."""
    winter = _winter()
    asked = db.session.scalars(sa.select(Pairing)).all()
    titles = ((one.placement.opportunity.title, str(one.public_id)) for one in asked)
    return {
        "swap": dict(titles),
        "declaration": {one.name: str(one.public_id) for one in winter.declarations},
        "conflict": {str(one.matter): str(one.public_id) for one in winter.conflicts},
    }


def _winter() -> Placement:
    query = (
        sa.select(Placement).join(Opportunity).where(Opportunity.title == "Winter planning lead")
    )
    return db.session.scalars(query).one()
