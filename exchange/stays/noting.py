"""What happens during a stay: another manager, a promotion, leave, sickness."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from exchange.access import Actor, Permission, require
from exchange.accounts.models import Person
from exchange.db import because, command, db
from exchange.errors import IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.placements import queries as placements
from exchange.placements import talking, telling
from exchange.placements.models import Placement
from exchange.stays import queries, steps
from exchange.stays.lifecycle import NoteKind
from exchange.stays.models import StayNote

FOR_HR_ONLY = frozenset({NoteKind.SICKNESS})
"""Nobody but the writer and HR of both sides reads the words of these."""

ABSENCES = frozenset({NoteKind.LEAVE, NoteKind.SICKNESS})
"""Somebody is not there; a promotion or another note takes nobody away."""

WORDS = {
    NoteKind.PROMOTION: "A promotion was noted",
    NoteKind.SICKNESS: "An absence was noted",
    NoteKind.LEAVE: "Leave was noted",
    NoteKind.OTHER: "Something was noted",
    NoteKind.OUTSIDE_JOB_ADVICE: "Advice about the new job was asked for",
}


@dataclass(frozen=True)
class Noted:
    """What is to be noted."""

    kind: NoteKind
    since: date
    until: date | None = None
    text: str = ""


@command
def note(actor: Actor, placement_id: uuid.UUID, noted: Noted) -> None:
    """Note a promotion, leave or sickness. Dates and rules stay as they are.

    What this person noted in the same words already is noted: HR is not told of it again.
    """
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.STAY_NOTE, placement)
    steps.need(placement, *queries.STAYS)
    if noted.until is not None and noted.until < noted.since:
        raise Invalid({"until": "This is before the first day. Change one of the two."})
    values = {"placement_id": placement.id, "by_id": actor.person_id, **asdict(noted)}
    if db.session.scalar(sa.select(StayNote.id).filter_by(**values).limit(1)) is not None:
        return
    row = StayNote(**values)
    db.session.add(row)
    text = f"{WORDS[noted.kind]} in the placement of {placement.mover.name}."
    if reaches_the_end(placement, row):
        text += " It lasts until the last day or longer: the placement's page says what to do now."
    steps.tell_hr(placement, "stay_noted", text)


def reaches_the_end(placement: Placement, row: StayNote) -> bool:
    """Whether somebody is away until the last day or longer, so does not come back to the host."""
    last = placement.last_day
    return row.kind in ABSENCES and row.until is not None and row.since <= last <= row.until


@command
def change_manager(
    actor: Actor, placement_id: uuid.UUID, version: int, manager_id: uuid.UUID, reason: str
) -> None:
    """Somebody else at the host looks after the mover. Interests are declared again: R11."""
    placement = steps.read(actor, placement_id, version, Permission.STAY_CHANGE_MANAGER)
    steps.need(placement, *queries.RUNNING)
    if not reason.strip():
        raise Invalid({"reason": "Give a reason. The others read it."})
    others = possible_managers(placement)
    found = next((one for one in others if one.public_id == manager_id), None)
    if found is None:
        raise Invalid({"manager": "Choose somebody who belongs to the host."})
    if placement.decided_by("home", organisations.actor_for(found)):
        raise IllegalTransition(
            f"{found.name} decided for {placement.home_name}, so cannot look after it here.",
            "Choose somebody else. Nobody acts for both sides.",
        )
    before, was = placement.host_manager.name, placement.host_manager_id
    placement.host_manager_id = found.id
    db.session.flush()
    db.session.refresh(placement, ["host_manager"])
    because(reason)
    talking.hand_over(placement, was)
    telling.everybody(
        placement,
        "manager_changed",
        f"{found.name} looks after {placement.mover.name} at {placement.host_name} now, in place"
        f" of {before}. {reason}",
    )
    text = (
        f"You look after {placement.mover.name} now. Declare your interests before you go on, and"
        " read the dates of the check-ins."
    )
    notices.tell(found.id, "declare_interests", text, steps.path_of(placement))


def possible_managers(placement: Placement) -> list[Person]:
    """Who could look after the mover: people of the host, but neither the mover nor who does."""
    return queries.members(
        placement.host_organisation_id, {placement.mover_id, placement.host_manager_id}
    )
