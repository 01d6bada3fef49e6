"""What the room shows of the agreement: where it stands, and its files. Who signs stands above."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import Actor, Permission, allowed
from exchange.agreements import document, queries, reading
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus
from exchange.placements.models import Placement
from exchange.placements.panels import Panel


def _context(viewer: Actor, placement: Placement, _today: date) -> dict[str, Any] | None:
    form = document.form_of(placement)
    if form == "none" or placement.signed_on_paper:
        return None
    may_read = allowed(viewer, Permission.AGREEMENT_VIEW, placement)
    versions = queries.every(placement) if placement.needs_signatures else []
    one = versions[0] if versions else None
    waits = placement.status is PlacementStatus.PROPOSED
    return {
        "is_note": form == "scope_note",
        "title": document.title_of(placement),
        "may_read": may_read,
        "whole": may_read and reading.sees_money(viewer, placement),
        "one": one,
        "state": queries.state(one, one.number) if one else None,
        "terms_changed": one is not None and one.data["terms_version"] != placement.terms_version,
        "earlier": versions[1:] if may_read else [],
        "waits": waits,
        "may_edit": placement.needs_signatures
        and PLACEMENT.can(placement.status, "issue_agreement")
        and allowed(viewer, Permission.AGREEMENT_EDIT, placement),
        "may_remove_names": viewer.is_administrator and one is not None,
    }


PANEL = Panel("agreement", "Agreement", "agreements/panel.html", _context)
