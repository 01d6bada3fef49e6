"""People and organisations for the tests of accounts and organisations, made by commands."""

from __future__ import annotations

import re
from functools import cache

import sqlalchemy as sa

from exchange.access import SYSTEM, VISITOR, Actor
from exchange.accounts import passwords
from exchange.accounts import services as accounts
from exchange.db import db
from exchange.notices.models import Outbox
from exchange.organisations import queries, services
from exchange.organisations.importing import Row, import_batch
from exchange.organisations.models import Membership, Organisation, Sector
from tests.client import PASSWORD


@cache
def password_hash() -> str:
    """The hash of PASSWORD."""
    return passwords.hashed(PASSWORD)


def mails(to: str) -> list[str]:
    """The texts of the e-mails to an address, oldest first."""
    rows = db.session.scalars(sa.select(Outbox).filter_by(topic="mail").order_by(Outbox.id))
    return [row.payload["text"] for row in rows if row.payload.get("to") == to]


def link_in(mail: str) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail)
    assert found, f"no link in: {mail}"
    return found[1]


def person(email: str, name: str = "") -> Actor:
    """Somebody with a confirmed account."""
    accounts.sign_up(VISITOR, name or email.split("@")[0].title(), email, password_hash())
    accounts.confirm(VISITOR, link_in(mails(email)[-1]).rpartition("/")[2])
    return queries.actor_by_email(email)


def administrator(email: str = "root@crossover.example") -> Actor:
    """An administrator of the platform."""
    person(email)
    accounts.make_staff(SYSTEM, email, moderator=False, administrator=True)
    return queries.actor_by_email(email)


def organisation(
    name: str, sector: str = "charity", domain: str = "", **values: str
) -> Organisation:
    """An organisation from a register, its name also its number there."""
    number = values.pop("number", name)
    row = {"name": name, "short_name": "", "sector": Sector(sector), "kind": "", **values}
    import_batch(SYSTEM, [Row(2, "test", number, row, domain)])
    return db.session.scalars(sa.select(Organisation).filter_by(external_id=number)).one()


def ask(email: str, at: Organisation) -> None:
    """Somebody asks to join."""
    actor = queries.actor_by_email(email)
    services.ask_to_join(actor, at.public_id, "Officer", "Ask at reception")


def member(email: str, at: Organisation, *roles: str, by: Actor | None = None) -> Actor:
    """Somebody who belongs to an organisation in verified roles."""
    person(email)
    ask(email, at)
    decider = by or administrator(f"root-{email}")
    services.accept_member(decider, membership(email).public_id, frozenset(roles), "Rang them")
    return queries.actor_by_email(email)


def membership(email: str) -> Membership:
    """The newest membership of a person."""
    actor = queries.actor_by_email(email)
    query = sa.select(Membership).filter_by(person_id=actor.person_id)
    return db.session.scalars(query.order_by(Membership.id.desc())).first()
