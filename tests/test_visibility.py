"""Nothing invisible is ever found: random people and listings, each viewer, each moment.

What a viewer may find is written here a second time, in plain Python from the rules of the house,
and compared with the index, with the database's own reading, and with every count.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
import sqlalchemy as sa
from flask import current_app
from werkzeug.datastructures import MultiDict

from exchange import clock
from exchange.access import SYSTEM, VISITOR, Actor
from exchange.api import shapes
from exchange.db import db
from exchange.errors import ExchangeError
from exchange.opportunities import queries as listing_queries
from exchange.opportunities import services as posting
from exchange.opportunities.models import Opportunity, Side
from exchange.opportunities.searching import SearchForm, search
from exchange.organisations import queries as organisations
from exchange.organisations import services as joining
from exchange.organisations.models import Membership, Organisation
from exchange.profiles import queries as profile_queries
from exchange.profiles.models import Profile, Visibility
from exchange.search import indexer
from exchange.search.port import Facet
from tests import factories
from tests.search import seeking

PEOPLE, PLACES, STARTS, CHANGES = 7, 3, 40, 15
Now = dict[str, set[int]]


@dataclass
class Town:
    """Everybody and everything, and a source of chance."""

    chance: random.Random
    people: list[str] = field(default_factory=list)
    places: list[Organisation] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)

    def who(self) -> Actor:
        """Somebody, as they are now."""
        return factories.actor(self.chance.choice([p for p in self.people if p not in self.closed]))

    def where(self) -> Organisation:
        """An organisation."""
        return self.chance.choice(self.places)

    def viewers(self) -> Iterator[Actor]:
        """A visitor, everybody with an account, and those who run the platform."""
        yield VISITOR
        yield from (factories.actor(one) for one in self.people if one not in self.closed)
        yield from (factories.moderator(), factories.administrator())


def write_profile(town: Town) -> None:
    visibility = town.chance.choice(list(Visibility))
    hidden = town.chance.random() < 0.5 and visibility is not Visibility.PUBLIC
    level = town.chance.randint(1, 10)
    seeking.profile(town.who(), visibility=visibility, hidden_from_employer=hidden, level=level)


def want_to_go(town: Town) -> None:
    factories.listing(
        town.who(), None, "secondment", Side.MOVER, published=town.chance.random() < 0.8
    )


def show_oneself(town: Town) -> None:
    """A mover chooses to be seen at work too."""
    row = some_listing(town, Opportunity.side == Side.MOVER)
    poster = factories.actor(db.session.get_one(factories.Person, row.poster_id).email)
    values = replace(factories.listing_values("secondment"), hidden_from_employer=False, hours=None)
    posting.edit_published(poster, row.public_id, values, row.version)


def offer_place(town: Town) -> None:
    where = town.where()
    poster = factories.actor(f"poster{town.places.index(where)}@crossover.example")
    factories.listing(poster, where, town.chance.choice(["project", "loan"]))


def ask(town: Town) -> None:
    seeking.ask_to_join(town.who(), town.where())


def accept(town: Town) -> None:
    row = some_membership(town, "asked")
    joining.accept_member(factories.administrator(), row.public_id, frozenset(), "By phone")


def refuse(town: Town) -> None:
    row = some_membership(town, "asked")
    joining.refuse_member(factories.administrator(), row.public_id, "Not known there")


def leave(town: Town) -> None:
    seeking.leave(factories.administrator(), some_membership(town, "active").public_id)


def pause(town: Town) -> None:
    row = some_listing(town)
    posting.pause(poster_of(row), row.public_id)


def resume(town: Town) -> None:
    row = some_listing(town, Opportunity.status == "paused")
    posting.resume(poster_of(row), row.public_id)


def withdraw(town: Town) -> None:
    seeking.withdraw(SYSTEM, some_listing(town).id)


def close_account(town: Town) -> None:
    if len(town.closed) < 2:
        one = town.who()
        seeking.close_account(one)
        town.closed.add(one.email)


def some_listing(town: Town, *conditions: sa.ColumnElement[bool]) -> Opportunity:
    query = sa.select(Opportunity).where(*(conditions or (Opportunity.status == "published",)))
    return town.chance.choice(list(db.session.scalars(query.order_by(Opportunity.id))))


def some_membership(town: Town, status: str) -> Membership:
    query = sa.select(Membership).where(Membership.status == status).order_by(Membership.id)
    mine = [organisations.actor_by_email(one).person_id for one in town.people]
    return town.chance.choice([one for one in db.session.scalars(query) if one.person_id in mine])


def poster_of(row: Opportunity) -> Actor:
    return factories.actor(db.session.get_one(factories.Person, row.poster_id).email)


ACTIONS: list[Callable[[Town], None]] = [
    write_profile, write_profile, write_profile, want_to_go, want_to_go, show_oneself,
    offer_place, ask, ask, accept, accept, refuse, leave, pause, resume, withdraw, close_account,
]  # fmt: skip


def do_something(town: Town) -> None:
    """One random command. What the house refuses changes nothing, and that is fine here."""
    try:
        town.chance.choice(ACTIONS)(town)
    except (ExchangeError, IndexError):
        db.session.rollback()


def may_find(viewer: Actor) -> Now:
    """The rules in plain Python: whose profile and which listings a viewer may come across."""
    places = {one.organisation_id for one in viewer.standings}
    jobs: dict[int | None, set[int]] = {}
    for one in db.session.scalars(sa.select(Membership)):
        if one.status in {"active", "asked"}:
            jobs.setdefault(one.person_id, set()).add(one.organisation_id)
    gone = set(db.session.scalars(sa.select(factories.Person.id).filter(
        factories.Person.deactivated_at.is_not(None)
    )))  # fmt: skip

    def not_a_colleague(person_id: int | None) -> bool:
        return bool(places) and not places & jobs.get(person_id, set())

    return {
        "profile": {
            one.id
            for one in db.session.scalars(sa.select(Profile))
            if one.person_id not in gone
            and (
                one.visibility == "public"
                or (one.visibility == "members" and places and not one.hidden_from_employer)
                or (one.visibility == "members" and not_a_colleague(one.person_id))
            )
        },
        "opportunity": {
            one.id
            for one in db.session.scalars(sa.select(Opportunity))
            if one.status == "published"
            and one.closes_at >= clock.now()
            and one.mover_id not in gone
            and (not one.hidden_from_employer or not_a_colleague(one.mover_id))
        },
    }


def readable(viewer: Actor) -> Now:
    """What the pages themselves would open for the viewer."""
    profiles = db.session.execute(profile_queries.visible(viewer)).all()
    listings = db.session.scalars(listing_queries.visible(viewer)).unique()
    return {"profile": {row[0].id for row in profiles}, "opportunity": {one.id for one in listings}}


FACET = {"profile": "level", "opportunity": "kind"}


def check_what_programs_read(viewer: Actor, may: set[int]) -> None:
    """The answer of /api/v1/opportunities: items, total and counts of what may be found alone."""
    with current_app.test_request_context():
        form = SearchForm(MultiDict())
        body = shapes.results(search(viewer, form, 1), form)
    public_ids = sa.select(Opportunity.public_id).where(Opportunity.id.in_(may))
    allowed = set(db.session.scalars(public_ids))
    assert {one["id"] for one in body["items"]} <= allowed, "an item that may not be found"
    counted = sum(one["count"] for one in body["facets"]["kind"]["values"])
    assert body["total"] == counted == len(allowed), "a count of what may not be found"


def check(town: Town, *, waiting: bool) -> int:
    """Compare for each viewer; answers how many things were found in all."""
    seen = 0
    for viewer in town.viewers():
        may, opens = may_find(viewer), readable(viewer)
        for kind, facet in FACET.items():
            pending = indexer.pending_ids(kind)
            page = seeking.asked(kind, viewer, facets=(Facet(facet, 50),))
            found = set(page.ids)
            assert found <= opens[kind], f"{viewer.name or 'a visitor'} finds a closed {kind}"
            assert found == may[kind] - pending, f"{viewer.name or 'a visitor'}, {kind}"
            assert waiting or not pending
            assert page.total == len(found) == sum(n for _value, n in page.facets[facet])
            seen += len(found)
        check_what_programs_read(viewer, may["opportunity"] - indexer.pending_ids("opportunity"))
    return seen


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_invisible_is_found_at_any_moment(in_app, seed):
    with in_app():
        town = Town(random.Random(seed))  # noqa: S311 – a repeatable order, no secret
        for number in range(PLACES):
            place = factories.organisation(f"Place {number}")
            factories.member(f"poster{number}@crossover.example", place, "poster")
            town.places.append(place)
        town.people = [factories.person(f"p{n}@mail.example").email for n in range(PEOPLE)]
        for _ in range(STARTS):
            do_something(town)
        seen = 0
        for _ in range(CHANGES):
            do_something(town)
            seen += check(town, waiting=True)
            while indexer.step():
                pass
            seen += check(town, waiting=False)
        assert seen > 200, "the sweep found next to nothing, so it showed next to nothing"
        assert indexer.check() == {"opportunity": 0, "profile": 0, "message": 0}


def test_the_sweep_would_see_a_leak(in_app, monkeypatch):
    """Without subtracting what waits, a withdrawn wish is still found: the check above sees it."""
    with in_app():
        town = Town(random.Random(4), places=[factories.organisation("Place")])  # noqa: S311
        town.people = [factories.person("p@mail.example").email]
        offers = factories.member("poster0@crossover.example", town.places[0], "poster")
        row = factories.listing(offers, town.places[0], "project")
        while indexer.step():
            pass
        seeking.withdraw(SYSTEM, row.id)
        monkeypatch.setattr(indexer, "pending_ids", lambda _kind: frozenset())
        with pytest.raises(AssertionError, match="finds a closed opportunity"):
            check(town, waiting=True)
