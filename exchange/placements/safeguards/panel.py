"""What the room shows of the safeguards, and whom it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exchange.access import Actor, Permission, allowed
from exchange.placements import checks
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.panels import Panel
from exchange.placements.progress import Step, away, role_at
from exchange.placements.queries import OVER
from exchange.placements.safeguards import declaring, queries, words
from exchange.placements.safeguards.telling import HR_OF
from exchange.placements.safeguards.vetting import by_vetting
from exchange.placements.safeguards.words import STATES, VETTING, Side, VettingState
from exchange.reference import kinds
from exchange.web.look import day

S = PlacementStatus
P = Permission
BETWEEN_YES_AND_END = frozenset({S.AGREED, S.SIGNED, S.ACTIVE, S.ON_LEAVE})
UNDER_WAY = frozenset({S.ACTIVE, S.ON_LEAVE})
RENEWED_AFTER = 12
"""Months, where the rule on interests does not hold and so gives no number."""


@dataclass(frozen=True)
class Line:
    """One thing with its state as a word and a tone."""

    what: str
    state: str
    tone: str
    code: str = ""


def interest_lines(placement: Placement, today: date) -> list[Line]:
    """Who declares, and whether they did: everybody may see that."""
    months = months_of(placement, today)
    return [_interest(placement, one, today, months) for one in declaring.declarers(placement)]


def _interest(placement: Placement, one: declaring.Declarer, today: date, months: int) -> Line:
    if not one.key:
        return Line(one.who, "Once they have decided", "neutral")
    found = declaring.standing(placement, one.key, today, months)
    if found is not None:
        return Line(one.who, f"Declared on {day(found.made_on)}", "good")
    earlier = any(declaration.is_of(one.key) for declaration in placement.declarations)
    return Line(one.who, "To be renewed" if earlier else "Still to declare", "wait")


def months_of(placement: Placement, today: date) -> int:
    """For how many months a declaration counts."""
    for finding in checks.findings(placement, today):
        if finding.rule.id == "R11":
            return finding.rule.values["months"]
    return RENEWED_AFTER


def vetting_lines(placement: Placement, today: date) -> list[Line]:
    """How far each check has come; one of which nobody has spoken is not named as unneeded."""
    said = by_vetting(placement)
    found = []
    for vetting, name in VETTING.items():
        row = said.get(vetting)
        if row is None:
            continue
        state, tone = STATES[row.state]
        if row.has_expired(today):
            state, tone = f"Expired on {day(row.expires_on)}", "bad"
        elif row.expires_on is not None:
            state = f"{state}, until {day(row.expires_on)}"
        code = "" if row.state is VettingState.NOT_NEEDED else vetting.value
        found.append(Line(name, state, tone, code))
    return found


def context(viewer: Actor, placement: Placement, today: date) -> dict[str, Any] | None:
    """What the viewer may see of it."""
    if not kinds.get(placement.kind).needs_hr:
        return None
    running = placement.status not in OVER
    inner = allowed(viewer, P.PLACEMENT_VETTING_SEE, placement)
    months = months_of(placement, today)
    standing = [one for one in placement.conflicts if one.is_open]
    return {
        "words": words,
        "running": running,
        "hr": allowed(viewer, P.PLACEMENT_HR, placement),
        "interests": interest_lines(placement, today),
        "declares": running and declaring.is_asked(placement, viewer, today, months),
        "conflicts": placement.conflicts if inner else [],
        "standing": len(standing),
        "alarm": placement.status in UNDER_WAY and any(not one.is_handled for one in standing),
        "vetting": vetting_lines(placement, today) if inner else [],
        "inner": inner,
        "vets": running and allowed(viewer, P.PLACEMENT_HR_HOST, placement),
        "pension": next((one for one in _found(placement, today) if one.rule.id == "R16"), None),
        "pays": running and allowed(viewer, P.PLACEMENT_HR_HOME, placement),
        "needs": _needs(viewer, placement),
        "inward": checks.is_inward(placement),
        "outward": checks.is_outward(placement),
        "notes": allowed(viewer, P.PLACEMENT_NOTE, placement),
    }


def _found(placement: Placement, today: date) -> list[checks.Finding]:
    return checks.findings(placement, today)


def _needs(viewer: Actor, placement: Placement) -> dict[str, Any] | None:
    """Adjustments: the mover's own, or what is shared with the host."""
    if viewer.person_id == placement.mover_id:
        own, consent = queries.needs_of(viewer), queries.consent(placement)
        shared = consent is not None and consent.shared and own is not None and bool(own.text)
        return {"mine": True, "shared": shared}
    text = queries.shared_needs(viewer, placement)
    return {"mine": False, "text": text} if text else None


def steps(placement: Placement, today: date) -> list[Step]:
    """What is waited for: how a conflict is handled, then pension, vetting and interests."""
    if placement.status in OVER or not kinds.get(placement.kind).needs_hr:
        return []
    found = _about_conflicts(placement)
    if placement.status not in BETWEEN_YES_AND_END:
        return found
    blocked = {one.rule.id for one in checks.findings(placement, today) if one.blocks}
    since = placement.agreed_at or placement.moved_at
    if "R16" in blocked:
        found.append(_hr(placement, Side.HOME, "Record the pension", "pension", since))
    if "R14" in blocked:
        found.append(_hr(placement, Side.HOST, "Record the checks", "vetting", since))
    if "R11" in blocked:
        found += _about_interests(placement, today, since)
    return found


def _about_interests(placement: Placement, today: date, since: datetime) -> list[Step]:
    lacking = declaring.missing(placement, today, months_of(placement, today))
    return [
        Step(
            "Declare interests",
            "; ".join(one.who for one in lacking),
            since,
            "Whoever is away can declare from anywhere, signed in or by their link.",
            path="interests",
            permission=P.PLACEMENT_DECLARE,
            keys=frozenset(one.key for one in lacking),
        )
    ]


def _about_conflicts(placement: Placement) -> list[Step]:
    return [
        _hr(
            placement,
            side,
            "Accept how a matter is handled" if conflict.handling else "Write how it is handled",
            f"conflicts/{conflict.public_id}",
            conflict.created_at,
        )
        for conflict in placement.conflicts
        if conflict.is_open
        for side in conflict.waits_for
    ]


def _hr(placement: Placement, side: Side, what: str, path: str, since: datetime) -> Step:
    board = side is Side.HOME and placement.needs_home_board
    role = Role.HOME_BOARD if board else Role(f"{side.value}_hr")
    where = placement.home_name if side is Side.HOME else placement.host_name
    return Step(
        what,
        role_at(placement, role),
        since,
        away(role_at(placement, role), where),
        path=path,
        permission=HR_OF[side],
    )


PANEL = Panel("safeguards", "Safeguards", "placements/safeguards/panel.html", context, steps)
