"""Saved searches of people: of the profiles that their owner may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor
from exchange.messages import blocking
from exchange.profiles import queries, searching
from exchange.profiles.models import Profile
from exchange.profiles.searching import FACETS, SearchForm
from exchange.search import asking, port
from exchange.watching.kinds import MOST, Found, Kind
from exchange.watching.models import PersonMatch
from exchange.web.facets import chips
from exchange.web.filters import USUAL_MILES

NO_HEADLINE = "somebody who has written no headline yet"


class People(Kind[SearchForm]):
    """What /people searches."""

    code = "people"
    path = "/people"
    label = "People"
    most = "people"
    nouns = ("person matches", "people match")
    form = SearchForm
    matches = PersonMatch
    everything = "Everybody whose profile you may see"

    def found(self, viewer: Actor, form: SearchForm) -> list[Found]:
        """Who has only some of the words is no match, unless that was asked for."""
        newest = port.ByNumber("created_at", descending=True)
        asked = searching.question(viewer, form, 1)
        question = replace(asked, facets=(), sort=newest, size=MOST)

        def read(ids: list[int]) -> dict[int, Found]:
            return {one.id: one for one in self.shown(viewer, ids)}

        results = asking.find(question, read)
        if results.reading.loose and not form.some.data:
            return []
        return list(results.rows.values())

    def shown(self, viewer: Actor, ids: Iterable[int]) -> list[Found]:
        """By the policy of profiles; nobody from whom a block keeps the viewer apart."""
        rows = queries.by_ids(viewer, list(ids))
        apart = blocking.apart_from(viewer.person_id) if rows else set()
        rows = [row for row in rows if row[1].id not in apart]
        employers = queries.employers_of_each(person.id for _profile, person in rows)
        return [_row(row, ", ".join(employers.get(row[1].id, ()))) for row in rows]

    def own(self, person_id: int, ids: list[int]) -> sa.Select[Any]:
        """Their own profile."""
        return sa.select(Profile.id).where(Profile.id.in_(ids), Profile.person_id == person_id)

    def told_words(self, form: SearchForm) -> Iterator[str]:
        """As the chips above the results say it."""
        if form.q.data:
            yield f"“{form.q.data}”"
        for chip in chips(FACETS, form, self.state_of(form)):
            yield chip.text
        if place := searching.place_of(form):
            yield f"within {form.miles.data or USUAL_MILES} miles of {place.name}"
        if form.as_typed.data:
            yield "the words exactly as typed"
        if form.some.data:
            yield "some of the words are enough"


def _row(row: queries.Row, employers: str) -> Found:
    """A mail outlives a profile that is hidden later: it says the headline and no name."""
    profile, person = row
    return Found(
        id=profile.id,
        href=f"/people/{profile.public_id}",
        title=person.name,
        place=", ".join(filter(None, [employers, profile.headline])),
        said=f"“{profile.headline}”" if profile.headline else NO_HEADLINE,
    )
