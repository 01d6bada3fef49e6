"""The vetting tracker (R14): which checks the post needs, and how far each has come."""

from __future__ import annotations

import uuid
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, Invalid
from exchange.placements import queries
from exchange.placements.models import Placement
from exchange.placements.safeguards.models import VettingCheck
from exchange.placements.safeguards.telling import note, require_running
from exchange.placements.safeguards.words import Vetting, VettingState


@command
def choose_needed(
    actor: Actor, placement_id: uuid.UUID, seen: str, needed: frozenset[Vetting]
) -> None:
    """Host HR says which checks the post needs. What was under way goes on."""
    placement = _read(actor, placement_id, seen)
    known = by_vetting(placement)
    for vetting in Vetting:
        row = known.get(vetting) or _new(placement, vetting)
        if vetting not in needed:
            _set(row, VettingState.NOT_NEEDED, None)
        elif row.state is VettingState.NOT_NEEDED:
            _set(row, VettingState.NEEDED, None)
    db.session.flush()
    note(placement)


@command
def set_state(
    actor: Actor,
    placement_id: uuid.UUID,
    seen: str,
    vetting: Vetting,
    state: VettingState,
    expires_on: date | None,
) -> None:
    """Host HR notes how far one check has come, and until when it counts."""
    placement = _read(actor, placement_id, seen)
    if expires_on is not None and state is not VettingState.CONFIRMED:
        raise Invalid({"expires_on": "Only a check that is confirmed can expire."})
    if expires_on is not None and expires_on < clock.today():
        raise Invalid({"expires_on": "This day has passed. Choose “needed” if it has expired."})
    row = by_vetting(placement).get(vetting) or _new(placement, vetting)
    _set(row, state, expires_on)
    db.session.flush()
    note(placement)


def by_vetting(placement: Placement) -> dict[Vetting, VettingCheck]:
    """What has been said about each check."""
    return {row.vetting: row for row in placement.vetting}


def last_change(placement: Placement) -> str:
    """When the tracker changed last, as the page hands it back."""
    return max((row.changed_at.isoformat() for row in placement.vetting), default="")


def _read(actor: Actor, placement_id: uuid.UUID, seen: str) -> Placement:
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_HR_HOST, placement)
    require_running(placement)
    if seen != last_change(placement):
        raise ChangedMeanwhile
    return placement


def _new(placement: Placement, vetting: Vetting) -> VettingCheck:
    row = VettingCheck(vetting=vetting, state=VettingState.NOT_NEEDED, changed_at=clock.now())
    placement.vetting.append(row)
    return row


def _set(row: VettingCheck, state: VettingState, expires_on: date | None) -> None:
    if (row.state, row.expires_on) != (state, expires_on):
        row.state, row.expires_on, row.changed_at = state, expires_on, clock.now()
