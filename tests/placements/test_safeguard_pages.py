"""Pages of the safeguards: what each viewer reads, what a refusal keeps, and who lost a race."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from exchange.db import db
from exchange.errors import Invalid
from exchange.placements.models import Placement
from exchange.placements.safeguards import conflicts
from exchange.placements.safeguards.words import Side, Vetting
from tests import factories
from tests.placements import guarding, moving
from tests.placements.parties import HOME_HR, HOST_HR, MANAGER, MOVER, POSTER, address, world_of

SECRET = "Forty shares in Brook Water"


def only():
    return db.session.scalars(sa.select(Placement)).one()


@pytest.fixture
def room(app, in_app, stages):
    """The room of an agreed move out of the Civil Service."""

    def build():
        moving.agreed()
        factories.administrator()

    stages.stand(app, build)
    with in_app():
        return address(only())


def test_what_was_declared_is_read_by_both_hrs_and_its_maker_only(room, client_as):
    poster = client_as(POSTER)
    assert "Declare your interests" in poster.words(room)
    poster.submit(f"{room}/interests", has="yes", interests=["shares"], details=SECRET)
    for email in (POSTER, HOME_HR, HOST_HR):
        assert SECRET in client_as(email).words(f"{room}/interests"), email
    for email in (MOVER, MANAGER):
        client = client_as(email)
        assert SECRET not in client.get(f"{room}/interests").text
        words = client.words(room)
        assert SECRET not in words
        assert "Declared on 22 November 2026" in words


def test_a_declaration_that_does_not_fit_is_refused_beside_its_field(room, client_as):
    mover = client_as(MOVER)
    for given, says in (
        ({}, "Say whether you have an interest to declare"),
        ({"has": "yes"}, "Tick each kind of interest that you have."),
        ({"has": "no", "details": "Kept words"}, "Kept words"),
        ({"has": "yes", "details": "x" * 2_001, "interests": ["shares"]}, "2,000 characters"),
        ({"has": "yes", "interests": ["yachts"], "details": "Mine"}, "Mine"),
    ):
        answer = mover.submit(f"{room}/interests", **given)
        assert answer.status_code == 422, given
        assert says in answer.text, given


def test_the_line_manager_declares_by_their_link(app, in_app, stages, client):
    def build():
        w = factories.world()
        moving.home_agrees(w)

    stages.stand(app, build)
    with in_app():
        token = moving.link_to(MANAGER)
    assert "declare your interests" in client.words(f"/release/{token}")
    path = f"/release/{token}/interests"
    assert client.submit(path, has="").status_code == 422
    assert client.submit(path, has="no").status_code == 303
    assert "You declared on 22 November 2026" in client.words(path)
    with in_app():
        assert [one.name for one in only().declarations] == ["Mo Manager"]


def test_a_matter_over_http(room, client_as):
    home, host = client_as(HOME_HR), client_as(HOST_HR)
    assert home.submit(f"{room}/conflicts").status_code == 422
    home.submit(f"{room}/conflicts", done_by="home", matter="funds", details="The flood grant")
    path = next(
        one.get("href")
        for one in host.page(room).iter("a")
        if "/conflicts/" in (one.get("href") or "")
    )
    assert host.submit(path, stand_aside="", handling="").status_code == 422
    host.submit(path, stand_aside="The grant", handling="Another team decides")
    assert "has yet to accept" in client_as(MOVER).words(room)
    home.submit(f"{path}/accept", on=path)
    words = client_as(MOVER).words(room)
    assert "Department for Rivers funds Harbour Hospice. Handled" in words
    assert "The flood grant" not in words
    host.submit(path, handling="The director decides")
    assert "ccept how a matter is handled" in home.words(room)


def test_the_loser_of_a_race_over_the_handling_sees_what_changed(room, client_as, in_app):
    home, host = client_as(HOME_HR), client_as(HOST_HR)
    home.submit(f"{room}/conflicts", done_by="home", matter="funds", details="The flood grant")
    with in_app():
        path = f"{room}/conflicts/{only().conflicts[0].public_id}"
    token = host.token(path)
    home.submit(path, stand_aside="The grant", handling="Another team decides")
    late = {"csrf_token": token, "version": "1", "entries_seen": "0", "stand_aside": "A"}
    answer = host.post(path, data={**late, "handling": "B"})
    assert answer.status_code == 409
    assert "HR wrote how a matter between the organisations is handled" in answer.text


def test_vetting_over_http_and_who_sees_it(room, client_as):
    hr = client_as(HOST_HR)
    hr.submit(f"{room}/vetting", needed=["sc", "dbs"])
    answer = hr.submit(f"{room}/vetting/sc", state="confirmed", **{"expires_on-day": "40"})
    assert answer.status_code == 422
    sent = {"expires_on-day": "1", "expires_on-month": "6", "expires_on-year": "2027"}
    hr.submit(f"{room}/vetting/sc", state="confirmed", **sent)
    for email in (MOVER, POSTER, HOME_HR, HOST_HR):
        words = client_as(email).words(room)
        assert "Security check (SC) Confirmed, until 1 June 2027" in words, email
        assert "Criminal record check (DBS) Needed" in words
    for email in (MANAGER, "admin@crossover.example"):
        assert "Security check" not in client_as(email).words(room), email
    assert hr.get(f"{room}/vetting/dv").status_code == 404
    assert hr.get(f"{room}/vetting/yoga").status_code == 404


def test_the_pension_over_http(room, client_as):
    hr = client_as(HOME_HR)
    assert "ecord the pension" in hr.words(room)
    assert hr.submit(f"{room}/pension", option=None).status_code == 422
    day = {"statement_on-day": "20", "statement_on-month": "11", "statement_on-year": "2026"}
    hr.submit(f"{room}/pension", option="b", injury_cover="host", **day)
    assert (
        "Option B; statement given on 20 November 2026; injury at work: the host covers it."
        in client_as(MOVER).words(room)
    )


def test_an_override_over_http_is_read_by_all(room, client_as):
    hr = client_as(HOME_HR)
    path = f"{room}/set-aside/R16"
    assert hr.submit(path).status_code == 422
    day = {"authority_on-day": "20", "authority_on-month": "11", "authority_on-year": "2026"}
    hr.submit(
        path,
        reason="The scheme wrote that it waits.",
        authority_name="Jane Doe",
        authority_role="Director",
        authority_organisation="Rivers",
        **day,
    )
    for email in (MOVER, POSTER, MANAGER):
        words = client_as(email).words(room)
        assert "Set aside by Jane Doe, Director, Rivers, on 20 November 2026" in words, email
    assert "Let it count again" not in client_as(MOVER).words(room)
    assert hr.get(path).status_code == 409
    assert "Let it count again" in hr.words(room)


def test_nobody_is_offered_what_is_never_set_aside(room, client_as):
    for email in (HOME_HR, HOST_HR, "admin@crossover.example"):
        text = client_as(email).get(room).text
        for rule in ("R06", "R12", "R18", "R19", "R20"):
            assert f"/set-aside/{rule}" not in text


def test_hr_without_an_account_accepts_with_its_decision_what_it_was_shown(in_app):
    with in_app():
        w = factories.world()
        moving.send_home(w)
        guarding.declare_conflict(w, w.host_hr)
        guarding.write_handling(w, w.host_hr)
        seen = conflicts.handling_seen(w.placement)
        assert seen.endswith(":1")
        guarding.write_handling(w, w.host_hr, handling="Something else")
        with pytest.raises(Invalid, match="changed meanwhile"):
            conflicts.accept_with_decision(w.placement, Side.HOME, w.home_hr, seen)
        now = conflicts.handling_seen(w.placement)
        conflicts.accept_with_decision(w.placement, Side.HOME, w.home_hr, now)
        assert w.placement.conflicts[0].is_handled


def test_the_room_asks_as_many_questions_however_long_its_history(room, client_as, in_app, queries):
    mover = client_as(MOVER)
    mover.get(room)
    with queries() as few:
        mover.get(room)
    with in_app():
        w = world_of(only())
        for _ in range(12):
            guarding.declare(w, w.mover)
            guarding.declare_conflict(w)
        guarding.need(w, *Vetting)
    with queries() as many:
        mover.get(room)
    assert len(many) == len(few)


def test_the_page_of_the_start_names_what_is_missing_instead_of_a_button(
    app, in_app, stages, client_as, clock_at
):
    def build():
        w = moving.agreed()
        guarding.choose_pension(w)
        moving.issue_as_it_is(w)
        for who, party in ((w.mover, "mover"), (w.home_hr, "home"), (w.host_hr, "host")):
            moving.sign(w, who, party)

    stages.stand(app, build)
    with in_app():
        room = address(only())
    clock_at("2027-01-04 09:00")
    words = client_as(POSTER).words(f"{room}/start")
    assert "It cannot begin yet" in words
    assert "Interests are declared: Still to declare" in words
    assert "Yes, they have started" not in words
