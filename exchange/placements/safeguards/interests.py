"""Declaring interests (R11): by the mover, the host's manager and whoever decides."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db, lock
from exchange.errors import Gone, IllegalTransition, Invalid, NotFound
from exchange.placements import queries
from exchange.placements.models import Placement
from exchange.placements.safeguards.models import InterestDeclaration
from exchange.placements.safeguards.telling import (
    note,
    require_running,
    tell,
    tell_hr,
)
from exchange.placements.safeguards.words import Interest


@dataclass(frozen=True)
class Declared:
    """What somebody declares: nothing, or interests with a description."""

    nothing: bool
    interests: frozenset[Interest] = frozenset()
    details: str = ""


NOTHING = Declared(nothing=True)


@command
def declare(actor: Actor, placement_id: uuid.UUID, declared: Declared) -> None:
    """Declare interests, or that there are none; a later declaration counts instead."""
    declare_step(actor, queries.for_change(actor, placement_id), declared)


@command
def declare_by_link(actor: Actor, token: str, declared: Declared) -> None:
    """The same for somebody who decides, or decided, by link."""
    opened = queries.open_link(token)
    if opened.state not in {"open", "decided"}:
        raise Gone("This link has been replaced.", "Open the newest e-mail.")
    lock(opened.link.placement)
    declare_step(opened.actor, opened.link.placement, declared)


@command
def ask_again(actor: Actor, placement_id: uuid.UUID, declaration: uuid.UUID, why: str) -> None:
    """HR asks for a new declaration, since somebody's role or work changed."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_HR, placement)
    require_running(placement)
    found = next((one for one in placement.declarations if one.public_id == declaration), None)
    if found is None:
        raise NotFound("There is no such declaration.")
    if found.asked_again_on is not None:
        raise IllegalTransition("A new declaration has been asked for already.")
    if not why.strip():
        raise Invalid({"why": "Say what changed. The person reads it."})
    found.asked_again_on, found.asked_again_why = clock.today(), why
    because(why)
    note(placement)
    kind, _, number = found.person_key.partition(":")
    if kind == "person":
        text = "HR asks you to declare your interests again, since something changed."
        tell(placement, int(number), "declare_again", text)


def declare_step(actor: Actor, placement: Placement, declared: Declared) -> None:
    """Write a declaration, whether signed in or by link. The same one again on the same day is
    the one that was made."""
    require(actor, Permission.PLACEMENT_DECLARE, placement)
    require_running(placement)
    problems = _problems(declared)
    if problems:
        raise Invalid(problems)
    made = InterestDeclaration(
        person_key=actor.key,
        address_key=f"address:{actor.email}",
        name=actor.name,
        has_interests=not declared.nothing,
        interests=sorted(one.value for one in declared.interests),
        details=declared.details,
    )
    if _is_made(placement, made):
        return
    placement.declarations.append(made)
    db.session.flush()
    note(placement)
    if not declared.nothing:
        text = f"{actor.name} declared an interest in a placement. HR of both sides can read it."
        tell_hr(placement, "interest_declared", text, but=actor)


def _is_made(placement: Placement, made: InterestDeclaration) -> bool:
    """Whether the newest declaration of this person is of today and says the same."""
    db.session.refresh(placement, ["declarations"])  # another may have come before the lock
    own = [one for one in placement.declarations if one.person_key == made.person_key]
    if not own or own[-1].asked_again_on is not None or own[-1].made_on != clock.today():
        return False
    said = (own[-1].interests, own[-1].details)
    return said == (made.interests, made.details)


def _problems(declared: Declared) -> dict[str, str]:
    if declared.nothing:
        given = declared.interests or declared.details
        return {"nothing": "You say there is nothing, and describe something."} if given else {}
    problems = {}
    if not declared.interests:
        problems["interests"] = "Tick each kind of interest that you have."
    if not declared.details:
        problems["details"] = "Describe it in a sentence or two."
    return problems
