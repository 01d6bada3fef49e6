"""Making the other half of a swap: the host names who, that person agrees, home says who is there.

Only then the second placement begins, on the same dates; from there on both go the same way.
"""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db, lock
from exchange.errors import IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.placements import pairing, queries, steps, talking, together
from exchange.placements.approvals import needed
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.pairing import Pairing
from exchange.reference import kinds

COPIED = (
    "starts_on",
    "ends_on",
    "days_a_week",
    "hours",
    "cost_home",
    "cost_host",
    "cost_funder",
)
"""Terms that the second half takes from the first; both sides agree to them, or change them."""


@command
def name_partner(actor: Actor, placement_id: uuid.UUID, version: int, email: str) -> Pairing:
    """The host names a colleague who would come the other way, and asks that person first.
    Whoever is asked already is not asked again."""
    placement = _open(actor, placement_id, version, Permission.SWAP_NAME)
    person_id = organisations.member_by_email(placement.host_organisation_id, email)
    problem = _who_comes_problem(placement, person_id)
    if person_id is None or problem:
        raise Invalid({"email": problem})
    before = pairing.live(placement)
    if before is not None and before.mover_id == person_id:
        return before
    if before is not None:
        before.move("replace")
        db.session.flush()
    asked = Pairing(placement_id=placement.id, mover_id=person_id, named_by_id=actor.person_id)
    db.session.add(asked)
    db.session.flush()
    text = (
        f"{placement.host_name} asks whether you would go to {placement.home_name} in a swap."
        " Nobody there hears your name unless you say yes."
    )
    notices.tell(person_id, "swap_asked", text, f"/swaps/{asked.public_id}")
    return asked


@command
def answer_swap(actor: Actor, pairing_id: uuid.UUID, version: int, agrees: bool) -> None:
    """The person named would come the other way, or would not. No reason is asked for."""
    found = pairing.for_mover(actor, pairing_id)
    require(actor, Permission.SWAP_ANSWER, found)
    lock(found.placement)
    lock(found)
    if found.version != version:
        raise IllegalTransition("You were asked again meanwhile.", "Open the newest notice.")
    still_wanted(found.placement)
    found.move("consent" if agrees else "decline")
    placement = found.placement
    if agrees:
        found.consented_at = clock.now()
        for person_id in _home_hr(placement):
            text = f"Name who looks after the person who comes from {placement.host_name}."
            notices.tell(person_id, "swap_consented", text, _room(placement))
    answer = "would go" if agrees else "does not want to go; name somebody else"
    text = f"{actor.name} {answer}: the swap with {placement.home_name}."
    notices.tell(found.named_by_id, "swap_answered", text, _room(placement))


@command
def receive_partner(actor: Actor, placement_id: uuid.UUID, version: int, email: str) -> Placement:
    """Home's HR names who looks after the person who comes; with that the other half begins."""
    placement = _open(actor, placement_id, version, Permission.SWAP_RECEIVE)
    found = who_consented(placement)
    manager_id = organisations.member_by_email(placement.home_organisation_id, email)
    if manager_id is None:
        raise Invalid({"email": "Nobody with this address belongs to your organisation here."})
    if manager_id in {placement.mover_id, found.mover_id}:
        raise Invalid({"email": "This person moves in the swap. Name somebody who stays."})
    found.move("make")
    return _make(placement, found, manager_id)


def who_consented(placement: Placement) -> Pairing:
    """Who agreed to come the other way; raises IllegalTransition while nobody has."""
    found = pairing.live(placement)
    if found is None or found.status is not pairing.PairingStatus.CONSENTED:
        raise IllegalTransition(
            "Nobody has agreed to come the other way yet.",
            f"{placement.host_name} names somebody first; the placement's page says how far it is.",
        )
    return found


def is_wanted(placement: Placement) -> bool:
    """Whether this is half a swap that still looks for its other half."""
    return placement.status is PlacementStatus.PROPOSED and together.is_alone(placement)


def still_wanted(placement: Placement) -> None:
    """Raise IllegalTransition unless it does."""
    if not is_wanted(placement):
        raise IllegalTransition(
            "This swap does not look for somebody to come the other way now.",
            "Its page says how it stands.",
        )


def _make(first: Placement, found: Pairing, manager_id: int) -> Placement:
    kind = kinds.get(together.SWAP)
    second = Placement(
        opportunity=first.opportunity,
        kind=kind.code,
        mover_id=found.mover_id,
        mover_key=f"person:{found.mover_id}",
        host_organisation_id=first.home_organisation_id,
        host_manager_id=manager_id,
        home_organisation_id=first.host_organisation_id,
        partner_id=first.id,
        needs_signatures=kind.is_signed,
        **{name: getattr(first, name) for name in COPIED},
    )
    leads = organisations.is_chief_executive(found.mover_id, first.host_organisation_id)
    for role in needed(kind, has_home=True, leads_home=leads):
        setattr(second, f"needs_{role.value}", True)
    db.session.add(second)
    db.session.flush()
    first.partner_id = second.id
    talking.open_about(second, f"Swap with {first.home_name}")
    steps.tell_parties(second, "proposed", "The other half of a swap is proposed.")
    steps.tell_parties(first, "paired", "The other half of the swap has begun.")
    steps.ask_host(second)
    return second


def _open(actor: Actor, placement_id: uuid.UUID, version: int, permission: Permission) -> Placement:
    placement = queries.for_change(actor, placement_id)
    require(actor, permission, placement)
    steps.expect(placement, version)
    still_wanted(placement)
    return placement


def _who_comes_problem(placement: Placement, person_id: int | None) -> str:
    if person_id is None:
        return "Nobody with this address belongs to your organisation here."
    if person_id == placement.host_manager_id:
        return "This person looks after who comes to you. Name somebody else."
    decided = {getattr(placement, f"{role.value}_by") for role in Role}
    if f"person:{person_id}" in decided:
        return "This person decided about this placement. Name somebody who did not."
    return ""


def _home_hr(placement: Placement) -> list[int]:
    if placement.sent_home_at is None:
        return []
    found = organisations.holders(placement.home_organisation_id, "hr")
    return [one for one in found if one != placement.mover_id]


def _room(placement: Placement) -> str:
    return f"/placements/{placement.public_id}"
