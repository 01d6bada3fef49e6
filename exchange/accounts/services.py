"""Commands about accounts. What they answer never tells whether an address is known."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from exchange import clock, tokens
from exchange.access import Actor, Permission, require
from exchange.accounts.models import (
    AccountToken,
    Person,
    PersonAddress,
    SignInFailures,
    SignInSession,
    TokenPurpose,
)
from exchange.db import command, db, housekeeping
from exchange.errors import ChangedMeanwhile, Gone, Invalid
from exchange.notices import services as notices

SESSION_LIFETIME = timedelta(days=7)
LINK_LIFETIME = {
    TokenPurpose.CONFIRM: timedelta(days=3),
    TokenPurpose.RESET: timedelta(hours=1),
    TokenPurpose.CHANGE_ADDRESS: timedelta(days=1),
}
FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)
GONE = "This link has expired or was used already."


@dataclass(frozen=True)
class SignedInAs:
    """What opening a session gives: the token for the cookie, once."""

    token: str
    person_id: int


def normal(email: str) -> str:
    """An address as we keep and compare it."""
    return email.strip().lower()


@command
def sign_up(actor: Actor, name: str, email: str, password_hash: str) -> None:
    """Begin an account and send the link that confirms it; a known address gets a reminder."""
    address = normal(email)
    known = _person_by_address(address)
    if known is not None and known.confirmed_at is not None:
        notices.mail(known.email, "You already have an account", _text("already", known.name))
        return _count_try(address)
    if known is None:
        known = Person(name=name, email=address, password_hash=password_hash)
        known.addresses.append(PersonAddress(address=address))
        db.session.add(known)
        db.session.flush()
    else:
        known.name, known.password_hash = name, password_hash
    _send_link(known, TokenPurpose.CONFIRM, address)
    return None


@command
def send_confirmation_again(actor: Actor, email: str) -> None:
    """The e-mail of a sign-up once more; says the same whether the address is known or not."""
    address = normal(email)
    person = _person_by_address(address)
    if person is None or person.deactivated_at is not None:
        return _count_try(address)
    if person.confirmed_at is not None:
        notices.mail(address, "You already have an account", _text("already", person.name))
        return _count_try(address)
    _send_link(person, TokenPurpose.CONFIRM, address)
    return None


@command
def confirm(actor: Actor, token: str, proven_hash: str | None = None) -> int:
    """The address is the person's own. Answers the person's id; raises Gone, ChangedMeanwhile.

    `proven_hash` is the password hash that whoever opened the link was shown to know. Without it
    a stranger could begin an account with somebody's address and let them confirm it; only the
    command line may leave it out.
    """
    link = _use_link(token, TokenPurpose.CONFIRM)
    person = link.person
    if proven_hash is not None and person.password_hash != proven_hash:
        raise ChangedMeanwhile
    person.confirmed_at = person.confirmed_at or clock.now()
    _confirm_address(person, link.address)
    return person.id


@command
def ask_reset(actor: Actor, email: str) -> None:
    """Send a link to choose a new password, to a known address only; says the same either way."""
    address = normal(email)
    person = _person_by_address(address)
    if person is None or person.deactivated_at is not None:
        return _count_try(address)
    _send_link(person, TokenPurpose.RESET, person.email)
    return None


@command
def reset(actor: Actor, token: str, password_hash: str) -> None:
    """A new password; every browser is signed out. Raises Gone."""
    link = _use_link(token, TokenPurpose.RESET)
    link.person.password_hash = password_hash
    link.person.confirmed_at = link.person.confirmed_at or clock.now()
    _confirm_address(link.person, link.address)
    _revoke_sessions(link.person_id)


@command
def change_password(actor: Actor, password_hash: str) -> None:
    """A new password for a signed-in person; every browser is signed out."""
    person = _own(actor)
    person.password_hash = password_hash
    _revoke_sessions(person.id)


@command
def change_name(actor: Actor, name: str) -> None:
    """How others read the person."""
    _own(actor).name = name


@command
def ask_change_of_address(actor: Actor, email: str) -> None:
    """Send a link to the new address; the old one is told. Nothing changes before it is opened."""
    person, address = _own(actor), normal(email)
    if address == person.email and person.mail_stopped_at is None:
        raise Invalid({"email": "This is your address already."})
    taken = _person_by_address(address)
    if taken is not None and taken.id != person.id:
        notices.mail(address, "You already have an account", _text("already", taken.name))
        return _count_try(address)
    _send_link(person, TokenPurpose.CHANGE_ADDRESS, address)
    notices.mail(person.email, "A new address was asked for", _text("changing", person.name))
    return None


@command
def change_address(actor: Actor, token: str) -> None:
    """The new address is confirmed: it takes over, and every browser is signed out."""
    link = _use_link(token, TokenPurpose.CHANGE_ADDRESS)
    owner = _person_by_address(link.address)
    if owner is not None and owner.id != link.person_id:
        raise Gone("This address belongs to another account.", "Sign in with that account.")
    link.person.email = link.address
    _confirm_address(link.person, link.address)
    _revoke_sessions(link.person_id)


@command
def open_session(actor: Actor, person_id: int, browser: str) -> SignedInAs:
    """Sign a browser in. Whoever calls has checked the password."""
    token, kept = tokens.new()
    db.session.add(
        SignInSession(
            person_id=person_id,
            token_hash=kept,
            browser=browser[:200],
            expires_at=clock.now() + SESSION_LIFETIME,
        )
    )
    return SignedInAs(token, person_id)


@command
def close_session(actor: Actor, token: str) -> None:
    """Sign this browser out."""
    session = _live_session(token)
    if session is not None:
        session.revoked_at = clock.now()


@command
def sign_out_everywhere(actor: Actor) -> None:
    """Sign every browser of the person out."""
    _revoke_sessions(_own(actor).id)


@command
def record_failure(actor: Actor, email: str, network: str) -> datetime | None:
    """Count a failed sign-in, the same for unknown addresses; answers until when it is locked."""
    key, now = failure_key(email, network), clock.now()
    row = db.session.scalar(sa.select(SignInFailures).filter_by(key=key).with_for_update())
    if row is None:
        row = SignInFailures(key=key, count=0)
        db.session.add(row)
    elif now - row.last_at > LOCK:
        row.count = 0
    row.count += 1
    row.last_at = now
    if row.count < FAILURES_BEFORE_LOCK:
        return None
    row.locked_until = now + LOCK
    return row.locked_until


@command
def create_confirmed(actor: Actor, name: str, email: str, password_hash: str) -> None:
    """A confirmed account without an e-mail: the first administrator, from the command line."""
    require(actor, Permission.PERSON_CREATE, None)
    address = normal(email)
    if _person_by_address(address) is not None:
        raise Invalid({"email": "There is an account with this address already."})
    person = Person(name=name, email=address, password_hash=password_hash, confirmed_at=clock.now())
    person.addresses.append(PersonAddress(address=address, confirmed_at=clock.now()))
    db.session.add(person)


@command
def make_staff(actor: Actor, email: str, *, moderator: bool, administrator: bool) -> None:
    """Give or take the platform's own roles. From the command line, or by an administrator."""
    require(actor, Permission.STAFF_APPOINT, None)
    person = _person_by_address(normal(email))
    if person is None or person.confirmed_at is None:
        raise Invalid({"email": "Nobody with a confirmed account has this address."})
    if person.id == actor.person_id and not administrator:
        # So that one always stays.
        raise Invalid({"administrator": "Ask another administrator to take this role from you."})
    person.is_moderator, person.is_administrator = moderator, administrator


@command
def deactivate(actor: Actor) -> None:
    """Close one's own account: it signs out everywhere and cannot sign in."""
    person = _own(actor)
    person.deactivated_at = clock.now()
    _revoke_sessions(person.id)


@command
def stop_mail(actor: Actor, address: str, why: str) -> None:
    """No notices go to an address any more that refused mail or complained of it; its person
    reads why on the account page, until the address is confirmed again or another one is."""
    require(actor, Permission.MAIL_STOP, None)
    person = _person_by_address(normal(address))
    if person is not None and person.mail_stopped_at is None:
        person.mail_stopped_at = clock.now()
        person.mail_stopped_why = why[:300] or "The mail server gave no reason."


@housekeeping
def session_seen(session_id: int) -> None:
    """Note that a browser is still in use; one of the two writes that a GET may cause."""
    db.session.execute(
        sa.update(SignInSession).where(SignInSession.id == session_id).values(seen_at=clock.now())
    )


def failure_key(email: str, network: str) -> str:
    """A keyed hash of address and network."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    text = f"{normal(email)}|{network}".encode("utf-8", "replace")
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


def _own(actor: Actor) -> Person:
    require(actor, Permission.PAGE_SIGNED_IN, None)
    return db.session.get_one(Person, actor.person_id)


def _person_by_address(address: str) -> Person | None:
    return db.session.scalar(sa.select(Person).where(Person.email == address))


def _count_try(address: str) -> None:
    """Leave a trace of a request that led to nothing, without saying so to who asked."""
    key = failure_key(address, "asked")
    row = db.session.scalar(sa.select(SignInFailures).filter_by(key=key))
    if row is None:
        db.session.add(SignInFailures(key=key, count=1))
    else:
        row.count, row.last_at = row.count + 1, clock.now()


def _send_link(person: Person, purpose: TokenPurpose, address: str) -> None:
    token, kept = tokens.new()
    expires = clock.now() + LINK_LIFETIME[purpose]
    db.session.add(
        AccountToken(
            person_id=person.id,
            purpose=purpose,
            token_hash=kept,
            address=address,
            expires_at=expires,
        )
    )
    notices.mail(address, SUBJECT[purpose], _text(purpose.value, person.name, token))


def _use_link(token: str, purpose: TokenPurpose) -> AccountToken:
    query = sa.select(AccountToken).filter_by(token_hash=tokens.digest(token), purpose=purpose)
    link = db.session.scalar(query.with_for_update())
    if link is None or link.used_at is not None or clock.now() > link.expires_at:
        raise Gone(GONE, "Ask for a new one: it takes a minute.")
    link.used_at = clock.now()
    return link


def _confirm_address(person: Person, address: str) -> None:
    own = next((one for one in person.addresses if one.address == address), None)
    if own is None:
        own = PersonAddress(address=address)
        person.addresses.append(own)
    own.confirmed_at = clock.now()
    if address == person.email:
        person.mail_stopped_at, person.mail_stopped_why = None, ""


def _live_session(token: str) -> SignInSession | None:
    return db.session.scalar(
        sa.select(SignInSession).where(
            SignInSession.token_hash == tokens.digest(token),
            SignInSession.revoked_at.is_(None),
        )
    )


def _revoke_sessions(person_id: int) -> None:
    live = sa.select(SignInSession).where(
        SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None)
    )
    for session in db.session.scalars(live):
        session.revoked_at = clock.now()


SUBJECT = {
    TokenPurpose.CONFIRM: "Confirm your address",
    TokenPurpose.RESET: "Choose a new password",
    TokenPurpose.CHANGE_ADDRESS: "Confirm your new address",
}
_PATH = {"confirm": "/confirm/", "reset": "/reset/", "change_address": "/account/address/"}
_BODY = {
    "confirm": "Open this link to confirm your address. It works for 3 days.",
    "reset": "Open this link to choose a new password. It works for 1 hour.",
    "change_address": "Open this link to use this address from now on. It works for 1 day.",
    "already": (
        "Somebody, probably you, asked for an account with this address. You have one already:"
        " sign in, or ask for a new password on the sign-in page."
    ),
    "changing": (
        "A new address was asked for on your account. Nothing changes before the link sent there"
        " is opened. If this was not you, choose a new password now."
    ),
}


def _text(what: str, name: str, token: str = "") -> str:
    base = current_app.extensions["settings"].base_url
    link = f"\n\n{base}{_PATH[what]}{token}" if token else ""
    return f"Dear {name},\n\n{_BODY[what]}{link}\n\nIf this was not you, you can ignore it."
