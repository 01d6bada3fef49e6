"""A profile in short, as a card shows it: who, where from, what they seek and offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from exchange.profiles.models import Direction, Profile
from exchange.profiles.queries import Row, employers_of_each
from exchange.reference import kinds, levels, outcodes, skills
from exchange.web.filters import KM_A_MILE
from exchange.web.look import day, plural

MOST_SKILLS = 4


@dataclass(frozen=True)
class Card:
    """What templates/components/card.html takes."""

    id: int
    href: str
    title: str
    org: str
    facts: Sequence[str]
    summary: str


def of(rows: Iterable[Row], near: outcodes.Outcode | None = None) -> list[Card]:
    """The cards of profiles, with how far away each is where somebody said from where."""
    listed = list(rows)
    employers = employers_of_each(person.id for _profile, person in listed)
    return [
        Card(
            id=profile.id,
            href=f"/people/{profile.public_id}",
            title=person.name,
            org=", ".join(employers.get(person.id, [])),
            facts=list(_facts(profile, near)),
            summary=profile.headline,
        )
        for profile, person in listed
    ]


def kind_names(profile: Profile, direction: Direction) -> list[str]:
    """The kinds that a person offers or seeks, in the order of the ladder."""
    wanted = {one.kind for one in profile.kinds if one.direction is direction}
    return [kind.name for kind in kinds.PLACEMENTS if kind.code in wanted]


def _facts(profile: Profile, near: outcodes.Outcode | None) -> Iterator[str]:
    for word, direction in (("seeks", Direction.SEEK), ("offers", Direction.OFFER)):
        if names := kind_names(profile, direction):
            yield f"{word} {', '.join(names).lower()}"
    if known := skills.named(one.skill for one in profile.skills):
        yield ", ".join(skill.name for skill in known[:MOST_SKILLS])
    yield from _place(profile, near)
    if profile.days_a_week:
        yield f"{profile.days_a_week:g} {'day' if profile.days_a_week == 1 else 'days'} a week"
    if profile.available_from:
        yield f"from {day(profile.available_from)}"
    if profile.level:
        yield f"about {levels.get(profile.level).name}"


def _place(profile: Profile, near: outcodes.Outcode | None) -> Iterator[str]:
    place = outcodes.get(profile.outcode) if profile.outcode else None
    if place:
        yield place.name
    if place and near:
        km = outcodes.distance_km(near.latitude, near.longitude, place.latitude, place.longitude)
        yield f"about {plural(max(1, round(km / KM_A_MILE)), 'mile')} away"
    if profile.remote_ok:
        yield "can work remotely"
