"""Second thoughts: an approval is withdrawn before signing, or a refusal is appealed against.

An appeal needs a route and reasons (R20; NHS Scotland Secondment Policy, as of 2026-11-22).
"""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.applications import steps as answers
from exchange.audit import record
from exchange.db import because, command, db
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.notices import services as notices
from exchange.placements import appeals, managers, queries, steps
from exchange.placements.appeals import Answer
from exchange.placements.approval_models import Appeal, AppealOutcome
from exchange.placements.approvals import PERMISSION
from exchange.placements.lifecycle import PLACEMENT, How, Role
from exchange.placements.models import Placement


@command
def take_back(actor: Actor, placement_id: uuid.UUID, version: int, role: Role, reason: str) -> None:
    """Withdraw an approval before anything is signed; what was agreed is proposed again."""
    placement = queries.for_change(actor, placement_id)
    require(actor, PERMISSION[role], placement)
    steps.expect(placement, version)
    take_back_step(placement, role, actor, reason)
    steps.note_asked(placement, role)


def take_back_step(placement: Placement, role: Role, actor: Actor, reason: str) -> None:
    """Take the approval off the row, whether signed in or by link; all are told why."""
    PLACEMENT.after(placement.status, "take_back")
    if not placement.stands(role):
        raise IllegalTransition("There is no approval that could be withdrawn.")
    if not reason.strip():
        raise Invalid({"reason": "Give a reason. The others read it."})
    steps.move(placement, "take_back")
    because(reason)
    placement.void_decision(role)
    placement.agreed_at = None
    for signature in placement.void_signatures():
        steps.tell_signature_void(placement, signature)
    db.session.flush()
    text = f"{steps.title(role)} withdrew the approval of {steps.name_of(placement)}. {reason}"
    steps.tell_parties(placement, "taken_back", text)


@command
def appeal(actor: Actor, placement_id: uuid.UUID, version: int, reason: str) -> None:
    """The mover asks for a refusal to be looked at again, once, by somebody else."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_MOVE, placement)
    steps.expect(placement, version)
    PLACEMENT.after(placement.status, "appeal")
    why_not = appeals.why_not(placement, clock.today())
    if why_not:
        raise IllegalTransition(why_not, "You can still apply for another opportunity.")
    if not reason.strip():
        raise Invalid({"reason": "Say why it should be looked at again. Who decides reads it."})
    steps.move(placement, "appeal")
    because(reason)
    record("placement", placement.public_id, {"appeal": "made"}, db.session())
    made = appeals.made(placement, reason)
    placement.appeals.append(made)
    db.session.flush()
    text = f"{placement.mover.name} asks for a refusal to be looked at again. Please decide."
    for person_id in appeals.deciders(made, placement):
        notices.tell(person_id, "appeal_made", text, _path(placement))
    steps.tell_parties(placement, "appealed", f"There is an appeal about {_name(placement)}.")


@command
def decide_appeal(
    actor: Actor, placement_id: uuid.UUID, version: int, decision: Answer, answer: str
) -> None:
    """Answer an appeal with reasons. Upheld, the place is held again where it is still free."""
    placement = queries.for_change(actor, placement_id)
    found = placement.appeal(placement.refused_as)
    if found is None or not found.is_open:
        raise IllegalTransition("No appeal waits for an answer here.")
    require(actor, Permission.APPEAL_DECIDE, found)
    steps.expect(placement, version)
    if not answer.strip():
        raise Invalid({"reason": "Write your reasons. The person reads them."})
    if decision not in appeals.offered(found):
        raise NotAllowed(
            "An administrator of the platform does not agree in an employer's place.",
            "Let the decision be asked of somebody else there.",
        )
    because(answer)
    outcome = _outcome(placement, decision)
    found.decided_at, found.decided_by = clock.now(), actor.key
    found.outcome, found.answer = outcome, answer
    if found.overturned:
        _uphold(placement, found, actor)
    else:
        _leave_refused(placement, found, outcome)


def _outcome(placement: Placement, decision: Answer) -> AppealOutcome:
    """What the answer leads to: upheld, a place is held again where one is still free."""
    if decision is Answer.DISMISS:
        return AppealOutcome.DISMISSED
    answer = steps.answer_of(placement)
    # The other half of a swap ended with this one: it begins anew, with a new answer.
    if answer is None or placement.partner_id or not answers.hold_again(answer):
        return AppealOutcome.PLACE_GONE
    return AppealOutcome.AGREED if decision is Answer.AGREE else AppealOutcome.UPHELD


def _leave_refused(placement: Placement, found: Appeal, outcome: AppealOutcome) -> None:
    steps.move(placement, "answer_appeal")
    told = {"appeal": outcome, "reason": found.answer}
    record("placement", placement.public_id, told, db.session())
    text = {
        AppealOutcome.DISMISSED: f"The appeal was dismissed. {found.answer}",
        AppealOutcome.PLACE_GONE: f"{appeals.upheld_too_late(placement)} {found.answer}",
    }[outcome]
    steps.tell_parties(placement, "appeal_answered", text)


def _uphold(placement: Placement, found: Appeal, actor: Actor) -> None:
    role = found.role
    steps.move(placement, "uphold_appeal")
    placement.refused_at = placement.refused_by = placement.refused_as = None
    placement.refusal_category = placement.refusal_reason = ""
    db.session.flush()
    text = f"The refusal does not stand: the appeal about {_name(placement)} was upheld."
    steps.tell_parties(placement, "appeal_upheld", f"{text} {found.answer}")
    if found.outcome is AppealOutcome.AGREED:
        if role is Role.HOME_HR and placement.manager_unconfirmed and placement.manager_email:
            # Who agrees in HR's place says what HR would have said first.
            steps.confirm_manager(placement, actor)
        steps.record_decision(placement, role, actor, How.ACCOUNT)
    else:
        _ask_another(placement, role)
    for other in placement.needed:
        open_again = other is not role and not placement.stands(other)
        if open_again and (other.side == "host" or placement.sent_home_at):
            steps.ask(placement, other)
    steps.advance(placement)


def _ask_another(placement: Placement, role: Role) -> None:
    """Whoever refused does not decide again: another line manager, poster or colleague does."""
    if role is Role.HOME_MANAGER and placement.asks_line_manager:
        managers.forget(placement)
        text = "The refusal does not stand. Name another manager, who decides in their place."
        notices.tell(placement.mover_id, "name_another", text, _path(placement))
    elif role is Role.HOST_MANAGER:
        steps.note_asked(placement, role)
        text = f"Somebody else has to decide and look after {_name(placement)}. Hand it over."
        for person_id in appeals.who_hands_over(placement):
            notices.tell(person_id, "hand_over_wanted", text, _path(placement))
    else:
        steps.ask(placement, role)


def _name(placement: Placement) -> str:
    return steps.name_of(placement)


def _path(placement: Placement) -> str:
    return f"/placements/{placement.public_id}"
