"""Offering the desk that a move leaves empty: the command, and what the room shows of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from exchange import clock
from exchange.access import Actor, Permission, allowed, require
from exchange.db import command
from exchange.errors import IllegalTransition
from exchange.opportunities.models import Opportunity
from exchange.placements import backfill, queries, steps
from exchange.placements.models import Placement
from exchange.placements.panels import Panel


@command
def offer_desk(actor: Actor, placement_id: uuid.UUID, version: int) -> Opportunity:
    """Begin a listing for the desk, once home has agreed to the release; one at a time."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_BACKFILL, placement)
    steps.expect(placement, version)
    steps.move(placement, "offer_desk")
    if not backfill.may_be_offered(placement, clock.today()):
        raise IllegalTransition(
            "The employer has not agreed to the release yet, or a listing offers the desk already.",
            "The placement's page shows which.",
        )
    return backfill.offer(actor, placement)


def _context(viewer: Actor, placement: Placement, today: date) -> dict[str, Any] | None:
    if not allowed(viewer, Permission.PLACEMENT_BACKFILL, placement):
        return None
    found = backfill.listings_for(placement)
    may = placement.status in backfill.EMPTIES and backfill.may_be_offered(placement, today)
    return {"listings": found, "may": may} if found or may else None


PANEL = Panel("backfill", "The empty desk", "placements/backfill_panel.html", _context)
