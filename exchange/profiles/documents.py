"""What search knows of a profile, and who may find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from exchange.accounts.models import Person
from exchange.db import db
from exchange.organisations.audience import EVERYBODY, MEMBERS, employer_keys
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership, Organisation
from exchange.profiles import queries
from exchange.profiles.models import Direction, Profile, Visibility
from exchange.reference import outcodes, skills
from exchange.search.dependents import Dependence
from exchange.search.indexer import Built, Gone, Source
from exchange.search.port import IndexSpec, SearchDoc, TextField
from exchange.web.plain import plain_text

KIND = Profile.search_kind

SPEC = IndexSpec(
    kind=KIND,
    texts=(
        TextField("headline", 4.0),
        TextField("skills", 3.0),
        TextField("name", 2.0),
        TextField("employers", 1.5),
        TextField("about", 1.0),
    ),
    keywords=("level", "skills", "offers", "seeks", "region", "outcode", "days", "remote"),
    numbers=("days_a_week", "available_from", "created_at"),
    geo=True,
    suggest="headline",
)
"""Moments are seconds since 1970, dates are days since the year 1.

`days` are whole days a week, a half one counted as a day; 5 is full time.
"""


def _works_there(row: Any) -> sa.ColumnElement[bool]:
    return Profile.person_id.in_(
        sa.select(Membership.person_id).where(
            Membership.organisation_id == row.id, Membership.status == MembershipStatus.ACTIVE
        )
    )


DEPENDENCES = (
    Dependence(
        Profile,
        Membership,
        frozenset({"status"}),
        lambda row: Profile.person_id == row.person_id,
        from_the_start=True,
    ),
    Dependence(
        Profile,
        Person,
        frozenset({"name", "deactivated_at"}),
        lambda row: Profile.person_id == row.id,
    ),
    Dependence(Profile, Organisation, frozenset({"name"}), _works_there),
)

_FOUND = (Profile.visibility != Visibility.NOBODY, Person.deactivated_at.is_(None))


def build(ids: Sequence[int]) -> Iterator[Built]:
    """The document of each profile, or that it is not to be found."""
    query = (
        sa.select(Profile, Person)
        .join(Person, Person.id == Profile.person_id)
        .where(Profile.id.in_(ids))
        .options(selectinload(Profile.skills), selectinload(Profile.kinds))
    )
    rows = db.session.execute(query).all()
    people = [person.id for _profile, person in rows]
    hidden, names = employer_keys(people), queries.employers_of_each(people)
    for profile, person in rows:
        if profile.visibility is Visibility.NOBODY or person.deactivated_at is not None:
            yield Gone(profile.id, profile.search_version)
        else:
            keys = hidden.get(person.id, frozenset())
            yield _document(profile, person, keys, names.get(person.id, []))


def expected() -> Iterable[tuple[int, int]]:
    """Id and version of every profile that should be found."""
    query = sa.select(Profile.id, Profile.search_version).join(
        Person, Person.id == Profile.person_id
    )
    rows = db.session.execute(query.where(*_FOUND))
    return [(row[0], row[1]) for row in rows]


SOURCE = Source(SPEC, build, expected)


def _document(
    profile: Profile, person: Person, employers: frozenset[str], names: list[str]
) -> SearchDoc:
    place = outcodes.get(profile.outcode) if profile.outcode else None
    public = profile.visibility is Visibility.PUBLIC
    known = skills.named(one.skill for one in profile.skills)
    return SearchDoc(
        id=profile.id,
        version=profile.search_version,
        texts={
            "headline": profile.headline,
            "skills": ". ".join(name for skill in known for name in skill.names),
            "name": person.name,
            "employers": ". ".join(names),
            "about": plain_text(profile.about),
        },
        visible_to=frozenset({EVERYBODY if public else MEMBERS}),
        hidden_from=employers if profile.hidden_from_employer else frozenset(),
        keywords={name: values for name, values in _keywords(profile).items() if values},
        numbers=_numbers(profile),
        lat=place.latitude if place else None,
        lon=place.longitude if place else None,
    )


def _keywords(profile: Profile) -> dict[str, tuple[str, ...]]:
    place = outcodes.get(profile.outcode) if profile.outcode else None
    return {
        "level": (str(profile.level),) if profile.level else (),
        "skills": tuple(one.skill for one in profile.skills),
        "offers": _kinds(profile, Direction.OFFER),
        "seeks": _kinds(profile, Direction.SEEK),
        "region": (place.region_code,) if place else (),
        "outcode": (place.code,) if place else (),
        "days": (str(ceil(profile.days_a_week)),) if profile.days_a_week else (),
        "remote": ("yes" if profile.remote_ok else "no",),
    }


def _kinds(profile: Profile, direction: Direction) -> tuple[str, ...]:
    return tuple(one.kind for one in profile.kinds if one.direction is direction)


def _numbers(profile: Profile) -> dict[str, float]:
    found = {
        "days_a_week": profile.days_a_week,
        "available_from": profile.available_from.toordinal() if profile.available_from else None,
        "created_at": profile.created_at.timestamp(),
    }
    return {name: float(value) for name, value in found.items() if value is not None}
