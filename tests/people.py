"""Who belongs where, for the tests of accounts and organisations; people come from factories."""

from __future__ import annotations

import re

import sqlalchemy as sa

from exchange.access import SYSTEM, Actor
from exchange.db import db
from exchange.organisations import queries, services
from exchange.organisations.importing import Row, import_batch
from exchange.organisations.models import Membership, Organisation, Sector
from tests import factories
from tests.factories import password_hash, person

__all__ = ["password_hash", "person"]


def mails(to: str) -> list[str]:
    """The texts of the e-mails to an address, oldest first."""
    return [mail["text"] for mail in factories.mails(to)]


def link_in(mail: str) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail)
    assert found, f"no link in: {mail}"
    return found[1]


def administrator(email: str = "root@crossover.example") -> Actor:
    """An administrator of the platform."""
    return factories.staff(email, administrator=True)


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
