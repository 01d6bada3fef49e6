"""Reads of the cost worksheet, for those who may know what somebody earns."""

from __future__ import annotations

from exchange.access import Actor, Permission, allowed
from exchange.placements.costs import wording
from exchange.placements.costs.figures import Figures
from exchange.placements.models import Placement
from exchange.reference import kinds


def figures(placement: Placement) -> Figures:
    """What the worksheet says, as text that an agreement copies unchanged."""
    return wording.figures(placement)


def has_costs(placement: Placement) -> bool:
    """Whether there is a cost to settle: in the kinds that HR decides on."""
    return kinds.get(placement.kind).needs_hr


def visible_figures(viewer: Actor, placement: Placement) -> Figures | None:
    """The same for a viewer; None where they may not know them."""
    if not has_costs(placement) or not allowed(viewer, Permission.COSTS_SEE, placement):
        return None
    return figures(placement)
