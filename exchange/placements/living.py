"""Commands on an agreed placement: its start, leave, and its end."""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command
from exchange.errors import IllegalTransition, Invalid
from exchange.placements import checks, early_end, queries, steps, telling
from exchange.placements.early_end import AT_ONCE, Notice
from exchange.placements.ending import Capacity
from exchange.placements.lifecycle import (
    PLACEMENT,
    PlacementStatus,
    guard_signed,
    waits_for_other_half,
)
from exchange.placements.models import EndedHow, Placement
from exchange.reference import kinds
from exchange.web.look import day

AFTERWARDS = (
    EndedHow.RETURNED,
    EndedHow.STAYED_WITH_HOST,
    EndedHow.MOVED_ELSEWHERE,
    EndedHow.LEFT,
)
"""What home HR can confirm at the end of a secondment."""


@command
def confirm_start(actor: Actor, placement_id: uuid.UUID, version: int) -> None:
    """The host confirms that the person has started, on or after the first day."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_START)
    if kinds.get(placement.kind).ending == "either_records":
        raise IllegalTransition("This kind has no start to confirm.", "Record that it took place.")
    _from_first_day(placement)
    guard_signed(placement)
    if waits_for_other_half(placement):
        raise IllegalTransition(
            "The other half of this swap is not signed yet, and neither begins without the other.",
            "Its page says who signs next.",
        )
    _checks_are_met(placement)
    placement.started_at, placement.started_by_id = clock.now(), actor.person_id
    steps.move(placement, "start")
    steps.tell_parties(placement, "started", f"{placement.mover.name} has started.")


@command
def did_not_start(actor: Actor, placement_id: uuid.UUID, version: int, reason: str) -> None:
    """The host notes that nobody came; from the first day on."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_START)
    if kinds.get(placement.kind).ending == "either_records":
        raise IllegalTransition("This kind has no start.", "Record that it did not take place.")
    _from_first_day(placement)
    _end(actor, placement, "did_not_start", reason)
    steps.give_up(placement)
    steps.tell_parties(placement, "did_not_start", f"The placement did not start. {reason}")


@command
def record_happened(
    actor: Actor, placement_id: uuid.UUID, version: int, happened: bool, reason: str = ""
) -> None:
    """Either side records that a session, shadowing or mentoring took place, or did not."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_RECORD)
    if kinds.get(placement.kind).ending != "either_records":
        raise IllegalTransition("This kind ends in another way.")
    _from_first_day(placement)
    if happened:
        steps.move(placement, "record_happened")
        placement.ended_on, placement.ended_by_id = clock.today(), actor.person_id
        placement.ended_how = EndedHow.HAPPENED
    else:
        _end(actor, placement, "did_not_start", reason)
        steps.give_up(placement)
    steps.tell_parties(placement, "recorded", f"{actor.name} recorded how it went.")


@command
def go_on_leave(actor: Actor, placement_id: uuid.UUID, version: int, reason: str) -> None:
    """Note a longer absence; the placement's dates stay as they are."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_START)
    steps.move(placement, "go_on_leave")
    because(reason)


@command
def come_back(actor: Actor, placement_id: uuid.UUID, version: int) -> None:
    """Note the return from a longer absence."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_START)
    steps.move(placement, "come_back")


@command
def end_early(
    actor: Actor, placement_id: uuid.UUID, version: int, reason: str, notice: Notice = AT_ONCE
) -> None:
    """End an active placement before its last day, today or with notice; records who and why."""
    placement = _read(actor, placement_id, version, Permission.PLACEMENT_END)
    today = clock.today()
    problems = early_end.problem(placement, notice, today)
    if not reason.strip():
        problems["reason"] = "Give a reason. The others read it."
    if problems:
        raise Invalid(problems)
    PLACEMENT.after(placement.status, "end_early")
    if today > placement.ends_on:
        raise IllegalTransition("Its last day is over.", "Confirm the end instead.")
    placement.early_end_as = _capacity(actor, placement, notice.capacity)
    placement.ends_early_on = notice.last_day or today
    placement.early_end_by, placement.early_end_given_at = actor.key, clock.now()
    who = f"{actor.name} ({early_end.AS[placement.early_end_as].lower()})"
    if notice.last_day is None:
        _end(actor, placement, "end_early", reason)
        text = f"{who} ended the placement of {placement.mover.name}. {reason}"
        telling.everybody(placement, "ended_early", text)
        return
    placement.end_reason = reason
    because(reason)
    text = (
        f"{who} gave notice: the placement of {placement.mover.name} at {placement.host_name}"
        f" ends on {day(notice.last_day)}. {reason}"
    )
    telling.everybody(placement, "notice_given", text)


@command
def complete(
    actor: Actor, placement_id: uuid.UUID, version: int, how: EndedHow, note: str = ""
) -> None:
    """Confirm the end in the way that the kind asks: home HR for a secondment, else the host."""
    placement = queries.for_change(actor, placement_id)
    require(actor, completing(placement), placement)
    steps.expect(placement, version)
    complete_step(actor, placement, how, note)


def completing(placement: Placement) -> Permission:
    """The permission to confirm the end of this kind."""
    by_home = kinds.get(placement.kind).ending == "home_hr_confirms"
    return Permission.PLACEMENT_COMPLETE if by_home else Permission.PLACEMENT_START


def complete_step(actor: Actor, placement: Placement, how: EndedHow, note: str = "") -> None:
    """Confirm the end, whether signed in or by link. After notice it ended early."""
    ending = kinds.get(placement.kind).ending
    by_home = ending == "home_hr_confirms"
    if by_home and how not in AFTERWARDS:
        raise Invalid({"how": "Choose what the person does now."})
    last = placement.last_day
    if clock.today() < last:
        raise IllegalTransition(
            f"Its last day is {day(last)}, which is still to come.", "It can be ended early."
        )
    early = placement.ends_early_on is not None
    if by_home and not early and not placement.return_is_settled:
        raise IllegalTransition(
            f"{placement.home_name} has not said yet which post {placement.mover.name} returns to.",
            "Confirm the post first, or say why there is none. The placement's page has the step.",
        )
    action = "end_early" if early else "complete"
    PLACEMENT.after(placement.status, action)
    placement.ended_on, placement.ended_by_id = last, actor.person_id
    placement.ended_by_link = None if actor.person_id is not None else actor.key
    placement.end_reason = placement.end_reason if early else note
    closing = {
        "host_confirms_outcome": EndedHow.OUTCOME_CONFIRMED,
        "term_ended": EndedHow.TERM_ENDED,
    }
    placement.ended_how = how if by_home else closing[ending]
    # Last, since the other half of a swap is read then, and what is half done is no state.
    steps.move(placement, action)
    steps.tell_parties(placement, "completed", f"The move of {placement.mover.name} is complete.")


def _capacity(actor: Actor, placement: Placement, chosen: Capacity | None) -> Capacity:
    held = early_end.capacities(actor, placement)
    if chosen is None and len(held) == 1:
        return held[0]
    if chosen not in held:
        raise Invalid({"capacity": "Choose as what you end it."})
    return chosen


def _read(actor: Actor, placement_id: uuid.UUID, version: int, permission: Permission) -> Placement:
    placement = queries.for_change(actor, placement_id)
    require(actor, permission, placement)
    steps.expect(placement, version)
    return placement


def _checks_are_met(placement: Placement) -> None:
    blocked = checks.blocking(placement, clock.today(), "start")
    if blocked:
        names = "; ".join(finding.rule.name for finding in blocked)
        raise IllegalTransition(
            f"It cannot start before these checks are met: {names}.",
            "The placement's page says what to do about each.",
        )


def _from_first_day(placement: Placement) -> None:
    waits = placement.status in {PlacementStatus.AGREED, PlacementStatus.SIGNED}
    if waits and clock.today() < placement.starts_on:
        raise IllegalTransition(
            f"It starts on {day(placement.starts_on)}, which is still to come.",
            "Come back on the first day.",
        )


def _end(actor: Actor, placement: Placement, action: str, reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": "Give a reason. The others read it."})
    placement.ended_on, placement.ended_by_id = clock.today(), actor.person_id
    placement.end_reason = reason
    steps.move(placement, action)
    because(reason)
