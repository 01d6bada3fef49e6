"""Searching people: the form and the question it asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms.validators import Length, Optional, ValidationError

from exchange.access import Actor
from exchange.organisations.audience import keys_of
from exchange.profiles import documents, queries
from exchange.reference import kinds, levels, outcodes, skills
from exchange.search import asking, port
from exchange.web.fields import TrimmedString
from exchange.web.filters import (
    MILES,
    USUAL_MILES,
    Chip,
    OneOf,
    State,
    Tick,
    Ticks,
    kilometres,
    known,
)
from exchange.web.forms import Form
from exchange.web.inputs import options
from exchange.web.plain import plain_text

SIZE = 20
FACETS = {"seeks": "They seek", "offers": "They offer", "level": "Level"}
"""Keyword fields with counts, and the heading of each."""
SORTS = (
    ("", "Best match, or newest"),
    ("newest", "Newest first"),
    ("available", "Available soonest"),
    ("distance", "Nearest first"),
)
DAYS = ("1", "2", "3", "4", "5")
KIND_PAIRS = [(kind.code, kind.name) for kind in kinds.PLACEMENTS]
LEVEL_PAIRS = [(str(level.number), level.name) for level in levels.ALL]


class SearchForm(Form):
    """What one may search people by; the names are those of the address."""

    q = TrimmedString("Words", [Length(max=200, message="Search with up to 200 characters")])
    seeks = Ticks("They seek", choices=options(KIND_PAIRS))
    offers = Ticks("They offer", choices=options(KIND_PAIRS))
    level = Ticks("Level", choices=options(LEVEL_PAIRS))
    skill = TrimmedString(
        "Skill",
        [
            Optional(),
            Length(max=80, message="Enter a shorter name of a skill"),
            known(skills.resolve, skills.not_found),
        ],
    )
    place = TrimmedString(
        "Near",
        [
            Optional(),
            Length(max=12, message="Enter the first half of a UK postcode, such as LS1"),
            known(outcodes.get, outcodes.not_found),
        ],
        description="First half of a postcode, such as LS1",
    )
    miles = OneOf("How far", choices=options(MILES))
    remote = Tick("Can work remotely")
    days = OneOf(
        "Days a week, at least",
        choices=options([("", "Any"), *((one, one) for one in DAYS)]),
    )
    sort = OneOf("Sort by", choices=options(SORTS))

    def validate_sort(self, field: Any) -> None:
        """Distance needs a place to measure from."""
        if field.data == "distance" and not self.place.data:
            raise ValidationError("Say near where, or choose another order")


def search(viewer: Actor, form: SearchForm, number: int) -> asking.Results[queries.Row]:
    """The page of results that a valid form asks for."""

    def read(ids: list[int]) -> dict[int, queries.Row]:
        return {row[0].id: row for row in queries.by_ids(viewer, ids)}

    question = asking.Question(
        kind=documents.KIND,
        audience=port.Audience(keys_of(viewer)),
        text=form.q.data or "",
        filters=tuple(_filters(form)),
        sort=_sort(form),
        unasked=port.ByNumber("created_at", descending=True),
        facets=tuple(FACETS),
        number=number,
        size=SIZE,
    )
    return asking.find(question, read, _texts)


def place_of(form: SearchForm) -> outcodes.Outcode | None:
    """Where distances are measured from."""
    return outcodes.get(form.place.data) if form.place.data else None


def chips(form: SearchForm, state: State) -> Iterator[Chip]:
    """The filters in force, each with the address without it."""
    said = dict(state.pairs)
    if "q" in said:
        yield Chip(f"“{form.q.data}”", state.without("q"))
    for name, legend in FACETS.items():
        labels = {value: label for value, label, *_rest in form[name].iter_choices()}
        for value in form[name].data or ():
            yield Chip(f"{legend}: {labels[value]}", state.without((name, value)))
    if "skill" in said:
        yield Chip(said["skill"], state.without("skill"))
    if "place" in said and (place := place_of(form)):
        away = form.miles.data or USUAL_MILES
        yield Chip(f"within {away} miles of {place.name}", state.without("place", "miles"))
    if form.remote.data:
        yield Chip("Can work remotely", state.without("remote"))
    if form.days.data:
        yield Chip(f"{form.days.data} or more days a week", state.without("days"))


def ways_on(form: SearchForm, state: State, viewer: Actor) -> Iterator[Chip]:
    """What to try where nobody was found."""
    if form.q.data:
        yield Chip("Search without the words", state.without("q"))
    if form.place.data and form.miles.data != "100":
        yield Chip("Look within 100 miles", state.plus("miles", "100"))
    if state.pairs:
        yield Chip("See everybody", state.path)
    if viewer.is_anonymous:
        yield Chip("Sign in to see more people", "/sign-in")
    elif not viewer.organisation_ids:
        yield Chip("Join your organisation to see more people", "/organisations/join")
    yield Chip("Look among opportunities", "/opportunities")


def _texts(row: queries.Row) -> Iterator[str]:
    yield row[0].headline
    yield plain_text(row[0].about)


def _filters(form: SearchForm) -> Iterator[port.Filter]:
    for name in FACETS:
        if form[name].data:
            yield port.In(name, tuple(form[name].data))
    if form.skill.data and (skill := skills.resolve(form.skill.data)):
        yield port.Eq("skills", skill.code)
    if form.remote.data:
        yield port.Eq("remote", "yes")
    if form.days.data:
        yield port.Range("days_a_week", low=float(form.days.data))
    if place := place_of(form):
        yield port.Radius(place.latitude, place.longitude, kilometres(form.miles.data))


def _sort(form: SearchForm) -> port.Sort | None:
    place = place_of(form)
    if form.sort.data == "available":
        return port.ByNumber("available_from")
    if form.sort.data == "distance" and place:
        return port.ByDistance(place.latitude, place.longitude)
    if form.sort.data == "newest":
        return port.ByNumber("created_at", descending=True)
    return None
