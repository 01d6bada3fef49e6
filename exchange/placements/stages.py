"""The whole way of a placement, from "yes" to the return: who owns each step, and how old it is.

Every party reads the same steps with the same owners, by role and organisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from exchange.access import Actor
from exchange.placements import progress, story, wording
from exchange.placements.lifecycle import NEEDS_SIGNATURES, How, Party, PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.story import Approval
from exchange.reference import kinds
from exchange.web.look import age, day

S = PlacementStatus
BEGUN = frozenset({S.ACTIVE, S.ON_LEAVE, S.COMPLETED, S.ENDED_EARLY})
GIVEN_UP = frozenset({S.REFUSED, S.WITHDRAWN, S.DID_NOT_START})


@dataclass(frozen=True)
class Stage:
    """One part of the way, with its steps."""

    title: str
    steps: list[Approval]
    none: str = ""
    """What to read where there are no steps."""


def stages(viewer: Actor, placement: Placement, today: date) -> list[Stage]:
    """Agreeing, signing, the start and the end, as far as the kind has them."""
    kind = kinds.get(placement.kind)
    nobody = f"Nobody else: a {kind.name.lower()} is agreed as soon as both people say yes."
    found = [Stage("Who has to agree", story.approvals(viewer, placement), nobody)]
    if placement.needs_signatures:
        found.append(Stage("Who signs the agreement", _signing(viewer, placement)))
    if kind.ending == "either_records":
        found.append(Stage("The day itself", [_record(placement, today)]))
    else:
        found.append(
            Stage("The start and the end", [_start(placement, today), _end(placement, today)])
        )
    return found


def _signing(viewer: Actor, placement: Placement) -> list[Approval]:
    if placement.signed_on_paper:
        return [Approval("Signed on paper", "done", "Before agreements were kept here.")]
    return [_issue(placement), *(_signature(viewer, placement, party) for party in Party)]


def _issue(placement: Placement) -> Approval:
    what = f"HR at {placement.host_name} or {placement.home_name} issues the agreement"
    if placement.agreement_hash is not None:
        return Approval(what, "done", "Issued. Its part of this page shows the version.")
    if placement.status is S.AGREED:
        return Approval(what, "now", _since(placement.moved_at))
    if placement.status in GIVEN_UP:
        return Approval(what, "todo", "It is not needed any more.")
    return Approval(what, "todo", "Once everybody has agreed.")


def _signature(viewer: Actor, placement: Placement, party: Party) -> Approval:
    what = f"{progress.signatory(placement, party)}: signs"
    signed = placement.signature(party)
    if signed is not None and placement.has_signed(party):
        named = party is Party.MOVER or party.value in story.sides_seen(viewer, placement)
        who = f" by {signed.name}" if named else ""
        how = "by a link sent by e-mail" if signed.how is How.LINK else "signed in"
        return Approval(what, "done", f"Signed{who} on {day(signed.at)}, {how}.")
    if placement.status in GIVEN_UP:
        return Approval(what, "todo", "It is not needed any more.")
    if placement.agreement_hash is None:
        return Approval(what, "todo", "Once the agreement is issued.")
    return Approval(what, "now", _since(placement.moved_at))


def _start(placement: Placement, today: date) -> Approval:
    what = f"{progress.role_at(placement, Role.HOST_MANAGER)}: confirms the start"
    if placement.started_at is not None:
        return Approval(what, "done", f"Confirmed on {day(placement.started_at)}.")
    if placement.status in GIVEN_UP:
        return Approval(what, "todo", "It is not needed any more.")
    waits = placement.status is S.SIGNED or (
        placement.status is S.AGREED and not placement.needs_signatures
    )
    if waits and today >= placement.starts_on:
        return Approval(what, "now", f"Due since {day(placement.starts_on)}.")
    return Approval(what, "todo", f"From {day(placement.starts_on)} on.")


def _end(placement: Placement, today: date) -> Approval:
    who = progress.role_at(placement, progress.ends_with(placement))
    what = f"{who}: confirms the end"
    if placement.status in {S.COMPLETED, S.ENDED_EARLY}:
        ended = wording.STATUS[placement.status][0].lower()
        when = f", {day(placement.ended_on)}" if placement.ended_on else ""
        return Approval(what, "done", f"{ended.capitalize()}{when}.")
    if placement.status in GIVEN_UP:
        return Approval(what, "todo", "It is not needed any more.")
    if placement.status in NEEDS_SIGNATURES & BEGUN and today >= placement.ends_on:
        return Approval(what, "now", f"Due since {day(placement.ends_on)}.")
    return Approval(what, "todo", f"From {day(placement.ends_on)} on.")


def _record(placement: Placement, today: date) -> Approval:
    what = "Either of the two people: records whether it took place"
    if placement.status is S.COMPLETED:
        return Approval(what, "done", f"It took place, {day(placement.ended_on)}.")
    if placement.status in GIVEN_UP:
        return Approval(what, "no", "It did not take place.")
    if placement.status is S.AGREED and today >= placement.starts_on:
        return Approval(what, "now", f"Due since {day(placement.starts_on)}.")
    return Approval(what, "todo", f"From {day(placement.starts_on)} on.")


def _since(moment: datetime) -> str:
    return f"Waiting for {age(moment)}, since {day(moment)}."
