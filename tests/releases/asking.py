"""People who ask their managers first, each brought about by commands."""

from __future__ import annotations

import uuid
from datetime import date

from exchange.access import Actor
from exchange.db import db
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.releases import queries, services
from exchange.releases.models import ReleaseRequest
from exchange.releases.services import Wish
from tests import factories

FROM, UNTIL = date(2027, 2, 1), date(2027, 5, 1)


def boss(number: int = 0) -> str:
    """The manager's address."""
    return f"boss@brook{number}.example"


def who(number: int = 0) -> str:
    """The asker's address."""
    return f"asker@brook{number}.example"


def asker(number: int = 0) -> Actor:
    """Somebody who works at an office on a verified domain."""
    home = factories.organisation(f"Brook Office {number}", domain=f"brook{number}.example")
    return factories.member(who(number), home)


def home_of(one: Actor) -> Organisation:
    """Where the person works."""
    return organisations.memberships_of(one)[0].organisation


def wish(number: int = 0, **changes: object) -> Wish:
    """Two and a half days a week for six months."""
    given = {
        "manager_name": "Bo Brook",
        "manager_email": boss(number),
        "days_a_week": 2.5,
        "months": 6,
        "starts_on": FROM,
    }
    return Wish(**{**given, **changes})  # type: ignore[arg-type]


def ask(one: Actor, number: int = 0, about: uuid.UUID | None = None) -> ReleaseRequest:
    """Ask the manager of that number."""
    return services.ask(one, wish(number), home_of(one).public_id, about)


def token(number: int = 0) -> str:
    """The secret in the newest mail to the manager."""
    return factories.token_in(factories.mails(boss(number))[-1])


def newest(one: Actor) -> ReleaseRequest:
    """The person's newest request."""
    found = db.session.scalars(queries.mine(one)).first()
    assert found is not None
    return found
