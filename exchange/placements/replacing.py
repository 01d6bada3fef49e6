"""Somebody else decides or looks after a move: the person who did is away, or has left."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange.access import Actor, Permission, require
from exchange.accounts import queries as accounts
from exchange.accounts.models import Person
from exchange.db import because, command, db
from exchange.errors import IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership
from exchange.placements import managers, queries, steps, talking
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement

MOST_SUCCESSORS = 200


@command
def replace_manager(
    actor: Actor, placement_id: uuid.UUID, version: int, name: str, email: str
) -> None:
    """Home HR names who decides as line manager where the one named is away or has left."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_CONFIRM_MANAGER, placement)
    steps.expect(placement, version)
    if not may_replace_manager(placement):
        raise IllegalTransition("No line manager is waited for here.")
    address = email.strip().lower()
    if address in accounts.own_addresses(actor.person_id or 0):
        raise Invalid({"email": "Name somebody else: you decide as HR."})
    if address == placement.manager_email:
        raise Invalid({"email": "This person is asked already. Name somebody else."})
    steps.move(placement, "replace_manager")
    asked_hr = placement.decision(Role.HOME_HR) is not None
    managers.name(placement, name.strip(), address, whose=placement.mover.name)
    steps.confirm_manager(placement, actor)
    db.session.flush()
    steps.ask(placement, Role.HOME_MANAGER)
    if asked_hr:
        steps.note_asked(placement, Role.HOME_HR)
    text = f"HR named {placement.manager_name} to decide as your line manager, and asked them."
    notices.tell(placement.mover_id, "manager_replaced", text, _path(placement))


def may_replace_manager(placement: Placement) -> bool:
    """Whether a line manager is still to decide."""
    return placement.asks_line_manager and not placement.stands(Role.HOME_MANAGER)


def pass_on(placement: Placement, passing: Actor, name: str, email: str) -> None:
    """The line manager passes the decision to a colleague, whom HR can challenge."""
    if email == placement.manager_email:
        raise Invalid({"email": "This is your own address. Enter your deputy's."})
    steps.move(placement, "pass_on")
    first = placement.manager_instead_of or passing.key
    first_name = placement.manager_instead_of_name or passing.name
    hr_had_decided = placement.decision(Role.HOME_HR) is not None
    managers.name(placement, name, email, whose=placement.mover.name)
    if first != f"person:{accounts.person_id_by_address(email)}":
        placement.manager_instead_of, placement.manager_instead_of_name = first, first_name
    db.session.flush()
    steps.ask(placement, Role.HOME_MANAGER)
    if hr_had_decided:
        steps.ask(placement, Role.HOME_HR)
    text = (
        f"{passing.name} passed the decision as line manager of {placement.mover.name} to {name}."
        " If that is wrong, say so on the page."
    )
    managers.tell_home_hr(placement, "passed_on", text)
    told = f"{passing.name} passed the decision as your line manager to {name}, who was asked."
    notices.tell(placement.mover_id, "passed_on", told, _path(placement))


@command
def hand_over(actor: Actor, placement_id: uuid.UUID, version: int, to: uuid.UUID) -> None:
    """Somebody else at the host looks after the mover, named by membership; and is asked to decide
    where the one before had not."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_HAND_OVER, placement)
    steps.expect(placement, version)
    steps.move(placement, "hand_over")
    successor = next((one for one in successors(placement) if one.public_id == to), None)
    if successor is None:
        raise Invalid({"to": "Choose somebody from the list."})
    if stands_at_home(successor.person, placement):
        raise Invalid({"to": f"{successor.person.name} decides for the home employer."})
    before = placement.host_manager_id
    because(f"handed over to {successor.person.name}")
    placement.host_manager_id = successor.person_id
    db.session.flush()
    talking.hand_over(placement, before)
    text = f"{successor.person.name} now looks after the move to {placement.host_name}."
    for person_id in (placement.mover_id, before):
        notices.tell(person_id, "host_manager_changed", text, _path(placement))
    if Role.HOST_MANAGER in placement.needed and not placement.stands(Role.HOST_MANAGER):
        steps.ask(placement, Role.HOST_MANAGER)
        return
    text = f"You now look after the move of {placement.mover.name}."
    notices.tell(successor.person_id, "took_over", text, _path(placement))


def successors(placement: Placement) -> list[Membership]:
    """The members of the host who could look after the mover, by name."""
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(joinedload(Membership.person))
        .where(
            Membership.organisation_id == placement.host_organisation_id,
            Membership.status == MembershipStatus.ACTIVE,
            Membership.person_id.not_in((placement.mover_id, placement.host_manager_id)),
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.name, Membership.id)
        .limit(MOST_SUCCESSORS)
    )
    return list(db.session.scalars(query))


def stands_at_home(person: Person, placement: Placement) -> bool:
    """Whether that person decided, or was named to decide, for the other side."""
    if placement.decided_by("home", Actor(person_id=person.id, email=person.email)):
        return True
    return placement.manager_email in accounts.own_addresses(person.id)


def _path(placement: Placement) -> str:
    return f"/placements/{placement.public_id}"
