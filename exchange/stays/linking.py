"""Acting by link, without an account: deciding on an extension, planning a return, ending.

Looking at a link changes nothing. A link to a verified contact also asks for a code.
"""

from __future__ import annotations

from exchange import clock, tokens
from exchange.access import Actor, Permission, require
from exchange.db import command, lock
from exchange.errors import Gone, Invalid
from exchange.notices import services as notices
from exchange.placements import living
from exchange.placements.ending import Waived
from exchange.placements.lifecycle import How
from exchange.placements.models import EndedHow
from exchange.placements.releasing import CODE_LIFETIME, MOST_TRIES, OVER
from exchange.stays import extending, queries, returning, steps
from exchange.stays.extension import Extension
from exchange.stays.homecoming import Homecoming
from exchange.stays.models import StayLink
from exchange.stays.queries import OpenedLink
from exchange.stays.returning import Post


@command
def send_code(actor: Actor, token: str) -> None:
    """Send the six digits that a verified contact types with what they do."""
    link = _usable(token).link
    code, link.code_hash = tokens.new_code()
    link.code_expires_at, link.code_tries = clock.now() + CODE_LIFETIME, 0
    text = f"Dear {link.name},\n\nYour code is {code}. It works for 15 minutes."
    notices.mail(link.email, "Your code", text)


@command
def fresh_link(actor: Actor, token: str) -> None:
    """A new link to the same address, for one that expired."""
    opened = queries.open_link(token)
    if opened.state != "expired":
        raise Gone(over(opened.state), "Open the newest e-mail.")
    link = opened.link
    steps.send_link(
        link.placement,
        link.role,
        (link.name, link.email),
        "You asked for a new link.",
        code=link.needs_code,
        extension=opened.extension,
    )


@command
def count_wrong_code(actor: Actor, token: str) -> None:
    """A wrong code is counted even though what it came with was refused."""
    link = queries.open_link(token).link
    lock(link)
    link.code_tries += 1


@command
def approve(actor: Actor, token: str, code: str = "") -> None:
    """Agree to a later last day."""
    opened = _act(token, code)
    extending.record(_extension(opened), opened.link.role, opened.actor, How.LINK)
    opened.link.used_at, opened.link.replaced_at = clock.now(), None


@command
def refuse(actor: Actor, token: str, category: str, reason: str, code: str = "") -> None:
    """Refuse a later last day, with category and reasons."""
    opened = _act(token, code)
    extending.refuse_step(_extension(opened), opened.link.role, opened.actor, category, reason)
    opened.link.used_at, opened.link.replaced_at = clock.now(), None


@command
def confirm_return(actor: Actor, token: str, post: Post, code: str = "") -> None:
    """Name the post that waits at home."""
    opened = _act(token, code)
    require(opened.actor, Permission.RETURN_CONFIRM, _home(opened))
    returning.confirm_step(opened.actor, opened.link.placement, post)


@command
def waive_return(actor: Actor, token: str, waived: Waived, reason: str, code: str = "") -> None:
    """Say why no post waits."""
    opened = _act(token, code)
    require(opened.actor, Permission.RETURN_WAIVE, _home(opened))
    returning.waive_step(opened.actor, opened.link.placement, waived, reason)


@command
def complete(actor: Actor, token: str, how: EndedHow, note: str = "", code: str = "") -> None:
    """Confirm the end and what the person does now; the link has done its work."""
    opened = _act(token, code)
    require(opened.actor, Permission.RETURN_CONFIRM, _home(opened))
    living.complete_step(opened.actor, opened.link.placement, how, note)
    opened.link.used_at = clock.now()


def over(state: str) -> str:
    """Why a link does nothing, in words."""
    return OVER["decided"] if state == "done" else OVER.get(state, "This link still works.")


def _home(opened: OpenedLink) -> Homecoming:
    placement = opened.link.placement
    return Homecoming(placement, queries.coming_back_links(placement))


def _extension(opened: OpenedLink) -> Extension:
    if opened.extension is None:
        raise Gone("This link asks about something else.", "Open its page.")
    return opened.extension


def _usable(token: str) -> OpenedLink:
    opened = queries.open_link(token)
    lock(opened.link.placement)
    lock(opened.link)
    if opened.extension is not None:
        lock(opened.extension)
    opened = queries.open_link(token)
    if opened.state != "open":
        raise Gone(over(opened.state), "The page of the link says what you can do.")
    return opened


def _act(token: str, code: str) -> OpenedLink:
    opened = _usable(token)
    if opened.link.needs_code and not _code_is_right(opened.link, code):
        problem = "This is not the code that we sent, or it ran out. Ask for another."
        raise Invalid({"code": problem})
    return opened


def _code_is_right(link: StayLink, code: str) -> bool:
    if link.code_hash is None or not code_works(link):
        return False
    return tokens.digest("".join(code.split())) == link.code_hash


def code_works(link: StayLink) -> bool:
    """Whether a code was sent that may still be typed."""
    if link.code_expires_at is None or link.code_tries >= MOST_TRIES:
        return False
    return clock.now() <= link.code_expires_at
