"""Plain steps of the placements room: asking for decisions, recording them, agreeing, ending."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from exchange import clock, tokens
from exchange.access import Actor, require
from exchange.applications import steps as answers
from exchange.applications.lifecycle import APPLICATION, INVITATION
from exchange.applications.models import Application, Invitation
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations.models import ContactRole
from exchange.placements import backfill, checks, one_after_another, together
from exchange.placements.approval_models import DecisionRequest
from exchange.placements.approvals import PERMISSION
from exchange.placements.facts import PlacementFacts
from exchange.placements.lifecycle import (
    PLACEMENT,
    How,
    PlacementStatus,
    Role,
    guard_agree,
    missing,
)
from exchange.placements.models import Decision, DecisionLink, Placement
from exchange.placements.progress import is_asked
from exchange.placements.signatures import Signature
from exchange.predicates import stands_in_for
from exchange.reference import kinds

LINK_LIFETIME = timedelta(days=30)
ROLE_AT_ORGANISATION = {
    Role.HOME_MANAGER: "hr",  # where one person decides as manager and HR
    Role.HOST_MANAGER: "hr",
    Role.HOME_HR: "hr",
    Role.HOST_HR: "hr",
    Role.HOME_BOARD: "board",
    Role.HOST_BOARD: "board",
}


QUIET = frozenset(
    {
        "send_home",
        "confirm_manager",
        "pass_on",
        "replace_manager",
        "hand_over",
        "approve",
        "appeal",
        "answer_appeal",
        "give_facts",
        "record_outside",
        "note_nationality",
        "say_staying",
        "change_costs",
        "sign",
        "offer_desk",
        "take_back_notice",
    }
)
"""Actions after which those who had not decided yet go on waiting, so their clock runs on."""


def move(placement: Placement, action: str) -> None:
    """Take an action of the transition table; raises IllegalTransition."""
    before = placement.status
    placement.status = PLACEMENT.after(before, action)
    if action not in QUIET:
        placement.moved_at = clock.now()
    backfill.parent_gone(placement)
    together.follow(placement, before, tell_parties, give_up)


def facts_row(placement: Placement) -> PlacementFacts:
    """The row of answers that is about to change, made where nobody has answered yet."""
    placement.facts_version += 1
    if placement.facts is None:
        placement.facts = PlacementFacts()
    return placement.facts


def expect(placement: Placement, version: int) -> None:
    """Raise ChangedMeanwhile unless the person saw the placement as it is now."""
    if placement.version != version:
        raise ChangedMeanwhile


def answer_of(placement: Placement) -> Application | Invitation | None:
    """The accepted offer or invitation behind a placement; the second half of a swap has none."""
    return placement.application or placement.invitation


def record(placement: Placement, role: Role, actor: Actor, how: How) -> None:
    """Write one approval as a fact onto the row, after asking the access table."""
    if role not in placement.needed:
        raise IllegalTransition("This placement does not need that decision.")
    require(actor, PERMISSION[role], placement)
    record_decision(placement, role, actor, how)
    tell_parties(placement, "approved", f"{title(role)} agreed to {name_of(placement)}.")
    advance(placement)


def record_decision(placement: Placement, role: Role, actor: Actor, how: How) -> None:
    """Write it onto the row, with for whom a deputy stood in."""
    if placement.stands(role):
        raise ChangedMeanwhile("This was decided already.", "The page shows by whom and when.")
    if role is Role.HOME_HR and placement.manager_unconfirmed:
        raise IllegalTransition(
            "Confirm first that the person named is the line manager.",
            "The placement's page asks you to.",
        )
    if role.side == "home" and placement.needs_home_manager and not placement.asks_line_manager:
        # A small organisation declared that one person decides as manager and HR.
        confirm_manager(placement, actor)
    move(placement, "approve")
    instead_of = _instead_of(placement, role, actor)
    placement.record_decision(
        Decision(
            role, actor.key, actor.name, how, clock.now(), placement.terms_version, *instead_of
        )
    )
    db.session.flush()


def _instead_of(placement: Placement, role: Role, actor: Actor) -> tuple[str | None, str | None]:
    """For whom the actor decides as a deputy: key and name."""
    if role is Role.HOME_MANAGER and placement.asks_line_manager:
        return placement.manager_instead_of, placement.manager_instead_of_name
    if role is Role.HOST_MANAGER and actor.person_id == placement.host_manager_id:
        return None, None
    wanted = ROLE_AT_ORGANISATION[role]
    absent = stands_in_for(actor, placement, role.side, wanted)
    return (absent.key, absent.name) if absent else (None, None)


def confirm_manager(placement: Placement, actor: Actor) -> None:
    """HR's word that the named person is the line manager."""
    placement.manager_confirmed_at = clock.now()
    placement.manager_confirmed_by = actor.key


def advance(placement: Placement) -> None:
    """Agree as soon as every approval stands and no check blocks; else nothing happens.

    The halves of a swap are agreed together, or neither is.
    """
    halves = together.halves(placement)
    if not any(missing(one) for one in halves):
        one_after_another.take_turns(halves)
    if all(_is_ready(one) for one in halves):
        for one in halves:
            agree(one, [])


def _is_ready(placement: Placement) -> bool:
    unconfirmed = Role.HOME_HR in placement.needed and placement.manager_unconfirmed
    return not (
        unconfirmed
        or together.is_alone(placement)
        or missing(placement)
        or _blocked(placement)
        or not PLACEMENT.can(placement.status, "agree")
    )


def _blocked(placement: Placement) -> list[str]:
    return [finding.rule.id for finding in checks.blocking(placement, clock.today())]


def agree(placement: Placement, blocked: list[str]) -> None:
    """The step to agreed, behind its guard; the listing's place is taken for good."""
    guard_agree(placement, blocked)
    _guard_other_half(placement)
    move(placement, "agree")
    placement.agreed_at = clock.now()
    answer = answer_of(placement)
    table = APPLICATION if isinstance(answer, Application) else INVITATION
    if answer and table.can(answer.status, "place"):  # type: ignore[arg-type]  # each table has its own states
        answers.place(answer)
    tell_parties(placement, "agreed", f"T{name_of(placement)[1:]} is agreed.")


def _guard_other_half(placement: Placement) -> None:
    if together.is_alone(placement):
        raise IllegalTransition("A swap is agreed only together with its other half.")
    other = together.other_half(placement)
    if other is not None and other.status is not PlacementStatus.AGREED:
        PLACEMENT.after(other.status, "agree")
        guard_agree(other, _blocked(other))


def ask_host(placement: Placement) -> None:
    """Ask those at the host who must decide."""
    for role in (Role.HOST_MANAGER, Role.HOST_HR, Role.HOST_BOARD):
        if role in placement.needed and not placement.stands(role):
            ask(placement, role)


def ask_home(placement: Placement) -> None:
    """Ask those at home who must decide, once the mover has sent the placement home."""
    for role in (Role.HOME_MANAGER, Role.HOME_HR, Role.HOME_BOARD):
        if role in placement.needed and not placement.stands(role):
            ask(placement, role)


def ask(placement: Placement, role: Role, *, again: bool = False) -> None:
    """Ask for one decision: on the desk where somebody has an account, else by link.

    `again` is a reminder: who is asked goes on waiting since the first time.
    """
    path = f"/placements/{placement.public_id}"
    text = f"{name_of(placement)} waits for your decision as {as_said(role)}."
    text = f"Reminder: {text}" if again else f"{text[0].upper()}{text[1:]}"
    if not again and is_asked(placement, role):
        note_asked(placement, role)
    if role is Role.HOST_MANAGER:
        notices.tell(placement.host_manager_id, "decision_wanted", text, path)
    elif role is Role.HOME_MANAGER:
        if not placement.asks_line_manager:
            _ask_organisation(placement, role, text, again=again)
        elif placement.manager_email:
            manager = (placement.manager_name, placement.manager_email)
            send_link(placement, role, *manager, code=False, again=again)
    else:
        _ask_organisation(placement, role, text, again=again)


def note_asked(placement: Placement, role: Role) -> None:
    """From now on the decision is waited for: its reminder and escalation count from here."""
    request = placement.request(role)
    if request is None:
        request = DecisionRequest(role=role, terms=placement.terms_version)
        placement.requests.append(request)
    request.asked_at = clock.now()
    request.reminded_at = request.escalated_at = None


def send_link(
    placement: Placement, role: Role, name: str, email: str, *, code: bool, again: bool = False
) -> None:
    """A fresh link to one address; links sent before for the same decision stop working.

    A reminder leaves the first one to the same address as it is: either mail may be at hand.
    """
    for earlier in placement.links:
        left = again and earlier.email == email
        if earlier.purpose == role and earlier.used_at is None and not left:
            earlier.replaced_at = clock.now()
    token, kept = tokens.new()
    link = DecisionLink(
        role=role,
        terms=placement.terms_version,
        name=name,
        email=email,
        token_hash=kept,
        needs_code=code,
        expires_at=clock.now() + LINK_LIFETIME,
    )
    placement.links.append(link)
    base = current_app.extensions["settings"].base_url
    text = (
        f"Dear {name},\n\n{placement.mover.name} would like to go to {placement.host_name}"
        f" ({kinds.get(placement.kind).name.lower()}). Your decision as {as_said(role)} is"
        f" needed. The page says what yes commits to. You need no account.\n\n"
        f"{base}/release/{token}\n\nThe link works until it is decided, for 30 days at most."
    )
    subject = "Reminder: your decision is needed" if again else "Your decision is needed"
    notices.mail(email, subject, text)


def change_terms(placement: Placement, decides_now: Role | None = None) -> None:
    """Material terms changed: what was decided on the old ones is void, and all are asked again.

    `decides_now` names who changed them while deciding, and need not be asked. A swap is one
    bargain: a change of one half voids both, and both keep the same dates.
    """
    for one in together.halves(placement):
        together.take_dates(one, placement)
        _void_terms(one, decides_now if one is placement else None)


def _void_terms(placement: Placement, decides_now: Role | None) -> None:
    placement.terms_version += 1
    for role in placement.needed:
        placement.void_decision(role)
    move(placement, "change_terms")
    placement.agreed_at = None
    for signature in placement.void_signatures():
        tell_signature_void(placement, signature)
    db.session.flush()
    for role in placement.needed:
        if role is not decides_now and (role.side == "host" or placement.sent_home_at):
            ask(placement, role)
    tell_parties(
        placement, "terms_changed", f"The terms of {name_of(placement)} changed. Please look again."
    )


def tell_signature_void(placement: Placement, signature: Signature) -> None:
    """Whoever signed what does not count any more hears of it."""
    kind, _, key = signature.by.partition(":")
    text = "What you signed changed. Your signature is void: please look again."
    if kind == "person":
        notices.tell(int(key), "signature_void", text, f"/placements/{placement.public_id}")
        return
    again = "When the agreement is issued again, we send you a new link to read and sign it."
    notices.mail(key, "Your signature is void", f"Dear {signature.name},\n\n{text} {again}")


def give_up(placement: Placement) -> None:
    """The placement will not be: its place is free again, and reserves are told."""
    for link in placement.links:
        if link.used_at is None:
            link.replaced_at = clock.now()
    answer = answer_of(placement)
    if answer is not None:
        answers.not_proceed(answer)


def tell_parties(placement: Placement, event: str, text: str) -> None:
    """Tell the mover, the host's manager and, once it was sent home, HR of both sides."""
    people = [placement.mover_id, placement.host_manager_id]
    people += organisations.holders(placement.host_organisation_id, "hr")
    if placement.sent_home_at is not None:
        people += organisations.holders(placement.home_organisation_id, "hr")
    for person_id in dict.fromkeys(people):
        notices.tell(person_id, event, text, f"/placements/{placement.public_id}")


def _ask_organisation(placement: Placement, role: Role, text: str, *, again: bool) -> None:
    organisation_id = (
        placement.home_organisation_id if role.side == "home" else placement.host_organisation_id
    )
    wanted = ROLE_AT_ORGANISATION[role]
    people = [
        person_id
        for person_id in organisations.deciders(organisation_id, wanted, placement.mover_id)
        if not placement.was_overturned(role.value, Actor(person_id=person_id))
    ]
    for person_id in people:
        notices.tell(person_id, "decision_wanted", text, f"/placements/{placement.public_id}")
    if not people:
        _ask_contact(placement, role, organisation_id, again=again)


def _ask_contact(
    placement: Placement, role: Role, organisation_id: int | None, *, again: bool
) -> None:
    wanted = ROLE_AT_ORGANISATION[role]
    contact_role = ContactRole.HR if wanted == "hr" else ContactRole.CHAIR
    contact = organisations.contact(organisation_id, contact_role)
    if contact is not None:
        send_link(placement, role, contact.name, contact.email, code=True, again=again)
        return
    where = placement.home_name if role.side == "home" else placement.host_name
    whom = "an HR contact" if wanted == "hr" else "the chair of the board"
    for person_id in organisations.administrators():
        notices.tell(
            person_id,
            "contact_wanted",
            f"{where} has nobody here who can decide. Verify {whom}.",
            f"/placements/{placement.public_id}",
        )


def title(role: Role) -> str:
    """A role in the words of notices: Home line manager."""
    side, what = role.value.split("_")
    words = {"manager": "line manager", "hr": "HR", "board": "board"}
    owner = {"home": "Home", "host": "Host"}[side]
    return f"{owner} {words[what]}"


def as_said(role: Role) -> str:
    """The same inside a sentence: home line manager."""
    whole = title(role)
    return f"{whole[0].lower()}{whole[1:]}"


def name_of(placement: Placement) -> str:
    """A placement in the words of notices: the secondment of Ada."""
    return f"the {kinds.get(placement.kind).name.lower()} of {placement.mover.name}"
