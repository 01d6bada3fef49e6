"""Somebody leaves an organisation: what they look after goes to one successor in the same commit.

Approvals that were given stay, and so does who gave them. Decisions that belong to a role (HR,
board) need no heir: whoever holds the role sees them, and where nobody does an administrator is
shown that a contact is wanted.
"""

from __future__ import annotations

import uuid

from exchange.access import Actor, Permission, require
from exchange.db import because, command, db
from exchange.desk import estate as estates
from exchange.desk.estate import Estate
from exchange.errors import Invalid
from exchange.messages import steps as messages
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.models import Membership
from exchange.placements import leaving, managers
from exchange.web.look import plural


@command
def leave(
    actor: Actor, membership_id: uuid.UUID, successor_id: uuid.UUID | None, reason: str
) -> None:
    """Leave an organisation, naming by membership who takes over; the reason is optional.

    Raises Invalid where live things would be left without an owner.
    """
    membership = organisations.membership_for(actor, membership_id)
    require(actor, Permission.MEMBERSHIP_LEAVE, membership)
    _end(actor, membership, successor_id, reason)


@command
def remove_member(
    actor: Actor, membership_id: uuid.UUID, successor_id: uuid.UUID | None, reason: str
) -> None:
    """End somebody else's membership, naming by membership who takes over; they read the reason."""
    membership = organisations.membership_to_decide(actor, membership_id)
    require(actor, Permission.ORGANISATION_MANAGE, membership)
    if not reason.strip():
        raise Invalid({"reason": "Give a reason. The person reads it."})
    _end(actor, membership, successor_id, reason)
    text = f"You no longer belong to {membership.organisation.name}. {reason}"
    notices.tell(membership.person_id, "membership_ended", text[:400], "/account")


def _end(actor: Actor, membership: Membership, successor_id: uuid.UUID | None, reason: str) -> None:
    because(reason)
    estate = estates.of(membership)
    if not estate.is_empty:
        successor = _successor(actor, membership, successor_id)
        _check(estate, successor)
        _make_poster(actor, membership, successor)
        _give(estate, membership, successor)
    _ask_for_other_managers(membership)
    roles, organisation_id = membership.roles, membership.organisation_id
    joining.end_membership(actor, membership, reason)
    db.session.flush()
    leaving.ask_who_is_left(organisation_id, membership.person.name, roles)


def _successor(actor: Actor, membership: Membership, successor_id: uuid.UUID | None) -> Membership:
    possible = estates.successors(actor, membership)
    found = next((one for one in possible if one.public_id == successor_id), None)
    if found is None:
        raise Invalid({"successor": "Choose who takes over, so that nothing is left without."})
    return found


def _check(estate: Estate, successor: Membership) -> None:
    objection = estates.objection(estate, successor)
    if objection:
        raise Invalid({"successor": f"{objection} Choose somebody else."})


def _make_poster(actor: Actor, leaver: Membership, successor: Membership) -> None:
    """Who takes over may post; `successors` offers others only to those who give roles."""
    if not successor.roles & {"poster", "organisation_admin"}:
        successor.is_poster = True
        successor.how_verified = f"Took over from {leaver.person.name}, named by {actor.name}"[:300]


def _give(estate: Estate, leaver: Membership, successor: Membership) -> None:
    talks = estates.conversations(leaver, estate)
    for listing in estate.listings:
        listing.poster_id = successor.person_id
    for invitation in estate.invitations:
        invitation.inviter_id = successor.person_id
    for placement in estate.placements:
        placement.host_manager_id = successor.person_id
    for talk in talks:
        messages.hand_over(talk, leaver.person_id, successor.person_id)
    _tell_successor(estate, leaver, successor)
    _tell_movers(estate, successor)


def _tell_successor(estate: Estate, leaver: Membership, successor: Membership) -> None:
    text = (
        f"You took over from {leaver.person.name}: {plural(len(estate.listings), 'listing')},"
        f" {plural(len(estate.invitations), 'invitation')} and"
        f" {plural(len(estate.placements), 'placement')}."
    )
    notices.tell(successor.person_id, "took_over", text, "/")


def _tell_movers(estate: Estate, successor: Membership) -> None:
    for placement in estate.placements:
        text = f"{successor.person.name} now looks after your move to {placement.host_name}."
        path = f"/placements/{placement.public_id}"
        notices.tell(placement.mover_id, "host_manager_changed", text, path)


def _ask_for_other_managers(membership: Membership) -> None:
    """Movers who named the leaver as line manager, and still wait, name somebody else."""
    for placement in estates.managed_moves(membership):
        managers.forget(placement)
        text = f"{membership.person.name} has left {placement.home_name}. Name your line manager."
        path = f"/placements/{placement.public_id}"
        notices.tell(placement.mover_id, "manager_left", text, path)
