"""What the scenes of the demonstration share: the moved clock, and finding who acts."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.demo.cast import EMPLOYERS, Employer
from exchange.demo.mark import SOURCE
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation


class Stage:
    """Stands on one day; `ago(6)` is six days before, at ten in the morning."""

    def __init__(self, today: date) -> None:
        self.today = today

    def day(self, offset: int) -> date:
        """A date so many days from today."""
        return self.today + timedelta(days=offset)

    def at(self, offset: int) -> AbstractContextManager[None]:
        """Let the clock stand so many days from today; never in the future."""
        morning = datetime.combine(self.day(min(offset, 0)), time(10), tzinfo=UTC)
        latest = clock.now() - timedelta(minutes=5)
        return clock.at(min(morning, latest))

    def closing(self, offset: int) -> datetime:
        """The last second of a day in London."""
        return datetime.combine(self.day(offset), time(23, 59, 59), tzinfo=clock.LONDON)


def actor(name: str) -> Actor:
    """Somebody in the cast, as they are now."""
    email = db.session.scalars(sa.select(Person.email).filter_by(name=name)).one()
    return organisations.actor_by_email(email)


def employer(key: str) -> Employer:
    """An employer in the cast."""
    return next(one for one in EMPLOYERS if one.key == key)


def organisation(key: str) -> Organisation:
    """Its organisation."""
    query = sa.select(Organisation).filter_by(source=SOURCE, external_id=key)
    return db.session.scalars(query).one()


def poster(key: str) -> Actor:
    """Who posts for an employer: the first of its staff."""
    return actor(employer(key).staff[0])


def hr(key: str) -> Actor:
    """Who decides as HR: the second of its staff, or the one who does everything."""
    staff = employer(key).staff
    return actor(staff[1] if len(staff) > 1 else staff[0])
