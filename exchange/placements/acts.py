"""What somebody can do with a placement: who may (the access table) and when (its state).

The page shows exactly these, and the address of each refuses the others before its form is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from exchange.access import Actor, Permission, allowed
from exchange.errors import IllegalTransition, NotAllowed
from exchange.placements import appeals, backfill, checks, early_end
from exchange.placements.approvals import PERMISSION
from exchange.placements.lifecycle import PLACEMENT, Role, unsigned, waits_for_other_half
from exchange.placements.models import Placement
from exchange.placements.replacing import may_replace_manager
from exchange.reference import kinds

P = Permission
State = Callable[[Placement, date], bool]


@dataclass(frozen=True)
class Act:
    """One thing to do: the last part of its address, its words and its law."""

    code: str
    label: str
    """On the button that leads to it."""
    transition: str
    permission: Permission | None = None
    """None: that of the approvals which the placement needs."""
    when: State = lambda _placement, _today: True
    done: str = "Done."
    """Said on the placement's page afterwards."""


def roles_to_decide(viewer: Actor, placement: Placement) -> list[Role]:
    """The approvals that the viewer may give or refuse, whether or not they stand."""
    return [role for role in placement.needed if allowed(viewer, PERMISSION[role], placement)]


def roles_to_approve(viewer: Actor, placement: Placement) -> list[Role]:
    """Those that the viewer may give now: HR at home only once the manager is confirmed."""
    return [
        role
        for role in roles_to_decide(viewer, placement)
        if not placement.stands(role)
        and not (role is Role.HOME_HR and placement.manager_unconfirmed)
    ]


def roles_to_take_back(viewer: Actor, placement: Placement) -> list[Role]:
    """The approvals that stand and that the viewer may withdraw."""
    return [role for role in roles_to_decide(viewer, placement) if placement.stands(role)]


def _ends(*endings: str) -> State:
    return lambda placement, _today: kinds.get(placement.kind).ending in endings


def _started(placement: Placement, today: date) -> bool:
    return today >= placement.starts_on


def _happens_by_record(placement: Placement, today: date) -> bool:
    return _started(placement, today) and _ends("either_records")(placement, today)


def _due_by_host(placement: Placement, today: date) -> bool:
    return _started(placement, today) and not _ends("either_records")(placement, today)


def _is_over(placement: Placement, today: date) -> bool:
    waits = kinds.get(placement.kind).ending == "home_hr_confirms"
    early = placement.ends_early_on is not None
    return today >= placement.last_day and (early or not waits or placement.return_is_settled)


def _can_end_early(placement: Placement, today: date) -> bool:
    notice = placement.ends_early_on
    return today <= placement.ends_on and (notice is None or today < notice)


def _starts_by_host(placement: Placement, today: date) -> bool:
    in_force = not unsigned(placement) and not waits_for_other_half(placement)
    return _due_by_host(placement, today) and in_force


def _names_a_manager(placement: Placement, _today: date) -> bool:
    return bool(placement.manager_email) and placement.manager_confirmed_at is None


ACTS = {
    act.code: act
    for act in (
        Act(
            "send-home",
            "Send to my manager",
            "send_home",
            P.PLACEMENT_MOVE,
            lambda placement, _today: placement.may_be_sent_home,
            "Sent. Whoever decides at your employer has been asked.",
        ),
        Act(
            "manager",
            "Confirm the line manager",
            "confirm_manager",
            P.PLACEMENT_CONFIRM_MANAGER,
            _names_a_manager,
            "Noted.",
        ),
        Act("approve", "Agree", "approve", done="You agreed. The others can see it."),
        Act("refuse", "Refuse", "refuse", done="You refused. The person reads your reasons."),
        Act(
            "take-back",
            "Withdraw your approval",
            "take_back",
            done="Your approval is withdrawn, and everybody was told.",
        ),
        Act(
            "other-manager",
            "Name another line manager",
            "replace_manager",
            P.PLACEMENT_CONFIRM_MANAGER,
            lambda placement, _today: may_replace_manager(placement),
            "Saved. The person you named was asked by e-mail.",
        ),
        Act(
            "hand-over",
            "Hand over to a colleague",
            "hand_over",
            P.PLACEMENT_HAND_OVER,
            lambda placement, _today: placement.host_organisation_id is not None,
            "Handed over, and everybody concerned was told.",
        ),
        Act(
            "appeal",
            "Ask for it to be looked at again",
            "appeal",
            P.PLACEMENT_MOVE,
            lambda placement, today: not appeals.why_not(placement, today),
            "Sent. Somebody else than who refused decides.",
        ),
        Act(
            "decide-appeal",
            "Answer the appeal",
            "answer_appeal",
            when=lambda placement, _today: placement.open_appeal is not None,
            done="Your answer is recorded, and everybody was told.",
        ),
        Act(
            "facts",
            "Answer what the checks ask",
            "give_facts",
            P.PLACEMENT_EDIT_TERMS,
            lambda placement, _today: checks.needs_contract(placement),
            "Your answers are saved.",
        ),
        Act(
            "outside",
            "Record an approval from outside",
            "record_outside",
            P.PLACEMENT_NOTE_OUTSIDE,
            lambda placement, _today: checks.asks_outside(placement),
            "The approval is recorded.",
        ),
        Act(
            "nationality",
            "Note the nationality check",
            "note_nationality",
            P.PLACEMENT_NOTE_OUTSIDE,
            lambda placement, _today: checks.asks_outside(placement),
            "Noted.",
        ),
        Act(
            "stay-on",
            "Say whether you stay with the host",
            "say_staying",
            P.PLACEMENT_MOVE,
            lambda placement, _today: checks.asks_staying(placement),
            "Noted. The checks say what it means.",
        ),
        Act(
            "terms",
            "Change the terms",
            "change_terms",
            P.PLACEMENT_EDIT_TERMS,
            done="The terms are saved.",
        ),
        Act(
            "start",
            "Confirm the start",
            "start",
            P.PLACEMENT_START,
            _starts_by_host,
            "The start is confirmed.",
        ),
        Act(
            "did-not-start",
            "It did not start",
            "did_not_start",
            P.PLACEMENT_START,
            _due_by_host,
            "Noted. The place is free again.",
        ),
        Act(
            "happened",
            "Record how it went",
            "record_happened",
            P.PLACEMENT_RECORD,
            _happens_by_record,
            "Recorded.",
        ),
        Act("leave", "Note a long absence", "go_on_leave", P.PLACEMENT_START, done="Noted."),
        Act("back", "Note the return", "come_back", P.PLACEMENT_START, done="Noted."),
        Act(
            "complete",
            "Confirm the end",
            "complete",
            when=_is_over,
            done="The placement is complete.",
        ),
        Act(
            "end",
            "End it early",
            "end_early",
            P.PLACEMENT_END,
            _can_end_early,
            "Noted. Everybody who takes part is told.",
        ),
        Act(
            "take-back-notice",
            "Take back the notice",
            "take_back_notice",
            P.NOTICE_TAKE_BACK,
            lambda placement, today: early_end.why_it_stands(placement, today) is None,
            "Taken back. Everybody who takes part is told.",
        ),
        Act(
            "backfill",
            "Offer the empty desk",
            "offer_desk",
            P.PLACEMENT_BACKFILL,
            backfill.may_be_offered,
            "A draft is ready. You find it on this page: finish it and send it to review.",
        ),
        Act("withdraw", "Withdraw", "withdraw", P.PLACEMENT_WITHDRAW, done="Withdrawn."),
    )
}
"""In the order in which the page offers them."""


def may(viewer: Actor, placement: Placement, code: str) -> bool:
    """Whether the access table lets the viewer do this at all."""
    if code in {"approve", "refuse", "take-back"}:
        return bool(roles_to_decide(viewer, placement))
    if code == "decide-appeal":
        found = placement.appeal(placement.refused_as)
        return found is not None and allowed(viewer, P.APPEAL_DECIDE, found)
    return allowed(viewer, permission_of(placement, code), placement)


def permission_of(placement: Placement, code: str) -> Permission:
    """The permission of an act; who confirms the end follows from the kind."""
    given = ACTS[code].permission
    if given is not None:
        return given
    by_home = kinds.get(placement.kind).ending == "home_hr_confirms"
    return P.PLACEMENT_COMPLETE if by_home else P.PLACEMENT_START


def is_open(viewer: Actor, placement: Placement, code: str, today: date) -> bool:
    """Whether the placement is in a state in which the viewer can do this."""
    act = ACTS[code]
    if code == "approve" and not roles_to_approve(viewer, placement):
        return False
    if code == "take-back" and not roles_to_take_back(viewer, placement):
        return False
    return PLACEMENT.can(placement.status, act.transition) and act.when(placement, today)


def open_to(viewer: Actor, placement: Placement, today: date) -> list[Act]:
    """What the viewer can do now."""
    return [
        act
        for act in ACTS.values()
        if may(viewer, placement, act.code) and is_open(viewer, placement, act.code, today)
    ]


def require_open(viewer: Actor, placement: Placement, code: str, today: date) -> None:
    """Raise NotAllowed where it is somebody else's to do, IllegalTransition where not now."""
    if not may(viewer, placement, code):
        raise NotAllowed(
            "You may see this placement, but this step belongs to somebody else.",
            "Its page says who acts next.",
        )
    PLACEMENT.after(placement.status, ACTS[code].transition)
    if not is_open(viewer, placement, code, today):
        raise IllegalTransition("This cannot be done now.", WHY_NOT.get(code, ""))


WHY_NOT = {
    "send-home": "Your employer has been asked, or need not be asked for this kind.",
    "manager": "The line manager is confirmed already, or nobody is named.",
    "approve": "You have agreed already, or HR has to confirm the line manager first.",
    "start": "It can be confirmed from the first day on, once the agreement is signed by all.",
    "did-not-start": "It can be noted from the first day on.",
    "happened": "It can be recorded from the first day on.",
    "complete": "It can be confirmed from the last day on, once the post to return to is settled.",
    "end": "It has ended, or ends today. Confirm the end instead.",
    "backfill": "The employer has not agreed to the release, or a listing offers the desk already.",
    "take-back": "No approval of yours stands on these terms.",
    "other-manager": "The line manager has decided, or none is asked here.",
    "appeal": "It was appealed already, or the time to appeal is over.",
    "decide-appeal": "No appeal waits for an answer.",
    "facts": "The checks of this kind ask nothing.",
    "outside": "Nobody outside has to approve this placement.",
    "nationality": "The nationality rules do not concern this placement.",
    "stay-on": "The rules on leaving Crown service do not concern this placement.",
}
