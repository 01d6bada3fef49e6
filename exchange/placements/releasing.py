"""Deciding by link, without an account: the line manager, and verified contacts with a code.

Looking at a link changes nothing. Only the decision is single-use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from exchange import clock, tokens
from exchange.access import Actor, Permission, require
from exchange.db import because, command, lock
from exchange.errors import Gone, IllegalTransition, Invalid
from exchange.notices import services as notices
from exchange.placements import managers, queries, reconsidering, replacing, services, steps
from exchange.placements.approvals import PERMISSION
from exchange.placements.lifecycle import PLACEMENT, How, Role
from exchange.placements.models import DecisionLink, Placement
from exchange.placements.safeguards import conflicts
from exchange.placements.safeguards.words import Side
from exchange.placements.services import Terms

CODE_LIFETIME = timedelta(minutes=15)
MOST_TRIES = 5
WRONG_CODE = {"code": "This is not the code that we sent, or it ran out. Ask for another."}
OVER = {
    "decided": "This was decided already.",
    "replaced": "This link was replaced, or what it asked about has changed.",
    "expired": "This link has expired.",
}


@command
def send_code(actor: Actor, token: str) -> None:
    """Send the six digits that a verified contact types with the decision."""
    link = _usable(token, or_decided=True)
    code, link.code_hash = tokens.new_code()
    link.code_expires_at, link.code_tries = clock.now() + CODE_LIFETIME, 0
    text = f"Dear {link.name},\n\nYour code is {code}. It works for 15 minutes."
    notices.mail(link.email, "Your code", text)


@command
def fresh_link(actor: Actor, token: str) -> None:
    """A new link to the same address, for one that expired."""
    opened = queries.open_link(token)
    if opened.state != "expired":
        raise Gone(OVER.get(opened.state, "This link still works."), "Open the newest e-mail.")
    link = opened.link
    steps.send_link(link.placement, link.role, link.name, link.email, code=link.needs_code)


@command
def agree(
    actor: Actor, token: str, code: str = "", *, confirms_manager: bool = False, handling: str = ""
) -> None:
    """Agree on the terms that the page showed; HR also says that the manager named is the one.

    HR accepts with it how each matter between the organisations is handled, as the page showed.
    """
    link = _decide(token, code)
    if link.role in conflicts.ACCEPTING:
        side, who = Side(link.role.side), queries.link_actor(link)
        conflicts.accept_with_decision(link.placement, side, who, handling)
    if asks_about_manager(link):
        if not link.placement.manager_email:
            raise IllegalTransition("No line manager is named now.", "The mover has been asked to.")
        if not confirms_manager:
            raise Invalid({"manager": "Tick this if it is right. If not, say so further down."})
        steps.confirm_manager(link.placement, queries.link_actor(link))
    steps.record(link.placement, link.role, queries.link_actor(link), How.LINK)
    link.used_at = clock.now()


@command
def agree_otherwise(
    actor: Actor, token: str, starts_on: date, ends_on: date, days_a_week: float | None
) -> None:
    """The manager agrees with other dates or days: new terms, on which the others are asked."""
    link = _decide(token, "")
    if link.role is not Role.HOME_MANAGER:
        raise IllegalTransition("Only the line manager suggests other dates by link.")
    placement = link.placement
    PLACEMENT.after(placement.status, "change_terms")
    terms = replace(
        terms_of(placement), starts_on=starts_on, ends_on=ends_on, days_a_week=days_a_week
    )
    if services.write_terms(placement, terms):
        # This link goes with the new terms, so that it can record its own decision on them.
        link.terms = placement.terms_version + 1
        steps.change_terms(placement, decides_now=link.role)
    steps.record(placement, link.role, queries.link_actor(link), How.LINK)
    link.used_at = clock.now()


@command
def refuse(actor: Actor, token: str, category: str, reason: str, code: str = "") -> None:
    """Refuse with category and reasons."""
    link = _decide(token, code)
    services.refuse_step(queries.link_actor(link), link.placement, link.role, category, reason)
    link.used_at = clock.now()


@command
def pass_on(actor: Actor, token: str, name: str, email: str) -> None:
    """The line manager is away or asks another to decide: the decision goes to a colleague.

    HR sees who it is and can challenge it, as it can whomever the mover names.
    """
    link = _decide(token, "")
    if link.role is not Role.HOME_MANAGER:
        raise IllegalTransition("Only the line manager passes a decision on by link.")
    passing = queries.link_actor(link)
    require(passing, PERMISSION[link.role], link.placement)
    because(f"passed on to {name}")
    replacing.pass_on(link.placement, passing, name.strip(), email.strip().lower())


@command
def take_back(actor: Actor, token: str, reason: str, code: str = "") -> None:
    """Withdraw an approval that was given by this link, before anything is signed."""
    opened = queries.open_link(token)
    link = opened.link
    lock(link.placement)
    lock(link)
    if not may_take_back(link):
        raise Gone("There is no approval of yours here that could be withdrawn now.", "")
    if link.needs_code and not code_is_right(link, code):
        raise Invalid(WRONG_CODE)
    require(opened.actor, Permission.APPROVAL_TAKE_BACK_BY_LINK, link)
    link.replaced_at = clock.now()
    reconsidering.take_back_step(link.placement, link.role, opened.actor, reason)
    steps.ask(link.placement, link.role)


def may_take_back(link: DecisionLink) -> bool:
    """Whether what was decided by the link is an approval that stands and is not signed yet."""
    placement = link.placement
    decision = placement.decision(link.role)
    return (
        link.used_at is not None
        and link.replaced_at is None
        and decision is not None
        and placement.stands(link.role)
        and decision.by == queries.link_actor(link).key
        and PLACEMENT.can(placement.status, "take_back")
    )


@command
def not_the_manager(actor: Actor, token: str) -> None:
    """Whoever opened the link is not the line manager; the mover names another."""
    link = _decide(token, "")
    if link.role is not Role.HOME_MANAGER:
        raise IllegalTransition("This link does not ask the line manager.")
    because("says: not their line manager")
    placement = link.placement
    managers.forget(placement)
    link.used_at = clock.now()
    text = f"{link.name} says they are not your line manager. Please name another person."
    notices.tell(placement.mover_id, "not_the_manager", text, f"/placements/{placement.public_id}")


@command
def wrong_manager(actor: Actor, token: str, code: str) -> None:
    """HR without an account says that the person named is not the line manager."""
    link = _decide(token, code)
    placement = link.placement
    if not asks_about_manager(link) or not placement.manager_email:
        raise IllegalTransition("Nobody is named as line manager who could be challenged now.")
    PLACEMENT.after(placement.status, "confirm_manager")
    managers.forget(placement)
    managers.tell_mover_to_name_another(placement)


def asks_about_manager(link: DecisionLink) -> bool:
    """Whether HR, deciding by link, has to say first who the line manager is."""
    return link.role is Role.HOME_HR and link.placement.manager_unconfirmed


def terms_of(placement: Placement) -> Terms:
    """The terms as they stand."""
    return Terms(**{name: getattr(placement, name) for name in Terms.__dataclass_fields__})


def _usable(token: str, *, or_decided: bool = False) -> DecisionLink:
    """The link, if it can still decide, or take back what was decided by it."""
    opened = queries.open_link(token)
    queries.lock_with_other(opened.link.placement)
    lock(opened.link)
    opened = queries.open_link(token)
    if or_decided and may_take_back(opened.link):
        return opened.link
    if opened.state != "open":
        raise Gone(OVER[opened.state], "The page of the link says what you can do.")
    return opened.link


def _decide(token: str, code: str) -> DecisionLink:
    link = _usable(token)
    if link.needs_code and not code_is_right(link, code):
        raise Invalid(WRONG_CODE)
    return link


def code_is_right(link: DecisionLink, code: str) -> bool:
    """Whether the typed digits are those that were sent, lately and not too often tried."""
    if link.code_hash is None or link.code_expires_at is None:
        return False
    fresh = clock.now() <= link.code_expires_at and link.code_tries < MOST_TRIES
    return fresh and tokens.digest("".join(code.split())) == link.code_hash


@command
def count_wrong_code(actor: Actor, token: str) -> None:
    """A wrong code is counted even though the decision that carried it was refused."""
    link = queries.open_link(token).link
    lock(link)
    link.code_tries += 1
