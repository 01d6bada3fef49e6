"""Searching listings: the form, the question it asks, and its page."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, render_template, request
from wtforms import StringField
from wtforms.validators import Length, Optional, ValidationError

from exchange import clock
from exchange.access import Actor, Permission, requires
from exchange.errors import ExchangeError, NotFound, SearchTimeout, SearchUnavailable, status_of
from exchange.opportunities import cards, documents, queries
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.organisations.audience import keys_of
from exchange.organisations.models import Organisation
from exchange.reference import choices, kinds, levels, outcodes, skills
from exchange.search import asking, port
from exchange.web.fields import TrimmedString
from exchange.web.filters import (
    KM_A_MILE,
    MILES,
    USUAL_MILES,
    Chip,
    OneOf,
    State,
    Tick,
    Ticks,
    kilometres,
    known,
    options_of,
    pairs_of,
)
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import options
from exchange.web.pages import Answer
from exchange.web.paging import page_number
from exchange.web.plain import plain_text

blueprint = Blueprint("opportunity_search", __name__)

SIZE = 20
FACETS = {"kind": "Kind", "side": "Which way", "sector": "Sector", "level": "Level"}
"""Keyword fields with counts, and the heading of each."""
SORTS = (
    ("", "Best match, or newest"),
    ("newest", "Newest first"),
    ("closing", "Closing soonest"),
    ("distance", "Nearest first"),
)
REMOTE_PAIRS = [(one.value, words) for one, words in cards.REMOTE_WORDS.items()]
EXTERNAL = "external_vacancy"
KIND_PAIRS = [(kind.code, kind.plural) for kind in kinds.ALL]
LEVEL_PAIRS = [(str(level.number), level.name) for level in levels.ALL]


class SearchForm(Form):
    """What one may search listings by; the names are those of the address."""

    q = TrimmedString("Words", [Length(max=200, message="Search with up to 200 characters")])
    kind = Ticks("Kind", choices=options(KIND_PAIRS))
    side = Ticks(
        "Which way", choices=options((one.value, words) for one, words in cards.SIDE_WORDS.items())
    )
    sector = Ticks("Sector", choices=options(choices.pairs(choices.SECTORS)))
    level = Ticks("Level", choices=options(LEVEL_PAIRS))
    remote = Ticks("Where the work is done", choices=options(REMOTE_PAIRS))
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
    external = Tick("Show vacancies elsewhere too")
    organisation = StringField("Organisation")
    sort = OneOf("Sort by", choices=options(SORTS))

    asked_of: Organisation | None = None

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Also find the organisation whose listings are wanted."""
        fine = super().validate(extra_validators)
        wanted = self.organisation.data
        try:
            self.asked_of = organisations.by_public_id(uuid.UUID(wanted)) if wanted else None
        except (ValueError, NotFound):
            self.organisation.data = None
            self.form_errors.append("There is no such organisation. Search among all instead.")
            return False
        return bool(fine)

    def validate_sort(self, field: Any) -> None:
        """Distance needs a place to measure from."""
        if field.data == "distance" and not self.place.data:
            raise ValidationError("Say near where, or choose another order")


@blueprint.get("/opportunities")
@requires(Permission.PAGE_PUBLIC)
def index() -> Answer:
    """Search listings. The whole state stands in the address."""
    form = SearchForm(request.args)
    if not form.validate():
        return _page(form), 422
    try:
        found = search(actor(), form, page_number())
    except (SearchTimeout, SearchUnavailable) as trouble:
        return _page(form, trouble=trouble), status_of(trouble)
    return _page(form, found)


def search(viewer: Actor, form: SearchForm, number: int) -> asking.Results[Opportunity]:
    """The page of results that a valid form asks for."""

    def read(ids: list[int]) -> dict[int, Opportunity]:
        return {one.id: one for one in queries.by_ids(viewer, ids)}

    question = asking.Question(
        kind=documents.KIND,
        audience=port.Audience(keys_of(viewer)),
        text=form.q.data or "",
        filters=tuple(_filters(form)),
        sort=_sort(form),
        unasked=port.ByNumber("published_at", descending=True),
        facets=tuple(FACETS),
        number=number,
        size=SIZE,
    )
    return asking.find(question, read, _texts)


def _texts(listing: Opportunity) -> Iterator[str]:
    yield listing.summary
    yield plain_text(listing.description, listing.description_html)


def _filters(form: SearchForm) -> Iterator[port.Filter]:
    yield port.Range("closes_at", low=clock.now().timestamp())
    if not form.external.data and EXTERNAL not in (form.kind.data or ()):
        yield port.Eq("external", "no")
    for name in (*FACETS, "remote"):
        if form[name].data:
            yield port.In(name, tuple(form[name].data))
    if form.skill.data and (skill := skills.resolve(form.skill.data)):
        yield port.Eq("skills", skill.code)
    if form.asked_of is not None:
        yield port.Eq("organisation", str(form.asked_of.id))
    if place := _place(form):
        yield port.Radius(place.latitude, place.longitude, kilometres(form.miles.data))


def _sort(form: SearchForm) -> port.Sort | None:
    place = _place(form)
    if form.sort.data == "closing":
        return port.ByNumber("closes_at")
    if form.sort.data == "distance" and place:
        return port.ByDistance(place.latitude, place.longitude)
    if form.sort.data == "newest":
        return port.ByNumber("published_at", descending=True)
    return None


def _place(form: SearchForm) -> outcodes.Outcode | None:
    return outcodes.get(form.place.data) if form.place.data else None


def _page(
    form: SearchForm,
    found: asking.Results[Opportunity] | None = None,
    trouble: ExchangeError | None = None,
) -> str:
    state = State("/opportunities", pairs_of(form))
    counts = found.counts if found else {}
    place = _place(form) if found else None
    return render_template(
        "opportunities/index.html",
        form=form,
        state=state,
        found=found,
        trouble=trouble,
        groups=[
            (legend, name, options_of(form[name], counts[name].values if found else None))
            for name, legend in FACETS.items()
        ],
        chips=list(_chips(form, state)),
        ways_on=list(_ways_on(form, state)),
        cards=[(cards.card(one, _miles(one, place)), one.id) for one in _rows(found)],
        organisation=form.asked_of,
    )


def _rows(found: asking.Results[Opportunity] | None) -> list[Opportunity]:
    return list(found.rows.values()) if found else []


def _miles(listing: Opportunity, place: outcodes.Outcode | None) -> float | None:
    if place is None or listing.latitude is None or listing.longitude is None:
        return None
    return (
        outcodes.distance_km(place.latitude, place.longitude, listing.latitude, listing.longitude)
        / KM_A_MILE
    )


def _chips(form: SearchForm, state: State) -> Iterator[Chip]:
    said = dict(state.pairs)
    if "q" in said:
        yield Chip(f"“{form.q.data}”", state.without("q"))
    for name in (*FACETS, "remote"):
        names = {value: label for value, label, *_rest in form[name].iter_choices()}
        for value in form[name].data or ():
            yield Chip(names[value], state.without((name, value)))
    if "skill" in said:
        yield Chip(said["skill"], state.without("skill"))
    if "place" in said and (place := _place(form)):
        away = form.miles.data or USUAL_MILES
        yield Chip(f"within {away} miles of {place.name}", state.without("place", "miles"))
    if form.asked_of is not None:
        yield Chip(form.asked_of.name, state.without("organisation"))
    if form.external.data:
        yield Chip("Vacancies elsewhere too", state.without("external"))


def _ways_on(form: SearchForm, state: State) -> Iterator[Chip]:
    """What to try where nothing was found."""
    if form.q.data:
        yield Chip("Search without the words", state.without("q"))
    if form.place.data and form.miles.data != "100":
        yield Chip("Look within 100 miles", state.plus("miles", "100"))
    if state.pairs:
        yield Chip("See every listing", state.path)
    if not form.external.data:
        yield Chip("Look among vacancies elsewhere too", state.plus("external", "yes"))
    yield Chip("Say that you want to go", "/opportunities/new")
