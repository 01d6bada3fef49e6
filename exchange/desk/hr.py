"""The HR desk: what waits for the viewer, and the moves out of and into their organisations.

In a small organisation the chief executive reads it, so that no word here takes an HR team for
granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.placements import checks, progress
from exchange.placements import queries as placements
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.progress import Step, asked_at
from exchange.reference import choices

ENDED = {
    PlacementStatus.COMPLETED: "Completed",
    PlacementStatus.ENDED_EARLY: "Ended early",
    PlacementStatus.REFUSED: "Refused",
    PlacementStatus.WITHDRAWN: "Withdrawn",
    PlacementStatus.DID_NOT_START: "Did not start",
}


@dataclass(frozen=True)
class ToDecide:
    """A placement that waits for the viewer, and as what they decide."""

    placement: Placement
    roles: list[str]
    since: datetime


@dataclass(frozen=True)
class Move:
    """A placement as seen from the viewer's organisation."""

    placement: Placement
    direction: str
    """In, out, or within: both sides are the viewer's."""
    step: Step | None

    @property
    def ending(self) -> str:
        """How it ended, in a word or two."""
        return ENDED.get(self.placement.status, "")


def to_decide(viewer: Actor, placement: Placement) -> ToDecide:
    """One row of what waits; the access table has the last word on the roles."""
    roles = placements.open_roles(viewer, placement)
    since = min((asked_at(placement, role) for role in roles), default=placement.moved_at)
    return ToDecide(placement, [_name(role) for role in roles], since)


def moves(viewer: Actor, *, over: bool) -> sa.Select[Placement]:
    """Moves that are under way, the longest wait first; or over, the latest first."""
    query = placements.of_my_organisations(viewer, over=over)
    if over:
        return query.order_by(None).order_by(Placement.moved_at.desc(), Placement.id.desc())
    return query


def move(viewer: Actor, placement: Placement) -> Move:
    """One row of the moves."""
    own = viewer.organisations_as("hr", "board", "organisation_admin")
    comes, goes = placement.host_organisation_id in own, placement.home_organisation_id in own
    direction = "Within" if comes and goes else "In" if comes else "Out"
    return Move(placement, direction, next_step(placement))


def next_step(placement: Placement) -> Step | None:
    """What is waited for first, in the words that every party reads."""
    today = clock.today()
    found = progress.steps(placement, today, len(checks.blocking(placement, today)))
    return found[0] if found else None


def _name(role: Role) -> str:
    return choices.get(choices.APPROVALS, role.value).name
