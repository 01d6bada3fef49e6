"""Commands on a placement: sending it home, deciding, terms, and facts that checks need."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db
from exchange.errors import IllegalTransition, Invalid
from exchange.placements import checks, managers, queries, steps, talking
from exchange.placements.approvals import PERMISSION
from exchange.placements.facts import PlacementFacts
from exchange.placements.lifecycle import PLACEMENT, How, Role
from exchange.placements.models import Contract, Placement
from exchange.predicates import stands_in_for
from exchange.reference import choices, kinds
from exchange.reference.lengths import length_problem


@dataclass(frozen=True)
class Terms:
    """The material terms: a change of one voids what was decided on the old ones."""

    starts_on: date
    ends_on: date
    days_a_week: float | None
    hours: float | None
    cost_home: Decimal | None
    cost_host: Decimal | None
    cost_funder: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the checks ask. None is "unknown", and unknown never passes."""

    contract: Contract | None = None
    contract_ends_on: date | None = None
    earlier_months: int | None = None
    earlier_ended_on: date | None = None
    mover_is_civil_servant: bool | None = None
    host_is_civil_service: bool | None = None
    host_level: int | None = None
    pay: int | None = None
    bonus: int | None = None


@command
def send_home(
    actor: Actor, placement_id: uuid.UUID, version: int, name: str = "", email: str = ""
) -> None:
    """ "Send to my manager": the employer hears of the move now, and not before."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_MOVE, placement)
    steps.expect(placement, version)
    PLACEMENT.after(placement.status, "send_home")
    if not placement.may_be_sent_home:
        raise IllegalTransition("Your employer has been asked already, or need not be asked.")
    if placement.asks_line_manager:
        managers.name(placement, name.strip(), email.strip().lower())
    steps.move(placement, "send_home")
    placement.sent_home_at = placement.sent_home_at or clock.now()
    db.session.flush()
    talking.follow(placement)
    steps.ask_home(placement)
    managers.tell_home_hr_who(placement)


@command
def confirm_manager(actor: Actor, placement_id: uuid.UUID, version: int, is_manager: bool) -> None:
    """Home HR says whether this is the line manager. If not, the mover names another.

    Where HR need not decide it may learn late who was named: so what is agreed, but has not begun,
    goes back to proposed.
    """
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_CONFIRM_MANAGER, placement)
    steps.expect(placement, version)
    action = "confirm_manager" if is_manager else "challenge_manager"
    PLACEMENT.after(placement.status, action)
    if not placement.manager_email or placement.manager_confirmed_at is not None:
        raise IllegalTransition("Nobody is named as line manager who could be confirmed now.")
    steps.move(placement, action)
    if is_manager:
        absent = stands_in_for(actor, placement, "home", "hr")
        if absent is not None:
            because(f"As deputy of {absent.name}")
        steps.confirm_manager(placement, actor)
        steps.advance(placement)
        return
    if placement.agreed_at is not None:
        placement.agreed_at = None
        text = "Home HR says that another person must decide, so this is not agreed any more."
        steps.tell_parties(placement, "reopened", text)
    managers.forget(placement)
    managers.tell_mover_to_name_another(placement)


@command
def approve(actor: Actor, placement_id: uuid.UUID, version: int, *roles: Role) -> None:
    """Agree on the terms that the person saw, in one role or in all that they hold."""
    placement = queries.for_change(actor, placement_id)
    for role in roles:
        require(actor, PERMISSION[role], placement)
    steps.expect(placement, version)
    for role in roles:
        steps.record(placement, role, actor, How.ACCOUNT)


@command
def refuse(
    actor: Actor, placement_id: uuid.UUID, version: int, role: Role, category: str, reason: str
) -> None:
    """Refuse in one role, with category and reasons (R20); the place is free again."""
    placement = queries.for_change(actor, placement_id)
    steps.expect(placement, version)
    refuse_step(actor, placement, role, category, reason)


@command
def change_terms(actor: Actor, placement_id: uuid.UUID, version: int, terms: Terms) -> None:
    """Change dates, days, hours or shares; everybody who had agreed is asked again."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_EDIT_TERMS, placement)
    steps.expect(placement, version)
    PLACEMENT.after(placement.status, "change_terms")
    if write_terms(placement, terms):
        steps.change_terms(placement)
        steps.advance(placement)


@command
def give_facts(actor: Actor, placement_id: uuid.UUID, version: int, facts: Facts) -> None:
    """Answer what the checks ask; if nothing else was missing the placement is agreed."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_EDIT_TERMS, placement)
    steps.expect(placement, version)
    problems = facts_problems(placement, facts)
    if problems:
        raise Invalid(problems)
    if not checks.needs_contract(placement):
        raise IllegalTransition("The checks of this kind ask nothing.")
    steps.move(placement, "give_facts")
    rare = steps.facts_row(placement)
    for name in Facts.__dataclass_fields__:
        row = rare if hasattr(PlacementFacts, name) else placement
        setattr(row, name, getattr(facts, name))
    steps.advance(placement)


@command
def withdraw(actor: Actor, placement_id: uuid.UUID, version: int, reason: str) -> None:
    """The mover or the host gives the placement up before it starts."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.PLACEMENT_WITHDRAW, placement)
    steps.expect(placement, version)
    if not reason.strip():
        raise Invalid({"reason": "Give a reason. The others read it."})
    placement.end_reason, placement.ended_by_id = reason, actor.person_id
    steps.move(placement, "withdraw")
    because(reason)
    steps.give_up(placement)
    steps.tell_parties(placement, "withdrawn", f"{actor.name} withdrew the placement. {reason}")


def refuse_step(actor: Actor, placement: Placement, role: Role, category: str, reason: str) -> None:
    """Refuse, whether signed in or by link."""
    require(actor, PERMISSION[role], placement)
    if role not in placement.needed:
        raise IllegalTransition("This placement does not need that decision.")
    PLACEMENT.after(placement.status, "refuse")
    problems = {}
    if category not in choices.codes(choices.REFUSAL_REASONS):
        problems["category"] = "Choose the category that fits best."
    if not reason.strip():
        problems["reason"] = "Write the reasons in a sentence or two. The person reads them."
    if problems:
        raise Invalid(problems)
    placement.refused_at, placement.refused_by = clock.now(), actor.key
    placement.refused_as = role
    placement.refusal_category, placement.refusal_reason = category, reason
    steps.move(placement, "refuse")
    because(reason)
    steps.give_up(placement)
    steps.tell_parties(placement, "refused", "A placement was refused. The page gives the reasons.")


def write_terms(placement: Placement, terms: Terms) -> bool:
    """Put terms onto the row after checking them; answers whether anything changed."""
    problems = terms_problems(placement.kind, terms)
    if problems:
        raise Invalid(problems)
    changed = [
        name
        for name in Terms.__dataclass_fields__
        if getattr(placement, name) != getattr(terms, name)
    ]
    for name in changed:
        setattr(placement, name, getattr(terms, name))
    return bool(changed)


def terms_problems(kind: str, terms: Terms) -> dict[str, str]:
    """What is wrong with terms, by field."""
    problems = {}
    length = length_problem(kinds.get(kind), terms.starts_on, terms.ends_on, terms.hours)
    if length:
        problems["ends_on"] = length
    if terms.days_a_week is not None and not 0 < terms.days_a_week <= 5:
        problems["days_a_week"] = "Enter up to 5 days a week, such as 2.5."
    for name in ("cost_home", "cost_host", "cost_funder"):
        share = getattr(terms, name)
        if share is not None and not 0 <= share <= 100:
            problems[name] = "Enter a share from 0 to 100 per cent."
    return problems


def facts_problems(placement: Placement, facts: Facts) -> dict[str, str]:
    """What is wrong with answers, by field."""
    problems = {}
    if facts.earlier_months is not None and not 0 <= facts.earlier_months <= 600:
        problems["earlier_months"] = "Enter whole months from 0 up."
    if facts.contract is Contract.PERMANENT and facts.contract_ends_on is not None:
        problems["contract_ends_on"] = "A permanent contract has no last day. Leave this blank."
    if facts.earlier_ended_on is not None:
        if facts.earlier_months == 0:
            problems["earlier_ended_on"] = "There were no earlier terms. Leave this blank."
        elif facts.earlier_ended_on >= placement.starts_on:
            problems["earlier_ended_on"] = "An earlier term ended before this placement begins."
    return problems
