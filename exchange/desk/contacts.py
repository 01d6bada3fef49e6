"""Organisations whose decision is waited for where nobody here, nor any contact, can take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from exchange.db import db
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import (
    ContactRole,
    Membership,
    Organisation,
    OrganisationContact,
)
from exchange.organisations.queries import ROLE_COLUMNS
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement

DECIDERS = {
    Role.HOME_HR: ("hr", ContactRole.HR),
    Role.HOST_HR: ("hr", ContactRole.HR),
    Role.HOME_BOARD: ("board", ContactRole.CHAIR),
    Role.HOST_BOARD: ("board", ContactRole.CHAIR),
}
WORDS = {ContactRole.HR: "an HR contact", ContactRole.CHAIR: "the chair of the board"}


@dataclass(frozen=True)
class Wanted:
    """An organisation for which somebody must be verified."""

    organisation: Organisation
    contact: str
    placements: int
    oldest: datetime


def wanted(most: int = 50) -> list[Wanted]:
    """Whom an administrator should verify, the longest wait first: one statement."""
    lacking = sa.union_all(*(_lacking(role) for role in DECIDERS)).subquery()
    since = sa.func.min(lacking.c.since)
    query = (
        sa.select(Organisation, lacking.c.contact, sa.func.count(), since)
        .join(lacking, lacking.c.organisation_id == Organisation.id)
        .group_by(Organisation.id, lacking.c.contact)
        .order_by(since, Organisation.id)
        .limit(most)
    )
    rows = db.session.execute(query)
    return [Wanted(one, WORDS[ContactRole(code)], count, at) for one, code, count, at in rows]


def _lacking(role: Role) -> sa.Select[*tuple[object, ...]]:
    held, contact = DECIDERS[role]
    organisation: sa.ColumnElement[int] = getattr(Placement, f"{role.side}_organisation_id")
    at, terms = getattr(Placement, f"{role.value}_at"), getattr(Placement, f"{role.value}_terms")
    somebody = sa.exists().where(
        Membership.organisation_id == organisation,
        Membership.status == MembershipStatus.ACTIVE,
        Membership.person_id != Placement.mover_id,
        ROLE_COLUMNS[held],
    )
    by_link = sa.exists().where(
        OrganisationContact.organisation_id == organisation,
        OrganisationContact.role == contact,
        OrganisationContact.retired_at.is_(None),
    )
    query = sa.select(
        organisation.label("organisation_id"),
        sa.literal(contact.value).label("contact"),
        Placement.moved_at.label("since"),
    ).where(
        Placement.status == PlacementStatus.PROPOSED,
        getattr(Placement, f"needs_{role.value}"),
        sa.or_(at.is_(None), terms != Placement.terms_version),
        sa.not_(somebody),
        sa.not_(by_link),
    )
    return query.where(Placement.sent_home_at.is_not(None)) if role.side == "home" else query
