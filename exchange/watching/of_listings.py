"""Saved searches of listings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor
from exchange.opportunities import queries, searching
from exchange.opportunities.listed import Listed
from exchange.opportunities.models import Opportunity
from exchange.opportunities.searching import SearchForm
from exchange.search import asking, port
from exchange.watching.kinds import MOST, Found, Kind
from exchange.watching.models import SearchMatch
from exchange.web.facets import chips
from exchange.web.filters import USUAL_MILES


class Listings(Kind[SearchForm]):
    """What /opportunities searches."""

    code = "listings"
    path = "/opportunities"
    label = "Opportunities"
    most = "listings"
    nouns = ("listing matches", "listings match")
    form = SearchForm
    matches = SearchMatch
    everything = "Every open listing"

    def found(self, viewer: Actor, form: SearchForm) -> list[Found]:
        """What has only some of the words is no match, unless that was asked for."""
        newest = port.ByNumber("published_at", descending=True)
        asked = searching.question(viewer, form, 1)
        question = replace(asked, facets=(), sort=newest, size=MOST)
        results = asking.find(question, searching.reader(viewer, queries.for_cards))
        if results.reading.loose and not form.some.data:
            return []
        return [_row(one) for one in results.rows.values()]

    def shown(self, viewer: Actor, ids: Iterable[int]) -> list[Found]:
        """By the policy of listings."""
        return [_row(one) for one in queries.for_cards(viewer, list(ids))]

    def own(self, person_id: int, ids: list[int]) -> sa.Select[Any]:
        """What they posted, and what is about them."""
        return sa.select(Opportunity.id).where(
            Opportunity.id.in_(ids),
            sa.or_(Opportunity.poster_id == person_id, Opportunity.mover_id == person_id),
        )

    def told_words(self, form: SearchForm) -> Iterator[str]:
        """As the chips above the results say it."""
        if form.q.data:
            yield f"“{form.q.data}”"
        for chip in chips(searching.counted(form, None), form, self.state_of(form)):
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


def _row(one: Listed) -> Found:
    return Found(
        id=one.id,
        href=f"/opportunities/{one.public_id}",
        title=one.title,
        place=one.posted_by,
        said=f"“{one.title}” at {one.posted_by}",
        organisation=one.posted_by,
        role=one.title,
    )
