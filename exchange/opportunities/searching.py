"""Searching listings: the form and the question it asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict
from wtforms.validators import Length, Optional, ValidationError

from exchange import clock
from exchange.access import Actor
from exchange.opportunities import cards, documents, queries, typed
from exchange.opportunities.listed import Listed, Shown
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.organisations.audience import keys_of
from exchange.reference import choices, kinds, levels, outcodes, skills
from exchange.search import asking, indexer, port
from exchange.search.reading import typed_filters
from exchange.web.facets import Counted, Known, Value, values
from exchange.web.fields import TrimmedString
from exchange.web.filters import (
    MILES,
    OneOf,
    Several,
    Tick,
    Ticks,
    kilometres,
    known,
    refuse_distance,
)
from exchange.web.forms import Form
from exchange.web.inputs import options
from exchange.web.plain import kept_plain_text

Row = TypeVar("Row", Opportunity, Listed)
Read = Callable[[Actor, list[int]], list[Row]]
SIZE = 20
MOST_VALUES = 30
"""So many organisations and skills are counted on a page."""
SORTS = (
    ("", "Best match, or newest"),
    ("newest", "Newest first"),
    ("closing", "Closing soonest"),
    ("distance", "Nearest first"),
)
EXTERNAL = "external_vacancy"
KIND_PAIRS = [(kind.code, kind.plural) for kind in kinds.ALL]
SIDE_PAIRS = [(one.value, words) for one, words in cards.SIDE_WORDS.items()]
SECTOR_PAIRS = choices.pairs(choices.SECTORS)
REGION_PAIRS = [(outcodes.region_code(one), one) for one in outcodes.regions()]
LEVEL_PAIRS = [(str(level.number), level.name) for level in levels.ALL]
DAY_PAIRS = [
    ("1", "1 day"),
    *((str(n), f"{n} days") for n in (2, 3, 4)),
    ("5", "5 days, full time"),
]
REMOTE_PAIRS = [(one.value, words) for one, words in cards.REMOTE_WORDS.items()]
SKILLS = values((skill.code, skill.name) for skill in skills.ALL)
FACETS = (
    Counted("kind", "kind", "Kind", values(KIND_PAIRS)),
    Counted("side", "side", "Which way", values(SIDE_PAIRS)),
    Counted("sector", "sector", "Sector", values(SECTOR_PAIRS)),
    Counted("region", "region", "Place", values(REGION_PAIRS)),
    Counted("outcode", "outcode", "Postcode area", by_count=True),
    Counted("level", "level", "Level", values(LEVEL_PAIRS)),
    Counted("skills", "skill", "Skills", SKILLS, by_count=True),
    Counted("days", "days", "Days a week", values(DAY_PAIRS), chip="Days a week: {}"),
    Counted("remote", "remote", "Where the work is done", values(REMOTE_PAIRS)),
    Counted("organisation", "organisation", "Organisation", by_count=True),
)
"""Keyword fields with counts. Which outcodes and organisations there are, only an answer tells."""


def outcode(text: str) -> str | None:
    """The code of an outcode, as it is typed."""
    found = outcodes.get(text)
    return found.code if found else None


def skill(text: str) -> str | None:
    """The code of a skill, by any of its names."""
    return next(iter(typed.skill_codes(text)), None)


def organisation(text: str) -> str | None:
    """What names an organisation in an address."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


def no_organisation(_text: str) -> str:
    """What to tell somebody whose address names none."""
    return "There is no such organisation. Search among all instead."


class SearchForm(Form):
    """What one may search listings by; the names are those of the address."""

    q = TrimmedString("Words", [Length(max=200, message="Search with up to 200 characters")])
    kind = Ticks("Kind", choices=options(KIND_PAIRS))
    side = Ticks("Which way", choices=options(SIDE_PAIRS))
    sector = Ticks("Sector", choices=options(SECTOR_PAIRS))
    region = Ticks("Place", choices=options(REGION_PAIRS))
    outcode = Several("Postcode area", outcode, outcodes.not_found, 12)
    level = Ticks("Level", choices=options(LEVEL_PAIRS))
    skill = Several("Skill", skill, skills.not_found, 80)
    days = Ticks("Days a week", choices=options(DAY_PAIRS))
    remote = Ticks("Where the work is done", choices=options(REMOTE_PAIRS))
    organisation = Several("Organisation", organisation, no_organisation, 40)
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
    external = Tick("Show vacancies elsewhere too")
    closed = Tick("Show closed ones too")
    as_typed = Tick("Search for the words exactly as typed")
    some = Tick("Some of the words are enough")
    sort = OneOf("Sort by", choices=options(SORTS))

    asked_of: Known = {}
    """The organisations whose listings are wanted, by the key that the index has for them."""

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Also find the organisations whose listings are wanted."""
        fine = super().validate(extra_validators)
        wanted, trouble = self.organisation.data, list(self.organisation.errors)
        if wanted:
            found = organisations.keys_of(wanted)
            self.asked_of = {one: Value(*organisations.told_by(one)) for one in found}
            self.organisation.data = [said.said for said in self.asked_of.values()]
        if trouble or len(self.asked_of) < len(wanted):
            self.organisation.errors = []
            self.form_errors.append(no_organisation(""))
            return False
        return bool(fine) and not refuse_distance(self)

    def validate_closed(self, field: Any) -> None:
        """What is closed closes no more. Orders are links, so it is said beside what is ticked."""
        if field.data and self.sort.data == "closing":
            raise ValidationError("Closed ones do not close any more. Choose another order")


def search(viewer: Actor, form: SearchForm, number: int) -> asking.Results[Opportunity]:
    """The page of results that a valid form asks for."""
    return search_for(viewer, form, number, queries.by_ids)


def search_for(
    viewer: Actor, form: SearchForm, number: int, read: Read[Row]
) -> asking.Results[Row]:
    """The same, with listings as `read` reads them."""
    return asking.find(question(viewer, form, number), reader(viewer, read), _texts)


def question(viewer: Actor, form: SearchForm, number: int) -> asking.Question:
    """What a valid form asks, with every count of its page."""
    return asking.Question(
        kind=documents.KIND,
        audience=port.Audience(keys_of(viewer)),
        text=form.q.data or "",
        filters=tuple(_filters(form)),
        sort=_sort(form),
        unasked=port.ByNumber("published_at", descending=True),
        facets=tuple(one.field for one in FACETS if one.name != "outcode" or _is_local(form)),
        fields=typed.FIELDS,
        as_typed=form.as_typed.data,
        some=form.some.data,
        number=number,
        size=SIZE,
        most_values=MOST_VALUES,
    )


def reader(viewer: Actor, read: Read[Row]) -> asking.Rows[Row]:
    """Reads listings for a viewer."""
    return lambda ids: {one.id: one for one in read(viewer, ids)}


def suggestions(viewer: Actor, typed_so_far: str) -> list[str]:
    """Titles to offer while somebody types, of what a search without filters finds."""
    usual = tuple(_filters(SearchForm(MultiDict())))
    return indexer.suggest(documents.KIND, typed_so_far, port.Audience(keys_of(viewer)), usual)


def place_of(form: SearchForm) -> outcodes.Outcode | None:
    """Where distances are measured from."""
    return outcodes.get(form.place.data) if form.place.data else None


def counted(form: SearchForm, found: asking.Results[Any] | None) -> list[Counted]:
    """The counted fields, with the names of those organisations and outcodes that are there."""
    counts = found.counts if found else {}
    codes = {*(form.outcode.data or ()), *(counts["outcode"].values if "outcode" in counts else ())}
    there = [one for one in map(outcodes.get, sorted(codes)) if one]
    keys = counts["organisation"].values if found else ()
    names = {one: Value(*organisations.told_by(one)) for one in keys}
    known = {
        "outcode": {one.code: Value(one.name, one.code) for one in there},
        "organisation": {**names, **form.asked_of},
    }
    return [one._replace(known=known.get(one.name, one.known)) for one in FACETS]


def _is_local(form: SearchForm) -> bool:
    """Outcodes are counted once a region is chosen, or one of them."""
    return bool(form.region.data or form.outcode.data)


def _texts(listing: Shown) -> Iterator[str]:
    yield listing.summary
    yield kept_plain_text(listing.description, listing.description_html)


def _filters(form: SearchForm) -> Iterator[port.Filter]:
    if not form.closed.data:
        yield port.Range("closes_at", low=int(clock.now().timestamp()))
    if not (form.external.data or _asks_for_external(form)):
        yield port.Eq("external", "no")
    for one in FACETS:
        if one.name != "organisation" and form[one.name].data:
            yield port.In(one.field, tuple(form[one.name].data))
    if form.asked_of:
        yield port.In("organisation", tuple(form.asked_of))
    if place := place_of(form):
        yield port.Radius(place.latitude, place.longitude, kilometres(form.miles.data))


def _asks_for_external(form: SearchForm) -> bool:
    """Whether adverts from elsewhere are among the kinds that were chosen or typed."""
    asked = typed_filters(form.q.data or "", {"kind": typed.FIELDS["kind"]})
    kinds_typed = (one.values for one in asked if isinstance(one, port.In))
    return EXTERNAL in {*(form.kind.data or ())}.union(*kinds_typed)


def _sort(form: SearchForm) -> port.Sort | None:
    place = place_of(form)
    if form.sort.data == "closing":
        return port.ByNumber("closes_at")
    if form.sort.data == "distance" and place:
        return port.ByDistance(place.latitude, place.longitude)
    if form.sort.data == "newest":
        return port.ByNumber("published_at", descending=True)
    return None
