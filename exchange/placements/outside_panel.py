"""What the checks wait for from outside, as steps of the room. It shows nothing of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import Actor, Permission
from exchange.placements import checks
from exchange.placements.checks import Finding, Outcome
from exchange.placements.facts import APPROVED, BODIES
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.panels import Panel
from exchange.placements.progress import Step, asked_at, away, role_at

BEFORE_THE_START = frozenset(
    {PlacementStatus.PROPOSED, PlacementStatus.AGREED, PlacementStatus.SIGNED}
)


def steps(placement: Placement, today: date) -> list[Step]:
    """What HR of the host records: approvals of others, and that nationality was checked."""
    if not PLACEMENT.can(placement.status, "record_outside"):
        return []
    found = checks.findings(placement, today)
    lacking = [one for one in found if _waits_outside(one)]
    wanted = [_step(placement, lacking)] if lacking else []
    if placement.status in BEFORE_THE_START and placement.status is not PlacementStatus.PROPOSED:
        wanted += [
            _host_hr(placement, "Check nationality, and note it", "nationality")
            for one in found
            if one.rule.id == "R13" and one.outcome is Outcome.WAITING
        ]
    return wanted


def _waits_outside(finding: Finding) -> bool:
    return finding.blocks and finding.outcome is Outcome.NOT_MET and finding.rule.id in BODIES


def _step(placement: Placement, lacking: list[Finding]) -> Step:
    one = len(lacking) == 1
    name = APPROVED[lacking[0].rule.id]
    what = f"an approval from outside: {name[0].lower()}{name[1:]}"
    return _host_hr(
        placement, f"Record {what if one else f'{len(lacking)} approvals from outside'}", "outside"
    )


def _host_hr(placement: Placement, what: str, path: str) -> Step:
    who = role_at(placement, Role.HOST_HR)
    return Step(
        what,
        who,
        asked_at(placement, None),
        away(who, placement.host_name),
        path=path,
        permission=Permission.PLACEMENT_NOTE_OUTSIDE,
    )


def _shows_nothing(_viewer: Actor, _placement: Placement, _today: date) -> dict[str, Any] | None:
    return None


PANEL = Panel("outside", "From outside", "", _shows_nothing, steps)
