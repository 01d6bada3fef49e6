"""What the checks wait for from outside, as steps of the room. It shows nothing of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import Actor, Permission
from exchange.placements import checks
from exchange.placements.checks import Finding, Outcome
from exchange.placements.facts import BODIES
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.panels import Panel
from exchange.placements.progress import ASK_HR, Step, asked_at, role_at

BEFORE_THE_START = frozenset(
    {PlacementStatus.PROPOSED, PlacementStatus.AGREED, PlacementStatus.SIGNED}
)


def steps(placement: Placement, today: date) -> list[Step]:
    """What HR of the host records: approvals of others, and that nationality was checked."""
    if not PLACEMENT.can(placement.status, "record_outside"):
        return []
    found = checks.findings(placement, today)
    wanted = [_step(placement, one) for one in found if _waits_outside(one)]
    if placement.status in BEFORE_THE_START and placement.status is not PlacementStatus.PROPOSED:
        wanted += [
            _host_hr(placement, "Check nationality, and note it", "nationality")
            for one in found
            if one.rule.id == "R13" and one.outcome is Outcome.WAITING
        ]
    return wanted


def _waits_outside(finding: Finding) -> bool:
    return finding.blocks and finding.outcome is Outcome.NOT_MET and finding.rule.id in BODIES


def _step(placement: Placement, finding: Finding) -> Step:
    name = finding.rule.name
    what = f"Record an approval from outside: {name[0].lower()}{name[1:]}"
    return _host_hr(placement, what, "outside")


def _host_hr(placement: Placement, what: str, path: str) -> Step:
    return Step(
        what,
        role_at(placement, Role.HOST_HR),
        asked_at(placement, None),
        ASK_HR.format(placement.host_name),
        path=path,
        permission=Permission.PLACEMENT_NOTE_OUTSIDE,
    )


def _shows_nothing(_viewer: Actor, _placement: Placement, _today: date) -> dict[str, Any] | None:
    return None


PANEL = Panel("outside", "From outside", "", _shows_nothing, steps)
