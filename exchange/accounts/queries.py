"""Reads about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from exchange import clock, tokens
from exchange.access import Actor
from exchange.accounts import passwords
from exchange.accounts.models import (
    AccountToken,
    Person,
    PersonAddress,
    SignInFailures,
    SignInSession,
    TokenPurpose,
)
from exchange.accounts.services import failure_key, normal
from exchange.db import db
from exchange.errors import NotFound
from exchange.notices.mailer import Recipient


@dataclass(frozen=True)
class SignInAnswer:
    """Whether a sign-in may go on: the person's id, or until when it is locked."""

    person_id: int | None
    locked_until: datetime | None = None
    unconfirmed: bool = False


def check_sign_in(email: str, password: str, network: str) -> SignInAnswer:
    """Judge address and password. Takes as long for an unknown address as for a known one."""
    person = db.session.scalar(sa.select(Person).where(Person.email == normal(email)))
    failures = db.session.scalar(
        sa.select(SignInFailures).filter_by(key=failure_key(email, network))
    )
    known_hash = person.password_hash if person and not person.deactivated_at else None
    db.session.rollback()  # hashing takes long: hold no transaction open meanwhile
    right = passwords.matches(known_hash, password)
    if failures is not None:
        locked = db.session.scalar(
            sa.select(SignInFailures.locked_until).filter_by(key=failure_key(email, network))
        )
        if locked is not None and locked > clock.now():
            return SignInAnswer(None, locked)
    if not right or person is None:
        return SignInAnswer(None)
    confirmed = db.session.scalar(sa.select(Person.confirmed_at).filter_by(id=person.id))
    return SignInAnswer(person.id, unconfirmed=confirmed is None)


def session_by_token(token: str) -> tuple[SignInSession, Person] | None:
    """The live session of a browser and its person, in one statement."""
    row = db.session.execute(
        sa.select(SignInSession, Person)
        .join(Person, Person.id == SignInSession.person_id)
        .where(
            SignInSession.token_hash == tokens.digest(token),
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > clock.now(),
            Person.deactivated_at.is_(None),
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True)
class BehindLink:
    """Whose link it is, as far as its page and its check need."""

    name: str
    address: str
    password_hash: str


def behind_link(token: str, purpose: TokenPurpose) -> BehindLink | None:
    """Whose an e-mailed link is while it can be used; looking does not use it."""
    row = db.session.execute(
        sa.select(Person.name, AccountToken.address, Person.password_hash)
        .join(AccountToken, AccountToken.person_id == Person.id)
        .where(
            AccountToken.token_hash == tokens.digest(token),
            AccountToken.purpose == purpose,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at >= clock.now(),
        )
    ).one_or_none()
    return BehindLink(*row) if row else None


def own(viewer: Actor) -> Person:
    """The viewer's own row; raises NotFound for a visitor."""
    found = db.session.get(Person, viewer.person_id) if viewer.person_id is not None else None
    if found is None:
        raise NotFound
    return found


def sessions_of(viewer: Actor) -> list[SignInSession]:
    """Where the viewer is signed in, newest first."""
    query = sa.select(SignInSession).where(
        SignInSession.person_id == viewer.person_id,
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > clock.now(),
    )
    return list(db.session.scalars(query.order_by(SignInSession.seen_at.desc())))


def address_of(person_id: int) -> Recipient | None:
    """Who to write a notice to; None for somebody who has left, never confirmed, or whose address
    refuses mail."""
    person = db.session.get(Person, person_id)
    if person is None or person.deactivated_at or not person.confirmed_at:
        return None
    if person.mail_stopped_at:
        return None
    return Recipient(person.name, person.email, person.language)


def own_addresses(person_id: int) -> frozenset[str]:
    """Every address that is, was or was asked to become the person's own."""
    own = sa.select(PersonAddress.address).where(PersonAddress.person_id == person_id)
    asked = sa.select(AccountToken.address).where(AccountToken.person_id == person_id)
    present = sa.select(Person.email).where(Person.id == person_id)
    return frozenset(db.session.scalars(sa.union(own, asked, present)))


def person_id_by_address(address: str) -> int | None:
    """Whose own address this is or was."""
    query = sa.select(PersonAddress.person_id).where(PersonAddress.address == normal(address))
    return db.session.scalar(query.order_by(PersonAddress.id).limit(1))
