"""What the room shows of the other half of a swap, and what it waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import Actor, Permission, allowed
from exchange.placements import pairing, together
from exchange.placements.lifecycle import PlacementStatus, missing
from exchange.placements.models import Placement
from exchange.placements.panels import Panel
from exchange.placements.progress import Step

IF_AWAY = "If they are away, ask HR at {} or write to our help page."


def _context(viewer: Actor, placement: Placement, _today: date) -> dict[str, Any] | None:
    if placement.kind != together.SWAP:
        return None
    other = together.other_half(placement)
    found = pairing.live(placement) if other is None else None
    proposed = placement.status is PlacementStatus.PROPOSED
    return {
        "other": other,
        "sees_other": other is not None and allowed(viewer, Permission.PLACEMENT_VIEW, other),
        "pairing": found,
        "may_name": proposed and not other and allowed(viewer, Permission.SWAP_NAME, placement),
        "may_receive": proposed
        and found is not None
        and found.status == "consented"
        and allowed(viewer, Permission.SWAP_RECEIVE, placement),
    }


def _steps(placement: Placement, _today: date) -> list[Step]:
    if placement.kind != together.SWAP or placement.status is not PlacementStatus.PROPOSED:
        return []
    other = together.other_half(placement)
    if other is not None:
        return _of_the_other(placement, other)
    found = pairing.live(placement)
    if found is None:
        who = f"The host manager or HR, {placement.host_name}"
        return [
            Step(
                "Name who comes the other way",
                who,
                placement.moved_at,
                IF_AWAY.format(placement.host_name),
                path="swap",
                permission=Permission.SWAP_NAME,
            )
        ]
    if found.status is pairing.PairingStatus.ASKED:
        who = f"The person named at {placement.host_name}"
        away = IF_AWAY.format(placement.host_name)
        return [Step("Say whether they come the other way", who, found.created_at, away)]
    return _to_receive(placement, found)


def _to_receive(placement: Placement, found: pairing.Pairing) -> list[Step]:
    if placement.sent_home_at is None or found.consented_at is None:
        return []  # home hears of it when the mover sends it, which is waited for already
    return [
        Step(
            "Name who looks after the person who comes",
            f"HR, {placement.home_name}",
            max(found.consented_at, placement.sent_home_at),
            IF_AWAY.format(placement.home_name),
            path="swap/host",
            permission=Permission.SWAP_RECEIVE,
        )
    ]


def _of_the_other(placement: Placement, other: Placement) -> list[Step]:
    if missing(placement):
        return []
    who = f"Those who decide on the way from {other.home_name} to {other.host_name}"
    away = IF_AWAY.format(other.home_name)
    return [Step("Complete the other half of the swap", who, other.moved_at, away)]


PANEL = Panel("swap", "The other half of the swap", "placements/swap_panel.html", _context, _steps)
