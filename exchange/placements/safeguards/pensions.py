"""How the pension of somebody who leaves the Civil Service for a while goes on (R16)."""

from __future__ import annotations

import uuid
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, Invalid
from exchange.placements import queries
from exchange.placements.models import Placement
from exchange.placements.safeguards.models import PensionChoice
from exchange.placements.safeguards.telling import note, require_running
from exchange.placements.safeguards.words import FULL_TIME_ONLY, InjuryCover, PensionOption

FULL_WEEK = 5
PART_TIME = "Options C and D do not fit a part-time move. Choose A or B, or change the days first."


@command
def choose_pension(
    actor: Actor,
    placement_id: uuid.UUID,
    version: int,
    option: PensionOption,
    statement_on: date | None,
    injury_cover: InjuryCover | None,
) -> None:
    """Home HR records the option, when the person was given it in writing, and injury cover."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_HR_HOME, placement)
    require_running(placement)
    choice = placement.pension
    if version != (choice.version if choice else 0):
        raise ChangedMeanwhile
    problems = {}
    if option in FULL_TIME_ONLY and is_part_time(placement):
        problems["option"] = PART_TIME
    if statement_on is not None and statement_on > clock.today():
        problems["statement_on"] = "This day is still to come. Leave it blank until then."
    if problems:
        raise Invalid(problems)
    if choice is None:
        placement.pension = PensionChoice(
            option=option, statement_on=statement_on, injury_cover=injury_cover
        )
    else:
        choice.option, choice.statement_on = option, statement_on
        choice.injury_cover = injury_cover
    db.session.flush()
    note(placement)


def is_part_time(placement: Placement) -> bool:
    """Whether the move takes less than the whole week; where the days are not known, it may."""
    return placement.days_a_week is None or placement.days_a_week < FULL_WEEK
