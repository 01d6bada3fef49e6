"""Decisions that wait too long: a reminder after 3 working days, HR is told after 7.

Each goes out once for a placement, role and version of the terms: the request holds when. What is
due follows from dates, so that a worker that was down tells late, and tells once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange import clock
from exchange.access import SYSTEM, Actor, Permission, require
from exchange.accounts import queries as accounts
from exchange.audit import record
from exchange.db import command, db, lock
from exchange.errors import ExchangeError, NotFound
from exchange.log import failure
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations.models import ContactRole, Organisation, OrganisationContact
from exchange.placements import appeals, progress, queries, steps
from exchange.placements.approval_models import Appeal, AppealRoute, DecisionRequest
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.reference import working_days

EVERY = timedelta(minutes=10)
REMIND, ESCALATE = "remind", "escalate"
UNDER_HR = frozenset({Role.HOME_MANAGER, Role.HOST_MANAGER, Role.HOME_BOARD, Role.HOST_BOARD})
"""Whose lateness HR is told of; where HR itself is late, the organisation's administrator."""


NO_ACCOUNT = "You get this as the verified contact of your organisation, and need no account."


def step() -> int:
    """A round of the worker: tell what is due, each in a transaction of its own."""
    todo: list[tuple[Callable[[Actor, int], int], int]] = [(tell_late, one) for one in late()]
    todo += [(send_appeal_on, one) for one in appeals.without_decider()]
    done = 0
    for tell, row_id in todo:
        try:
            done += tell(SYSTEM, row_id)
        except ExchangeError:  # somebody decided at that moment, or another worker told it
            failure("reminder_overtaken", row_id=row_id)
            db.session.rollback()
    return done


@command
def tell_late(actor: Actor, request_id: int) -> int:
    """Remind, or tell those above, if it is due and was not done; answers how much was told."""
    request = db.session.get(DecisionRequest, request_id)
    if request is None:
        raise NotFound("There is no such request.")
    placement = db.session.scalars(
        queries.with_parties(sa.select(Placement)).where(Placement.id == request.placement_id)
    ).one()
    lock(placement)
    lock(request)
    require(actor, Permission.PLACEMENT_REMIND, placement)
    due = due_now(placement, request, clock.today())
    if not due:
        return 0
    if request.reminded_at is None:
        request.reminded_at = clock.now()
        steps.ask(placement, request.role, again=True)
    if due == ESCALATE:
        request.escalated_at = clock.now()
        escalate(placement, request.role)
    what = {"late": due, "role": request.role, "terms": request.terms}
    record("placement", placement.public_id, what, db.session())
    return 1


@command
def send_appeal_on(actor: Actor, appeal_id: int) -> int:
    """Nobody is left who could answer an appeal: it goes to the administrators of the platform."""
    found = db.session.get(Appeal, appeal_id)
    if found is None or not found.is_open:
        return 0
    require(actor, Permission.PLACEMENT_REMIND, found.placement)
    lock(found)
    found.goes_to = AppealRoute.PLATFORM
    text = f"An appeal about {steps.name_of(found.placement)} has nobody left to decide it."
    for person_id in appeals.deciders(found, found.placement):
        path = f"/placements/{found.placement.public_id}"
        notices.tell(person_id, "appeal_made", text, path)
    return 1


def due_now(placement: Placement, request: DecisionRequest, today: date) -> str:
    """What is due for a request: remind, escalate or nothing."""
    waits = placement.status is PlacementStatus.PROPOSED and not placement.stands(request.role)
    if not waits or request.terms != placement.terms_version:
        return ""
    nation = progress.nation(placement, request.role)
    asked = clock.local_date(request.asked_at)
    waited = working_days.working_days_between(asked, today, nation)
    if waited >= progress.DAYS_TO_ESCALATE and request.escalated_at is None:
        return ESCALATE
    late = waited >= progress.DAYS_TO_REMIND and request.escalated_at is None
    return REMIND if late and request.reminded_at is None else ""


@dataclass(frozen=True)
class Above:
    """Who is told that a decision is late: people with accounts, or a contact by e-mail."""

    whom: str
    """In words."""
    path: str
    """Where they can act on it."""
    people: Sequence[int] = ()
    contact: OrganisationContact | None = None


def escalate(placement: Placement, role: Role) -> None:
    """Tell those above who is waited for, and the mover that they were told."""
    who = progress.role_at(placement, role)
    late = f"for {progress.DAYS_TO_ESCALATE} working days"
    higher = above(placement, role)
    text = (
        f"{who}, has not decided about {steps.name_of(placement)} {late}."
        " Ask them, have a deputy named, or name somebody else."
    )
    for person_id in higher.people:
        notices.tell(person_id, "decision_late", text, higher.path)
    if higher.contact is not None:
        # Without an account they open no page: what they can do is ask, and tell us.
        notices.mail(higher.contact.email, "A decision is late", f"{text}\n\n{NO_ACCOUNT}")
    told = f"{who}, has not decided {late}, so we told {higher.whom}."
    room = f"/placements/{placement.public_id}"
    notices.tell(placement.mover_id, "decision_late", told, room)


def above(placement: Placement, role: Role) -> Above:
    """Who stands above whoever lets others wait."""
    room = f"/placements/{placement.public_id}"
    side = progress.side_of(placement, role)
    if side is not None:
        waited_for = {placement.mover_id, *_asked(placement, role, side.id)}
        hr = _hr_above(placement, side, waited_for) if role in UNDER_HR else None
        found = hr or _head_above(placement, side, waited_for)
        if found is not None:
            return found
    return Above("our administrators", room, organisations.administrators())


def _hr_above(placement: Placement, side: Organisation, waited_for: set[int]) -> Above | None:
    room, words = f"/placements/{placement.public_id}", f"HR at {side.name}"
    hr = organisations.deciders(side.id, "hr", placement.mover_id)
    found = [one for one in hr if one not in waited_for]
    if found:
        return Above(words, room, found)
    contact = None if hr else _contact(placement, side, ContactRole.HR)
    return Above(words, room, contact=contact) if contact else None


def _head_above(placement: Placement, side: Organisation, waited_for: set[int]) -> Above | None:
    """Who looks after an organisation names deputies, but need not see its people's moves."""
    path = f"/organisations/{side.public_id}/deputies"
    heads = organisations.holders(side.id, "organisation_admin")
    found = [one for one in heads if one not in waited_for]
    if found:
        return Above(f"the administrator of {side.name}", path, found)
    contact = _contact(placement, side, ContactRole.CHAIR)
    words = f"the chair of the board of {side.name}"
    return Above(words, path, contact=contact) if contact and not heads else None


def _contact(
    placement: Placement, side: Organisation, role: ContactRole
) -> OrganisationContact | None:
    """The verified contact, unless it is the person who moves."""
    found = organisations.contact(side.id, role)
    if found is None or found.email in accounts.own_addresses(placement.mover_id):
        return None
    return found


def _asked(placement: Placement, role: Role, organisation_id: int) -> list[int]:
    if role is Role.HOST_MANAGER:
        return [placement.host_manager_id]
    if role is Role.HOME_MANAGER and placement.asks_line_manager:
        known = accounts.person_id_by_address(placement.manager_email)
        return [known] if known else []
    wanted = steps.ROLE_AT_ORGANISATION[role]
    return organisations.deciders(organisation_id, wanted, placement.mover_id)


def late() -> list[int]:
    """The requests of which something is due, the longest wait first."""
    soonest = clock.now() - timedelta(days=progress.DAYS_TO_REMIND)
    query = (
        sa.select(DecisionRequest, Placement)
        .join(Placement, Placement.id == DecisionRequest.placement_id)
        .options(joinedload(Placement.home_organisation), joinedload(Placement.host_organisation))
        .where(
            Placement.status == PlacementStatus.PROPOSED,
            DecisionRequest.terms == Placement.terms_version,
            DecisionRequest.escalated_at.is_(None),
            DecisionRequest.asked_at <= soonest,
        )
        .order_by(DecisionRequest.asked_at, DecisionRequest.id)
    )
    today, found = clock.today(), db.session.execute(query)
    return [one.id for one, placement in found if due_now(placement, one, today)]
