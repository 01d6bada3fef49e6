"""Moves of small employers in Chromium: whoever decides at home has no account."""

from __future__ import annotations

import pytest

from exchange.organisations.models import ContactRole
from tests import factories
from tests.browser.conftest import DESKTOP
from tests.browser.looks import check_reflow
from tests.journeys import acting

CARYS, CHIEF = "carys@bridge.example", "chief@lantern.example"
POSTER, HOST_HR = "poster@harbour.example", "hr@harbour.example"
TITLE = "Help us plan care at home"


@pytest.fixture
def mailbox(in_app):
    return acting.Mailbox(in_app)


@pytest.fixture
def hospice(in_app, live, clock_at):
    """A published secondment at a hospice, in the index."""
    clock_at("2026-11-24 09:00")
    with in_app():
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        poster = factories.member(POSTER, host, "poster")
        factories.member(HOST_HR, host, "hr")
        factories.listing(
            poster,
            host,
            title=TITLE,
        )
    live.drain()


@pytest.fixture
def home(in_app):
    """`home(name, domain, …)`: an employer."""

    def found(name, domain, *, staff=(), contact=None, **values):
        with in_app():
            one = factories.organisation(name, domain=domain, **values)
            for email, *roles in staff:
                factories.member(email, one, *roles)
            if contact:
                acting.contact(one, *contact)

    return found


@pytest.fixture
def desk(open_page):
    """`desk(email)`: a desk where somebody has signed in."""
    return lambda live, email: live.sign_in(open_page(viewport=DESKTOP), email)


def test_a_contact_without_an_account_decides_with_a_code(
    live, hospice, home, mailbox, phone, plain, desk
):
    contact = ContactRole.HR, "Menna Rees", "menna@bridge.example"
    home("Bridge Refuge", "bridge.example", staff=[(CARYS,)], contact=contact)
    live.sign_in(phone, CARYS)
    _find_and_apply(live, phone, "Bridge Refuge")
    _offer_and_accept(live, desk(live, POSTER), phone)
    _send_to_manager(phone, "robin@bridge.example")
    _agree_by_link(live, plain, mailbox.link("robin@bridge.example"))
    live.open(plain, mailbox.link("menna@bridge.example"))
    _press(plain, "Send me a code")
    plain.get_by_label("is the line manager of").check()
    plain.get_by_label("The code that we sent you").first.fill(mailbox.code("menna@bridge.example"))
    _press(plain, "Agree")
    assert "You agreed" in plain.inner_text("h1")


def test_a_chief_executive_moves_and_the_chair_decides(
    live, hospice, home, mailbox, phone, plain, desk
):
    contact = ContactRole.CHAIR, "Dora Finch", "dora@post.example"
    home("Lantern Youth", "lantern.example", staff=[(CHIEF, "chief_executive")], contact=contact)
    live.sign_in(phone, CHIEF)
    _find_and_apply(live, phone, "Lantern Youth")
    room = _offer_and_accept(live, desk(live, POSTER), phone)
    _press(phone, "Send to my manager")
    _press(phone, "Send to my employer")
    assert "Board at home, Lantern Youth" in live.open(phone, room).inner_text(".next")
    live.open(plain, mailbox.link("dora@post.example"))
    _press(plain, "Send me a code")
    plain.get_by_label("The code that we sent you").first.fill(mailbox.code("dora@post.example"))
    _press(plain, "Agree")
    assert "You agreed" in plain.inner_text("h1")


def _press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def _find_and_apply(live, page, employer):
    live.open(page, "/opportunities")
    page.fill("[name=q]", "care at home")
    page.press("[name=q]", "Enter")
    page.get_by_role("link", name=TITLE).click()
    _press(page, "Apply")
    page.fill("[name=statement]", acting.STATEMENT)
    page.get_by_label(employer).check()
    check_reflow(page)
    _press(page, "Send application")
    page.get_by_text("reads your application").first.wait_for()


def _offer_and_accept(live, poster, mover):
    application = mover.url
    poster.goto(application)
    _press(poster, "Offer a place")
    _press(poster, "Offer the place")
    poster.get_by_text("The offer").first.wait_for()
    mover.reload()
    _press(mover, "Accept the offer")
    mover.wait_for_url("**/placements/*")
    assert "The person who moves" in mover.inner_text(".next")
    return mover.url.removeprefix(live.url)


def _send_to_manager(mover, email):
    _press(mover, "Send to my manager")
    mover.fill("[name=name]", "Mo Manager")
    mover.fill("[name=email]", email)
    _press(mover, "Send to my manager")
    mover.get_by_text("Whoever decides at your employer has been asked").wait_for()
    check_reflow(mover)


def _agree_by_link(live, plain, link):
    live.open(plain, link)
    assert acting.STATEMENT not in plain.inner_text("body")
    check_reflow(plain)
    _press(plain, "Agree")
    assert "You agreed" in plain.inner_text("h1")
    assert not plain.context.cookies()
