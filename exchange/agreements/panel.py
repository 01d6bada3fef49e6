"""What the room shows of the agreement: where it stands, and its files. Who signs stands above."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import Actor, Permission, allowed
from exchange.agreements import document, queries, reading
from exchange.placements import progress
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus
from exchange.placements.models import Placement
from exchange.placements.panels import Panel
from exchange.placements.progress import Step


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
        "earlier": [(each, queries.state(each, versions[0].number)) for each in versions[1:]]
        if may_read
        else [],
        "waits": waits,
        "may_edit": placement.needs_signatures
        and PLACEMENT.can(placement.status, "issue_agreement")
        and allowed(viewer, Permission.AGREEMENT_EDIT, placement),
        "may_remove_names": viewer.is_administrator and one is not None,
    }


def _waited_for(placement: Placement, _today: date) -> list[Step]:
    """Who has yet to sign a variation."""
    variation = queries.waiting_variation(placement)
    if variation is None:
        return []
    return [
        Step(
            "Sign the variation of the agreement",
            progress.signatory(placement, party),
            variation.created_at,
            "Until all three have signed, the earlier version and its last day govern.",
            path="agreement/sign",
            permission=progress.SIGN[party],
        )
        for party in variation.unsigned
    ]


PANEL = Panel("agreement", "Agreement", "agreements/panel.html", _context, _waited_for)
