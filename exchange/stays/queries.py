"""Reads of stays: what one placement's stay has on record, and links. Always a fixed number."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange import tokens
from exchange.access import Actor, Permission, allowed
from exchange.accounts import queries as accounts
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotFound
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership
from exchange.placements import queries as placements
from exchange.placements.lifecycle import PlacementStatus
from exchange.placements.models import Placement
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import CheckInTime, ExtensionStatus, ImpactTime, Purpose, Side
from exchange.stays.models import (
    CheckIn,
    ConfirmedSkill,
    Impact,
    LearningReport,
    StayLink,
    StayNote,
)

RUNNING = (PlacementStatus.ACTIVE, PlacementStatus.ON_LEAVE)
ENDED = (PlacementStatus.COMPLETED, PlacementStatus.ENDED_EARLY)
STAYS = (*RUNNING, *ENDED)


@dataclass(frozen=True)
class Record:
    """What was written down in one stay."""

    check_ins: dict[tuple[CheckInTime, Side], CheckIn]
    notes: list[StayNote]
    extensions: list[Extension]
    report: LearningReport | None
    skills: list[ConfirmedSkill]
    impacts: dict[ImpactTime, Impact]

    @property
    def open_extension(self) -> Extension | None:
        """The extension that waits for decisions."""
        return next((one for one in self.extensions if one.status == ExtensionStatus.OPEN), None)


NOTHING = Record({}, [], [], None, [], {})


def record(placement: Placement) -> Record:
    """Everything on record; nothing, and no statement, before the first day was confirmed."""
    return records([placement])[placement.id]


def records(found: Sequence[Placement]) -> dict[int, Record]:
    """What is on record of several stays, by their ids, in a fixed number of statements."""
    ids = [one.id for one in found if one.status in STAYS]
    if not ids:
        return {one.id: NOTHING for one in found}
    check_ins, impacts = _of(CheckIn, ids), _of(Impact, ids)
    notes, extensions = _of(StayNote, ids), _of(Extension, ids)
    reports, skills = _of(LearningReport, ids), _of(ConfirmedSkill, ids)
    return {
        one.id: Record(
            {(row.time, row.side): row for row in check_ins[one.id]},
            notes[one.id],
            extensions[one.id],
            next(iter(reports[one.id]), None),
            skills[one.id],
            {row.time: row for row in impacts[one.id]},
        )
        for one in found
    }


def _of(model: Any, ids: list[int]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    query = sa.select(model).where(model.placement_id.in_(ids)).order_by(model.id)
    for row in db.session.scalars(query):
        rows[row.placement_id].append(row)
    return rows


def to_remind(since: date) -> list[Placement]:
    """The stays that go on, or ended on that day or later: about these something may be due."""
    ended = sa.and_(Placement.status.in_(ENDED), Placement.ended_on >= since)
    query = sa.select(Placement).where(sa.or_(Placement.status.in_(RUNNING), ended))
    return list(db.session.scalars(placements.with_parties(query).order_by(Placement.id)).unique())


def open_extension(placement: Placement) -> Extension | None:
    """The extension of a placement that waits for decisions."""
    query = sa.select(Extension).filter_by(placement_id=placement.id, status=ExtensionStatus.OPEN)
    return db.session.scalar(query)


def extension(viewer: Actor, public_id: uuid.UUID) -> Extension:
    """An extension of a placement that the viewer has a part in; raises NotFound."""
    query = (
        sa.select(Extension)
        .where(Extension.public_id == public_id)
        .options(selectinload(Extension.links))
    )
    found = db.session.scalar(query)
    if found is not None:
        seen = placements.visible(viewer).where(Placement.id == found.placement_id)
        if db.session.scalar(seen) is not None:
            return found
    raise NotFound("There is no such extension.")


def confirmed_skills(person_id: int) -> list[ConfirmedSkill]:
    """The skills of somebody that hosts confirmed, oldest first, those hidden among them."""
    query = (
        sa.select(ConfirmedSkill)
        .filter_by(person_id=person_id)
        .options(
            joinedload(ConfirmedSkill.placement).joinedload(Placement.host_organisation),
            joinedload(ConfirmedSkill.placement).joinedload(Placement.host_manager),
        )
        .order_by(ConfirmedSkill.id)
    )
    return list(db.session.scalars(query))


def confirmed_skill(viewer: Actor, public_id: uuid.UUID) -> ConfirmedSkill:
    """A confirmed skill of the viewer's own; raises NotFound."""
    query = sa.select(ConfirmedSkill).filter_by(public_id=public_id)
    found = db.session.scalar(query)
    if found is None or not allowed(viewer, Permission.PROFILE_EDIT, found):
        raise NotFound("There is no such confirmed skill.")
    return found


def members(organisation_id: int | None, without: set[int]) -> list[Person]:
    """The people who belong to an organisation by name, but for some."""
    query = (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.status == MembershipStatus.ACTIVE,
            Person.deactivated_at.is_(None),
            Person.id.not_in(without),
        )
        .order_by(Person.name, Person.id)
    )
    return list(db.session.scalars(query))


def coming_back_links(placement: Placement) -> list[StayLink]:
    """The links by which the home employer's contact plans the return."""
    query = sa.select(StayLink).filter_by(placement_id=placement.id, purpose=Purpose.COMING_BACK)
    return list(db.session.scalars(query.order_by(StayLink.id)))


@dataclass(frozen=True)
class OpenedLink:
    """A link of this room that somebody opened, and who that is."""

    link: StayLink
    actor: Actor
    state: str
    """open, done, replaced or expired."""
    extension: Extension | None


def open_link(token: str) -> OpenedLink:
    """Look at a link without using it; raises NotFound for an unknown token."""
    query = (
        sa.select(StayLink)
        .filter_by(token_hash=tokens.digest(token))
        .options(joinedload(StayLink.placement))
    )
    link = db.session.scalar(query)
    if link is None:
        raise NotFound("This link is not known here.", "Ask whoever forwarded it for a new one.")
    asked = None
    if link.extension_id is not None:
        asked = db.session.get_one(Extension, link.extension_id)
    return OpenedLink(link, link_actor(link), _state(link, asked), asked)


def link_actor(link: StayLink) -> Actor:
    """The holder of a link. Where the address is somebody's own, it is that person who acts."""
    known = accounts.person_id_by_address(link.email)
    return Actor(
        name=link.name,
        email=link.email,
        link_id=link.id,
        link_key=f"person:{known}" if known else f"address:{link.email}",
        label=f"link:{link.purpose.value}",
    )


def _state(link: StayLink, extension: Extension | None) -> str:
    if link.used_at is not None:
        return "done"
    placement = link.placement
    over = placement.status is PlacementStatus.COMPLETED or (
        placement.status is PlacementStatus.ENDED_EARLY and placement.return_is_settled
    )
    if extension is not None:
        over = extension.status != ExtensionStatus.OPEN or extension.stands(link.role)
    if link.replaced_at is not None or over:
        return "replaced"
    return "expired" if link.is_expired else "open"
