"""The steps of a stay as its people take them, for tests that begin further on."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.agreements import services as agreements
from exchange.db import db
from exchange.organisations import services as joining
from exchange.organisations.models import ContactRole, Membership
from exchange.placements.lifecycle import Party, Role
from exchange.stays import checking_in, extending, queries
from exchange.stays.checking_in import HowItGoes
from exchange.stays.extending import Wish
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import CheckInTime, Colour, Side
from tests import factories
from tests.factories import World

LATER = date(2027, 9, 3)
CONTACT = "hal@rivers.example"


def ask(w: World, actor: Actor | None = None, ends_on: date = LATER, **changes: Any) -> Extension:
    """Somebody asks for a later last day."""
    wish = Wish(ends_on, "The plan needs the autumn.", **changes)
    return extending.ask(actor or w.poster, w.placement.public_id, w.placement.version, wish)


def link_to(email: str) -> str:
    """The secret of the newest link of a stay that was sent to an address, or nothing."""
    sent = [mail for mail in factories.mails(email) if "/stays/" in mail["text"]]
    return factories.token_in(sent[-1]) if sent else ""


def code_to(email: str) -> str:
    """The code that was sent last to an address."""
    return str(factories.mails(email)[-1]["text"].partition("code is ")[2][:6])


def approve(w: World, actor: Actor, role: str) -> None:
    """Somebody with an account agrees to the open extension."""
    found = extension(w)
    extending.approve(actor, found.public_id, found.version, Role(role))


def mover_agrees(w: World) -> None:
    """The person who moves says yes to what somebody else asked for."""
    found = extension(w)
    extending.agree(w.mover, found.public_id, found.version)


def sign_variation(w: World) -> None:
    """All three sign what waits for signatures."""
    fingerprint = w.placement.variation_hash or ""
    for actor, party in ((w.mover, Party.MOVER), (w.home_hr, Party.HOME), (w.host_hr, Party.HOST)):
        agreements.sign(actor, w.placement.public_id, party, fingerprint)


def extension(w: World) -> Extension:
    """The newest extension."""
    return db.session.scalars(
        sa.select(Extension).filter_by(placement_id=w.placement.id).order_by(Extension.id.desc())
    ).first()


def check_in(w: World, actor: Actor, time: str, colour: str, text: str = "", **more: Any) -> None:
    """One side says how it goes."""
    side = Side.MOVER if actor.person_id == w.mover.person_id else Side.HOST
    answer = HowItGoes(Colour(colour), text, **more)
    checking_in.check_in(actor, w.placement.public_id, CheckInTime(time), side, answer)


def public_id(actor: Actor) -> Any:
    """The random id of a person."""
    return db.session.scalar(sa.select(Person.public_id).filter_by(id=actor.person_id))


def record(w: World) -> queries.Record:
    """What is on record."""
    return queries.record(w.placement)


def nobody_at_home(w: World) -> None:
    """HR at home loses its account; an administrator verified a contact."""
    admin = factories.administrator()
    query = sa.select(Membership.public_id).filter_by(person_id=w.home_hr.person_id)
    joining.set_roles(admin, db.session.scalars(query).one(), frozenset(), "Left")
    who = ("Hal Reed", CONTACT, "Rang them")
    joining.verify_contact(admin, w.home.public_id, ContactRole.HR, *who)
