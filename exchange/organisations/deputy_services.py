"""Commands about deputies: who decides about moves while somebody is away."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange import clock
from exchange.access import Actor, Permission, allowed, require
from exchange.db import because, command, db, lock
from exchange.errors import IllegalTransition, Invalid, NotFound
from exchange.notices import services as notices
from exchange.organisations import queries
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Deputy, DeputyRole, Membership, Organisation
from exchange.web.look import day

LONGEST_DAYS = 366
"""A deputy for longer than a year is a role, which an administrator verifies."""


@dataclass(frozen=True)
class NewDeputy:
    """Who stands in for whom, as what and when; people are named by their membership."""

    role: DeputyRole
    absent: uuid.UUID
    deputy: uuid.UUID
    from_on: date
    to_on: date
    reason: str = ""


@dataclass(frozen=True)
class Holder:
    """Whose role it is, as the access table asks."""

    organisation_id: int
    person_id: int
    role: str


@command
def name_deputy(actor: Actor, organisation_id: uuid.UUID, new: NewDeputy) -> None:
    """Let a colleague decide in somebody's place for some days; whoever stands in is told.

    Who stands in already for just these days is not named again.
    """
    organisation = queries.by_public_id(organisation_id)
    absent = _member(organisation, new.absent, "absent")
    require(
        actor,
        Permission.DEPUTY_NAME,
        Holder(organisation.id, absent.person_id, new.role.value),
        "Only who holds the role, or the organisation's administrator, names a deputy for it.",
    )
    deputy = _member(organisation, new.deputy, "deputy")
    problems = _problems(absent, deputy, new)
    if problems:
        raise Invalid(problems)
    values = {
        "organisation_id": organisation.id,
        "role": new.role,
        "person_id": absent.person_id,
        "deputy_id": deputy.person_id,
        "from_on": new.from_on,
        "to_on": new.to_on,
    }
    lock(organisation)  # of two at once the later finds the other's
    named = sa.select(Deputy.id).filter_by(**values, ended_at=None)
    if db.session.scalar(named.limit(1)) is not None:
        return
    because(new.reason)
    db.session.add(Deputy(**values, reason=new.reason, named_by_id=actor.person_id))
    what = "HR" if new.role is DeputyRole.HR else "the board"
    text = (
        f"You stand in for {absent.person.name} at {organisation.name} from {day(new.from_on)}"
        f" to {day(new.to_on)}, and decide about moves as {what}."
    )
    notices.tell(deputy.person_id, "deputy_named", text, "/hr")


@command
def end_deputy(actor: Actor, deputy_id: uuid.UUID) -> None:
    """End it before its last day. What the deputy decided stands."""
    deputy = visible(actor, deputy_id)
    require(actor, Permission.DEPUTY_END, deputy)
    if deputy.ended_at is not None or deputy.to_on < clock.today():
        raise IllegalTransition("This has ended already.", "The page shows who stands in now.")
    deputy.ended_at = clock.now()
    text = f"You no longer stand in for {deputy.person.name} at {deputy.organisation.name}."
    notices.tell(deputy.deputy_id, "deputy_ended", text, "/account")


def visible(viewer: Actor, public_id: uuid.UUID) -> Deputy:
    """A deputyship that the viewer may end; raises NotFound for any other."""
    query = sa.select(Deputy).options(
        joinedload(Deputy.person), joinedload(Deputy.deputy), joinedload(Deputy.organisation)
    )
    found = db.session.scalar(query.filter_by(public_id=public_id))
    if found is None or not allowed(viewer, Permission.DEPUTY_END, found):
        raise NotFound("There is no such deputy.")
    return found


def _member(organisation: Organisation, membership_id: uuid.UUID, field: str) -> Membership:
    query = (
        sa.select(Membership)
        .options(joinedload(Membership.person))
        .filter_by(
            public_id=membership_id,
            organisation_id=organisation.id,
            status=MembershipStatus.ACTIVE,
        )
    )
    found = db.session.scalar(query)
    if found is None:
        raise Invalid({field: f"Choose somebody who belongs to {organisation.name}."})
    return found


def _problems(absent: Membership, deputy: Membership, new: NewDeputy) -> dict[str, str]:
    problems = {}
    if new.role.value not in absent.roles:
        problems["absent"] = f"{absent.person.name} does not hold this role."
    if deputy.person_id == absent.person_id:
        problems["deputy"] = "Choose somebody else: nobody stands in for themselves."
    elif new.role.value in deputy.roles:
        problems["deputy"] = f"{deputy.person.name} holds this role already, and can decide."
    if new.from_on < clock.today():
        problems["from_on"] = "The first day must be today or later."
    if new.to_on < new.from_on:
        problems["to_on"] = "The last day must not be before the first."
    elif (new.to_on - new.from_on).days > LONGEST_DAYS:
        problems["to_on"] = "A year at most. For longer, have your administrator give the role."
    return problems
