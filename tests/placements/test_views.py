"""The placement room over HTTP: the journey of each party."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exchange import clock
from exchange.accounts import services as accounts
from exchange.applications import inviting
from exchange.db import db
from exchange.opportunities.models import Side
from exchange.organisations import services as organisations
from exchange.placements import services
from exchange.placements.models import Placement
from tests import factories
from tests.placements.parties import (
    BAD_TEXTS,
    CANARY,
    HOME_HR,
    HOST_HR,
    MANAGER,
    MOVER,
    POSTER,
    RETURN,
    address,
    agree_all,
    now,
    placed,
    send,
    sign_all,
)


@pytest.fixture
def room(in_app):
    """A proposed secondment: the address of its room."""
    with in_app():
        return address(factories.world().placement)


@pytest.fixture
def agreed(in_app):
    """A secondment that everybody agreed to: the address of its room."""
    with in_app():
        world = factories.world()
        agree_all(world)
        return address(world.placement)


def newest_token(in_app, to=MANAGER):
    with in_app():
        return factories.token_in(factories.mails(to)[-1])


def test_the_whole_move_over_http(room, client_as, client, in_app, clock_at):
    mover, hr = client_as(MOVER), client_as(HOME_HR)
    assert "Your turn: Send the placement to the employer" in mover.words(room)
    hr.page(room, 404)
    sent = mover.submit(f"{room}/send-home", name="Mo Manager", email=MANAGER)
    assert sent.headers["Location"] == room
    link = f"/release/{newest_token(in_app)}"
    assert client.submit(link, decision="agree").status_code == 303
    hr.submit(f"{room}/manager", is_manager="yes")
    hr.submit(f"{room}/approve")
    client_as(POSTER).submit(f"{room}/approve")
    client_as(HOST_HR).submit(f"{room}/approve")
    assert "Your turn: Complete the checks that still block" in mover.words(room)
    mover.submit(f"{room}/facts", contract="permanent")
    assert "Agreed by everybody who has to" in mover.words(room)
    with in_app():
        sign_all(only())
    clock_at("2027-01-04 09:00")
    started = client_as(POSTER).submit(f"{room}/start", follow=True)
    assert "Under way" in started.text


def test_a_refusal_frees_the_place_and_tells_the_way_to_appeal(room, client_as, in_app):
    client_as(POSTER).submit(f"{room}/refuse", category="cost", reason="There is no desk.")
    words = client_as(MOVER).words(room)
    assert "Refused: The cost" in words
    assert "“There is no desk.”" in words
    assert "You can ask once for this to be looked at again, until 18 December 2026." in words
    assert "Somebody else than who refused decides." in words
    with in_app():
        assert db.session.query(Placement).one().application.status == "not_proceeding"


def test_a_refusal_needs_category_and_reason_and_keeps_what_was_typed(room, client_as):
    poster = client_as(POSTER)
    answer = poster.submit(f"{room}/refuse", reason="Kept words")
    assert answer.status_code == 422
    assert "Choose the category that fits best" in answer.text
    assert "Kept words" in answer.text
    answer = poster.submit(f"{room}/refuse", category="cost", reason=" ")
    assert answer.status_code == 422
    assert "Write the reason in a sentence or two" in answer.text


FORGED = {
    MOVER: "This is an address of your own.",
    "second@rivers.example": "This is an address of your own.",
    "friend@elsewhere.example": "work address at Department for Rivers",
    "no address": "Enter an e-mail address in full",
}


def test_a_forged_manager_is_refused_beside_the_field(room, client_as, in_app):
    with in_app():  # the mover had another address at the same employer
        accounts.ask_change_of_address(factories.actor(MOVER), "second@rivers.example")
        token = factories.token_in(factories.mails("second@rivers.example")[-1])
        accounts.change_address(factories.actor(MOVER), token)
    mover = client_as("second@rivers.example")
    for given, says in FORGED.items():
        answer = mover.submit(f"{room}/send-home", name="Mo", email=given)
        assert answer.status_code == 422, given
        assert says in answer.text
        assert f'value="{given}"' in answer.text
    with in_app():
        assert now("second@rivers.example", only()).sent_home_at is None


def only():
    return db.session.query(Placement).one()


def test_other_terms_void_what_was_agreed(room, client_as, in_app):
    poster = client_as(POSTER)
    poster.submit(f"{room}/approve")
    changed = {"ends_on-day": "3", "ends_on-month": "6", "ends_on-year": "2027"}
    client_as(MOVER).submit(f"{room}/terms", **changed)
    words = poster.words(room)
    assert "Last day: 3 July 2027, now 3 June 2027" in words
    assert "Asked again, because the terms changed" in words
    assert "Your turn: Decide about this placement" in words


def test_terms_that_do_not_fit_the_kind_are_refused(room, client_as):
    too_short = {"ends_on-day": "5", "ends_on-month": "1", "ends_on-year": "2027"}
    answer = client_as(MOVER).submit(f"{room}/terms", cost_home="101", **too_short)
    assert answer.status_code == 422
    assert "The share must be between 0 and 100" in answer.text
    answer = client_as(MOVER).submit(f"{room}/terms", **too_short)
    assert answer.status_code == 422
    assert 'id="ends_on-error"' in answer.text


def test_a_stale_page_is_told_what_changed_meanwhile(room, client_as):
    poster, hr = client_as(POSTER), client_as(HOST_HR)
    form = hr.form(f"{room}/approve", f"{room}/approve")
    stale = {one.get("name"): one.get("value") for one in form.iter("input")}
    poster.submit(f"{room}/approve")
    answer = hr.post(f"{room}/approve", data=stale)
    assert answer.status_code == 409
    assert "This changed while you had the page open" in answer.text
    assert "Manager at the host, Harbour Hospice: agreed" in answer.text
    assert "The offer was accepted" not in answer.text
    assert f'href="{room}"' in answer.text


def test_hr_can_say_that_somebody_else_is_the_manager(room, client_as, client, in_app):
    with in_app():
        token = send(only())
    client.submit(f"/release/{token}", decision="agree")
    client_as(HOME_HR).submit(f"{room}/manager", is_manager="no")
    words = client_as(MOVER).words(room)
    assert "Your turn: Name the line manager" in words
    assert client.get(f"/release/{token}").status_code == 200, "the receipt stays"
    with in_app():
        assert now(MOVER, only()).home_manager_at is None


def test_an_employer_where_one_person_decides_names_no_manager(in_app, client_as):
    with in_app():
        world = factories.world("project")
        admin = factories.administrator()
        organisations.change_settings(
            admin,
            world.home.public_id,
            ask_before_applying=False,
            one_person_decides=True,
            how_we_decide="",
        )
        where = address(world.placement)
    page = client_as(MOVER).words(f"{where}/send-home")
    assert "one person decides as manager and HR, so you name nobody" in page
    client_as(MOVER).submit(f"{where}/send-home")
    client_as(HOME_HR).submit(f"{where}/approve")
    client_as(POSTER).submit(f"{where}/approve")
    assert "Agreed by everybody who has to" in client_as(MOVER).words(where)


def test_one_person_agrees_as_manager_and_hr_in_one_press(room, client_as, in_app):
    with in_app():
        organisations.change_settings(
            factories.administrator(),
            only().host_organisation.public_id,
            ask_before_applying=False,
            one_person_decides=True,
            how_we_decide="",
        )
    client_as(HOST_HR).submit(f"{room}/approve")
    with in_app():
        placement = now(MOVER, only())
        assert placement.host_manager_at
        assert placement.host_hr_at


@pytest.mark.parametrize(("happened", "state"), [("yes", "Took place"), ("no", "Did not take")])
def test_a_session_is_recorded_afterwards(in_app, client_as, clock_at, happened, state):
    with in_app():
        where = address(factories.world("session").placement)
    mover = client_as(MOVER)
    assert "from 4 January 2027" in mover.words(where)
    assert mover.get(f"{where}/happened").status_code == 409
    clock_at("2027-01-05 09:00")
    mover = client_as(MOVER)
    missing = mover.submit(f"{where}/happened", happened="no")
    assert missing.status_code == 422
    unsaid = mover.submit(f"{where}/happened")
    assert "Say whether it took place" in unsaid.get_data(as_text=True)
    mover.submit(f"{where}/happened", happened=happened, reason="The train did not run.")
    assert state in mover.words(where)


def test_leave_return_and_the_end_that_home_hr_confirms(in_app, agreed, client_as, clock_at):
    with in_app():
        sign_all(only())
    clock_at("2027-01-04 09:00")
    poster = client_as(POSTER)
    poster.submit(f"{agreed}/start")
    poster.submit(f"{agreed}/leave", reason="Away for some weeks")
    assert "On leave" in poster.words(agreed)
    poster.submit(f"{agreed}/back")
    assert client_as(HOME_HR).get(f"{agreed}/complete").status_code == 409
    clock_at("2027-07-03 09:00")
    hr = client_as(HOME_HR)
    assert hr.get(f"{agreed}/complete").status_code == 409, "no post to return to is confirmed"
    hr.submit(f"{agreed}/stay/return", **RETURN)
    assert hr.submit(f"{agreed}/complete").status_code == 422
    hr.submit(f"{agreed}/complete", how="returned", note="Thank you")
    assert "Returned to the home employer, 3 July 2027" in hr.words(agreed)


def test_it_ends_early_with_a_reason(in_app, agreed, client_as, clock_at):
    with in_app():
        sign_all(only())
    clock_at("2027-01-04 09:00")
    client_as(POSTER).submit(f"{agreed}/start")
    mover = client_as(MOVER)
    assert mover.submit(f"{agreed}/end", reason="The team was dissolved").status_code == 422
    mover.submit(f"{agreed}/end", when="today", reason="The team was dissolved")
    assert "“The team was dissolved”" in client_as(HOME_HR).words(agreed)


def test_withdrawn_and_did_not_start_tell_their_reasons(in_app, agreed, client_as, clock_at):
    clock_at("2027-01-04 09:00")
    poster = client_as(POSTER)
    poster.submit(f"{agreed}/did-not-start", reason="Nobody came")
    assert "“Nobody came”" in client_as(MOVER).words(agreed)
    with in_app():
        assert only().application.status == "not_proceeding"


def test_withdrawing_frees_the_place(room, in_app, client_as):
    client_as(MOVER).submit(f"{room}/withdraw", reason="I found another way")
    assert "“I found another way”" in client_as(POSTER).words(room)
    with in_app():
        assert only().application.status == "not_proceeding"


def test_an_offer_is_accepted_by_its_button(in_app, client_as):
    with in_app():
        world = factories.world()
        poster = world.poster
        listing = factories.listing(poster, world.host, "session")
        sent = factories.application(
            factories.member("ana@rivers.example", world.home), listing, world.home
        )
        factories.offer(poster, sent)
        path, version = f"/applications/{sent.public_id}/accept", sent.version
    ana = client_as("ana@rivers.example")
    data = {"csrf_token": ana.token("/placements"), "version": version - 1}
    assert ana.post(path, data=data).status_code == 409
    assert client_as(MANAGER).post(path, data=data).status_code in {400, 404}
    answer = ana.post(path, data={**data, "version": version})
    assert answer.status_code == 302
    assert "Record whether it took place" in ana.words(answer.headers["Location"])


def test_nothing_shows_what_was_written_to_apply(room, in_app, client_as):
    with in_app():
        send(only())
    for who in (MOVER, POSTER, HOST_HR, HOME_HR, MANAGER):
        page = client_as(who).get(room).text
        assert CANARY not in page
        assert "Who has to agree" in page
    assert "The application" not in client_as(HOME_HR).words(room)
    assert "The application" in client_as(POSTER).words(room)


def test_names_stay_on_their_own_side(room, in_app, client_as):
    with in_app():
        send(only())
        services.approve(
            factories.actor(HOST_HR), only().public_id, only().version, *only().needed[3:]
        )
    assert "Mo Manager" not in client_as(POSTER).words(room)
    assert "Mo Manager" in client_as(HOME_HR).words(room)
    assert "Agreed by Hr" in client_as(POSTER).words(room)
    assert "Agreed by Hr" not in client_as(HOME_HR).words(room)


TEXT_FIELDS = (("withdraw", "reason"), ("send-home", "name"), ("send-home", "email"))


def test_bad_text_is_refused_beside_its_field(room, client_as):
    mover = client_as(MOVER)
    for act, field in TEXT_FIELDS:
        for name, bad in BAD_TEXTS.items():
            given = {"name": "Mo", "email": MANAGER} if act == "send-home" else {}
            given[field] = bad.encode("utf-8", "surrogatepass")
            answer = mover.submit(f"{room}/{act}", **given)
            assert answer.status_code == 422, (field, name)
            assert f'id="{field}-error"' in answer.text, (field, name)


def test_strange_numbers_are_refused(in_app, client_as):
    with in_app():
        home = factories.organisation("Lantern Youth", domain="lantern.example")
        status = {"sector": "civil_service", "staff_status": "home_civil_service"}
        host = factories.organisation("Department", **status)
        mover = factories.member("chris@lantern.example", home)
        poster = factories.member("post@dept.example", host, "poster")
        where = address(placed(mover, poster, host, home, "secondment"))
    chris = client_as("chris@lantern.example")
    for months in ("-1", "1e9", "9" * 400, "\ud800", "a\x00"):
        sent = months.encode("utf-8", "surrogatepass")
        answer = chris.submit(f"{where}/facts", earlier_months=sent)
        assert answer.status_code == 422, months
        assert 'id="earlier_months-error"' in answer.text


def test_an_invitation_is_accepted_with_an_employer_or_none(in_app, client_as):
    with in_app():
        home = factories.organisation("Council", domain="rivers.example")
        host = factories.organisation("Hospice", domain="harbour.example")
        mover = factories.member(MOVER, home)
        poster = factories.member(POSTER, host, "poster")
        wish = factories.listing(mover, None, "project", Side.MOVER)
        values = inviting.InvitationValues(
            "LS1",
            "The director",
            "A plan",
            wish.starts_on,
            wish.ends_on,
            None,
            "Come",
            clock.now() + timedelta(days=7),
        )
        sent = inviting.invite(poster, wish.public_id, host.public_id, values)
        path, version, employer = f"/invitations/{sent.public_id}", sent.version, home.public_id
    client = client_as(MOVER)
    data = {"csrf_token": client.token("/placements"), "version": version}
    for nonsense in ("x", "\ud800", str(sent.public_id)):
        said = {**data, "home_organisation": nonsense.encode("utf-8", "surrogatepass")}
        answer = client.post(f"{path}/accept", data=said)
        assert answer.headers["Location"] == path, "back to the invitation, with the reason"
    answer = client.post(f"{path}/accept", data={**data, "home_organisation": str(employer)})
    assert "Line manager at home, Council" in client.words(answer.headers["Location"])
    assert client.post(f"{path}/accept", data=data).status_code == 409
