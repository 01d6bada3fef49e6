"""Saved searches: each new match is told once, and only what the owner may see."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from exchange.access import SYSTEM
from exchange.db import db
from exchange.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound
from exchange.notices.models import Notice
from exchange.opportunities import services as listings
from exchange.opportunities.models import Side
from exchange.organisations.models import Organisation
from exchange.watching import alerting, matching, queries, services
from exchange.watching.models import Often, SavedSearch, SearchMatch
from tests import factories

OWNER = "owner@mail.example"


@pytest.fixture
def market(in_app, drain, clock_at):
    """One listing that is there already, and somebody who saves searches."""
    clock_at("2026-11-22 12:00")
    with in_app():
        hospice = factories.organisation("Harbour Hospice", domain="harbour.example")
        sam = factories.member("sam@harbour.example", hospice, "poster")
        first = factories.listing(sam, hospice, title="Data analyst")
        owner = factories.person(OWNER, "Olu Owner")
        made = {"hospice": hospice.id, "sam": sam, "first": first.public_id, "owner": owner}
    drain()
    return made


def keep(owner, name="Data jobs", often=Often.DAILY, address="/opportunities?q=data"):
    """Save a search as the page does."""
    kind = matching.kind_of(address)
    form = kind.form_of(address)
    assert form.validate()
    known = [one.id for one in kind.found(owner, form)]
    return services.save(owner, name, often, address, kind.words(form), known)


def told(owner):
    """What the owner was told of saved searches, oldest first."""
    db.session.rollback()
    query = sa.select(Notice.text).filter_by(person_id=owner.person_id, event="saved_search_alert")
    return list(db.session.scalars(query.order_by(Notice.id)))


def hospice_of(market):
    """The hospice, read in this context."""
    return db.session.get_one(Organisation, market["hospice"])


def post(market, title, side=Side.HOST, **more):
    """Another listing of the hospice."""
    return factories.listing(
        market["sam"], hospice_of(market), "project", side, title=title, **more
    )


def test_one_closing_while_another_opens_still_alerts_and_nothing_is_told_twice(
    market, in_app, drain, clock_at
):
    with in_app():
        keep(market["owner"])
        listings.pause(market["sam"], market["first"])
        post(market, "Data tidy-up")
    drain()
    clock_at("2026-11-23 09:00")
    with in_app():
        assert alerting.run() == 1
        assert told(market["owner"]) == [
            "1 new listing matches “Data jobs”: “Data tidy-up” at Harbour Hospice.",
        ]
        assert alerting.run() == 0
    clock_at("2026-11-24 09:00")
    with in_app():
        assert alerting.run() == 0
        assert len(told(market["owner"])) == 1


@pytest.mark.parametrize(
    ("often", "day", "count"),
    [
        (Often.DAILY, "2026-11-22 23:00", 0),
        (Often.DAILY, "2026-11-23 00:30", 1),
        (Often.WEEKLY, "2026-11-28 09:00", 0),
        (Often.WEEKLY, "2026-11-29 09:00", 1),
        (Often.OFF, "2026-12-10 09:00", 0),
    ],
)
def test_daily_weekly_or_never(market, in_app, drain, clock_at, often, day, count):
    with in_app():
        keep(market["owner"], often=often)
        post(market, "Data tidy-up")
    drain()
    clock_at(day)
    with in_app():
        assert alerting.run() == count


def test_what_has_only_some_of_the_words_is_no_match(market, in_app, drain, clock_at):
    with in_app():
        keep(market["owner"], address="/opportunities?q=data+volcano")
        post(market, "Data tidy-up")
    drain()
    clock_at("2026-11-23 09:00")
    with in_app():
        assert alerting.run() == 0


@pytest.mark.parametrize(
    ("who", "published", "count"),
    [
        ("elsewhere", True, 1),
        ("elsewhere", False, 0),
        ("owner", True, 0),  # works nowhere: might be anybody's employer
        ("colleague", True, 0),
        ("sam", True, 0),
        ("colleague", False, 0),
    ],
)
def test_nothing_is_told_that_the_policy_hides(market, in_app, clock_at, who, published, count):
    """A wish to go, hidden from colleagues; its id is handed over as if the index had erred."""
    with in_app():
        hospice, people = hospice_of(market), dict(market)
        people["colleague"] = factories.member("cat@harbour.example", hospice)
        council = factories.organisation("Northmoor Council", domain="northmoor.example")
        people["elsewhere"] = factories.member("kit@northmoor.example", council)
        mover = factories.member("mo@harbour.example", hospice)
        saved, owner = keep(people[who]), people[who]
        title = "Data mover"
        wish = factories.listing(
            mover, None, "secondment", Side.MOVER, title=title, published=published
        ).id
    clock_at("2026-11-23 09:00")
    with in_app():
        row = queries.by_public_id(owner, saved)
        assert services.alert(SYSTEM, row.id, "/opportunities?q=data", [wish]) == count
        assert [title in one for one in told(owner)] == [True] * count


def test_nobody_is_told_of_what_they_post_themselves(market, in_app, drain, clock_at):
    with in_app():
        keep(market["sam"])
        post(market, "Data tidy-up")
    drain()
    clock_at("2026-11-23 09:00")
    with in_app():
        assert alerting.run() == 0


def test_an_alert_says_where_what_and_why(market, in_app, drain, clock_at):
    with in_app():
        keep(market["owner"], address="/opportunities?q=data&kind=project")
        post(market, "Data tidy-up")
    drain()
    clock_at("2026-11-23 09:00")
    with in_app():
        alerting.run()
        row = db.session.scalars(sa.select(Notice).filter_by(event="saved_search_alert")).one()
        assert (row.organisation, row.role) == ("Harbour Hospice", "Data tidy-up")
        assert row.why == "You search for: “data”; Projects."
        assert row.mailing == "daily"


def test_other_filters_in_place_of_a_search_keep_what_was_told(market, in_app, drain, clock_at):
    with in_app():
        owner, saved = market["owner"], keep(market["owner"])
        post(market, "Data tidy-up")
    drain()
    clock_at("2026-11-23 09:00")
    with in_app():
        assert alerting.run() == 1
        with pytest.raises(NotFound):
            services.replace(market["sam"], saved, "Mine", Often.DAILY, "/opportunities", "", [])
        kind = matching.LISTINGS
        known = [one.id for one in kind.found(owner, kind.form_of("/opportunities"))]
        every = ("All", Often.DAILY, "/opportunities", "Every open listing")
        services.replace(owner, saved, *every, known)
        assert [one.name for one in queries.of(owner)] == ["All"]
        post(market, "Night rota")
    drain()
    clock_at("2026-11-24 09:00")
    with in_app():
        assert alerting.run() == 1
        assert told(owner)[1:] == ["1 new listing matches “All”: “Night rota” at Harbour Hospice."]


def test_only_the_owner_sees_and_changes_it(market, in_app):
    with in_app():
        saved = keep(market["owner"])
        for run in (
            lambda: services.change(market["sam"], saved, 1, "Mine", Often.OFF),
            lambda: services.delete(market["sam"], saved),
        ):
            with pytest.raises(NotFound):
                run()
        with pytest.raises(NotAllowed):
            services.alert(market["owner"], 1, "/opportunities?q=data", [])
        with pytest.raises(ChangedMeanwhile):
            services.change(market["owner"], saved, 7, "Late", Often.OFF)
        with pytest.raises(Invalid):
            keep(market["owner"], name="DATA JOBS")
        services.change(market["owner"], saved, 1, "Numbers", Often.OFF)
        services.delete(market["owner"], saved)
        assert queries.of(market["owner"]) == []
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SearchMatch)) == 0


@pytest.mark.both_databases
def test_two_workers_at_once_tell_once(app, market, in_app, drain, clock_at):
    with in_app():
        keep(market["owner"])
        found = [post(market, "Data tidy-up").id]
    drain()
    clock_at("2026-11-23 09:00")
    with in_app():
        saved_id = db.session.scalar(sa.select(SavedSearch.id))
    together, counts = threading.Barrier(4), []

    def work():
        with app.app_context():
            db.session.scalar(sa.select(SavedSearch.id))  # each has looked before any tells
            together.wait(30)
            counts.append(services.alert(SYSTEM, saved_id, "/opportunities?q=data", found))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)
    assert sorted(counts) == [0, 0, 0, 1]
    with in_app():
        assert len(told(market["owner"])) == 1


def test_the_pages_from_the_search_to_its_end(market, in_app, drain, client_as):
    client = client_as(OWNER)
    assert "No saved searches yet" in client.words("/saved-searches")
    assert "Save this search" in client.words("/opportunities?q=data&kind=project")
    path = "/saved-searches/new?q=data&kind=project"
    assert "“data”" in client.words(path)
    refused = client.submit(path, name="", often="daily")
    assert refused.status_code == 422
    assert "Give this search a name" in refused.text
    saved = client.submit(path, name="Data jobs", often="daily")
    page = urlsplit(saved.headers["Location"]).path
    assert "0 listings match now" in client.words(page)
    with in_app():
        post(market, "Data tidy-up")
    drain()
    words = client.words(page)
    assert "1 listing matches now" in words
    assert "Data tidy-up, Harbour Hospice" in words
    other = "/saved-searches/new?kind=project"
    assert "In place of “Data jobs”" in client.words(other)
    assert client.submit(other, name="data jobs", often="daily", instead="new").status_code == 422
    assert client.submit(other, name="Data jobs", often="daily", instead="x").status_code == 422
    mine = page.rpartition("/")[2]
    again = client.submit(other, name="Data jobs", often="weekly", instead=mine)
    assert urlsplit(again.headers["Location"]).path == page
    assert client.submit(page, name="Numbers", often="off", version="2").status_code == 302
    assert "Numbers" in client.words("/saved-searches")
    assert client.submit(f"{page}/delete", on=page).status_code == 302
    assert client.get(page).status_code == 404
