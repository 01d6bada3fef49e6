"""What was learnt, which skills the host saw, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid
from exchange.placements import queries as placements
from exchange.placements import steps as placing
from exchange.placements.models import Placement
from exchange.reference import kinds, skills
from exchange.stays import queries, schedule, steps
from exchange.stays.lifecycle import ImpactTime
from exchange.stays.models import ConfirmedSkill, Impact, LearningReport
from exchange.web.look import day

MOST_SKILLS = 10
MOST_HOURS = 10_000


@dataclass(frozen=True)
class Learnt:
    """What the mover reports."""

    learnt: str
    brings_back: str


@command
def report(actor: Actor, placement_id: uuid.UUID, learnt: Learnt) -> None:
    """The mover says what was learnt and what they bring back; may be written again."""
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_MOVE, placement)
    steps.need(placement, *queries.STAYS)
    if clock.today() < placement.last_day:
        raise IllegalTransition(
            f"It is asked after {day(placement.last_day)}, the last day.", "Keep notes until then."
        )
    problems = {}
    if not learnt.learnt.strip():
        problems["learnt"] = "Say in a few sentences what you learnt."
    if not learnt.brings_back.strip():
        problems["brings_back"] = "Say in a few sentences what you bring back."
    if problems:
        raise Invalid(problems)
    row = queries.record(placement).report
    if row is None:
        row = LearningReport(placement_id=placement.id, learnt="", brings_back="")
        db.session.add(row)
        text = f"{placement.mover.name} wrote what they learnt at {placement.host_name}."
        placing.tell_parties(placement, "learning_report", text)
    row.learnt, row.brings_back = learnt.learnt, learnt.brings_back


@command
def confirm_skills(actor: Actor, placement_id: uuid.UUID, codes: Collection[str]) -> None:
    """The host's manager says which skills they saw at work; the holder can hide each."""
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.STAY_LOOK_AFTER, placement)
    steps.need(placement, *queries.STAYS)
    known = {one.skill for one in queries.record(placement).skills}
    added = [one.code for one in skills.named(codes) if one.code not in known]
    if not added:
        raise Invalid({"skills": "Choose at least one skill that is not confirmed yet."})
    if len(known) + len(added) > MOST_SKILLS:
        raise Invalid({"skills": f"Confirm up to {MOST_SKILLS} skills in all."})
    for code in dict.fromkeys(added):
        row = ConfirmedSkill(
            placement_id=placement.id,
            person_id=placement.mover_id,
            skill=code,
            confirmed_by_id=actor.person_id,
        )
        db.session.add(row)
    text = (
        f"{placement.host_name} confirmed skills that you used there. They stand on your profile;"
        " you can hide each of them."
    )
    steps.tell_mover(placement, "skills_confirmed", text)


@command
def hide_skill(actor: Actor, skill_id: uuid.UUID, hidden: bool) -> None:
    """The holder hides a confirmed skill, or shows it again."""
    row = queries.confirmed_skill(actor, skill_id)
    require(actor, Permission.PROFILE_EDIT, row)
    row.hidden = hidden


@command
def tell_impact(
    actor: Actor, placement_id: uuid.UUID, time: ImpactTime, hours: int | None, outcome: str
) -> None:
    """The host says what came of it: hours and outcome at the end, then what lasted."""
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_START, placement)
    steps.need(placement, *queries.STAYS)
    is_asked(placement, time)
    problems = {}
    if not outcome.strip():
        problems["outcome"] = "Say in a sentence or two what came of it."
    if time is ImpactTime.END and hours is None:
        problems["hours"] = "Enter the hours, roughly."
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        problems["hours"] = f"Enter hours from 0 to {MOST_HOURS:,}."
    if problems:
        raise Invalid(problems)
    if time in queries.record(placement).impacts:
        raise ChangedMeanwhile("This was answered already.", "The placement's page shows it.")
    row = Impact(
        placement_id=placement.id, time=time, hours=hours, outcome=outcome, by_id=actor.person_id
    )
    db.session.add(row)
    text = f"{placement.host_name} wrote what came of the time of {placement.mover.name}."
    placing.tell_parties(placement, "impact_told", text)


def has_impact(placement: Placement) -> bool:
    """Whether what came of it is asked at all: of stays and of projects."""
    kind = kinds.get(placement.kind)
    return kind.needs_hr or kind.ending == "host_confirms_outcome"


def is_asked(placement: Placement, time: ImpactTime) -> None:
    """Raise IllegalTransition where this is not asked, or not yet."""
    if not has_impact(placement):
        raise IllegalTransition("What came of it is not asked for this kind.")
    due = next(
        one.on
        for one in schedule.afterwards(placement.last_day)
        if one.what is schedule.What.IMPACT and one.time == time
    )
    if clock.today() < due:
        raise IllegalTransition(f"It is asked on {day(due)}.", "Come back on that day.")
