"""One person crosses over, end to end, by the pages alone: sign-up, listing, offer, consent, start.

Three homes: a department with HR, an organisation without an account, and a charity whose chief
executive is the one who moves.
"""

from __future__ import annotations

from datetime import date

import pytest

from exchange.organisations.models import ContactRole
from tests import factories
from tests.journeys import acting
from tests.journeys.acting import TITLE, Mailbox, all_read

MOVER, MANAGER, HOME_HR = "ella@rivers.example", "manager@rivers.example", "hr@rivers.example"
POSTER, HOST_HR, MODERATOR = "poster@harbour.example", "hr@harbour.example", "mod@crossover.example"
HR_CONTACT, CHAIR, CHIEF = "menna@bridge.example", "dora@post.example", "chief@lantern.example"

THE_MOVER = "The person who moves"
CHECKS = "The person who moves, with HR of both sides"
LINE_MANAGER = "Line manager at home, Department for Rivers"
BOARD_AT_HOME = "Board at home, Lantern Youth"
HR_AT_HOME = "HR at home, Department for Rivers"
HOST_MANAGER = "Manager at the host, Harbour Hospice"
HR_AT_HOST = "HR at the host, Harbour Hospice"
ISSUE = "HR at Harbour Hospice or at Department for Rivers"


@pytest.fixture
def mailbox(in_app):
    return Mailbox(in_app)


@pytest.fixture
def host(in_app, clock_at):
    """A hospice with a poster and HR, and a moderator; the clock stands on a Monday morning."""
    clock_at("2026-11-23 09:00")
    with in_app():
        hospice = factories.organisation("Harbour Hospice", domain="harbour.example")
        factories.member(POSTER, hospice, "poster")
        factories.member(HOST_HR, hospice, "hr")
        factories.staff(MODERATOR, moderator=True)


@pytest.fixture
def home(host, in_app):
    """`home(name, …)`: an employer, as a register would bring it; gives its public id."""

    def found(name, *, domain, hr="", chief="", contact=None, **values):
        with in_app():
            organisation = factories.organisation(name, domain=domain, **values)
            if hr:
                factories.member(hr, organisation, "hr")
            if chief:
                factories.member(chief, organisation, "chief_executive", "organisation_admin", "hr")
            if contact:
                acting.contact(organisation, *contact)
            return str(organisation.public_id)

    return found


@pytest.fixture
def published(host, client_as, clock_at, drain):
    """The path of the hospice's secondment: drafted, submitted, published, indexed."""
    listing = acting.post(client_as(POSTER), "Harbour Hospice")
    clock_at("2026-11-24 09:00")
    acting.publish(client_as(MODERATOR), listing)
    drain()
    return listing


def test_a_policy_adviser_crosses_over(home, app, client, client_as, mailbox, clock_at, drain):
    rivers = home(
        "Department for Rivers",
        domain="rivers.example",
        hr=HOME_HR,
        sector="civil_service",
        staff_status="home_civil_service",
    )
    acting.sign_up(client, mailbox, "Ella Jones", MOVER)
    _join(client, rivers, "Department for Rivers")
    _write_profile(client)
    poster = client_as(POSTER)
    listing = _nobody_skips_the_moderator(client, poster, client_as, clock_at, drain)
    room = _from_search_to_acceptance(client, poster, listing, clock_at)
    clock_at("2026-11-28 09:00")
    parties = _all_four(client_as)
    _home_hears_when_she_says_so(parties, room, clock_at)
    _the_manager_decides(app.test_client(), mailbox)
    _both_sides_agree(parties, room, clock_at)
    _it_is_settled_and_signed(parties, app.test_client(), mailbox, room)
    clock_at("2027-03-01 09:00")
    _it_begins(_all_four(client_as), room)
    clock_at("2027-07-02 09:00")
    _a_post_waits(_all_four(client_as), room)
    clock_at("2027-08-31 09:00")
    _it_is_complete(_all_four(client_as), room)


def _join(mover, organisation, name):
    assert name in mover.words("/organisations/join")
    ask = f"/organisations/{organisation}/join"
    joined = mover.submit(ask, job_title="Policy adviser", follow=True)
    assert f"You now belong to {name}." in joined.text


def _write_profile(mover):
    saved = mover.submit(
        "/profile",
        headline="Policy adviser who likes numbers",
        level="4",
        seeks=["secondment"],
        visibility="members",
    )
    assert saved.status_code == 302
    assert "nobody from Department for Rivers" in mover.words("/profile")


def _nobody_skips_the_moderator(mover, poster, client_as, clock_at, drain):
    listing = acting.post(poster, "Harbour Hospice")
    drain()
    assert TITLE not in mover.words("/opportunities?q=care")
    mover.page(listing, 404)
    publish = listing.replace("/opportunities/", "/moderation/listings/") + "/publish"
    token = poster.token("/opportunities/new")
    assert poster.post(publish, data={"csrf_token": token, "version": "2"}).status_code == 403
    clock_at("2026-11-24 09:00")
    acting.publish(client_as(MODERATOR), listing)
    drain()
    return listing


def _from_search_to_acceptance(mover, poster, listing, clock_at):
    results = mover.page("/opportunities?q=care+at+home&kind=secondment")
    assert listing in {link.get("href") for link in results.iter("a")}
    application = acting.apply(mover, listing, "Department for Rivers")
    thread = next(
        str(link.get("href"))
        for link in mover.page(application).iter("a")
        if str(link.get("href")).startswith("/messages/")
    )
    poster.submit(thread, body="Could you start in March?")
    assert "Could you start in March?" in mover.words(thread)
    mover.submit(thread, body="On the first.")
    assert "On the first." in poster.words(thread)
    clock_at("2026-11-26 09:00")
    acting.offer(poster, application)
    clock_at("2026-11-27 09:00")
    return acting.accept(mover, application)


def _all_four(client_as):
    """Signed in on the day: a session ends after a week, and the move takes months."""
    return [client_as(one) for one in (MOVER, POSTER, HOST_HR, HOME_HR)]


def _home_hears_when_she_says_so(parties, room, clock_at):
    mover, *hosts, home_hr = parties
    one_day = dict.fromkeys([THE_MOVER, HOST_MANAGER, HR_AT_HOST, CHECKS], "1 day")
    all_read([mover, *hosts], room, one_day)
    home_hr.page(room, 404)
    assert "Ella Jones" not in home_hr.words("/hr")
    acting.send_home(mover, room, name="Mo Manager", email=MANAGER)
    clock_at("2026-11-30 09:00")
    expected = {LINE_MANAGER: "2 days", HR_AT_HOME: "2 days"}
    expected |= {HOST_MANAGER: "3 days", HR_AT_HOST: "3 days", CHECKS: "3 days"}
    all_read(parties, room, expected)


def _the_manager_decides(manager, mailbox):
    link = mailbox.link(MANAGER)
    asked = manager.words(link)
    assert "Can Ella Jones go to Harbour Hospice?" in asked
    assert "1 March 2027 to 31 August 2027" in asked
    assert acting.STATEMENT not in asked
    assert manager.submit(link, decision="agree").status_code == 303
    assert "You agreed" in manager.words(link)
    assert not manager.get_cookie("session")


def _both_sides_agree(parties, room, clock_at):
    mover, poster, host_hr, home_hr = parties
    clock_at("2026-12-01 09:00")
    waiting = {HR_AT_HOME: "3 days", HOST_MANAGER: "4 days", HR_AT_HOST: "4 days", CHECKS: "4 days"}
    all_read(parties, room, waiting)
    assert "Ella Jones" in home_hr.words("/hr")
    home_hr.submit(f"{room}/manager", is_manager="yes")
    acting.agree(home_hr, room)
    del waiting[HR_AT_HOME]
    all_read(parties, room, waiting)
    acting.agree(poster, room)
    del waiting[HOST_MANAGER]
    all_read(parties, room, waiting)
    assert "Ella Jones" in host_hr.words("/hr")
    acting.agree(host_hr, room)
    all_read(parties, room, {CHECKS: "4 days"})
    mover.submit(f"{room}/facts", contract="permanent")
    assert ISSUE in acting.waited_for(home_hr, room)
    poster.page(f"{room}/start", 409)


def _it_is_settled_and_signed(parties, manager, mailbox, room):
    """What must be settled first is; HR issues, and three sign with their passwords."""
    mover, poster, host_hr, home_hr = parties
    for one in parties:
        acting.declare(one, room)
    acting.declare_by_link(manager, mailbox, MANAGER)
    host_hr.submit(f"{room}/agreement/issue")
    assert "The pension is settled first" in mover.words(f"{room}/agreement/sign")
    acting.choose_pension(home_hr, room)
    for one in (mover, home_hr, host_hr):
        poster.page(f"{room}/start", 409)
        acting.sign(one, room)
    text = acting.read_pdf(mover, room)
    assert "Ella Jones" in text
    assert "1 March 2027" in text
    assert "Signed by Ella Jones" in text
    all_read(parties, room, {HOST_MANAGER: "from 1 March 2027"})


def _it_begins(parties, room):
    all_read(parties, room, {HOST_MANAGER: "9 hours"})
    started = parties[1].submit(f"{room}/start", follow=True)
    assert "The start is confirmed." in started.text
    first_check_in = dict.fromkeys([THE_MOVER, HOST_MANAGER], "from 15 March 2027")
    all_read(parties, room, {**first_check_in, HR_AT_HOME: "from 31 August 2027"})
    assert all("Under way" in one.words(room) for one in parties)


def _a_post_waits(parties, room):
    """60 days before the last one; without it nothing could be completed."""
    mover, *_, home_hr = parties
    assert acting.waited_for(mover, room)[HR_AT_HOME] == "9 hours"
    confirmed = home_hr.submit(
        f"{room}/stay/return",
        title="Policy adviser, Flood Team",
        which="same",
        follow=True,
        **acting.on_day("free_from", date(2027, 9, 1)),
    )
    assert "Confirmed. Everybody who takes part is told." in confirmed.text
    assert "Policy adviser, Flood Team" in mover.words(room)


def _it_is_complete(parties, room):
    *others, home_hr = parties
    for one in others:
        one.page(f"{room}/complete", 403)
    ended = home_hr.submit(f"{room}/complete", how="returned", follow=True)
    assert "The placement is complete." in ended.text
    for one in parties:
        assert "Returned to the home employer, 31 August 2027." in one.words(room)
        assert set(acting.waited_for(one, room)) == {HOST_MANAGER}


def test_an_employer_without_an_account_decides_by_link(
    home, published, app, client, client_as, mailbox, clock_at
):
    bridge = home(
        "Bridge Refuge",
        domain="bridge.example",
        contact=(ContactRole.HR, "Menna Rees", HR_CONTACT),
    )
    acting.sign_up(client, mailbox, "Carys Vaughan", "carys@bridge.example")
    _join(client, bridge, "Bridge Refuge")
    room = _offered_and_accepted(client, client_as(POSTER), published, "Bridge Refuge")
    acting.send_home(client, room, name="Robin Lane", email="robin@bridge.example")
    outside = app.test_client()
    outside.submit(mailbox.link("robin@bridge.example"), decision="agree")
    receipt = acting.decide_with_code(outside, mailbox, HR_CONTACT, **{"agree-manager": "y"})
    assert "You agreed" in receipt
    _hosts_agree(client, client_as, room)
    acting.declare_by_link(outside, mailbox, "robin@bridge.example")
    acting.declare_by_link(outside, mailbox, HR_CONTACT)
    _hosts_issue_and_sign(client, client_as, room)
    acting.sign_by_link(outside, mailbox, HR_CONTACT)
    _it_begins_on_its_day(client, client_as, room, clock_at)


def test_a_chief_executive_moves_and_the_chair_decides(
    home, published, app, client_as, mailbox, clock_at
):
    home(
        "Lantern Youth",
        domain="lantern.example",
        chief=CHIEF,
        contact=(ContactRole.CHAIR, "Dora Finch", CHAIR),
    )
    chief = client_as(CHIEF)
    room = _offered_and_accepted(chief, client_as(POSTER), published, "Lantern Youth")
    acting.send_home(chief, room)
    expected = {BOARD_AT_HOME, HOST_MANAGER, HR_AT_HOST, CHECKS}
    assert set(acting.waited_for(chief, room)) == expected
    chief.page(f"{room}/approve", 403)
    assert "Nothing waits for you" in chief.words("/hr")
    outside = app.test_client()
    assert "You agreed" in acting.decide_with_code(outside, mailbox, CHAIR)
    _hosts_agree(chief, client_as, room)
    acting.declare_by_link(outside, mailbox, CHAIR)
    _hosts_issue_and_sign(chief, client_as, room)
    acting.sign_by_link(outside, mailbox, CHAIR)
    _it_begins_on_its_day(chief, client_as, room, clock_at)


def _offered_and_accepted(mover, poster, listing, employer):
    application = acting.apply(mover, listing, employer)
    acting.offer(poster, application)
    return acting.accept(mover, application)


def _hosts_agree(mover, client_as, room):
    acting.agree(client_as(POSTER), room)
    acting.agree(client_as(HOST_HR), room)
    mover.submit(f"{room}/facts", contract="permanent")


def _hosts_issue_and_sign(mover, client_as, room):
    for one in (mover, client_as(POSTER), client_as(HOST_HR)):
        acting.declare(one, room)
    client_as(HOST_HR).submit(f"{room}/agreement/issue")
    acting.sign(mover, room)
    acting.sign(client_as(HOST_HR), room)


def _it_begins_on_its_day(mover, client_as, room, clock_at):
    assert acting.waited_for(mover, room) == {HOST_MANAGER: "from 1 March 2027"}
    clock_at("2027-03-01 09:00")
    client_as(POSTER).submit(f"{room}/start")
    assert "Under way" in client_as(POSTER).words(room)
