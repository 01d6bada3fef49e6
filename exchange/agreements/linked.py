"""Signing by link, without an account: a verified contact of an employer, with a code.

Looking at the link changes nothing. The signature is single-use, and so is the code.
"""

from __future__ import annotations

from exchange import clock, tokens
from exchange.access import Actor
from exchange.agreements import asking, services
from exchange.db import command, lock
from exchange.errors import Gone, Invalid
from exchange.notices import services as notices
from exchange.placements import queries as placements
from exchange.placements.lifecycle import How, Party
from exchange.placements.models import DecisionLink
from exchange.placements.queries import OpenedLink
from exchange.placements.releasing import CODE_LIFETIME, code_is_right

OVER = {
    "decided": "This was signed already.",
    "replaced": "This link was replaced, or the agreement has changed.",
    "expired": "This link has expired.",
}
WRONG_CODE = "This is not the code that we sent, or it ran out. Ask for another."


def opened(token: str) -> OpenedLink:
    """Look at a link that signs; raises NotFound for any other."""
    return placements.open_link(token, signs=True)


@command
def send_code(actor: Actor, token: str) -> None:
    """Send the six digits that the contact types with the signature."""
    link = _usable(token)
    code, link.code_hash = tokens.new_code()
    link.code_expires_at, link.code_tries = clock.now() + CODE_LIFETIME, 0
    text = f"Dear {link.name},\n\nYour code is {code}. It works for 15 minutes."
    notices.mail(link.email, "Your code", text)


@command
def fresh_link(actor: Actor, token: str) -> None:
    """A new link to the same address, for one that expired."""
    found = opened(token)
    link = found.link
    if found.state != "expired" or link.signs is None:
        raise Gone(OVER.get(found.state, "This link still works."), "Open the newest e-mail.")
    to = (link.name, link.email)
    asking.send_link(link.placement, link.signs, link.role, to, link.agreement_hash or "")


@command
def sign(actor: Actor, token: str, code: str) -> None:
    """Sign for the employer whose contact this is."""
    link = _usable(token)
    if not code_is_right(link, code):
        raise Invalid({"code": WRONG_CODE})
    who, party = placements.link_actor(link), Party(str(link.signs))
    services.sign_step(who, link.placement, party, How.LINK, link.agreement_hash or "")
    link.used_at = clock.now()


@command
def count_wrong_code(actor: Actor, token: str) -> None:
    """A wrong code is counted even though the signature that it came with was refused."""
    link = opened(token).link
    lock(link)
    link.code_tries += 1


def _usable(token: str) -> DecisionLink:
    found = opened(token)
    lock(found.link.placement)
    lock(found.link)
    found = opened(token)
    if found.state != "open":
        raise Gone(OVER[found.state], "The page of the link says what you can do.")
    return found.link
