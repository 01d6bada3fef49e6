"""Commands on an extension: asking, deciding, withdrawing; granted it moves the last day."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.agreements import varying
from exchange.db import because, command, db, lock
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid
from exchange.placements import checks, progress, telling
from exchange.placements.approvals import PERMISSION
from exchange.placements.checks import Finding
from exchange.placements.lifecycle import How, Role
from exchange.placements.models import Placement
from exchange.reference import choices, kinds
from exchange.reference.lengths import length_problem
from exchange.stays import asking, queries, steps
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import EXTENSION, ExtensionStatus, guard_grant, missing
from exchange.web.look import day


@dataclass(frozen=True)
class Wish:
    """What somebody asks for."""

    ends_on: date
    reason: str
    contract_ends_on: date | None = None


class AsExtended:
    """A placement as it would be with the later last day, for the checks. Nothing is written."""

    def __init__(self, placement: Placement, wish: Wish | Extension) -> None:
        self.placement = placement
        self.ends_on = wish.ends_on
        self.contract_ends_on = wish.contract_ends_on or placement.contract_ends_on

    def rules_on(self, today: date) -> date:
        """A new decision: the rules of the day on which it is taken govern the whole time."""
        return today

    def __getattr__(self, name: str) -> Any:
        return getattr(self.placement, name)


def findings(placement: Placement, wish: Wish | Extension, today: date) -> list[Finding]:
    """What the rules find on the whole time. It is decided now: the rules of today govern it."""
    return checks.findings(cast(Placement, AsExtended(placement, wish)), today)


def blocking(extension: Extension, today: date) -> list[Finding]:
    """The findings that stand between the approvals and the later last day."""
    whole = cast(Placement, AsExtended(extension.placement, extension))
    return checks.blocking(whole, today, "sign")


@command
def ask(actor: Actor, placement_id: uuid.UUID, version: int, wish: Wish) -> Extension:
    """Ask for a later last day; the placement goes on with its old end until that is granted."""
    placement = steps.read(actor, placement_id, version, Permission.EXTENSION_ASK)
    can_ask(placement, clock.today())
    problems = wish_problems(placement, wish)
    if problems:
        raise Invalid(problems)
    extension = Extension(
        placement=placement,
        kind=placement.kind,
        mover_key=placement.mover_key,
        ended_before=placement.ends_on,
        ends_on=wish.ends_on,
        reason=wish.reason,
        contract_ends_on=wish.contract_ends_on,
        asked_by_id=actor.person_id,
    )
    for role in placement.needed:
        setattr(extension, f"needs_{role.value}", True)
    if actor.person_id == placement.mover_id:
        extension.mover_agreed_at, extension.mover_agreed_by = clock.now(), actor.key
    db.session.add(extension)
    db.session.flush()
    because(wish.reason)
    telling.happened(placement, f"{_named(extension)}: asked for", wish.reason)
    text = (
        f"{actor.name} asks that {placement.mover.name} stays at {placement.host_name} until"
        f" {day(wish.ends_on)} instead of {day(placement.ends_on)}."
    )
    telling.everybody(placement, "extension_asked", text)
    asking.ask_all(extension)
    return extension


def can_ask(placement: Placement, today: date) -> None:
    """Raise IllegalTransition, with what to do, where no extension can be asked for now."""
    steps.need(placement, *queries.RUNNING)
    if not placement.needed:
        raise IllegalTransition(
            "Nobody has to approve this kind.", "Agree on more time between the two of you."
        )
    if placement.ends_early_on is not None:
        raise IllegalTransition("Notice was given: it ends early.", "Talk with whoever gave it.")
    if today > placement.ends_on:
        raise IllegalTransition("Its last day is over.", "Propose a new placement instead.")
    if placement.variation_hash is not None:
        raise IllegalTransition(
            "An extension waits for signatures already.", "Sign it, or have it withdrawn first."
        )
    if queries.open_extension(placement) is not None:
        raise IllegalTransition(
            "An extension is being decided already.", "Wait for it, or have it withdrawn first."
        )


def wish_problems(placement: Placement, wish: Wish) -> dict[str, str]:
    """What is wrong with a wish, by field."""
    problems = {}
    length = length_problem(kinds.get(placement.kind), placement.starts_on, wish.ends_on)
    if wish.ends_on <= placement.ends_on:
        problems["ends_on"] = f"Enter a day after {day(placement.ends_on)}, the last day now."
    elif length:
        problems["ends_on"] = length
    if not wish.reason.strip():
        problems["reason"] = "Give a reason. Whoever decides reads it."
    return problems


@command
def answer_checks(
    actor: Actor,
    extension_id: uuid.UUID,
    version: int,
    contract_ends_on: date | None,
) -> None:
    """Look at the checks again, with what they ask; if nothing else was missing it is granted.

    An approval from outside is recorded on the placement by HR of the host, as ever.
    """
    extension = _read(actor, extension_id, version)
    require(actor, Permission.PLACEMENT_EDIT_TERMS, extension.placement)
    EXTENSION.after(extension.status, "approve")
    extension.contract_ends_on = contract_ends_on
    advance(extension, actor)


@command
def agree(actor: Actor, extension_id: uuid.UUID, version: int) -> None:
    """The person who moves says yes to what somebody else asked for."""
    extension = _read(actor, extension_id, version)
    require(actor, Permission.EXTENSION_AGREE, extension)
    extension.status = EXTENSION.after(extension.status, "agree")
    _goes_on(extension.placement)
    if extension.mover_agrees:
        raise ChangedMeanwhile("You agreed already.", "The page shows when.")
    extension.mover_agreed_at, extension.mover_agreed_by = clock.now(), actor.key
    telling.happened(extension.placement, f"{_named(extension)}: the person who moves agreed")
    db.session.flush()
    advance(extension, actor)


@command
def decline(actor: Actor, extension_id: uuid.UUID, version: int, reason: str) -> None:
    """The person who moves says no, and why; the placement goes on to its old end."""
    extension = _read(actor, extension_id, version)
    require(actor, Permission.EXTENSION_AGREE, extension)
    if not reason.strip():
        raise Invalid({"reason": "Write in a sentence why not. The others read it."})
    extension.status = EXTENSION.after(extension.status, "decline")
    if extension.mover_agrees:
        raise IllegalTransition(
            "You agreed to it already.", "Ask whoever asked for it to withdraw it."
        )
    _refused(extension, actor, reason, "the person who moves refused")


@command
def approve(actor: Actor, extension_id: uuid.UUID, version: int, *roles: Role) -> None:
    """Agree to the later last day, in one role or in all that the person holds."""
    extension = _read(actor, extension_id, version)
    for role in roles:
        require(actor, PERMISSION[role], extension)
    for role in roles:
        record(extension, role, actor, How.ACCOUNT)


@command
def refuse(
    actor: Actor, extension_id: uuid.UUID, version: int, role: Role, category: str, reason: str
) -> None:
    """Refuse, with category and reasons; the placement goes on to its old end."""
    extension = _read(actor, extension_id, version)
    refuse_step(extension, role, actor, category, reason)


@command
def withdraw(actor: Actor, extension_id: uuid.UUID, version: int) -> None:
    """Whoever asked for it asks no more."""
    extension = _read(actor, extension_id, version)
    require(actor, Permission.EXTENSION_WITHDRAW, extension)
    placement = extension.placement
    if extension.status is ExtensionStatus.GRANTED and not extension.waits_for_signatures:
        raise IllegalTransition("The later last day holds already.", "It can be ended early.")
    extension.status = EXTENSION.after(extension.status, "withdraw")
    asking.close_links(extension)
    varying.void(placement)
    text = f"{actor.name} asks for no extension any more. The last day is {day(placement.ends_on)}."
    telling.happened(placement, f"{_named(extension)}: withdrawn by whoever asked")
    telling.everybody(placement, "extension_withdrawn", text)


def record(extension: Extension, role: Role, actor: Actor, how: How) -> None:
    """Write one approval onto the extension, after asking the access table."""
    if role not in extension.needed:
        raise IllegalTransition("This extension does not need that decision.")
    require(actor, PERMISSION[role], extension)
    if extension.stands(role):
        raise ChangedMeanwhile("This was decided already.", "The page shows by whom and when.")
    extension.status = EXTENSION.after(extension.status, "approve")
    _goes_on(extension.placement)
    extension.record_decision(role, actor, how, clock.now())
    who = progress.role_at(extension.placement, role)
    telling.happened(extension.placement, f"{_named(extension)}: {who} agreed")
    db.session.flush()
    advance(extension, actor)


def refuse_step(extension: Extension, role: Role, actor: Actor, category: str, reason: str) -> None:
    """Refuse, whether signed in or by link."""
    if role not in extension.needed:
        raise IllegalTransition("This extension does not need that decision.")
    require(actor, PERMISSION[role], extension)
    problems = {}
    if category not in choices.codes(choices.REFUSAL_REASONS):
        problems["category"] = "Choose the category that fits best."
    if not reason.strip():
        problems["reason"] = "Write the reasons in a sentence or two. The person reads them."
    if problems:
        raise Invalid(problems)
    # Read before anything is written: half a refusal is no state.
    who = progress.role_at(extension.placement, role)
    extension.status = EXTENSION.after(extension.status, "refuse")
    extension.refused_as, extension.refusal_category = role, category
    _refused(extension, actor, reason, f"{who} refused")


def _refused(extension: Extension, actor: Actor, reason: str, what: str) -> None:
    """Write the refusal down, and tell everybody."""
    extension.refused_at, extension.refused_by = clock.now(), actor.key
    extension.refusal_reason = reason
    because(reason)
    telling.happened(extension.placement, f"{_named(extension)}: {what}", reason)
    asking.close_links(extension)
    placement = extension.placement
    text = (
        f"The extension of {placement.mover.name} was refused: the last day stays"
        f" {day(placement.ends_on)}. The placement's page gives the reasons."
    )
    telling.everybody(placement, "extension_refused", text)


def advance(extension: Extension, actor: Actor) -> None:
    """Grant as soon as mover and approvers said yes and no check blocks; else nothing happens."""
    blocked = [finding.rule.id for finding in blocking(extension, clock.today())]
    if extension.mover_agrees and not missing(extension) and not blocked:
        grant(extension, actor, blocked)


def grant(extension: Extension, actor: Actor, blocked: list[str]) -> None:
    """The step to granted, behind its guard.

    Where an agreement names the last day, a variation of it is issued, and all dates move when the
    three have signed that; else they move at once.
    """
    guard_grant(extension, blocked)
    extension.status = EXTENSION.after(extension.status, "grant")
    extension.granted_at = clock.now()
    placement = extension.placement
    asking.close_links(extension)
    telling.happened(placement, f"{_named(extension)}: granted")
    if varying.is_needed(placement):
        varying.issue(actor, placement, cast(Placement, AsExtended(placement, extension)))
        return
    varying.lengthen(placement, extension.ends_on, extension.contract_ends_on)
    text = (
        f"The extension is granted: {placement.mover.name} stays at {placement.host_name} until"
        f" {day(placement.ends_on)}."
    )
    telling.everybody(placement, "extended", text)


def _goes_on(placement: Placement) -> None:
    """Raise where nobody decides about a later last day, since it ends sooner or has ended."""
    steps.need(placement, *queries.RUNNING)
    if placement.ends_early_on is not None:
        raise IllegalTransition(
            f"Notice was given: it ends on {day(placement.ends_early_on)}.",
            "If the notice is taken back, you can decide about the extension again.",
        )


def _named(extension: Extension) -> str:
    return f"Extension until {day(extension.ends_on)}"


def _read(actor: Actor, extension_id: uuid.UUID, version: int) -> Extension:
    extension = queries.extension(actor, extension_id)
    lock(extension.placement)
    lock(extension)
    if extension.version != version:
        raise ChangedMeanwhile
    return extension
