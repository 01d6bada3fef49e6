"""Listings made from a seed, whose role, topic, level and place are known.

Each stands in a text that varies as real ones do: other names of the same thing, grades and towns
that are named or not, and sentences that share words with other listings without their meaning.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from benchmarks.relevance import wording
from benchmarks.relevance.world import ENGLISH, WELSH, Facts, roles, topics
from exchange.demo.cast import EMPLOYERS
from exchange.demo.places import PLACES, Place
from exchange.opportunities import documents
from exchange.opportunities.models import (
    CostModel,
    Opportunity,
    OpportunitySkill,
    PostedAs,
    Remote,
    Side,
)
from exchange.organisations.models import Organisation, Sector
from exchange.reference import outcodes
from exchange.search.port import SearchDoc

SEED = 20_261_125
LISTINGS = 2_000
SHARE_IN_WELSH = 0.25  # of those in Wales
FIRST_OF_DEMO = 5_001


@dataclass(frozen=True)
class Listing:
    """What it is, and the document that search is given, made as for a real listing."""

    facts: Facts
    doc: SearchDoc


@cache
def listings() -> tuple[Listing, ...]:
    """All of them: the generated ones, then those of the demonstration."""
    return (*_generated(), *_demonstration())


def _generated() -> Iterator[Listing]:
    for number in range(1, LISTINGS + 1):
        yield _listing(number, random.Random(f"{SEED}:{number}"))  # noqa: S311 - not a secret


def _listing(number: int, dice: random.Random) -> Listing:
    sector = dice.choices(wording.SECTORS, wording.SECTOR_WEIGHTS)[0]
    town, outcode = dice.choices(wording.TOWNS, wording.TOWN_WEIGHTS)[0]
    in_welsh = town in wording.WELSH_NAMES and dice.random() < SHARE_IN_WELSH
    role = dice.choice([one for one in roles().values() if one.welsh or not in_welsh])
    topic = dice.choice([one for one in topics().values() if one.welsh or not in_welsh])
    name = dice.choice(role.charity if sector == "charity" else role.government)
    facts = Facts(
        role=role.key,
        topic=topic.key,
        name=role.welsh if in_welsh else name,
        sector=sector,
        level=dice.choices(range(2, 8), (8, 18, 26, 26, 14, 8))[0],
        town=town,
        kind="trustee" if role.key == "trustee" else dice.choice(wording.KINDS),
        skills=(*dice.choice(_some(role.skills)), dice.choice(wording.OTHER_SKILLS)),
        part_time=dice.random() < 0.3,
        language=WELSH if in_welsh else ENGLISH,
    )
    text = wording.text_of(facts, dice)
    return Listing(facts, document(number, facts, text, outcode, dice.choice(wording.EMPLOYERS)))


def _some(skills: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Which of its skills a listing may name: posters forget."""
    return [skills, skills[:1], skills[:1], skills[1:], ()]


def document(
    number: int, facts: Facts, text: wording.Text, outcode: str, employer: str
) -> SearchDoc:
    """The document of a listing, made by the code that makes those of real listings."""
    place = outcodes.get(outcode)
    assert place is not None
    row = Opportunity(
        id=number,
        search_version=1,
        kind=facts.kind,
        side=Side.HOST,
        posted_as=PostedAs.ORGANISATION,
        organisation=Organisation(id=1, name=employer, sector=Sector(facts.sector)),
        title=text.title,
        summary=text.summary,
        description=text.description,
        description_html="",
        outcome=text.outcome,
        level=facts.level,
        outcode=outcode,
        place_name=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        remote=Remote.HYBRID,
        days_a_week=3.0 if facts.part_time else 5.0,
        cost_model=CostModel.FREE,
        hidden_from_employer=False,
        skills=[OpportunitySkill(skill=code) for code in dict.fromkeys(facts.skills)],
    )
    return documents.document(row, frozenset())


def _demonstration() -> Iterator[Listing]:
    shown = [place for place in PLACES if place.end in {"published", "changed", "reported"}]
    for number, place in enumerate(shown, FIRST_OF_DEMO):
        yield _place(number, place)


def _place(number: int, place: Place) -> Listing:
    """A listing of the demonstration: its first skill says which role it is."""
    employer = next(one for one in EMPLOYERS if one.key == place.employer)
    of_skill = {skill: role.key for role in roles().values() for skill in role.skills}
    town = {outcode: name for name, outcode in wording.TOWNS}.get(employer.outcode, "")
    facts = Facts(
        role=of_skill.get(place.skills[0]),
        topic=None,
        name=place.title,
        sector=employer.sector,
        level=place.level,
        town=town,
        kind=place.kind,
        skills=place.skills,
        part_time=place.days < 5,
    )
    text = wording.Text(place.title, place.summary, place.summary, place.outcome)
    return Listing(facts, document(number, facts, text, employer.outcode, employer.name))
