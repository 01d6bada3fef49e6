"""Who stands in for whom today: reads of deputies.

Somebody is a deputy while the days run, both still belong to the organisation, and the person
stood in for still holds the role: nobody passes on what they have not.
"""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from exchange import clock
from exchange.access import Actor, Deputised
from exchange.accounts.models import Person
from exchange.db import db
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Deputy, DeputyRole, Membership, Organisation

MOST_MEMBERS = 500
_Absent, _Standing = aliased(Membership), aliased(Membership)
_HOLDS_IT = sa.or_(
    sa.and_(Deputy.role == DeputyRole.HR, _Absent.is_hr),
    sa.and_(Deputy.role == DeputyRole.BOARD, _Absent.is_board),
)


def of_person(person_id: int) -> dict[int, tuple[Deputised, ...]]:
    """By organisation: the roles in which the person stands in for others today."""
    query = (
        sa.select(Deputy.organisation_id, Deputy.role, Deputy.person_id, Person.name)
        .join(Person, Person.id == Deputy.person_id)
        .where(Deputy.deputy_id == person_id, *_in_force())
        .order_by(Deputy.id)
    )
    found: dict[int, list[Deputised]] = defaultdict(list)
    for organisation_id, role, absent_id, name in db.session.execute(query):
        found[organisation_id].append(Deputised(role.value, absent_id, name))
    return {organisation_id: tuple(them) for organisation_id, them in found.items()}


def of_role(organisation_id: int | None, role: str) -> list[tuple[int, int]]:
    """Who stands in today in a role, with the person whom they stand in for."""
    if organisation_id is None or role not in set(DeputyRole):
        return []
    query = (
        sa.select(Deputy.deputy_id, Deputy.person_id)
        .where(
            Deputy.organisation_id == organisation_id,
            Deputy.role == DeputyRole(role),
            *_in_force(),
        )
        .order_by(Deputy.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def decides_at(viewer: Actor) -> list[Organisation]:
    """The organisations for which the viewer names deputies or stands in, by name."""
    ids = viewer.organisations_as("hr", "board", "organisation_admin")
    query = sa.select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    return list(db.session.scalars(query))


def members(organisation: Organisation) -> list[Membership]:
    """Everybody who belongs to an organisation, by name."""
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(
            Membership.organisation_id == organisation.id,
            Membership.status == MembershipStatus.ACTIVE,
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.name, Membership.id)
        .limit(MOST_MEMBERS)
    )
    return list(db.session.scalars(query))


def current(organisation: Organisation) -> list[Deputy]:
    """The deputies of an organisation who stand in now or later, by their first day."""
    query = (
        sa.select(Deputy)
        .options(joinedload(Deputy.person), joinedload(Deputy.deputy))
        .where(
            Deputy.organisation_id == organisation.id,
            Deputy.ended_at.is_(None),
            Deputy.to_on >= clock.today(),
        )
        .order_by(Deputy.from_on, Deputy.id)
    )
    return list(db.session.scalars(query))


def _in_force() -> list[sa.ColumnElement[bool]]:
    """SQL: the deputy stands in today."""
    today = clock.today()
    absent = sa.exists().where(
        _Absent.organisation_id == Deputy.organisation_id,
        _Absent.person_id == Deputy.person_id,
        _Absent.status == MembershipStatus.ACTIVE,
        _HOLDS_IT,
    )
    standing = sa.exists().where(
        _Standing.organisation_id == Deputy.organisation_id,
        _Standing.person_id == Deputy.deputy_id,
        _Standing.status == MembershipStatus.ACTIVE,
    )
    return [
        Deputy.ended_at.is_(None),
        Deputy.from_on <= today,
        Deputy.to_on >= today,
        absent,
        standing,
    ]
