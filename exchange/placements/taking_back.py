"""Taking back a notice of an early end before it takes effect: the placement goes on as agreed."""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command
from exchange.errors import IllegalTransition, Invalid
from exchange.placements import early_end, queries, steps, telling
from exchange.placements.models import Placement
from exchange.web.look import day


@command
def take_back_notice(
    actor: Actor,
    placement_id: uuid.UUID,
    version: int,
    reason: str,
    *,
    others_agree: bool = False,
) -> None:
    """Whoever gave notice takes it back, or HR of the employer for which it was given, with the
    others' consent; they read why.

    A notice that was given binds who gave it: it falls only if the other side lets it fall, as
    GOV.UK, Handing in your notice, says of employment; read 2026-11.
    """
    placement = queries.for_change(actor, placement_id)
    if placement.ends_early_on is None:
        raise IllegalTransition("No notice was given here.", "Its page shows the last day.")
    require(actor, Permission.NOTICE_TAKE_BACK, placement)
    steps.expect(placement, version)
    problems = {}
    if not reason.strip():
        problems["reason"] = "Give a reason. The others read it."
    if not others_agree:
        problems["others_agree"] = "Ask the others first, and tick this once they agree."
    if problems:
        raise Invalid(problems)
    noticed = placement.ends_early_on
    steps.move(placement, "take_back_notice")
    why_not = early_end.why_it_stands(placement, clock.today())
    if why_not:
        raise IllegalTransition(*why_not)
    _forget(placement)
    because(reason)
    text = (
        f"{actor.name} took back the notice: the placement of {placement.mover.name} at"
        f" {placement.host_name} does not end on {day(noticed)}. It goes on until"
        f" {day(placement.ends_on)}, as agreed. {reason}"
    )
    telling.everybody(placement, "notice_taken_back", text)


def _forget(placement: Placement) -> None:
    """The row says nothing of a notice any more; the record does."""
    placement.ends_early_on = placement.early_end_as = None
    placement.early_end_by = placement.early_end_given_at = None
    placement.end_reason = ""
