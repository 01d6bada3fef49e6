"""The HR desk: what waits for the viewer, and the moves out of and into their organisations.

In a small organisation the chief executive reads it, so that no word here takes an HR team for
granted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange import clock
from exchange.access import Actor
from exchange.desk import due, moves, turns
from exchange.desk.due import Due
from exchange.desk.turns import Waits
from exchange.placements import progress, wording
from exchange.placements import queries as placements
from exchange.placements.lifecycle import Role, missing
from exchange.placements.models import Placement
from exchange.placements.progress import Step, asked_at
from exchange.reference import choices

DUES = 3
"""So many dates are shown beside a move."""


@dataclass(frozen=True)
class ToDecide:
    """A placement that waits for the viewer, and what they are to do."""

    placement: Placement
    what: str
    since: datetime


@dataclass(frozen=True)
class Move:
    """A placement as seen from the viewer's organisation."""

    placement: Placement
    direction: str
    """In, Out, or Within: both sides are the viewer's."""
    step: Step | None
    dues: list[Due]

    @property
    def ending(self) -> str:
        """How it ended, in a word or two."""
        return wording.status(self.placement)[0]


def to_decide(viewer: Actor, found: Sequence[Placement]) -> list[ToDecide]:
    """The rows of what waits; the access table has the last word on approvals."""
    waits = turns.on(viewer, found)
    return [_to_decide(viewer, one, waits.get(one.id, [])) for one in found]


def _to_decide(viewer: Actor, placement: Placement, waits: list[Waits]) -> ToDecide:
    roles = placements.open_roles(viewer, placement)
    approves = [f"Decide as {' and '.join(_name(role) for role in roles)}"] if roles else []
    every = dict.fromkeys([*approves, *(one.what for one in waits)])
    asked = [*(asked_at(placement, role) for role in roles), *(one.since for one in waits)]
    return ToDecide(placement, "; ".join(every), min(asked, default=placement.moved_at))


def listed(viewer: Actor, found: Sequence[Placement]) -> list[Move]:
    """The rows of one page of moves, with what falls due on them."""
    dues = due.of(viewer, found)
    return [
        Move(one, direction(viewer, one), next_step(one), dues.get(one.id, [])[:DUES])
        for one in found
    ]


def direction(viewer: Actor, placement: Placement) -> str:
    """In, Out, or Within where both sides are the viewer's."""
    own = moves.own_of(viewer)
    comes, goes = placement.host_organisation_id in own, placement.home_organisation_id in own
    return "Within" if comes and goes else "In" if comes else "Out"


def next_step(placement: Placement) -> Step | None:
    """What is waited for first, in the words that every party reads.

    Where everybody agreed and it is still not agreed a check blocks: lists need not ask which.
    """
    blocking = 0 if missing(placement) else 1
    found = progress.steps(placement, clock.today(), blocking)
    return found[0] if found else None


def _name(role: Role) -> str:
    return choices.get(choices.APPROVALS, role.value).name
