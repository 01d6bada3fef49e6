"""What search knows of a listing: published ones only, and who may find each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange.accounts.models import Person
from exchange.db import db
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity
from exchange.organisations.audience import EVERYBODY, MEMBERS, employer_keys
from exchange.organisations.models import Membership, Organisation
from exchange.organisations.queries import search_key
from exchange.reference import kinds, levels, outcodes, skills
from exchange.search.dependents import Dependence
from exchange.search.indexer import Built, Gone, Source
from exchange.search.port import IndexSpec, SearchDoc, TextField
from exchange.web.plain import plain_text

KIND = Opportunity.search_kind
FULL_WEEK = 5  # days
NEVER = 253_402_300_799.0
"""The closing second of a listing that has none: the end of the year 9999."""

SPEC = IndexSpec(
    kind=KIND,
    texts=(
        TextField("title", 4.0),
        TextField("skills", 2.0),
        TextField("summary", 2.0),
        TextField("place", 2.0),
        TextField("organisation", 1.5),
        TextField("terms", 1.0),
        TextField("description", 1.0),
    ),
    keywords=(
        "kind",
        "side",
        "sector",
        "level",
        "region",
        "outcode",
        "organisation",
        "skills",
        "days",
        "remote",
        "cost_model",
        "external",
    ),
    numbers=("closes_at", "published_at", "starts_on", "days_a_week"),
    geo=True,
    suggest="title",
)
"""Moments are seconds since 1970, dates are days since the year 1.

`days` are whole days a week, a half one counted as a day; 5 is full time.
"""

DEPENDENCES = (
    Dependence(
        Opportunity,
        Organisation,
        frozenset({"name", "sector"}),
        lambda row: Opportunity.organisation_id == row.id,
    ),
    Dependence(
        Opportunity,
        Membership,
        frozenset({"status"}),
        lambda row: Opportunity.mover_id == row.person_id,
        from_the_start=True,
    ),
    Dependence(
        Opportunity,
        Person,
        frozenset({"name", "deactivated_at"}),
        lambda row: sa.or_(Opportunity.poster_id == row.id, Opportunity.mover_id == row.id),
    ),
)


def build(ids: Sequence[int]) -> Iterator[Built]:
    """The document of each listing, or that it is not to be found."""
    query = sa.select(Opportunity).where(Opportunity.id.in_(ids))
    rows = db.session.scalars(
        query.options(
            joinedload(Opportunity.organisation),
            joinedload(Opportunity.poster),
            joinedload(Opportunity.mover),
            selectinload(Opportunity.skills),
        )
    ).all()
    hidden = employer_keys([row.mover_id for row in rows if row.mover_id is not None])
    for row in rows:
        if _is_found(row):
            yield document(row, hidden.get(row.mover_id or 0, frozenset()))
        else:
            yield Gone(row.id, row.search_version)


def expected() -> Iterable[tuple[int, int]]:
    """Id and version of every listing that should be found."""
    query = (
        sa.select(Opportunity.id, Opportunity.search_version)
        .outerjoin(Person, Person.id == Opportunity.mover_id)
        .where(
            Opportunity.status == OpportunityStatus.PUBLISHED,
            Person.deactivated_at.is_(None),
        )
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


SOURCE = Source(SPEC, build, expected)


def _is_found(row: Opportunity) -> bool:
    """Nobody is offered who has closed their account."""
    gone = row.mover is not None and row.mover.deactivated_at is not None
    return row.status is OpportunityStatus.PUBLISHED and not gone


def document(row: Opportunity, employers: frozenset[str]) -> SearchDoc:
    """What the index holds of one listing; `employers` are the keys that must not find it."""
    return SearchDoc(
        id=row.id,
        version=row.search_version,
        texts=_texts(row),
        visible_to=frozenset({MEMBERS if row.hidden_from_employer else EVERYBODY}),
        hidden_from=employers if row.hidden_from_employer else frozenset(),
        keywords={name: values for name, values in _keywords(row).items() if values},
        numbers=_numbers(row),
        lat=row.latitude,
        lon=row.longitude,
    )


def _texts(row: Opportunity) -> dict[str, str]:
    known = skills.named(one.skill for one in row.skills)
    return {
        "title": row.title,
        "skills": ". ".join(name for skill in known for name in skill.names),
        "summary": row.summary,
        "place": ". ".join(_place(row)),
        "organisation": row.posted_by,
        "terms": ". ".join(_terms(row)),
        "description": plain_text(row.description, row.description_html, row.outcome),
    }


def _place(row: Opportunity) -> Iterator[str]:
    """Town and region, so that "Leeds" and "Yorkshire" find what only gives a postcode."""
    yield row.place_name
    if place := outcodes.get(row.outcode):
        yield from dict.fromkeys((place.area, place.region, place.nation))


def _terms(row: Opportunity) -> Iterator[str]:
    """What the form asks with ticks and numbers, in the words that people type for it."""
    yield kinds.get(row.kind).name
    if row.level:
        yield levels.get(row.level).civil_service
    if row.days_a_week:
        yield "Full time" if row.days_a_week >= FULL_WEEK else "Part time"


def _keywords(row: Opportunity) -> dict[str, tuple[str, ...]]:
    organisation = row.organisation
    place = outcodes.get(row.outcode) if row.outcode else None
    return {
        "kind": (row.kind,),
        "side": (row.side.value,),
        "sector": (organisation.sector.value,) if organisation else (),
        "level": (str(row.level),) if row.level else (),
        "region": (place.region_code,) if place else (),
        "outcode": (place.code,) if place else (),
        "organisation": (search_key(organisation.name, organisation.public_id),)
        if organisation
        else (),
        "skills": tuple(one.skill for one in row.skills),
        "days": (str(ceil(row.days_a_week)),) if row.days_a_week else (),
        "remote": (row.remote.value,),
        "cost_model": (row.cost_model.value,) if row.cost_model else (),
        "external": ("yes" if row.is_external else "no",),
    }


def _numbers(row: Opportunity) -> dict[str, float]:
    found = {
        "closes_at": row.closes_at.timestamp() if row.closes_at else NEVER,
        "published_at": row.published_at.timestamp() if row.published_at else None,
        "starts_on": row.starts_on.toordinal() if row.starts_on else None,
        "days_a_week": row.days_a_week,
    }
    return {name: float(value) for name, value in found.items() if value is not None}
