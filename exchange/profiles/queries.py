"""Reads of profiles, each for a viewer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotFound
from exchange.organisations.audience import EMPLOYED, works_with
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership, Organisation
from exchange.profiles.models import Direction, Profile, Visibility
from exchange.reference import levels, skills

Row = tuple[Profile, Person]


def visible(viewer: Actor) -> sa.Select[Profile, Person]:
    """The profiles that a viewer may see: own, public, and members' to members.

    A profile that is hidden from its person's employer is not there for anybody who works there.
    """
    shown: list[sa.ColumnElement[bool]] = [Profile.visibility == Visibility.PUBLIC]
    if viewer.organisation_ids:
        shown.append(
            sa.and_(
                Profile.visibility == Visibility.MEMBERS,
                sa.or_(
                    sa.not_(Profile.hidden_from_employer),
                    sa.not_(works_with(viewer, Profile.person_id)),
                ),
            )
        )
    if viewer.person_id is not None:
        shown.append(Profile.person_id == viewer.person_id)
    return (
        sa.select(Profile, Person)
        .join(Person, Person.id == Profile.person_id)
        .where(sa.or_(*shown), Person.deactivated_at.is_(None))
        .options(selectinload(Profile.skills), selectinload(Profile.kinds))
    )


def by_public_id(viewer: Actor, public_id: uuid.UUID) -> Row:
    """A profile and its person; raises NotFound where the viewer may not see it."""
    row = db.session.execute(visible(viewer).where(Profile.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such profile, or it is not shown to you.")
    return row[0], row[1]


def by_ids(viewer: Actor, ids: list[int]) -> list[Row]:
    """Profiles in the order of the ids, without those that the viewer may not see."""
    rows = db.session.execute(visible(viewer).where(Profile.id.in_(ids)))
    found = {row[0].id: (row[0], row[1]) for row in rows}
    return [found[one] for one in ids if one in found]


def own(viewer: Actor) -> Profile | None:
    """The viewer's own profile, if they began one."""
    query = sa.select(Profile).where(Profile.person_id == viewer.person_id)
    return db.session.scalar(query)


def employers(person_id: int, *, asked_too: bool = False) -> list[str]:
    """The names of where a person works; `asked_too`: and of where they only asked to join."""
    statuses = EMPLOYED if asked_too else (MembershipStatus.ACTIVE,)
    query = (
        sa.select(Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id, Membership.status.in_(statuses))
        .order_by(Organisation.name)
    )
    return list(db.session.scalars(query))


def employers_of_each(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """For each person the names of where they work: one statement for all."""
    query = (
        sa.select(Membership.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.person_id.in_(list(person_ids)),
            Membership.status == MembershipStatus.ACTIVE,
        )
        .order_by(Organisation.name)
    )
    found: dict[int, list[str]] = {}
    for person_id, name in db.session.execute(query):
        found.setdefault(person_id, []).append(name)
    return found


def snapshot(person_id: int) -> dict[str, Any]:
    """The profile as it is now, in words, to go with an application; empty without one."""
    profile = db.session.scalar(sa.select(Profile).where(Profile.person_id == person_id))
    if profile is None:
        return {}
    return {
        "headline": profile.headline,
        "about": profile.about,
        "level": levels.get(profile.level).name if profile.level else "",
        "outcode": profile.outcode,
        "remote_ok": profile.remote_ok,
        "days_a_week": profile.days_a_week,
        "available_from": profile.available_from.isoformat() if profile.available_from else "",
        "skills": [
            {
                "name": skills.get(one.skill).name,
                "level": one.level.value,
                "last_used": one.last_used,
            }
            for one in profile.skills
        ],
        "offers": [one.kind for one in profile.kinds if one.direction is Direction.OFFER],
        "seeks": [one.kind for one in profile.kinds if one.direction is Direction.SEEK],
    }
