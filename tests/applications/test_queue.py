"""Small exchanges: three applications to decide at a time, the others wait unseen in their turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.applications import queries, services, sifting
from exchange.applications.models import Application
from exchange.db import db
from exchange.errors import IllegalTransition, NotFound
from exchange.messages.models import Conversation
from exchange.notices.models import Notice
from tests.applications import make

LONGEST_SECONDS = 60


@pytest.fixture
def small(in_app):
    """Four people and a listing of an afternoon, which the first three have answered."""
    with in_app():
        cast = make.cast("session")
        people = [make.colleague(f"p{n}@rivers.example", cast.home) for n in range(5)]
        sent = [make.applied(one, cast.listing) for one in people[:4]]
    return cast, people, sent


def _states(sent):
    return [make.application(one).status.value for one in sent]


def _told(person, event):
    query = sa.select(sa.func.count(Notice.id)).filter_by(person_id=person.person_id, event=event)
    return db.session.scalar(query)


@pytest.mark.parametrize(
    ("kind", "fourth"),
    [
        ("session", "queued"),
        ("shadowing", "queued"),
        ("project", "queued"),
        ("secondment", "submitted"),
    ],
)
def test_which_kinds_have_a_queue(in_app, kind, fourth):
    with in_app():
        cast = make.cast(kind)
        people = [make.colleague(f"p{n}@rivers.example", cast.home) for n in range(4)]
        sent = [make.applied(one, cast.listing) for one in people]
        assert _states(sent) == ["submitted"] * 3 + [fourth]


def test_the_hosts_side_does_not_see_who_waits_nor_hears_of_them(in_app, small):
    cast, people, sent = small
    with in_app():
        assert _told(cast.poster, "application_received") == 3
        with pytest.raises(NotFound):
            queries.by_public_id(cast.poster, sent[3])
        assert queries.by_public_id(people[3], sent[3]).status == "queued"
        about = sa.select(Conversation).filter_by(subject_id=sent[3])
        assert db.session.scalar(about) is None


def _not_selected(cast, sent):
    sifting.not_select(cast.poster, sent, make.application(sent).version, "other", "Not today.")


def _withdrawn(cast, sent):
    who = make.application(sent).applicant_id
    actor = next(one for one in cast.people if one.person_id == who)
    services.withdraw(actor, sent, make.application(sent).version, "")


@pytest.mark.parametrize(
    ("act", "fourth"),
    [
        (lambda c, s: make.shortlisted(c.poster, s), "queued"),
        (lambda c, s: make.reserved(c.poster, s), "submitted"),
        (lambda c, s: make.offered(c.poster, s, ends_on=make.terms().starts_on), "submitted"),
        (_not_selected, "submitted"),
        (_withdrawn, "submitted"),
    ],
    ids=["shortlist", "reserve", "offer", "not_select", "withdraw"],
)
def test_what_lets_the_next_one_come(in_app, small, act, fourth):
    cast, people, sent = small
    cast.people = people
    with in_app():
        act(cast, sent[0])
        assert _states(sent[3:]) == [fourth]
        came = fourth == "submitted"
        assert _told(people[3], "out_of_queue") == int(came)
        assert _told(cast.poster, "application_received") == 3 + int(came)


def test_they_come_in_the_order_in_which_they_were_sent(in_app, small):
    cast, people, sent = small
    with in_app():
        fifth = make.applied(people[4], cast.listing)
        _not_selected(cast, sent[1])
        assert _states([sent[3], fifth]) == ["submitted", "queued"]
        services.withdraw(people[4], fifth, make.application(fifth).version, "")
        assert _told(cast.poster, "withdrawn") == 0, "nobody saw it, so nobody hears of it"
        _not_selected(cast, sent[2])
        assert _states([fifth]) == ["withdrawn"]


def test_a_listing_does_not_end_over_the_heads_of_those_in_the_queue(in_app, small):
    cast, _people, sent = small
    with in_app():
        with pytest.raises(IllegalTransition, match="4 people have no answer yet"):
            services.withdraw_listing(cast.poster, cast.listing, "No room.")
        for one in sent:
            _not_selected(cast, one)
        services.withdraw_listing(cast.poster, cast.listing, "No room.")


def test_each_side_reads_how_it_stands(app, in_app, small):
    cast, people, sent = small
    poster, waits = make.browser(app, cast.poster), make.browser(app, people[3])
    page = poster.get(f"/opportunities/{cast.listing}/applications").text
    assert "1 more person waits in the queue" in page
    assert people[3].name not in page
    assert poster.get(f"/applications/{sent[3]}").status_code == 404
    own = waits.get(f"/applications/{sent[3]}").text
    assert "You are number 1 in the queue" in own
    assert "In the queue: you are told when it is your turn" in waits.get("/").text


@pytest.mark.both_databases
def test_ten_who_apply_at_once_are_three_and_seven(app, in_app, now):
    together = Barrier(10)

    def apply(who):
        with app.app_context(), clock.at(now):
            db.session.rollback()
            together.wait(LONGEST_SECONDS)
            return make.applied(who, cast.listing)

    with in_app():
        cast = make.cast("session")
        people = [make.colleague(f"p{n}@rivers.example", cast.home) for n in range(10)]
    with ThreadPoolExecutor(10) as racers:
        list(racers.map(apply, people))
    with in_app():
        query = sa.select(Application.status, sa.func.count()).group_by(Application.status)
        assert dict(db.session.execute(query).all()) == {"submitted": 3, "queued": 7}
