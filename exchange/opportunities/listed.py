"""Listings as pages of results read them: the plain values that a card shows, in one statement.

A page shows twenty of them and changes none, so nothing is gained by objects that a session
watches, and most of what reading them costs is saved.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.accounts.models import Person
from exchange.opportunities.lifecycle import is_closed
from exchange.opportunities.models import (
    EXTERNAL,
    CostModel,
    Opportunity,
    PostedAs,
    Remote,
    Side,
    name_of_poster,
)
from exchange.organisations.models import Organisation, Sector


@dataclass(slots=True)
class Listed:
    """One listing in a list of results. The fields come in the order of `COLUMNS`."""

    id: int
    public_id: uuid.UUID
    kind: str
    side: Side
    posted_as: PostedAs
    title: str
    summary: str
    description: str
    description_html: str
    level: int | None
    place_name: str
    latitude: float | None
    longitude: float | None
    remote: Remote
    starts_on: date | None
    ends_on: date | None
    days_a_week: float | None
    hours: float | None
    cost_model: CostModel | None
    pay: str
    salary_min: Decimal | None
    salary_max: Decimal | None
    closes_at: datetime | None
    source_name: str
    organisation_name: str | None
    sector: Sector | None
    poster_name: str | None

    @property
    def is_closed(self) -> bool:
        """Whether its closing second has passed."""
        return is_closed(self.closes_at, clock.now())

    @property
    def is_external(self) -> bool:
        """Whether it is an imported advert, applied for at its source."""
        return self.kind == EXTERNAL

    @property
    def posted_by(self) -> str:
        """Whose listing it is, as people read it."""
        return name_of_poster(
            self.posted_as, self.organisation_name, self.source_name, self.poster_name
        )


Shown = Opportunity | Listed
"""Either can be shown as a card."""

_ELSEWHERE = {
    "organisation_name": Organisation.name,
    "sector": Organisation.sector,
    "poster_name": Person.name,
}
COLUMNS: tuple[Any, ...] = tuple(
    _ELSEWHERE.get(name) or getattr(Opportunity, name) for name in Listed.__dataclass_fields__
)


LISTED: sa.Select[Any] = (
    sa.select(*COLUMNS)
    .outerjoin(Organisation, Organisation.id == Opportunity.organisation_id)
    .outerjoin(Person, Person.id == Opportunity.poster_id)
)
"""A query whose rows are the fields of `Listed`; `queries` says which and for whom."""
