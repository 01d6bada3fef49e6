"""Conflicts between the two organisations (R12): declared by one HR, handled as both accept."""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.placements import queries, steps
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.placements.safeguards.models import OrganisationConflict
from exchange.placements.safeguards.telling import (
    hr_side,
    note,
    require_running,
    tell,
    tell_hr,
)
from exchange.placements.safeguards.words import Matter, Side

ACCEPTING = frozenset({Role.HOME_HR, Role.HOME_BOARD, Role.HOST_HR})
"""Who speaks for a side about what stands between the organisations."""


@command
def declare_conflict(
    actor: Actor, placement_id: uuid.UUID, matter: Matter, done_by: Side, details: str
) -> None:
    """HR of either side says what stands between the two organisations, also mid-placement.

    What their side declared in the same words already, and is not over, is declared.
    """
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_HR, placement)
    require_running(placement)
    if not details.strip():
        raise Invalid({"details": "Say what it is in a sentence or two."})
    side = hr_side(actor, placement)
    db.session.refresh(placement, ["conflicts"])  # another may have come before the lock
    said = (matter, done_by, details, side)
    if said in {
        (one.matter, one.done_by, one.details, one.declared_for)
        for one in placement.conflicts
        if one.is_open
    }:
        return
    placement.conflicts.append(
        OrganisationConflict(
            matter=matter,
            done_by=done_by,
            details=details,
            declared_for=side,
            declared_by=actor.key,
        )
    )
    db.session.flush()
    note(placement)
    text = (
        f"HR declared a matter between {placement.home_name} and {placement.host_name}. Agree now"
        " what the person stands aside from, and how it is handled."
    )
    tell_hr(placement, "conflict_declared", text, but=actor)


@command
def write_handling(
    actor: Actor,
    placement_id: uuid.UUID,
    conflict_id: uuid.UUID,
    version: int,
    stand_aside: str,
    handling: str,
) -> None:
    """HR of one side writes how it is handled, and so accepts it; the other side is asked.

    A change voids what was accepted before.
    """
    placement, conflict, side = _read(actor, placement_id, conflict_id, version)
    problems = {}
    if not stand_aside.strip():
        problems["stand_aside"] = "List what the person stands aside from."
    if not handling.strip():
        problems["handling"] = "Say how it is handled, and who sees to it."
    if problems:
        raise Invalid(problems)
    if (stand_aside, handling) != (conflict.stand_aside, conflict.handling):
        conflict.void()
        db.session.flush()
        conflict.stand_aside, conflict.handling = stand_aside, handling
        conflict.handling_version += 1
    _accept(actor, conflict, side)
    _settle(actor, placement, conflict)
    note(placement)


@command
def accept_handling(
    actor: Actor, placement_id: uuid.UUID, conflict_id: uuid.UUID, version: int
) -> None:
    """HR of the other side accepts the handling that they saw."""
    placement, conflict, side = _read(actor, placement_id, conflict_id, version)
    if not conflict.handling:
        raise IllegalTransition("Nobody has written how it is handled yet.", "Write it yourself.")
    if conflict.accepted_at(side) is not None:
        raise ChangedMeanwhile("Your side has accepted this already.", "The page shows when.")
    _accept(actor, conflict, side)
    _settle(actor, placement, conflict)
    note(placement)


@command
def close_conflict(
    actor: Actor, placement_id: uuid.UUID, conflict_id: uuid.UUID, version: int, reason: str
) -> None:
    """The side that declared it says that it is over, with the reason."""
    placement, conflict, side = _read(actor, placement_id, conflict_id, version)
    if side is not conflict.declared_for:
        raise NotAllowed(
            "Only the side that declared this can say that it is over.", "Ask HR over there."
        )
    if not reason.strip():
        raise Invalid({"reason": "Say why it is over. HR of the other side reads it."})
    conflict.closed_on, conflict.closed_by = clock.today(), actor.key
    conflict.closed_reason = reason
    because(reason)
    db.session.flush()
    tell_hr(placement, "conflict_closed", "A matter between the organisations is over.", but=actor)
    steps.advance(placement)
    note(placement)


def handling_seen(placement: Placement) -> str:
    """Which handlings a page showed, so that nobody accepts what was written meanwhile."""
    return ",".join(
        f"{one.public_id}:{one.handling_version}"
        for one in placement.conflicts
        if one.is_open and one.handling
    )


def accept_with_decision(placement: Placement, side: Side, actor: Actor, seen: str) -> None:
    """HR without an account accepts, with the decision, the handlings that their page showed."""
    if seen != handling_seen(placement):
        raise Invalid({"handling": "How a matter is handled changed meanwhile. Read it again."})
    for conflict in placement.conflicts:
        if conflict.is_open and conflict.handling and conflict.accepted_at(side) is None:
            _accept(actor, conflict, side)


def _read(
    actor: Actor, placement_id: uuid.UUID, conflict_id: uuid.UUID, version: int
) -> tuple[Placement, OrganisationConflict, Side]:
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_HR, placement)
    require_running(placement)
    conflict = find(placement, conflict_id)
    if conflict.version != version:
        raise ChangedMeanwhile
    if not conflict.is_open:
        raise IllegalTransition("This matter is over.", "Declare it again if it came back.")
    return placement, conflict, hr_side(actor, placement)


def find(placement: Placement, conflict_id: uuid.UUID) -> OrganisationConflict:
    """A conflict of this placement; raises NotFound."""
    for conflict in placement.conflicts:
        if conflict.public_id == conflict_id:
            return conflict
    raise NotFound("There is no such matter here.")


def _accept(actor: Actor, conflict: OrganisationConflict, side: Side) -> None:
    across = getattr(conflict, f"{side.other.value}_accepted_by")
    if across in {actor.key, f"address:{actor.email}"}:
        raise NotAllowed(
            "You accepted this for the other side, so that somebody else must for this one.",
            "Ask a colleague in HR.",
        )
    conflict.accept(side, actor.key)
    db.session.flush()


def _settle(actor: Actor, placement: Placement, conflict: OrganisationConflict) -> None:
    """Ask the other side; once both have accepted, tell those who must keep to it."""
    if conflict.waits_for:
        text = "How a matter between the organisations is handled waits for your side to accept."
        tell_hr(placement, "handling_wanted", text, *conflict.waits_for, but=actor)
        return
    text = "Both HRs accepted how a matter between the organisations is handled. Read it."
    for person_id in (placement.mover_id, placement.host_manager_id):
        tell(placement, person_id, "handling_accepted", text)
    steps.advance(placement)
