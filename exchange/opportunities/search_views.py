"""The pages of a search of listings: results, what to offer while somebody types, the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from exchange.access import Permission, requires
from exchange.errors import ExchangeError, SearchTimeout, SearchUnavailable, status_of
from exchange.opportunities import cards, queries, searching
from exchange.opportunities.listed import Listed
from exchange.opportunities.searching import SearchForm
from exchange.reference import country, outcodes
from exchange.search import asking
from exchange.web.facets import Counted, Facet, chips, facets
from exchange.web.filters import KM_A_MILE, USUAL_MILES, Chip, State, pairs_of
from exchange.web.guard import actor
from exchange.web.pages import Answer
from exchange.web.paging import page_number

blueprint = Blueprint("opportunity_search", __name__)

PATH, MAP = "/opportunities", "/opportunities/map"
MOST_PLACES = 4000
"""More than there are outcodes."""
Found = asking.Results[Listed]


@blueprint.get(PATH)
@requires(Permission.PAGE_PUBLIC)
def index() -> Answer:
    """Search listings. The whole state stands in the address."""
    form = SearchForm(request.args)
    if not form.validate():
        return _page(form), 422
    try:
        found = searching.search_for(actor(), form, page_number(), queries.for_cards)
    except (SearchTimeout, SearchUnavailable) as trouble:
        return _page(form, trouble=trouble), status_of(trouble)
    return _page(form, found)


@blueprint.get("/opportunities/suggest")
@requires(Permission.PAGE_PUBLIC)
def suggest() -> Response:
    """Titles to offer while somebody types."""
    return jsonify(suggestions=searching.suggestions(actor(), request.args.get("q", "")))


@blueprint.get(MAP)
@requires(Permission.PAGE_PUBLIC)
def on_map() -> Answer:
    """Where the listings of a search are: a map and the same as a table."""
    form = SearchForm(request.args)
    if not form.validate():
        return _map(form), 422
    try:
        found = _everywhere(form)
    except (SearchTimeout, SearchUnavailable) as trouble:
        return _map(form, trouble=trouble), status_of(trouble)
    return _map(form, found)


def _page(
    form: SearchForm, found: Found | None = None, trouble: ExchangeError | None = None
) -> str:
    state = State(PATH, pairs_of(form))
    place = searching.place_of(form) if found else None
    fields = searching.counted(form, found)
    linked = _linked(form, found, state, fields) if found else ()
    rows = found.rows.values() if found else ()
    return render_template(
        "opportunities/index.html",
        form=form,
        state=state,
        found=found,
        trouble=trouble,
        facets=list(linked),
        chips=list(_chips(form, state, fields)),
        ways_on=list(_ways_on(form, state, fields)) if found and not found.total else [],
        sorts=_sorts(form, state),
        cards=[(one.id, cards.card(one, _miles(one, place))) for one in rows],
        map_href=State(MAP, tuple(state.but("outcode"))).here,
        organisation=_only_organisation(form),
    )


def _linked(form: SearchForm, found: Found, state: State, fields: list[Counted]) -> Iterator[Facet]:
    loose, most = found.reading.loose, searching.MOST_VALUES
    return facets(fields, form, found.counts, state, most=most, loose=loose)


def _sorts(form: SearchForm, state: State) -> list[tuple[str, str, bool]]:
    """Each order that makes sense here: its name, its address, and whether it is in force."""
    usual = "Best match" if form.q.data else "Newest first"
    listed = [("", usual), *searching.SORTS[1:]]
    return [
        (name, state.plus("sort", code) if code else state.without("sort"), code == form.sort.data)
        for code, name in listed
        if (code != "distance" or form.place.data)
        and (code != "newest" or form.q.data)
        and (code != "closing" or not form.closed.data)
    ]


def _miles(listing: Listed, place: outcodes.Outcode | None) -> float | None:
    if place is None or listing.latitude is None or listing.longitude is None:
        return None
    return (
        outcodes.distance_km(place.latitude, place.longitude, listing.latitude, listing.longitude)
        / KM_A_MILE
    )


def _only_organisation(form: SearchForm) -> str:
    """The name of the organisation, where the listings of one only are asked for."""
    names = [one.text for one in form.asked_of.values()]
    return names[0] if len(names) == 1 else ""


def _chips(form: SearchForm, state: State, fields: list[Counted]) -> Iterator[Chip]:
    said = dict(state.pairs)
    if "q" in said:
        yield Chip(f"“{form.q.data}”", state.without("q", "as_typed", "some"))
    yield from chips(fields, form, state)
    if "place" in said and (place := searching.place_of(form)):
        away = form.miles.data or USUAL_MILES
        yield Chip(f"within {away} miles of {place.name}", state.without("place", "miles"))
    if form.external.data:
        yield Chip("Vacancies elsewhere too", state.without("external"))
    if form.closed.data:
        yield Chip("Closed ones too", state.without("closed"))
    if form.some.data:
        yield Chip("Some of the words are enough", state.without("some"))


def _ways_on(form: SearchForm, state: State, fields: list[Counted]) -> Iterator[Chip]:
    """What to try where nothing was found."""
    if form.q.data:
        yield Chip("Search without the words", state.without("q", "as_typed", "some"))
    if form.place.data and form.miles.data != "100":
        yield Chip("Look within 100 miles", state.plus("miles", "100"))
    for one in list(chips(fields, form, state))[:2]:
        yield Chip(f"Search without “{one.text}”", one.href)
    if not form.external.data:
        yield Chip("Look among vacancies elsewhere too", state.plus("external", "yes"))
    if not form.closed.data and form.sort.data != "closing":
        yield Chip("Show closed ones too", state.plus("closed", "yes"))
    if state.pairs:
        yield Chip("See every listing", state.path)
    yield Chip("Say that you want to go", "/opportunities/new")


def _everywhere(form: SearchForm) -> Found:
    """The same search with a count for each outcode, whichever of them is chosen."""
    form.outcode.data = []
    asked = searching.question(actor(), form, 1)
    counted = replace(asked, facets=("outcode",), most_values=MOST_PLACES, size=1)
    return asking.find(counted, searching.reader(actor(), queries.for_cards))


def _map(form: SearchForm, found: Found | None = None, trouble: ExchangeError | None = None) -> str:
    state = State(PATH, tuple(one for one in pairs_of(form) if one[0] != "outcode"))
    counts = found.counts["outcode"].values if found else {}
    places = [(outcodes.get(code), count) for code, count in counts.items()]
    there = [(place, count) for place, count in places if place]
    rows = [(place.name, f"{state.onward}outcode={place.code}", count) for place, count in there]
    return render_template(
        "opportunities/map.html",
        form=form,
        state=state,
        found=found,
        trouble=trouble,
        chips=[_to_map(one) for one in _chips(form, state, searching.counted(form, None))],
        rows=rows,
        elsewhere=found.total - sum(count for _place, count in there) if found else 0,
        **_drawing(there),
    )


def _to_map(chip: Chip) -> Chip:
    """The same filter taken off, but on the map."""
    return Chip(chip.text, chip.href.replace(PATH, MAP, 1))


def _drawing(there: list[tuple[outcodes.Outcode, int]]) -> dict[str, Any]:
    """What the map draws: small circles last, so that none hides behind a larger one."""
    dots = [
        (*country.point(place.latitude, place.longitude), country.radius(count), place.name, count)
        for place, count in sorted(there, key=lambda one: -one[1])
    ]
    return {"dots": dots, "outline": country.outline(), "width": country.WIDTH,
            "height": country.HEIGHT}  # fmt: skip
