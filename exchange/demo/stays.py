"""The scene after the moves: what people say while a stay runs, and what came of one."""

from __future__ import annotations

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from exchange.access import Actor
from exchange.db import db
from exchange.demo import stage as on
from exchange.demo.stage import Stage
from exchange.opportunities.models import Opportunity
from exchange.placements.models import Placement
from exchange.stays import checking_in, extending, learning
from exchange.stays.checking_in import HowItGoes
from exchange.stays.extending import Wish
from exchange.stays.learning import Learnt
from exchange.stays.lifecycle import CheckInTime, Colour, ImpactTime, Side

LEARNT = Learnt(
    "How a council weighs a cycle route against a bus lane, and who has to be asked first.",
    "A map of who decides, which my team at Greenway now keeps up to date.",
)


def live_on(stage: Stage) -> None:
    """Check-ins of one stay, the wish to make another longer, and the fruits of a third."""
    _check_in(stage)
    _ask_for_longer(stage)
    _look_back(stage)


def _check_in(stage: Stage) -> None:
    """Both said how the second week went; six weeks in, the host has not answered yet."""
    ref, mover, host = _stay("Food strategy officer").public_id, *_pair("Callum Reid", "northmoor")
    fine = HowItGoes(Colour.GREEN, "The team made room for me from the first day.", shared=True)
    with stage.at(-64):
        checking_in.check_in(mover, ref, CheckInTime.WEEK_2, Side.MOVER, fine)
    with stage.at(-63):
        checking_in.check_in(host, ref, CheckInTime.WEEK_2, Side.HOST, HowItGoes(Colour.GREEN))
    slow = HowItGoes(Colour.AMBER, "The strategy waits for a committee that meets in spring.")
    with stage.at(-37):
        checking_in.check_in(mover, ref, CheckInTime.WEEK_6, Side.MOVER, slow)


def _ask_for_longer(stage: Stage) -> None:
    loan = _stay("Records of surveys")
    mover, _host = _pair("Meera Nair", "statistics")
    why = "The surveys of the nineties turned up. Two more months would see them sorted."
    wish = Wish(loan.ends_on + relativedelta(months=2), why)
    with stage.at(-3):
        extending.ask(mover, loan.public_id, loan.version, wish)


def _look_back(stage: Stage) -> None:
    ref, mover, host = _stay("Green routes analyst").public_id, *_pair("Mina Rahman", "eastmere")
    with stage.at(-1):
        learning.report(mover, ref, LEARNT)
        learning.confirm_skills(host, ref, ("geography",))
        came = "Four routes drawn up and costed; the council has voted money for the first."
        learning.tell_impact(host, ref, ImpactTime.END, 240, came)


def _pair(mover: str, host: str) -> tuple[Actor, Actor]:
    return on.actor(mover), on.poster(host)


def _stay(title: str) -> Placement:
    query = sa.select(Placement).join(Opportunity).where(Opportunity.title == title)
    return db.session.scalars(query).one()
