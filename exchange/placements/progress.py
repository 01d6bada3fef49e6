"""What happens next, who owns it and since when: the same words for every party. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from exchange.placements.lifecycle import PlacementStatus, Role, missing
from exchange.placements.models import Placement
from exchange.reference import choices, kinds


@dataclass(frozen=True)
class Step:
    """One thing that is waited for."""

    what: str
    who: str
    """By role and organisation, never by a name that only some parties may know."""
    since: datetime
    if_away: str


ASK_HR = "If they are away, ask HR at {} or write to our help page."


def steps(placement: Placement, today: date, blocking: int) -> list[Step]:
    """What is waited for now; an empty list when the placement is over."""
    status = placement.status
    if status is PlacementStatus.PROPOSED:
        return _proposed(placement, blocking)
    if status is PlacementStatus.AGREED:
        return [_agreed(placement, today)]
    if status is PlacementStatus.ACTIVE:
        return [_active(placement, today)]
    if status is PlacementStatus.ON_LEAVE:
        return [_step(placement, "Note the return from leave", _host_manager(placement))]
    return []


def role_at(placement: Placement, role: Role) -> str:
    """An approver by role and organisation."""
    where = placement.home_name if role.side == "home" else placement.host_name
    return f"{choices.get(choices.APPROVALS, role.value).name}, {where}"


def _proposed(placement: Placement, blocking: int) -> list[Step]:
    found = []
    lacking = missing(placement)
    home_waits = any(role.side == "home" for role in lacking)
    if home_waits and placement.sent_home_at is None:
        found.append(_step(placement, "Send the placement to the employer", "The person who moves"))
    for role in lacking:
        if role.side == "home" and placement.sent_home_at is None:
            continue
        found.append(_step(placement, _what(placement, role), role_at(placement, role)))
    if not lacking and blocking:
        who = "The person who moves, with HR of both sides"
        found.append(_step(placement, "Complete the checks that still block", who))
    return found


def _what(placement: Placement, role: Role) -> str:
    unconfirmed = Role.HOME_MANAGER in placement.needed and placement.manager_confirmed_at is None
    if role is Role.HOME_HR and unconfirmed:
        return "Confirm who the line manager is, and decide"
    return "Decide about this placement"


def _agreed(placement: Placement, today: date) -> Step:
    ending = kinds.get(placement.kind).ending
    if ending == "either_records":
        who = "Either of the two people"
        return _step(placement, "Record afterwards whether it took place", who)
    when = "" if today >= placement.starts_on else f" on or after {_day(placement.starts_on)}"
    return _step(placement, f"Confirm that the person has started{when}", _host_manager(placement))


def _active(placement: Placement, today: date) -> Step:
    ending = kinds.get(placement.kind).ending
    when = "" if today >= placement.ends_on else f" when it ends on {_day(placement.ends_on)}"
    if ending == "home_hr_confirms":
        return _step(placement, f"Confirm what follows{when}", role_at(placement, Role.HOME_HR))
    return _step(placement, f"Confirm the outcome{when}", _host_manager(placement))


def _host_manager(placement: Placement) -> str:
    return role_at(placement, Role.HOST_MANAGER)


def _step(placement: Placement, what: str, who: str) -> Step:
    where = placement.home_name if placement.home_name in who else placement.host_name
    return Step(what, who, placement.moved_at, ASK_HR.format(where))


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
