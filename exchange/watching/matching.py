"""What a saved search finds now for somebody, and how it reads in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from werkzeug.datastructures import MultiDict

from exchange.access import Actor
from exchange.opportunities import queries, searching
from exchange.opportunities.listed import Listed
from exchange.opportunities.searching import SearchForm
from exchange.search import asking, port
from exchange.web.facets import chips
from exchange.web.filters import USUAL_MILES, Pair, State, pairs_of

PATH = "/opportunities"
MOST = 500
"""The newest so many of what a search finds are looked at."""


def form_of(address: str) -> SearchForm:
    """The search form as an address fills it."""
    return SearchForm(MultiDict(parse_qsl(urlsplit(address).query)))


def state_of(form: SearchForm) -> State:
    """The address of a search, without the order of its results."""
    return State(PATH, tuple(_without_order(pairs_of(form))))


def found(viewer: Actor, form: SearchForm) -> list[Listed]:
    """What a valid form finds now, the newest first, as the viewer may see it.

    What has only some of the words is no match, unless that was asked for.
    """
    newest = port.ByNumber("published_at", descending=True)
    asked = searching.question(viewer, form, 1)
    question = replace(asked, facets=(), sort=newest, size=MOST)
    results = asking.find(question, searching.reader(viewer, queries.for_cards))
    if results.reading.loose and not form.some.data:
        return []
    return list(results.rows.values())


def words(form: SearchForm) -> str:
    """The words and all filters in plain English."""
    return "; ".join(_words(form)) or "Every open listing"


def _words(form: SearchForm) -> Iterator[str]:
    if form.q.data:
        yield f"“{form.q.data}”"
    for chip in chips(searching.counted(form, None), form, state_of(form)):
        yield chip.text
    if place := searching.place_of(form):
        yield f"within {form.miles.data or USUAL_MILES} miles of {place.name}"
    if form.external.data:
        yield "vacancies elsewhere too"
    if form.closed.data:
        yield "closed ones too"
    if form.as_typed.data:
        yield "the words exactly as typed"
    if form.some.data:
        yield "some of the words are enough"


def _without_order(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return (one for one in pairs if one[0] != "sort")
