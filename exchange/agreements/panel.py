"""What the room shows of the agreement."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import Actor
from exchange.agreements import queries
from exchange.placements.models import Placement
from exchange.placements.panels import Panel


def _context(viewer: Actor, placement: Placement, _today: date) -> dict[str, Any] | None:
    if not placement.needs_signatures or placement.signed_on_paper:
        return None
    return {"versions": queries.versions(viewer, placement)}


PANEL = Panel("agreement", "Agreement", "agreements/panel.html", _context)
