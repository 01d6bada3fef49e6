"""Saved searches of people: who is told of whom, once, and only whom they may see."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from exchange.access import SYSTEM
from exchange.accounts import services as accounts
from exchange.db import db
from exchange.errors import Invalid
from exchange.notices.models import Notice
from exchange.profiles.models import Profile, Visibility
from exchange.watching import alerting, queries, services
from exchange.watching.models import Often, PersonMatch, SavedSearch
from tests import factories
from tests.search import seeking
from tests.watching.test_saved_searches import keep, told

ADDRESS = "/people?q=analyst"
PUBLIC = {"visibility": Visibility.PUBLIC, "hidden_from_employer": False}


@pytest.fixture
def town(in_app, drain, clock_at):
    """Two organisations, and at one of them somebody who looks for analysts: Bo is known."""
    clock_at("2026-11-22 12:00")
    with in_app():
        rivers = factories.organisation("Department for Rivers", sector="civil_service")
        hospice = factories.organisation("Harbour Hospice")
        people = {
            name: factories.member(f"{name}@rivers.example", rivers) for name in ("ada", "bo", "cy")
        }
        people["olu"] = factories.member("olu@harbour.example", hospice)
        people["flo"] = factories.person("flo@mail.example")
        seeking.profile(people["bo"], headline="Tide analyst")
    drain()
    return people


def show(person, headline="River analyst", **values):
    """Their profile, whose id the page and the worker go by."""
    return seeking.profile(person, headline=headline, **values).id


def test_one_hiding_while_another_appears_still_alerts_and_nobody_is_told_twice(
    town, in_app, drain, clock_at
):
    with in_app():
        saved = keep(town["olu"], name="Analysts", address=ADDRESS)
        seeking.profile(town["bo"], headline="Tide analyst", visibility=Visibility.NOBODY)
        show(town["ada"])
    drain()
    clock_at("2026-11-23 09:00")
    with in_app():
        assert alerting.run() == 1
        assert told(town["olu"]) == ["1 new person matches “Analysts”: “River analyst”."]
        row = db.session.scalars(sa.select(Notice).filter_by(event="saved_search_alert")).one()
        assert (row.organisation, row.role) == ("", "")
        assert row.why == "You search for: “analyst”."
        assert alerting.run() == 0
        seeking.profile(town["bo"], headline="Tide analyst")  # back again, and known already
    drain()
    clock_at("2026-11-24 09:00")
    with in_app():
        assert alerting.run() == 0
        sent = queries.last_sent(town["olu"], queries.by_public_id(town["olu"], saved))
        assert [one.title for one in sent] == ["Ada"]
        seeking.profile(town["ada"], headline="River analyst", visibility=Visibility.NOBODY)
        assert queries.last_sent(town["olu"], queries.by_public_id(town["olu"], saved)) == []


@pytest.mark.parametrize(
    ("who", "values", "count"),
    [
        ("olu", {}, 1),
        ("olu", PUBLIC, 1),
        ("olu", {"visibility": Visibility.NOBODY}, 0),
        ("cy", {}, 0),  # hidden at work
        ("cy", {"hidden_from_employer": False}, 1),
        ("flo", {}, 0),  # belongs nowhere
        ("flo", PUBLIC, 1),
        ("ada", PUBLIC, 0),  # their own
    ],
)
def test_nobody_is_told_whom_the_policy_hides(town, in_app, clock_at, who, values, count):
    """The id is handed over as if the index had erred."""
    with in_app():
        saved = keep(town[who], address=ADDRESS)
        found = show(town["ada"], **values)
    clock_at("2026-11-23 09:00")
    with in_app():
        row = queries.by_public_id(town[who], saved)
        assert services.alert(SYSTEM, row.id, ADDRESS, [found]) == count
        assert len(told(town[who])) == count


def test_nobody_hears_of_an_account_that_was_closed_nor_does_it_hear(town, in_app, clock_at):
    with in_app():
        saved, closed = keep(town["olu"], address=ADDRESS), keep(town["cy"], address=ADDRESS)
        found = show(town["ada"], **PUBLIC)
        ids = {
            name: queries.by_public_id(town[name], one).id
            for name, one in (("olu", saved), ("cy", closed))
        }
        accounts.deactivate(town["ada"])
    clock_at("2026-11-23 09:00")
    with in_app():
        assert services.alert(SYSTEM, ids["olu"], ADDRESS, [found]) == 0
        accounts.deactivate(town["cy"])
        bo = db.session.scalars(sa.select(Profile.id).filter_by(person_id=town["bo"].person_id))
        assert services.alert(SYSTEM, ids["cy"], ADDRESS, [bo.one()]) == 0


def test_a_search_of_people_takes_no_place_of_one_of_listings(town, in_app):
    with in_app():
        saved = keep(town["olu"], address="/opportunities?q=analyst")
        with pytest.raises(Invalid):
            services.replace(town["olu"], saved, "People", Often.DAILY, ADDRESS, "", [])
        other = keep(town["olu"], name="Analysts", address=ADDRESS)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PersonMatch)) == 1
        services.delete(town["olu"], other)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PersonMatch)) == 0


@pytest.mark.both_databases
def test_two_workers_at_once_tell_once(app, town, in_app, clock_at):
    with in_app():
        keep(town["olu"], address=ADDRESS)
        found = [show(town["ada"])]
    clock_at("2026-11-23 09:00")
    with in_app():
        saved_id = db.session.scalar(sa.select(SavedSearch.id))
    together, counts = threading.Barrier(4), []

    def work():
        with app.app_context():
            db.session.scalar(sa.select(SavedSearch.id))  # each has looked before any tells
            together.wait(30)
            counts.append(services.alert(SYSTEM, saved_id, ADDRESS, found))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)
    assert sorted(counts) == [0, 0, 0, 1]
    with in_app():
        assert len(told(town["olu"])) == 1


@pytest.mark.both_databases
def test_a_match_stands_once(town, in_app):
    with in_app():
        keep(town["olu"], address=ADDRESS)
        row = db.session.scalars(sa.select(PersonMatch)).one()
        again = {"saved_search_id": row.saved_search_id, "profile_id": row.item_id}
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.insert(PersonMatch.__table__).values(again))
        db.session.rollback()


def test_the_pages_from_the_search_to_its_end(town, in_app, drain, client_as):
    client = client_as("olu@harbour.example")
    assert "Save this search" in client.words("/people?q=analyst")
    path = "/saved-searches/new/people?q=analyst"
    saved = client.submit(path, name="Analysts", often="daily")
    page = urlsplit(saved.headers["Location"]).path
    assert "1 person matches now" in client.words(page)
    with in_app():
        show(town["ada"])
    drain()
    words = client.words(page)
    assert "2 people match now" in words
    assert "Ada, Department for Rivers, River analyst" in words
    assert "People: “analyst”" in client.words("/saved-searches")
    assert "In place of" in client.words(path)
    assert "In place of" not in client.words("/saved-searches/new?q=analyst")
    assert client.submit(f"{page}/delete", on=page).status_code == 302
    assert client.get(page).status_code == 404
