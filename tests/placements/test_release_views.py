"""Deciding by link: a client without a session, one page, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from exchange import clock
from exchange.accounts import services as accounts
from exchange.db import db
from exchange.notices.models import Notice
from exchange.organisations import services as organisations
from exchange.organisations.models import ContactRole
from exchange.placements import services
from exchange.placements.lifecycle import Role
from exchange.placements.models import DecisionLink, Placement
from exchange.profiles import services as profiles
from exchange.profiles.models import Visibility
from tests import factories
from tests.placements.parties import (
    BAD_TEXTS,
    CANARY,
    HOME_HR,
    MANAGER,
    MOVER,
    address,
    now,
    placed,
    send,
)

PROFILE_CANARY = "Headline of a canary"


@pytest.fixture
def link(in_app):
    """The path of the link that the line manager got."""
    with in_app():
        return f"/release/{send(factories.world().placement)}"


def only():
    return db.session.query(Placement).one()


def code_for(in_app, address_):
    with in_app():
        text = factories.mails(address_)[-1]["text"]
        return re.search(r"code is (\d{6})", text)[1]


def test_the_page_says_what_it_is_about_and_no_more(in_app, client):
    with in_app():
        home = factories.organisation("Council", domain="rivers.example")
        host = factories.organisation("Hospice", domain="harbour.example")
        mover = factories.member(MOVER, home)
        values = profiles.ProfileValues(
            PROFILE_CANARY, "", None, "", False, None, None, Visibility.NOBODY, True, (), (), ()
        )
        profiles.save(mover, values)
        poster = factories.member("poster@harbour.example", host, "poster")
        token = send(placed(mover, poster, host, home, "secondment"))
    page = client.get(f"/release/{token}")
    for words in ("Individual", "Hospice", "4 January 2027 to 3 July 2027", "5 days a week"):
        assert words in page.text
    assert "You go on paying the whole cost" in page.text
    assert "What a yes commits to" in page.text
    assert CANARY not in page.text
    assert PROFILE_CANARY not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


def test_no_session_is_read(link, client_as, client):
    signed_in = client_as(MOVER).get(link)
    assert signed_in.text == client.get(link).text
    answer = client_as(MOVER).post(link, data={"decision": "agree"})
    assert answer.status_code == 303, "the token decides, whoever is signed in"


def test_agreed_once_with_a_receipt(link, client, in_app):
    assert client.submit(link, decision="agree").status_code == 303
    receipt = client.get(link)
    assert receipt.status_code == 200
    assert "You agreed" in receipt.text
    assert "confirm who the line manager is" in receipt.text
    assert client.post(link, data={"decision": "refuse"}).status_code == 410
    with in_app():
        placement = only()
        assert placement.home_manager_how == "link"
        assert placement.status == "proposed"


def test_an_unknown_link_is_not_found(client):
    for path in ("/release/none", "/release/%ED%A0%80", "/release/" + "x" * 3000):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"decision": "agree"}).status_code == 404


def test_nonsense_decides_nothing(link, client, in_app):
    for decision in ("", "yes", "a\x00", "not-me\n"):
        assert client.post(link, data={"decision": decision}).status_code == 422
    with in_app():
        assert only().home_manager_at is None


def test_other_dates_void_what_others_agreed(link, client, client_as, in_app):
    with in_app():
        services.approve(
            factories.actor("poster@harbour.example"),
            only().public_id,
            only().version,
            Role.HOST_MANAGER,
        )
    sooner = {"otherwise-ends_on-month": "6", "otherwise-days_a_week": "4"}
    answer = client.submit(link, decision="otherwise", **sooner)
    assert answer.status_code == 303
    assert "4 January 2027 to 3 June 2027, 4 days a week" in client.get(link).text
    with in_app():
        placement = only()
        assert placement.host_manager_at is None
        assert placement.stands(Role.HOME_MANAGER)
        assert placement.terms_version == 2
        assert placement.cost_home == 100


STRANGE = (
    ({"otherwise-ends_on-month": "13"}, "ends_on"),
    ({"otherwise-ends_on-year": ""}, "ends_on"),
    ({"otherwise-ends_on-year": "2026"}, "ends_on"),
    ({"otherwise-starts_on-day": "a\x00"}, "starts_on"),
    ({"otherwise-days_a_week": "0"}, "days_a_week"),
    ({"otherwise-days_a_week": "six"}, "days_a_week"),
)


def test_strange_dates_are_refused_beside_the_field(link, client):
    for given, field in STRANGE:
        answer = client.submit(link, decision="otherwise", **given)
        assert answer.status_code == 422, given
        assert f'id="otherwise-{field}-error"' in answer.text, given


def test_a_refusal_needs_category_and_reasons(link, client, client_as):
    for bad in BAD_TEXTS.values():
        sent = bad.encode("utf-8", "surrogatepass")
        answer = client.submit(link, decision="refuse", **{"refuse-reason": sent})
        assert answer.status_code == 422
        assert 'id="refuse-reason-error"' in answer.text, bad
        assert 'id="refuse-category-error"' in answer.text
    reasons = {"refuse-category": "service_need", "refuse-reason": "We are two short."}
    assert client.submit(link, decision="refuse", **reasons).status_code == 303
    assert "“We are two short.”" in client.get(link).text


def test_not_their_manager(link, client, client_as, in_app):
    client.submit(link, decision="not-me")
    assert "You are not their line manager" in client.get(link).text
    with in_app():
        where = address(only())
    assert "Your turn: Name the line manager" in client_as(MOVER).words(where)
    client_as(MOVER).submit(f"{where}/send-home", name="Right", email=HOME_HR)
    with in_app():
        assert now(MOVER, only()).manager_email == HOME_HR


def test_a_newer_link_replaces_it(link, client, client_as, in_app):
    with in_app():
        where = address(only())
    client_as(MOVER).submit(f"{where}/send-home", name="Ms Right", email=HOME_HR)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "does not name you as line manager any more" in answer.text
    assert client.post(link, data={"decision": "agree"}).status_code == 410


def test_an_expired_link_offers_a_fresh_one_to_the_same_address(link, client, in_app, clock_at):
    clock_at(clock.now() + timedelta(days=31))
    answer = client.get(link)
    assert answer.status_code == 410
    assert client.post(link, data={"decision": "agree"}).status_code == 410
    assert client.post(f"{link}/fresh").status_code == 303
    with in_app():
        mail = factories.mails(MANAGER)[-1]
    newer = f"/release/{factories.token_in(mail)}"
    assert newer != link
    assert client.submit(newer, decision="agree").status_code == 303
    assert client.post(f"{link}/fresh").status_code == 410


@pytest.fixture
def contact(in_app):
    """A move from a charity where nobody has an account: the link of its HR contact."""
    with in_app():
        home = factories.organisation("Small Charity", domain="small.example")
        host = factories.organisation("Hospice", domain="harbour.example")
        mover = factories.member("ana@small.example", home)
        poster = factories.member("poster@harbour.example", host, "poster")
        organisations.verify_contact(
            factories.administrator(),
            home.public_id,
            ContactRole.HR,
            "Hanna",
            "hanna@small.example",
            "Rang the number in the register",
        )
        send(
            placed(mover, poster, host, home, "secondment"), "ana@small.example", "mo@small.example"
        )
        return f"/release/{factories.token_in(factories.mails('hanna@small.example')[-1])}"


def test_a_contact_decides_with_a_code_sent_at_that_moment(contact, client, in_app):
    page = client.get(contact).text
    assert "Send me a code" in page
    assert 'name="decision"' not in page
    client.submit(f"{contact}/code", on=contact)
    code = code_for(in_app, "hanna@small.example")
    fields = {"agree-code": code, "decision": "agree"}
    missing = client.submit(contact, **fields)
    assert missing.status_code == 422
    assert "Tick this if it is right" in missing.text
    assert client.submit(contact, **fields, **{"agree-manager": "y"}).status_code == 303
    with in_app():
        placement = only()
        assert placement.home_hr_at
        assert placement.manager_confirmed_by == "address:hanna@small.example"
        assert placement.home_manager_at is None


def test_a_contact_can_say_that_somebody_else_is_the_manager(contact, client, in_app):
    client.submit(f"{contact}/code", on=contact)
    code = code_for(in_app, "hanna@small.example")
    answer = client.submit(contact, decision="not-me", **{"not-me-code": code})
    assert answer.status_code == 303
    page = client.get(contact).text
    assert "Ana has been asked to name another line manager" in page
    assert "They are not" not in page
    again = client.post(contact, data={"decision": "not-me", "not-me-code": code})
    assert again.status_code == 422, "nobody is named who could be challenged again"
    with in_app():
        assert only().manager_email == ""
        told = db.select(Notice).filter_by(event="not_the_manager")
        assert len(db.session.scalars(told).all()) == 1


def test_five_wrong_codes_and_the_code_is_dead(contact, client, in_app):
    client.submit(f"{contact}/code", on=contact)
    code = code_for(in_app, "hanna@small.example")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    data = {"decision": "agree", "agree-manager": "y"}
    for _try in range(5):
        answer = client.post(contact, data={**data, "agree-code": wrong})
        assert answer.status_code == 422
    assert "typed wrongly too often" in answer.text
    assert client.post(contact, data={**data, "agree-code": code}).status_code == 422
    client.submit(f"{contact}/code", on=contact)
    code = code_for(in_app, "hanna@small.example")
    assert client.post(contact, data={**data, "agree-code": code}).status_code == 303


def test_a_code_runs_out(contact, client, in_app, clock_at):
    client.submit(f"{contact}/code", on=contact)
    code = code_for(in_app, "hanna@small.example")
    clock_at(clock.now() + timedelta(minutes=16))
    data = {"decision": "agree", "agree-manager": "y", "agree-code": code}
    assert client.post(contact, data=data).status_code == 422


def test_the_chair_decides_on_the_chief_executive(in_app, client, client_as):
    with in_app():
        home = factories.organisation("Lantern Youth", domain="lantern.example")
        host = factories.organisation("Hospice", domain="harbour.example")
        chief = factories.member(
            "chief@lantern.example", home, "organisation_admin", "chief_executive"
        )
        poster = factories.member("poster@harbour.example", host, "poster")
        organisations.verify_contact(
            factories.administrator(),
            home.public_id,
            ContactRole.CHAIR,
            "Chris Chair",
            "chair@elsewhere.example",
            "In the register",
        )
        where = address(placed(chief, poster, host, home, "secondment"))
    page = client_as("chief@lantern.example").words(f"{where}/send-home")
    assert "its board decides" in page
    client_as("chief@lantern.example").submit(f"{where}/send-home")
    with in_app():
        token = factories.token_in(factories.mails("chair@elsewhere.example")[-1])
    client.submit(f"/release/{token}/code", on=f"/release/{token}")
    code = code_for(in_app, "chair@elsewhere.example")
    client.submit(f"/release/{token}", decision="agree", **{"agree-code": code})
    with in_app():
        assert only().home_board_by == "address:chair@elsewhere.example"


def test_the_mover_behind_the_link_is_refused(in_app, client):
    """HR's verified address turns out to be an old one of the mover's own."""
    with in_app():
        home = factories.organisation("Small Charity", domain="small.example")
        host = factories.organisation("Hospice", domain="harbour.example")
        factories.member("old@small.example", home)
        accounts.ask_change_of_address(factories.actor("old@small.example"), "ana@small.example")
        fresh = factories.token_in(factories.mails("ana@small.example")[-1])
        accounts.change_address(factories.actor("old@small.example"), fresh)
        poster = factories.member("poster@harbour.example", host, "poster")
        organisations.verify_contact(
            factories.administrator(), home.public_id, ContactRole.HR, "A", "old@small.example", "x"
        )
        mover = factories.actor("ana@small.example")
        placement = placed(mover, poster, host, home, "secondment")
        send(placement, "ana@small.example", "mo@small.example")
        link = f"/release/{factories.token_in(factories.mails('old@small.example')[-1])}"
    client.submit(f"{link}/code", on=link)
    code = code_for(in_app, "old@small.example")
    data = {"decision": "agree", "agree-manager": "y", "agree-code": code}
    assert client.post(link, data=data).status_code == 403
    with in_app():
        assert (
            db.session.query(DecisionLink).filter_by(email="old@small.example").one().used_at
            is None
        )
        assert only().home_hr_at is None
