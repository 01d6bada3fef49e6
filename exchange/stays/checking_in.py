"""Check-ins: each side says how it goes, in words that it can write honestly.

The colour is for the two and for HR of both sides, so that nobody is surprised. The words are read
by their writer and HR of both sides; the other of the two reads them only where the writer ticks
that. A mail never carries them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid
from exchange.placements import queries as placements
from exchange.placements.models import Placement
from exchange.stays import queries, schedule, steps
from exchange.stays.lifecycle import CheckInTime, Colour, Side
from exchange.stays.models import CheckIn
from exchange.web.look import day

PERMISSION = {Side.MOVER: Permission.PLACEMENT_MOVE, Side.HOST: Permission.STAY_LOOK_AFTER}
LONGEST = 2_000


@dataclass(frozen=True)
class HowItGoes:
    """One side's answer."""

    colour: Colour
    text: str = ""
    shared: bool = False


@command
def check_in(
    actor: Actor, placement_id: uuid.UUID, time: CheckInTime, side: Side, answer: HowItGoes
) -> None:
    """Say how it goes, from the day on which it is asked; red reaches both HRs at once."""
    placement = placements.for_change(actor, placement_id)
    require(actor, PERMISSION[side], placement)
    steps.need(placement, *queries.RUNNING)
    is_asked(placement, time, clock.today())
    if answer.colour is not Colour.GREEN and not answer.text.strip():
        raise Invalid({"text": "Say in a sentence or two what does not go well."})
    if (time, side) in queries.record(placement).check_ins:
        raise ChangedMeanwhile("This was answered already.", "The placement's page shows it.")
    row = CheckIn(
        placement_id=placement.id,
        time=time,
        side=side,
        colour=answer.colour,
        text=answer.text,
        shared=answer.shared,
        by_id=actor.person_id,
    )
    db.session.add(row)
    if answer.colour is Colour.RED:
        who = "The person who moves" if side is Side.MOVER else "The manager at the host"
        text = (
            f"{who} answered a check-in with red: {placement.mover.name} at"
            f" {placement.host_name}. Read it and talk with both of them today."
        )
        steps.tell_hr(placement, "red_flag", text)


def is_asked(placement: Placement, time: CheckInTime, today: date) -> None:
    """Raise IllegalTransition where this check-in is not asked, or not yet."""
    due = [
        one
        for one in schedule.check_ins(placement.starts_on, placement.last_day)
        if one.time == time
    ]
    if not due:
        raise IllegalTransition("This placement is too short for that check-in.")
    if today < due[0].on:
        raise IllegalTransition(
            f"It is asked on {day(due[0].on)}.", "If something is wrong now, write to HR today."
        )
