"""Places are never given away twice, and a freed one is told to those in reserve."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.applications import queries, sifting
from exchange.applications.models import Application
from exchange.db import db
from exchange.errors import ExchangeError, IllegalTransition
from exchange.notices.models import Notice
from exchange.placements import proposing
from exchange.placements.models import Placement
from tests.applications import make

RACERS, PLACES = 20, 3
LONGEST_SECONDS = 60


def _offers(cast):
    people = [make.colleague(f"p{n}@rivers.example", cast.home) for n in range(RACERS)]
    sent = [make.applied(one, cast.listing) for one in people]
    for one in sent:
        make.offered(cast.poster, one)
    return [(one, sent[n], make.application(sent[n]).version) for n, one in enumerate(people)]


@pytest.mark.both_databases
def test_twenty_who_accept_three_places_at_once(app, in_app, now):
    together = Barrier(RACERS)

    def accept(offer):
        with app.app_context(), clock.at(now):
            db.session.rollback()
            together.wait(LONGEST_SECONDS)
            try:
                proposing.accept_offer(*offer)
            except ExchangeError as refused:
                return refused
            return None

    with in_app():
        cast = make.cast(places=PLACES)
        offers = _offers(cast)
    with ThreadPoolExecutor(RACERS) as racers:
        refused = [one for one in racers.map(accept, offers) if one is not None]
    with in_app():
        places = db.session.scalars(sa.select(Application.place).order_by(Application.place))
        assert [one for one in places if one] == [1, 2, 3]
        assert db.session.scalar(sa.select(sa.func.count(Placement.id))) == PLACES
    assert [type(one) for one in refused] == [IllegalTransition] * (RACERS - PLACES)


def _told(event):
    query = sa.select(Notice.person_id).where(Notice.event == event).order_by(Notice.id)
    return list(db.session.scalars(query))


@pytest.mark.both_databases
def test_a_refused_placement_frees_the_place_and_reserves_are_told(in_app, cast):
    with in_app():
        waits = make.colleague("waits@rivers.example", cast.home)
        reserve = make.applied(waits, cast.listing)
        make.reserved(cast.poster, reserve)
        sent = make.applied(cast.applicant, cast.listing)
        make.offered(cast.poster, sent)
        make.accepted(cast.applicant, sent)
        assert _told("place_free") == []
        make.not_proceed(cast.poster, sent)
        assert queries.places_held(make.opportunity(cast.listing)) == set()
        assert _told("place_free") == [waits.person_id]
        assert _told("place_to_fill") == [cast.poster.person_id]
        make.offered(cast.poster, reserve)
        make.accepted(waits, reserve)
        assert make.application(reserve).place == 1


def test_reserves_are_not_told_while_every_place_is_held(in_app, cast):
    with in_app():
        waits, second = (
            make.colleague(f"{name}@rivers.example", cast.home) for name in ("waits", "second")
        )
        make.reserved(cast.poster, make.applied(waits, cast.listing))
        offers = [make.applied(one, cast.listing) for one in (cast.applicant, second)]
        for one in offers:
            make.offered(cast.poster, one)
        make.accepted(cast.applicant, offers[0])
        sifting.rescind(
            cast.poster, offers[1], make.application(offers[1]).version, "All places are taken"
        )
        assert _told("place_free") == []
