"""What happens next, who owns it and since when: the same words for every party. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from exchange import clock
from exchange.access import Permission
from exchange.organisations.models import Organisation
from exchange.placements.approval_models import AppealRoute
from exchange.placements.lifecycle import (
    Party,
    PlacementStatus,
    Role,
    missing,
    unsigned,
    waits_for_other_half,
)
from exchange.placements.models import Placement
from exchange.reference import choices, kinds, working_days


@dataclass(frozen=True)
class Step:
    """One thing that is waited for."""

    what: str
    who: str
    """By role and organisation, never by a name that only some parties may know."""
    since: datetime
    if_away: str
    act: str = ""
    """The last part of the address of the page on which it is done."""
    role: Role | None = None
    due: date | None = None
    """From this day on; until then nobody is late."""
    path: str = ""
    """Below the placement's address: where it is done, if it is none of the room's own acts."""
    permission: Permission | None = None
    """Whose turn it is, where `path` is given."""
    decide_by: date | None = None
    """By when a decision is expected: then who decides is reminded."""
    tell_on: date | None = None
    """When those above are told, where nothing was decided until then."""
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    keys: frozenset[str] = frozenset()
    """The people whose turn it is, where nobody else can do it for them."""


DAYS_TO_REMIND, DAYS_TO_ESCALATE = 3, 7
"""Working days after which a decision is asked for again, and HR is told."""
ASK_HR = "If they are away, ask HR at {} or write to our help page."
COLLEAGUE = "If they are away, a colleague in the same role at {} can do it."
MOVER = "The person who moves"
SIGN = {
    Party.HOME: Permission.SIGN_HOME,
    Party.HOST: Permission.SIGN_HOST,
    Party.MOVER: Permission.SIGN_MOVER,
}


def steps(placement: Placement, today: date, blocking: int) -> list[Step]:
    """What is waited for now; an empty list when the placement is over."""
    status = placement.status
    if status is PlacementStatus.PROPOSED:
        return _proposed(placement, blocking)
    if status is PlacementStatus.REFUSED:
        return _appealed(placement)
    if status is PlacementStatus.AGREED and unsigned(placement):
        return _to_sign(placement)
    if waits_for_other_half(placement):
        who = f"Those who sign for the way from {placement.host_name} to {placement.home_name}"
        return [_step(placement, "Sign the other half of the swap", who, "")]
    if status in {PlacementStatus.AGREED, PlacementStatus.SIGNED}:
        return [_agreed(placement, today)]
    if status is PlacementStatus.ACTIVE:
        return [_active(placement, today)]
    if status is PlacementStatus.ON_LEAVE:
        return [_step(placement, "Note the return from leave", _host_manager(placement), "back")]
    return []


def side_of(placement: Placement, role: Role) -> Organisation | None:
    """The organisation for which that role decides; none where the host is a person."""
    return placement.home_organisation if role.side == "home" else placement.host_organisation


def nation(placement: Placement, role: Role) -> str:
    """Whose bank holidays count for those who decide in that role."""
    where = side_of(placement, role)
    if where is None:
        return working_days.ENGLAND_AND_WALES
    return working_days.nation_of(where.outcode, where.region)


def role_at(placement: Placement, role: Role) -> str:
    """An approver by role and organisation."""
    where = placement.home_name if role.side == "home" else placement.host_name
    return f"{choices.get(choices.APPROVALS, role.value).name}, {where}"


def _proposed(placement: Placement, blocking: int) -> list[Step]:
    lacking = missing(placement)
    found = []
    if _nobody_at_home_is_asked(placement, lacking):
        found.append(_step(placement, _to_be_sent(placement), MOVER, "send-home"))
    for role in lacking:
        if is_asked(placement, role):
            what, act = _what(placement, role)
            waits = _step(placement, what, role_at(placement, role), act, role)
            found.append(_with_dates(placement, role, waits))
    if blocking:
        who = f"{MOVER}, with HR of both sides"
        found.append(_step(placement, "Complete the checks that still block", who, "facts"))
    return found


def _with_dates(placement: Placement, role: Role, step: Step) -> Step:
    """By when it is expected, and what was done about it; what to do if they are away."""
    asked, where = clock.local_date(step.since), nation(placement, role)
    request = placement.request(role)
    return replace(
        step,
        if_away=_if_away(placement, role),
        decide_by=working_days.add_working_days(asked, DAYS_TO_REMIND, where),
        tell_on=working_days.add_working_days(asked, DAYS_TO_ESCALATE, where),
        reminded_at=request.reminded_at if request else None,
        escalated_at=request.escalated_at if request else None,
    )


def _if_away(placement: Placement, role: Role) -> str:
    """What can be done while somebody is away, for everybody to read."""
    if side_of(placement, role) is None:
        return "If they are away, write to them in the messages about this placement."
    where = placement.home_name if role.side == "home" else placement.host_name
    if role is Role.HOME_MANAGER and placement.asks_line_manager:
        return (
            "If they are away, they can pass the decision on with their link, or HR at"
            f" {where} can name another manager."
        )
    if role is Role.HOST_MANAGER:
        return f"If they are away, HR at {where} can hand this over to a colleague."
    return (
        f"If they are away, a colleague in the same role decides, or a deputy whom they or the"
        f" administrator of {where} name."
    )


def _appealed(placement: Placement) -> list[Step]:
    """An appeal waits for its answer."""
    found = placement.appeal(placement.refused_as)
    if found is None or not found.is_open:
        return []
    where = placement.home_name if found.role.side == "home" else placement.host_name
    who = {
        AppealRoute.HR: f"HR, {where}",
        AppealRoute.BOARD: f"The board or the administrator, {where}",
        AppealRoute.PLATFORM: "Our administrators",
    }[found.goes_to]
    away = "If they are away, write to our help page."
    return [Step("Answer the appeal", who, found.created_at, away, "decide-appeal")]


def is_asked(placement: Placement, role: Role) -> bool:
    """Whether whoever decides in that role has been asked."""
    if role.side == "home" and placement.sent_home_at is None:
        return False
    unnamed = placement.asks_line_manager and not placement.manager_email
    return not (role is Role.HOME_MANAGER and unnamed)


def _nobody_at_home_is_asked(placement: Placement, lacking: list[Role]) -> bool:
    return any(role.side == "home" and not is_asked(placement, role) for role in lacking)


def _to_be_sent(placement: Placement) -> str:
    if placement.sent_home_at is not None:
        return "Name the line manager"
    return "Send the placement to the employer"


def _what(placement: Placement, role: Role) -> tuple[str, str]:
    if role is Role.HOME_HR and placement.manager_unconfirmed:
        return "Confirm who the line manager is, and decide", "manager"
    return "Decide about this placement", "approve"


def _to_sign(placement: Placement) -> list[Step]:
    """The agreement: either HR issues it, then each of the three signs."""
    if placement.agreement_hash is None:
        who = f"HR at {placement.host_name} or at {placement.home_name}"
        step = _step(placement, "Issue the agreement", who, "")
        return [replace(step, path="agreement", permission=Permission.AGREEMENT_EDIT)]
    return [
        replace(
            _step(placement, "Sign the agreement", signatory(placement, party), ""),
            path="agreement/sign",
            permission=SIGN[party],
        )
        for party in unsigned(placement)
    ]


def signatory(placement: Placement, party: Party) -> str:
    """Who signs for a party, by role and organisation."""
    if party is Party.MOVER:
        return MOVER
    where = placement.home_name if party is Party.HOME else placement.host_name
    return f"HR or the board, {where}"


def _agreed(placement: Placement, today: date) -> Step:
    if kinds.get(placement.kind).ending == "either_records":
        what, who, act = "Record whether it took place", "Either of the two people", "happened"
    else:
        what, act = "Confirm that the person has started", "start"
        who = _host_manager(placement)
    return _from_day(_step(placement, what, who, act), placement.starts_on, today)


def _active(placement: Placement, today: date) -> Step:
    role = ends_with(placement)
    what = "Confirm the outcome" if role is Role.HOST_MANAGER else "Confirm what follows"
    step = _step(placement, what, role_at(placement, role), "complete")
    return _from_day(step, placement.last_day, today)


def _from_day(step: Step, first: date, today: date) -> Step:
    """Nobody waits for it before that day, whenever the placement came so far."""
    morning = datetime.combine(first, time(), clock.LONDON)
    return replace(step, since=max(step.since, morning), due=first if today < first else None)


def ends_with(placement: Placement) -> Role:
    """Who confirms the end: of a secondment home HR, else whoever looked after the mover."""
    if kinds.get(placement.kind).ending != "home_hr_confirms":
        return Role.HOST_MANAGER
    return Role.HOME_BOARD if placement.needs_home_board else Role.HOME_HR


def _host_manager(placement: Placement) -> str:
    return role_at(placement, Role.HOST_MANAGER)


def _step(
    placement: Placement,
    what: str,
    who: str,
    act: str,
    role: Role | None = None,
) -> Step:
    where = placement.home_name if placement.home_name in who else placement.host_name
    if_away = "" if MOVER in who else away(who, where)
    return Step(what, who, asked_at(placement, role), if_away, act, role)


def away(who: str, where: str) -> str:
    """What to do while somebody is away; HR is not sent to itself."""
    return (COLLEAGUE if who.startswith("HR") else ASK_HR).format(where)


def asked_at(placement: Placement, role: Role | None) -> datetime:
    """Since when somebody waits: since it was asked of them, not since others decided."""
    request = placement.request(role) if role is not None else None
    if request is not None:
        return request.asked_at
    sent = placement.sent_home_at
    if role is not None and role.side == "home" and sent is not None:
        return max(sent, placement.moved_at)
    return placement.moved_at
