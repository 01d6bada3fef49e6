"""Deputies: for whom, from when to when, and what they then are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange import clock
from exchange.access import Deputised
from exchange.db import db
from exchange.desk import handover
from exchange.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.organisations import deputy_services, queries
from exchange.organisations import services as joining
from exchange.organisations.deputy_services import NewDeputy
from exchange.organisations.models import Deputy, DeputyRole, Membership
from tests import factories

FROM, TO = date(2026, 11, 23), date(2026, 11, 27)


def on_day(text):
    return clock.at(datetime.fromisoformat(f"{text}T09:00").replace(tzinfo=UTC))


def membership(email):
    person = factories.actor(email)
    query = sa.select(Membership.public_id).filter_by(person_id=person.person_id, status="active")
    return db.session.scalars(query).one()


@pytest.fixture
def rivers(in_app):
    """A department with HR, a chair, an administrator and two members."""
    with on_day("2026-11-22"), in_app():
        home = factories.organisation("Department for Rivers", domain="rivers.example")
        factories.member("hr@rivers.example", home, "hr")
        factories.member("chair@rivers.example", home, "board")
        factories.member("head@rivers.example", home, "organisation_admin")
        factories.member("dee@rivers.example", home)
        factories.member("colleague@rivers.example", home)
        yield home


def name(home, by="hr", absent="hr", deputy="dee", role="hr", from_on=FROM, to_on=TO):
    new = NewDeputy(
        DeputyRole(role),
        membership(f"{absent}@rivers.example"),
        membership(f"{deputy}@rivers.example"),
        from_on,
        to_on,
        "Leave",
    )
    deputy_services.name_deputy(factories.actor(f"{by}@rivers.example"), home.public_id, new)


def dee(day):
    """Dee as an actor on a day."""
    with on_day(day):
        return factories.actor("dee@rivers.example")


@pytest.mark.parametrize(
    ("day", "is_hr"),
    [
        ("2026-11-22", False),
        ("2026-11-23", True),
        ("2026-11-27", True),
        ("2026-11-28", False),
    ],
)
def test_from_the_first_day_to_the_last(rivers, day, is_hr):
    name(rivers)
    assert dee(day).has_role(rivers.id, "hr") is is_hr
    assert not dee(day).holds_itself(rivers.id, "hr")
    with on_day(day):
        deciders = queries.deciders(rivers.id, "hr", 0)
    assert (dee(day).person_id in deciders) is is_hr


def test_the_days_are_those_of_london(rivers):
    """In July the 24th begins in London at 23:00 on the 23rd in UTC."""
    name(rivers, from_on=date(2027, 7, 24), to_on=date(2027, 7, 24))
    for moment, is_hr in (("2027-07-23T22:59", False), ("2027-07-23T23:00", True)):
        with clock.at(datetime.fromisoformat(moment).replace(tzinfo=UTC)):
            assert factories.actor("dee@rivers.example").has_role(rivers.id, "hr") is is_hr


def test_for_whom_is_known_and_who_stands_in_is_told(rivers):
    name(rivers)
    hr = factories.actor("hr@rivers.example")
    [standing] = dee("2026-11-23").standings
    assert standing.deputises == (Deputised("hr", hr.person_id, hr.name),)
    told = db.session.scalars(sa.text("SELECT text FROM notice ORDER BY id DESC LIMIT 1")).one()
    assert told == (
        "You stand in for Hr at Department for Rivers from 23 November 2026 to"
        " 27 November 2026, and decide about moves as HR."
    )


def test_a_form_that_is_sent_twice_names_one_deputy(rivers):
    named = sa.select(sa.func.count(Deputy.id))
    for _ in range(2):
        name(rivers)
    assert db.session.scalar(named) == 1
    name(rivers, to_on=date(2026, 11, 30))
    assert db.session.scalar(named) == 2
    with on_day("2026-11-22"):
        for one in db.session.scalars(sa.select(Deputy)).all():
            deputy_services.end_deputy(factories.actor("hr@rivers.example"), one.public_id)
        name(rivers)
    assert db.session.scalar(named) == 3, "what was ended is named anew"
    told = sa.text("SELECT event FROM notice WHERE event = 'deputy_named'")
    assert len(db.session.scalars(told).all()) == 3


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"deputy": "hr"}, "deputy", "nobody stands in for themselves"),
        ({"by": "head", "absent": "colleague"}, "absent", "does not hold this role"),
        ({"from_on": date(2026, 11, 21)}, "from_on", "today or later"),
        ({"to_on": date(2026, 11, 22)}, "to_on", "not be before"),
        ({"to_on": date(2027, 12, 1)}, "to_on", "A year at most"),
    ],
)
def test_what_cannot_be(rivers, changes, field, words):
    with pytest.raises(Invalid) as refusal:
        name(rivers, **changes)
    assert words in refusal.value.fields[field]
    assert db.session.query(Deputy).count() == 0


def test_who_holds_the_role_already_needs_no_deputyship(rivers):
    factories.member("second@rivers.example", rivers, "hr")
    with pytest.raises(Invalid) as refusal:
        name(rivers, deputy="second")
    assert "holds this role already" in refusal.value.fields["deputy"]


def test_somebody_of_another_organisation_is_no_deputy(rivers):
    other = factories.organisation("Elsewhere", domain="else.example")
    factories.member("eve@else.example", other)
    new = NewDeputy(
        DeputyRole.HR,
        membership("hr@rivers.example"),
        membership("eve@else.example"),
        FROM,
        TO,
    )
    with pytest.raises(Invalid):
        deputy_services.name_deputy(factories.actor("hr@rivers.example"), rivers.public_id, new)


@pytest.mark.parametrize(
    ("by", "absent", "role", "may"),
    [
        ("hr", "hr", "hr", True),
        ("chair", "chair", "board", True),
        ("head", "hr", "hr", True),
        ("head", "chair", "board", True),
        ("chair", "hr", "hr", False),
        ("hr", "chair", "board", False),
        ("colleague", "hr", "hr", False),
        ("dee", "hr", "hr", False),
    ],
)
def test_who_names_whose_deputy(rivers, by, absent, role, may):
    if may:
        name(rivers, by=by, absent=absent, role=role)
        return
    with pytest.raises(NotAllowed):
        name(rivers, by=by, absent=absent, role=role)


def test_a_deputy_passes_it_to_nobody(rivers):
    name(rivers, from_on=date(2026, 11, 22))
    with pytest.raises(NotAllowed):
        name(rivers, by="dee", absent="hr", deputy="colleague")


def test_ended_before_its_last_day(rivers):
    name(rivers)
    with on_day("2026-11-24"):
        row = db.session.query(Deputy).one()
        deputy_services.end_deputy(factories.actor("hr@rivers.example"), row.public_id)
        assert not factories.actor("dee@rivers.example").has_role(rivers.id, "hr")
        with pytest.raises(IllegalTransition):
            deputy_services.end_deputy(factories.actor("dee@rivers.example"), row.public_id)


@pytest.mark.parametrize("by", ["colleague", "chair"])
def test_nobody_else_ends_it_or_finds_it(rivers, by):
    name(rivers)
    row = db.session.query(Deputy).one()
    with pytest.raises(NotFound):
        deputy_services.end_deputy(factories.actor(f"{by}@rivers.example"), row.public_id)


@pytest.mark.parametrize("who", ["hr", "dee"])
def test_it_lapses_when_either_has_lost_their_part(rivers, who):
    """Nobody passes on a role that they have not."""
    name(rivers)
    if who == "hr":
        joining.set_roles(
            factories.administrator(), membership("hr@rivers.example"), frozenset(), "Moved on"
        )
    else:
        _leave("dee@rivers.example")
    assert not dee("2026-11-24").has_role(rivers.id, "hr")
    with on_day("2026-11-24"):
        assert dee("2026-11-24").person_id not in queries.deciders(rivers.id, "hr", 0)


def _leave(email):
    handover.leave(factories.actor(email), membership(email), None, "")


def test_nobody_decides_about_the_mover_as_the_movers_deputy(rivers):
    name(rivers)
    hr, deputy = factories.actor("hr@rivers.example"), factories.actor("dee@rivers.example")
    with on_day("2026-11-24"):
        assert queries.deciders(rivers.id, "hr", hr.person_id) == []
        assert queries.deciders(rivers.id, "hr", deputy.person_id) == [hr.person_id]


@pytest.mark.both_databases
@pytest.mark.parametrize("changes", ["deputy_id = person_id", "to_on = '2026-11-01'"])
def test_the_database_refuses_it_too(rivers, changes):
    name(rivers)
    db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(sa.text(f"UPDATE deputy SET {changes}"))  # noqa: S608
    db.session.rollback()


# The page.


@pytest.fixture
def page(in_app):
    """The address of the page, and the memberships by which people are chosen."""
    with on_day("2026-11-22"):
        with in_app():
            home = factories.organisation("Department for Rivers", domain="rivers.example")
            factories.member("hr@rivers.example", home, "hr")
            factories.member("chair@rivers.example", home, "board")
            factories.member("dee@rivers.example", home)
            factories.member("colleague@rivers.example", home)
            chosen = {
                "absent": str(membership("hr@rivers.example")),
                "deputy": str(membership("dee@rivers.example")),
            }
            address = f"/organisations/{home.public_id}/deputies"
        yield address, chosen


def send(client, page, to_day, reason):
    address, chosen = page
    days = {"from_on-day": "23", "to_on-day": to_day}
    rest = {"from_on-month": "11", "from_on-year": "2026", "to_on-month": "11"}
    sent = {"role": "hr", "reason": reason, "to_on-year": "2026", **chosen, **days, **rest}
    return client.submit(address, **sent)


def test_the_page_names_and_ends_a_deputy(page, client_as):
    address, _ = page
    hr = client_as("hr@rivers.example")
    assert "Nobody stands in now or later" in hr.words(address)
    assert send(hr, page, "27", "Leave").status_code == 302
    assert "Dee for Hr" in hr.words(address)
    assert client_as("chair@rivers.example").get(address).status_code == 200
    assert client_as("colleague@rivers.example").get(address).status_code == 403
    with on_day("2026-11-24"):
        dee = client_as("dee@rivers.example")
        assert dee.get("/hr").status_code == 200
        shown = dee.get(address)
        assert shown.status_code == 200
        [end] = re.findall(r"/organisations/deputies/[^/]+/end", shown.text)
        answer = dee.post(end, data={"csrf_token": dee.token(address)})
        assert answer.status_code == 302
        assert dee.get("/hr").status_code == 403
    assert "Nobody stands in now or later" in hr.words(address)


def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(page, client_as):
    answer = send(client_as("hr@rivers.example"), page, "1", "Annual leave")
    assert answer.status_code == 422
    assert "The last day must not be before the first." in answer.text
    assert "Annual leave" in answer.text
