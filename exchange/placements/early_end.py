"""Ending a placement before its last day: as what, with how much notice. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from exchange.access import Actor
from exchange.placements.ending import Capacity
from exchange.placements.models import Placement
from exchange.reference import kinds
from exchange.web.look import day

NOTICE = timedelta(weeks=4)
"""What our model agreement asks of each party; our own policy, as of 2026-11."""

AS = {
    Capacity.MOVER: "The person who moves",
    Capacity.HOST_MANAGER: "Manager at the host",
    Capacity.HOST_HR: "HR at the host",
    Capacity.HOME_HR: "HR at home",
    Capacity.HOME_MANAGER: "Line manager at home",
}


@dataclass(frozen=True)
class Notice:
    """When it ends, and as what somebody says so."""

    last_day: date | None = None
    """None: today, since both sides agree or there are grounds to end at once."""
    capacity: Capacity | None = None
    """May be left out where the person has only one."""
    both_agree: bool = False
    """That both sides agree to less notice than the agreement asks."""


AT_ONCE = Notice()


def capacities(actor: Actor, placement: Placement) -> list[Capacity]:
    """As what the actor may end it: nobody speaks for a side while being the one who moves."""
    if actor.person_id == placement.mover_id:
        return [Capacity.MOVER]
    held = {
        Capacity.HOST_MANAGER: actor.person_id == placement.host_manager_id,
        Capacity.HOST_HR: actor.has_role(placement.host_organisation_id, "hr"),
        Capacity.HOME_HR: actor.has_role(placement.home_organisation_id, "hr"),
        Capacity.HOME_MANAGER: bool(actor.email) and actor.email == placement.manager_email,
    }
    return [capacity for capacity, holds in held.items() if holds]


def earliest(placement: Placement, today: date) -> date:
    """The first last day that keeps the notice; without an agreement there is none to keep."""
    return today + NOTICE if kinds.get(placement.kind).needs_hr else today


def why_it_stands(placement: Placement, today: date) -> tuple[str, str] | None:
    """Why a notice cannot be taken back any more, and what to do; None while it can."""
    last, given = placement.ends_early_on, placement.early_end_given_at
    if last is None or given is None:
        return "No notice was given here.", "Its page shows the last day."
    if today >= last:
        return "It ends today or has ended, as the notice said.", "Propose a new placement instead."
    settled = placement.return_confirmed_at
    if settled is not None and settled >= given:
        return (
            f"{placement.home_name} has planned the return since notice was given.",
            f"So the notice stands. Talk with HR at {placement.home_name}: what comes after"
            f" {day(last)} can be a new placement.",
        )
    return None


def problem(placement: Placement, notice: Notice, today: date) -> dict[str, str]:
    """What is wrong with the last day, by field."""
    last = notice.last_day
    if last is None:
        return {}
    if last <= today:
        return {"last_day": "Enter a day that is still to come, or choose today above."}
    if last >= placement.ends_on:
        return {"last_day": f"It ends on {day(placement.ends_on)} in any case. Enter a day before."}
    first = earliest(placement, today)
    if last < first and not notice.both_agree:
        weeks = NOTICE.days // 7
        return {
            "last_day": f"The notice is {weeks} weeks, so {day(first)} at the earliest. If both"
            " sides agree to less, tick that below."
        }
    return {}
