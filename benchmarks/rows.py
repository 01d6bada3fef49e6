"""Rows in bulk: people, organisations and listings of a realistic mix. Never for tests."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from benchmarks import words
from exchange import clock
from exchange.accounts.models import Person
from exchange.db import Base, db, write_transaction
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import (
    CostModel,
    Opportunity,
    OpportunitySkill,
    PostedAs,
    Remote,
    Side,
)
from exchange.organisations.lifecycle import MembershipStatus
from exchange.organisations.models import Membership, Organisation, Sector, StaffStatus
from exchange.reference import kinds, outcodes, skills

SEED = 20261122
PIECE = 1000  # rows in one statement
SECTORS = [*Sector]
SECTOR_WEIGHTS = (4, 6, 4, 6, 75, 5)  # most organisations in the registers are charities
KIND_WEIGHTS = {"secondment": 5, "external_vacancy": 5, "project": 3, "attachment": 3}
STATUSES = ("published",) * 17 + ("paused", "concluded", "in_review")
OUTCODES = tuple(one for one in outcodes._load().values() if one.nation == "England")


def fill(listings: int) -> None:
    """Fill an empty database with so many listings and a quarter as many people and employers."""
    random = Random(SEED)  # noqa: S311 - the same rows each time are the point
    others = max(50, listings // 4)
    with write_transaction():
        _add(Organisation, (_organisation(random, one) for one in range(1, others + 1)))
        _add(Person, (_person(random, one) for one in range(1, others + 1)))
        _add(Membership, (_membership(random, one) for one in range(1, others + 1)))
        _add(Opportunity, (_listing(random, one, others) for one in range(1, listings + 1)))
        _add(OpportunitySkill, _skills(random, listings))


def _add(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    """Insert through the mapper, so that columns get their defaults."""
    made = list(rows)
    for start in range(0, len(made), PIECE):
        db.session.execute(sa.insert(model), made[start : start + PIECE])


def _public(random: Random) -> uuid.UUID:
    return uuid.UUID(int=random.getrandbits(128), version=4)


def _organisation(random: Random, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": _public(random),
        "source": "benchmark",
        "external_id": str(number),
        "name": words.employer(random, number),
        "sector": random.choices(SECTORS, SECTOR_WEIGHTS)[0],
        "staff_status": StaffStatus.NEITHER,
        "purpose": words.text(random, 2),
    }


def _person(random: Random, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": _public(random),
        "name": f"Person {number}",
        "email": f"person{number}@benchmark.example",
        "password_hash": "no password opens this",
        "confirmed_at": clock.now(),
    }


def _membership(random: Random, number: int) -> dict[str, Any]:
    return {
        "public_id": _public(random),
        "person_id": number,
        "organisation_id": number,
        "status": MembershipStatus.ACTIVE,
        "is_poster": True,
        "joined_at": clock.now(),
    }


def _listing(random: Random, number: int, others: int) -> dict[str, Any]:
    """Person 1 publishes everything and posts nothing."""
    weights = [KIND_WEIGHTS.get(kind.code, 1) for kind in kinds.ALL]
    kind = random.choices(kinds.ALL, weights)[0].code
    poster = random.randint(2, others)
    side = Side.MOVER if kind != "external_vacancy" and random.random() < 0.12 else Side.HOST
    as_person = side is Side.MOVER or kind == "external_vacancy"
    return {
        "id": number,
        "public_id": _public(random),
        "kind": kind,
        "side": side,
        "posted_as": PostedAs.PERSON if as_person else PostedAs.ORGANISATION,
        "organisation_id": None if as_person else poster,
        "mover_id": poster if side is Side.MOVER else None,
        "hidden_from_employer": side is Side.MOVER,
        **_source(kind, number, poster),
        **_text(random),
        **_terms(random),
        **_state(random, number),
    }


def _source(kind: str, number: int, poster: int) -> dict[str, Any]:
    if kind != "external_vacancy":
        return {"poster_id": poster, "source_url": "", "source_name": ""}
    url = f"https://jobs.example/adverts/{number}"
    return {"poster_id": None, "source_url": url, "source_name": f"Employer {number % 500}"}


def _text(random: Random) -> dict[str, Any]:
    return {
        "title": words.title(random),
        "summary": words.sentence(random),
        "description": words.text(random, random.randint(6, 18)),
        "outcome": words.sentence(random),
        "supervisor": "The director",
    }


def _terms(random: Random) -> dict[str, Any]:
    place = random.choice(OUTCODES)
    starts = _day(random.randint(30, 200))
    return {
        "level": random.randint(1, 8),
        "outcode": place.code,
        "place_name": place.name[:120],
        "latitude": place.latitude,
        "longitude": place.longitude,
        "remote": random.choice([*Remote]),
        "starts_on": starts,
        "ends_on": starts + timedelta(days=random.randint(0, 365)),
        "days_a_week": float(random.randint(1, 5)),
        "hours": 20.0,
        "cost_model": random.choice([*CostModel]),
    }


def _state(random: Random, number: int) -> dict[str, Any]:
    """Some are closed, some not shown. No two were published in the same second."""
    return {
        "status": OpportunityStatus(random.choice(STATUSES)),
        "submitted_at": clock.now() - timedelta(days=60),
        "published_at": clock.now() - timedelta(days=1, seconds=number * 97),
        "published_by_id": 1,
        "closes_at": datetime.combine(_day(random.randint(-10, 90)), time(23, 59, 59), tzinfo=UTC),
    }


def _day(offset: int) -> date:
    return clock.today() + timedelta(days=offset)


def _skills(random: Random, listings: int) -> Iterator[dict[str, Any]]:
    for number in range(1, listings + 1):
        for skill in random.sample(skills.ALL, random.randint(0, 4)):
            yield {"public_id": _public(random), "opportunity_id": number, "skill": skill.code}
