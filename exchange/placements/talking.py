"""The conversation of a placement: every party who has an account, and nobody before their time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange.access import Actor, Permission, require
from exchange.accounts.models import Person
from exchange.db import command, db
from exchange.messages import queries as messages
from exchange.messages import reading
from exchange.messages import steps as talk
from exchange.messages.models import Conversation
from exchange.organisations import queries as organisations
from exchange.placements import queries
from exchange.placements.models import Placement

KIND = "placement"
A_FEW = 3


@dataclass(frozen=True)
class Talk:
    """The conversation as the room shows it to one of the parties."""

    conversation: Conversation | None
    """None where the viewer does not take part in it yet."""
    lines: list[reading.Line]
    may_join: bool


@dataclass(frozen=True)
class _Those:
    participant_ids: frozenset[int]


def open_about(placement: Placement, title: str) -> None:
    """A step: the conversation begins with the placement."""
    path = f"/placements/{placement.public_id}"
    talk.open_about(KIND, placement.public_id, title, path, people(placement))


def follow(placement: Placement) -> None:
    """A step: the parties are others now, so are those in the conversation."""
    found = _of(placement)
    if found is not None:
        talk.follow(found)


def hand_over(placement: Placement, before: int) -> None:
    """A step: whoever looks after the mover now reads what the one before could read."""
    found = _of(placement)
    if found is not None:
        talk.hand_over(found, before, placement.host_manager_id)
        talk.follow(found)


@command
def join(actor: Actor, placement_id: uuid.UUID) -> Conversation | None:
    """A party who came later takes part from now on, without waiting for somebody to write."""
    placement = queries.by_public_id(actor, placement_id)
    require(actor, Permission.CONVERSATION_TAKE_PART, _Those(frozenset(people(placement))))
    follow(placement)
    return _of(placement)


def shown(viewer: Actor, placement: Placement) -> Talk:
    """What the room shows of it."""
    found = messages.about(viewer, KIND, placement.public_id)
    if found is None:
        return Talk(None, [], viewer.person_id in people(placement))
    return Talk(found, reading.lines(viewer, found, A_FEW), may_join=False)


def roster(subject_id: uuid.UUID, _asker_id: int | None) -> dict[int, str] | None:
    """Who takes part in the conversation about a placement now."""
    query = sa.select(Placement).where(Placement.public_id == subject_id)
    found = db.session.scalar(
        query.options(
            joinedload(Placement.host_organisation), joinedload(Placement.home_organisation)
        )
    )
    return people(found) if found is not None else None


def people(placement: Placement) -> dict[int, str]:
    """The parties who have an account, and for whom each speaks. Home has none before the mover
    pressed "Send to my manager"."""
    host, home = placement.host_name, placement.home_name
    host_name = host if placement.host_organisation is not None else ""
    found = {placement.mover_id: "", placement.host_manager_id: host_name}
    sides = [(placement.host_organisation_id, host)]
    if placement.sent_home_at is not None:
        manager = _with_address(placement.manager_email)
        if manager is not None:
            found.setdefault(manager, f"line manager, {home}")
        sides.append((placement.home_organisation_id, home))
    for organisation_id, name in sides:
        for one in organisations.deciders(organisation_id, "hr", placement.mover_id):
            found.setdefault(one, f"HR, {name}")
    return found


def _of(placement: Placement) -> Conversation | None:
    query = sa.select(Conversation).filter_by(subject_kind=KIND, subject_id=placement.public_id)
    return db.session.scalar(query)


def _with_address(address: str) -> int | None:
    """Whose confirmed address this is today: an old or unproven one lets nobody in."""
    query = sa.select(Person.id).where(
        Person.email == address, Person.confirmed_at.is_not(None), Person.deactivated_at.is_(None)
    )
    return db.session.scalar(query)
