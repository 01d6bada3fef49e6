"""The calendar feed: which dates, for whom, and when its address answers no more."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from exchange.accounts.models import Person
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.desk import due, hr_services
from exchange.desk.models import CalendarFeed
from exchange.errors import NotAllowed
from exchange.organisations import services as joining
from exchange.organisations.models import Membership
from tests import factories
from tests.desk import moved

RIVERS_HR, NORTHMOOR_HR = "hr@rivers.example", "hr@northmoor.example"


def cast() -> None:
    """Somebody out, somebody who is to come in, one not agreed, one that is none of Rivers'."""
    at = moved.employers()
    rivers, harbour, northmoor = at["rivers"], at["harbour"], at["northmoor"]
    moved.reach(moved.move("Olive", rivers, harbour), "active")
    moved.reach(moved.move("Inge", northmoor, rivers), "agreed")
    moved.reach(moved.move("Asked", rivers, harbour), "sent")
    moved.reach(moved.move("Elsewhere", northmoor, harbour), "agreed")


@pytest.fixture
def walked(clock_at, staged):
    """The cast, in February."""
    clock_at("2026-11-22 09:00")
    staged(cast)
    clock_at("2027-02-01 09:00")


@pytest.fixture
def address(client_as, walked):
    """Where HR of the department reads its calendar."""
    return made(client_as(RIVERS_HR))


def made(desk) -> str:
    """Press "make an address"; answers what is shown this once."""
    page = desk.submit("/hr/calendar", on="/hr/calendar").text
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found
    return urlsplit(found[1]).path


def days(answer) -> list[tuple[date, str]]:
    """The days of a calendar and what they are called."""
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    return [(one.decoded("dtstart"), str(one["summary"])) for one in events]


OUT = "Olive, Department for Rivers to Harbour Hospice"
COMES = "Inge, Northmoor Council to Department for Rivers"


def test_it_holds_the_first_and_last_days_of_those_who_said_yes(client, address):
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    assert days(answer) == [
        (date(2027, 1, 4), f"{COMES}: The agreement is to be signed by now"),
        (date(2027, 1, 4), f"{COMES}: is to begin"),
        (date(2027, 1, 4), f"{OUT}: begins"),
        (date(2027, 1, 18), f"{OUT}: Check-in after two weeks"),
        (date(2027, 2, 15), f"{OUT}: Check-in after six weeks"),
        (date(2027, 4, 4), f"{OUT}: Check-in at the midpoint"),
        (date(2027, 5, 4), f"{OUT}: Confirm the post to return to"),
        (date(2027, 7, 3), f"{COMES}: last day"),
        (date(2027, 7, 3), f"{OUT}: last day"),
    ]


def test_what_other_parts_say_is_due_stands_there_too(app, client, address, monkeypatch):
    def check_ins(found):
        return [due.Due(one.id, "Check-in", date(2027, 2, 15)) for one in found]

    monkeypatch.setitem(app.extensions, "desk_due", [check_ins])
    assert (date(2027, 2, 15), f"{OUT}: Check-in") in days(client.get(address))


def test_an_ended_move_leaves_the_calendar_after_three_months(client, address, in_app, clock_at):
    clock_at("2027-10-03 09:00")
    assert not any("is to begin" in title for _day, title in days(client.get(address)))
    assert (date(2027, 7, 3), f"{OUT}: last day") in days(client.get(address))
    clock_at("2027-10-04 09:00")
    assert days(client.get(address)) == []


def test_whoever_has_it_already_is_told_so(client, address, in_app, clock_at):
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    kept = {"If-None-Match": first.headers["ETag"]}
    clock_at("2027-02-02 09:00")
    again = client.get(address, headers=kept)
    assert (again.status_code, again.data) == (304, b"")
    clock_at("2026-11-23 09:00")
    with in_app():
        moved.reach(moved.again("New", "rivers", "harbour"), "agreed")
    clock_at("2027-02-02 09:00")
    changed = client.get(address, headers=kept)
    assert changed.status_code == 200
    assert len(days(changed)) == 12


def test_only_a_hash_of_the_address_is_kept(address, in_app):
    token = address.removeprefix("/hr/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    with in_app():
        feed = db.session.scalars(sa.select(CalendarFeed)).one()
        assert token not in feed.token_hash
        records = db.session.scalars(sa.select(AuditEvent).filter_by(object_kind="calendar_feed"))
        assert [one.detail["changes"]["token_hash"] for one in records] == [["…", "…"]]


def test_a_new_address_ends_the_one_before(client, client_as, address):
    fresh = made(client_as(RIVERS_HR))
    assert fresh != address
    assert client.get(address).status_code == 404
    assert client.get(fresh).status_code == 200


def test_switched_off_it_answers_no_more(client, client_as, address):
    desk = client_as(RIVERS_HR)
    words = desk.words("/hr/calendar")
    assert "Your calendar is on since 1 February 2027. It holds 9 dates now." in words
    assert desk.submit("/hr/calendar/off", on="/hr/calendar").status_code == 302
    assert client.get(address).status_code == 404
    assert "It would hold 9 dates now." in desk.words("/hr/calendar")
    token = desk.token("/hr/calendar")
    assert desk.post("/hr/calendar/off", data={"csrf_token": token}).status_code == 409


def test_with_the_role_it_ends(client, address, in_app):
    with in_app():
        hr = factories.actor(RIVERS_HR)
        query = sa.select(Membership.public_id).filter_by(person_id=hr.person_id)
        joining.set_roles(
            factories.administrator(), db.session.scalars(query).one(), frozenset(), "Moved on"
        )
    assert client.get(address).status_code == 404


def test_with_the_account_it_ends(client, address, in_app, clock_at):
    assert client.get(address).status_code == 200
    with in_app():
        person = db.session.scalars(sa.select(Person).filter_by(email=RIVERS_HR)).one()
        person.deactivated_at = clock_at("2027-02-01 10:00")
        db.session.commit()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 64, "%00", "é" * 30])
def test_no_other_address_answers(client, address, token):
    assert client.get(f"/hr/calendar/{token}.ics").status_code == 404


def test_who_does_not_decide_gets_no_calendar(walked, in_app):
    with in_app(), pytest.raises(NotAllowed):
        hr_services.open_calendar(factories.actor("olive@rivers.example"))


def test_a_calendar_asks_the_database_the_same_at_any_length(
    client, address, in_app, queries, clock_at
):
    def asked():
        with queries() as statements:
            client.get(address)
        return len(statements)

    before = asked()
    clock_at("2026-11-23 09:00")
    with in_app():
        for name in ("ada", "ben"):
            moved.reach(moved.again(name, "rivers", "harbour"), "agreed")
    assert asked() == before
    assert before <= 13
