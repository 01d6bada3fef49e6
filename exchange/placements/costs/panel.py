"""What the room shows of the money, and whom it waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import Actor, Permission, allowed
from exchange.placements.costs import queries, reckoning, wording
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.panels import Panel
from exchange.placements.progress import Step, asked_at, away

OPEN = (PlacementStatus.PROPOSED, PlacementStatus.AGREED)


def _context(viewer: Actor, placement: Placement, _today: date) -> dict[str, Any] | None:
    """None for whoever may not know what somebody earns: line managers, posters, administrators."""
    figures = queries.visible_figures(viewer, placement)
    if figures is None:
        return None
    worked = reckoning.worked(placement)
    can = PLACEMENT.can(placement.status, "change_costs")
    return {
        "figures": figures,
        "bars": wording.bearers_in_all(placement, worked) if worked else [],
        "begun": placement.cost_sheet is not None,
        "may_edit": can and allowed(viewer, Permission.COSTS_EDIT, placement),
        "signed": placement.agreement_hash is not None,
        "is_open": placement.status in OPEN,
    }


def _steps(placement: Placement, _today: date) -> list[Step]:
    """One thing at a time: the figures, then what finance says about VAT."""
    wanted = _wanted(placement)
    if not wanted:
        return []
    who = f"HR at {placement.host_name} or at {placement.home_name}"
    return [
        Step(
            wanted,
            who,
            asked_at(placement, Role.HOME_HR),
            away(who, placement.home_name),
            path="costs",
            permission=Permission.AGREEMENT_EDIT,
        )
    ]


def _wanted(placement: Placement) -> str:
    """What is to be done before an agreement can carry the figures; nothing where nobody pays."""
    if not queries.has_costs(placement) or placement.status not in OPEN:
        return ""
    if placement.sent_home_at is None or not reckoning.others_pay(placement):
        return ""
    if reckoning.missing(placement):
        return "Complete the cost worksheet"
    return "" if reckoning.vat_confirmed(placement) else "Have finance confirm how VAT is treated"


PANEL = Panel("money", "Money", "placements/costs/panel.html", _context, _steps)
