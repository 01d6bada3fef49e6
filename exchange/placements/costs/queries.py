"""Reads of the cost worksheet, for those who may know what somebody earns."""

from __future__ import annotations

from exchange.access import Actor, Permission, allowed
from exchange.placements.costs import reckoning, wording
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
    return figures(placement) if may_see(viewer, placement) else None


def may_see(viewer: Actor, placement: Placement) -> bool:
    """Whether there are costs, and the viewer may know what somebody earns."""
    return has_costs(placement) and allowed(viewer, Permission.COSTS_SEE, placement)


def in_all(viewer: Actor, placement: Placement) -> str:
    """The total and the VAT in it, for a viewer who decides; empty where they may not know it."""
    worked = reckoning.worked(placement)
    if worked is None or not may_see(viewer, placement):
        return ""
    total, tax = wording.pounds(worked.gross.total), wording.pounds(worked.vat.total)
    return f"{total}, of which VAT {tax}"
