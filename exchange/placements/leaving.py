"""Somebody who decides has left: what waited for them is asked of those who are left."""

from __future__ import annotations

import sqlalchemy as sa

from exchange.db import db
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.placements import queries, steps
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement

ROLES = {
    "hr": (Role.HOME_HR, Role.HOST_HR),
    "board": (Role.HOME_BOARD, Role.HOST_BOARD),
}


def ask_who_is_left(organisation_id: int, leaver: str, roles: frozenset[str]) -> None:
    """Tell the others who hold the role, or their verified contact by link; where there is
    neither, our administrators are told. What the leaver approved stands."""
    for held in ROLES.keys() & roles:
        for placement, role in _waiting(organisation_id, held):
            people = organisations.deciders(organisation_id, held, placement.mover_id)
            for person_id in people:
                text = f"{leaver} has left, so {steps.name_of(placement)} waits for your decision."
                path = f"/placements/{placement.public_id}"
                notices.tell(person_id, "decision_wanted", text, path)
            if not people:
                steps.ask(placement, role, again=True)


def _waiting(organisation_id: int, held: str) -> list[tuple[Placement, Role]]:
    """What waits for a decision of that role in that organisation."""
    query = queries.with_parties(sa.select(Placement)).where(
        Placement.status == PlacementStatus.PROPOSED,
        sa.or_(
            Placement.host_organisation_id == organisation_id,
            sa.and_(
                Placement.home_organisation_id == organisation_id,
                Placement.sent_home_at.is_not(None),
            ),
        ),
    )
    found = db.session.scalars(query.order_by(Placement.id)).unique().all()
    return [
        (placement, role)
        for placement in found
        for role in ROLES[held]
        if role in placement.needed
        and not placement.stands(role)
        and getattr(placement, f"{role.side}_organisation_id") == organisation_id
    ]
