"""A listing of a hospice with two who answer for it, and people who ask, watch and read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from exchange.access import Actor
from exchange.db import db
from exchange.notices.models import Notice
from exchange.questions import services
from exchange.questions.models import Question
from exchange.watching import listings as watching
from tests import factories

NOW = "2026-11-23 12:00"  # a Monday
ASKED, CLEARER = "I am deaf. Could meetings be in writing?", "Could meetings be in writing?"
ANSWER = "Yes, all of them."


@dataclass
class Cast:
    """Everybody, and the listing."""

    sam: Actor
    boss: Actor
    asker: Actor
    watcher: Actor
    listing: uuid.UUID
    id: int

    @property
    def page(self) -> str:
        """Where the listing stands."""
        return f"/opportunities/{self.listing}"


def cast() -> Cast:
    """Made by commands."""
    hospice = factories.organisation("Harbour Hospice", domain="harbour.example")
    sam = factories.member("sam@harbour.example", hospice, "poster")
    boss = factories.member("boss@harbour.example", hospice, "organisation_admin")
    made = factories.listing(sam, hospice, title="Data analyst")
    asker = factories.person("asker@mail.example", "Ada Asker")
    watcher = factories.person("watcher@mail.example", "Wendy Watcher")
    for one in (asker, watcher):
        watching.watch(one, made.public_id)
    return Cast(sam, boss, asker, watcher, made.public_id, made.id)


def asked(one: Cast, text: str = ASKED) -> Question:
    """A question that waits."""
    return services.ask(one.asker, one.listing, text)


def answered(one: Cast) -> Question:
    """A question with its answer, in clearer words."""
    found = asked(one)
    return services.answer(one.sam, found.public_id, found.version, CLEARER, ANSWER)


def told(who: Actor) -> list[str]:
    """What somebody was told, by event, the oldest first."""
    query = sa.select(Notice.event).where(Notice.person_id == who.person_id)
    return list(db.session.scalars(query.order_by(Notice.id)))
