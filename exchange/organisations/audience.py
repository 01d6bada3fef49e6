"""Who asks, in the keys that search and lists compare; and who works with whom, in SQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from exchange.access import Actor
from exchange.db import db
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership

EVERYBODY = "public"
MEMBERS = "member"
EMPLOYED = (MembershipStatus.ACTIVE, MembershipStatus.ASKED)
"""Somebody who only asked to join works there all the same, so is hidden from it too."""


def keys_of(viewer: Actor) -> frozenset[str]:
    """The keys that a viewer holds: everybody, member, and each organisation."""
    own = {organisation_key(one) for one in viewer.organisation_ids}
    return frozenset({EVERYBODY, *([MEMBERS] if own else []), *own})


def organisation_key(organisation_id: int) -> str:
    """The key of everybody who works somewhere."""
    return f"organisation:{organisation_id}"


def employer_keys(person_ids: list[int]) -> dict[int, frozenset[str]]:
    """For each person the keys of where they work, to hide things from there."""
    query = sa.select(Membership.person_id, Membership.organisation_id).where(
        Membership.person_id.in_(person_ids), Membership.status.in_(EMPLOYED)
    )
    found: dict[int, set[str]] = {}
    for person_id, organisation_id in db.session.execute(query):
        found.setdefault(person_id, set()).add(organisation_key(organisation_id))
    return {person_id: frozenset(keys) for person_id, keys in found.items()}


def works_with(viewer: Actor, person_id: Any) -> sa.ColumnElement[bool]:
    """SQL: the person of that column works where the viewer does."""
    return sa.exists().where(
        Membership.person_id == person_id,
        Membership.status.in_(EMPLOYED),
        Membership.organisation_id.in_(viewer.organisation_ids),
    )
