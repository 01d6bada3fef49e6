"""Searching people: the form and the question it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms.validators import Length, Optional

from exchange.access import Actor
from exchange.organisations.audience import keys_of
from exchange.profiles import documents, queries
from exchange.reference import kinds, levels, outcodes, skills
from exchange.search import asking, indexer, port
from exchange.search.reading import FieldWords, field_word
from exchange.web.facets import Counted, Facet, chips, facets, values
from exchange.web.fields import TrimmedString
from exchange.web.filters import (
    MILES,
    USUAL_MILES,
    Chip,
    OneOf,
    Several,
    State,
    Tick,
    Ticks,
    kilometres,
    known,
    meant,
    refuse_distance,
)
from exchange.web.forms import Form
from exchange.web.inputs import options
from exchange.web.plain import kept_plain_text

SIZE = 20
MOST_VALUES = 30
"""So many skills are counted on a page."""
SORTS = (
    ("", "Best match, or newest"),
    ("newest", "Newest first"),
    ("available", "Available soonest"),
    ("distance", "Nearest first"),
)
KIND_PAIRS = [(kind.code, kind.name) for kind in kinds.PLACEMENTS]
REGION_PAIRS = [(outcodes.region_code(one), one) for one in outcodes.regions()]
LEVEL_PAIRS = [(str(level.number), level.name) for level in levels.ALL]
DAY_PAIRS = [
    ("1", "1 day"),
    *((str(n), f"{n} days") for n in (2, 3, 4)),
    ("5", "5 days, full time"),
]
REMOTE_PAIRS = [("yes", "Can work remotely")]
SKILLS = values((skill.code, skill.name) for skill in skills.ALL)
FACETS = (
    Counted("seeks", "seeks", "They seek", values(KIND_PAIRS), chip="They seek: {}"),
    Counted("offers", "offers", "They offer", values(KIND_PAIRS), chip="They offer: {}"),
    Counted("skills", "skill", "Skills", SKILLS, by_count=True),
    Counted("level", "level", "Level", values(LEVEL_PAIRS), chip="Level: {}"),
    Counted("region", "region", "Place", values(REGION_PAIRS)),
    Counted("days", "days", "Days a week", values(DAY_PAIRS), chip="Days a week: {}"),
    Counted("remote", "remote", "Where they can work", values(REMOTE_PAIRS)),
)
"""Keyword fields with counts."""


def _skill(text: str) -> str | None:
    found = skills.resolve(text)
    return found.code if found else None


def _levels(text: str) -> tuple[str, ...]:
    if text.isdecimal():
        return tuple(str(one.number) for one in levels.ALL if str(one.number) == text)
    return tuple(str(one.number) for one in levels.likely(text))


def _within(text: str) -> port.In | None:
    found = outcodes.within(text)
    return port.In(*found) if found else None


TYPED: FieldWords = {
    "skill": field_word("skills", lambda text: tuple(filter(None, [_skill(text)]))),
    "level": field_word("level", _levels),
    "seeks": field_word("seeks", lambda text: meant(text, KIND_PAIRS)),
    "offers": field_word("offers", lambda text: meant(text, KIND_PAIRS)),
    "place": _within,
    "near": _within,
    "remote": field_word("remote", lambda text: meant(text, [("yes", "remote"), ("no", "no")])),
}
"""Words of fields in the search box."""


class SearchForm(Form):
    """What one may search people by; the names are those of the address."""

    q = TrimmedString("Words", [Length(max=200, message="Search with up to 200 characters")])
    seeks = Ticks("They seek", choices=options(KIND_PAIRS))
    offers = Ticks("They offer", choices=options(KIND_PAIRS))
    skill = Several("Skill", _skill, skills.not_found, 80)
    level = Ticks("Level", choices=options(LEVEL_PAIRS))
    region = Ticks("Place", choices=options(REGION_PAIRS))
    days = Ticks("Days a week", choices=options(DAY_PAIRS))
    remote = Ticks("Where they can work", choices=options(REMOTE_PAIRS))
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
    as_typed = Tick("Search for the words exactly as typed")
    some = Tick("Some of the words are enough")
    sort = OneOf("Sort by", choices=options(SORTS))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Distance also needs a place to measure from."""
        fine = super().validate(extra_validators)
        return bool(fine) and not refuse_distance(self)


def search(viewer: Actor, form: SearchForm, number: int) -> asking.Results[queries.Row]:
    """The page of results that a valid form asks for."""

    def read(ids: list[int]) -> dict[int, queries.Row]:
        return {row[0].id: row for row in queries.by_ids(viewer, ids)}

    return asking.find(question(viewer, form, number), read, _texts)


def question(viewer: Actor, form: SearchForm, number: int) -> asking.Question:
    """What a valid form asks of the index."""
    return asking.Question(
        kind=documents.KIND,
        audience=port.Audience(keys_of(viewer)),
        text=form.q.data or "",
        filters=tuple(_filters(form)),
        sort=_sort(form),
        unasked=port.ByNumber("created_at", descending=True),
        facets=tuple(one.field for one in FACETS),
        fields=TYPED,
        as_typed=form.as_typed.data,
        some=form.some.data,
        number=number,
        size=SIZE,
        most_values=MOST_VALUES,
    )


def suggestions(viewer: Actor, typed: str) -> list[str]:
    """Headlines to offer while somebody types."""
    return indexer.suggest(documents.KIND, typed, port.Audience(keys_of(viewer)))


def place_of(form: SearchForm) -> outcodes.Outcode | None:
    """Where distances are measured from."""
    return outcodes.get(form.place.data) if form.place.data else None


def chips_of(form: SearchForm, state: State) -> Iterator[Chip]:
    """The filters in force, each with the address without it."""
    said = dict(state.pairs)
    if "q" in said:
        yield Chip(f"“{form.q.data}”", state.without("q", "as_typed", "some"))
    yield from chips(FACETS, form, state)
    if "place" in said and (place := place_of(form)):
        away = form.miles.data or USUAL_MILES
        yield Chip(f"within {away} miles of {place.name}", state.without("place", "miles"))
    if form.some.data:
        yield Chip("Some of the words are enough", state.without("some"))


def linked(form: SearchForm, found: asking.Results[queries.Row], state: State) -> Iterator[Facet]:
    """The counts beside the results, as links."""
    loose = found.reading.loose
    return facets(FACETS, form, found.counts, state, most=MOST_VALUES, loose=loose)


def sorts(form: SearchForm, state: State) -> list[tuple[str, str, bool]]:
    """Each order that makes sense here: its name, its address, and whether it is in force."""
    usual = "Best match" if form.q.data else "Newest first"
    return [
        (name, state.plus("sort", code) if code else state.without("sort"), code == form.sort.data)
        for code, name in [("", usual), *SORTS[1:]]
        if (code != "distance" or form.place.data) and (code != "newest" or form.q.data)
    ]


def ways_on(form: SearchForm, state: State, viewer: Actor) -> Iterator[Chip]:
    """What to try where nobody was found."""
    if form.q.data:
        yield Chip("Search without the words", state.without("q", "as_typed", "some"))
    if form.place.data and form.miles.data != "100":
        yield Chip("Look within 100 miles", state.plus("miles", "100"))
    for one in list(chips(FACETS, form, state))[:2]:
        yield Chip(f"Search without “{one.text}”", one.href)
    if state.pairs:
        yield Chip("See everybody", state.path)
    if viewer.is_anonymous:
        yield Chip("Sign in to see more people", "/sign-in")
    elif not viewer.organisation_ids:
        yield Chip("Join your organisation to see more people", "/organisations/join")
    yield Chip("Look among opportunities", "/opportunities")


def _texts(row: queries.Row) -> Iterator[str]:
    yield row[0].headline
    yield kept_plain_text(row[0].about)


def _filters(form: SearchForm) -> Iterator[port.Filter]:
    for one in FACETS:
        if form[one.name].data:
            yield port.In(one.field, tuple(form[one.name].data))
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
