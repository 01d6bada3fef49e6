"""People, their addresses, where they are signed in, and the links that e-mails carry."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.audit import Audited
from exchange.db import Base, Identified, choice


class TokenPurpose(StrEnum):
    """What an e-mailed account link does."""

    CONFIRM = "confirm"
    RESET = "reset"
    CHANGE_ADDRESS = "change_address"


class Person(Identified, Audited, Base):
    """Somebody with an account. The account counts once its address is confirmed."""

    __tablename__ = "person"
    __table_args__ = (
        sa.CheckConstraint(
            "(mail_stopped_at IS NULL) = (mail_stopped_why = '')", name="mail_stopped_says_why"
        ),
    )
    audit_kind = "person"
    audit_secret = frozenset({"password_hash"})

    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """The address to write to, lower case; also the newest row of `addresses`."""
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    confirmed_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    is_moderator: Mapped[bool] = mapped_column(default=False)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(sa.String(8), default="en")
    """Of the e-mails to this person, as a language tag; templates/notices/ has those there are."""
    mail_stopped_at: Mapped[datetime | None]
    """Since when notices are not mailed, because the address refused mail or complained."""
    mail_stopped_why: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    addresses: Mapped[list[PersonAddress]] = relationship(back_populates="person")

    __mapper_args__ = {"version_id_col": version}


class PersonAddress(Identified, Audited, Base):
    """An address that is or was a person's own; kept, so that nobody names it as a manager's."""

    __tablename__ = "person_address"
    __table_args__ = (sa.UniqueConstraint("person_id", "address"),)
    audit_kind = "address"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    address: Mapped[str] = mapped_column(sa.String(254), index=True)
    confirmed_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(back_populates="addresses")


class SignInSession(Identified, Audited, Base):
    """One browser that is signed in. Only a hash of its token is kept."""

    __tablename__ = "sign_in_session"
    audit_kind = "session"
    audit_secret = frozenset({"token_hash"})

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    browser: Mapped[str] = mapped_column(sa.String(200), default="")
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class AccountToken(Identified, Audited, Base):
    """A single-use link in an e-mail: confirm, reset, or change of address."""

    __tablename__ = "account_token"
    audit_kind = "account_link"
    audit_secret = frozenset({"token_hash"})

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(choice(TokenPurpose))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class SignInFailures(Identified, Audited, Base):
    """Failed sign-ins from one network to one address, known or not, counted the same."""

    __tablename__ = "sign_in_failures"
    audit_kind = "sign_in_failures"

    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """A keyed hash of address and network: the table tells nobody who tried."""
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=clock.now)
    locked_until: Mapped[datetime | None]
