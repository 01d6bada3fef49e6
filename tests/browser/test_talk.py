"""A conversation in Chromium: one writes without scripts, the other reads with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exchange import clock
from exchange.messages import queries, services
from exchange.opportunities import asking
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looks import check_axe, check_reflow

ASKER, POSTER = "asker@mail.example", "poster@harbour.example"
TITLE, QUESTION = "Help us plan care at home", "Could it be done in four days?"
POLL, DRAFT = 6_000, 2_000
"""Milliseconds after which the script has asked what is new, and has kept a draft."""


def dates():
    """The threads of a live app see the real clock, so the dates move with it."""
    first = clock.today() + timedelta(days=40)
    return {
        "starts_on": first,
        "ends_on": first + timedelta(days=180),
        "closes_at": clock.now() + timedelta(days=20),
    }


@pytest.fixture
def listing(live, in_app):
    """A listing of a hospice, and somebody who may ask."""
    with in_app():
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        poster = factories.member(POSTER, host, "poster")
        made = factories.listing(poster, host, title=TITLE, **dates()).public_id
        factories.person(ASKER, "Ada Asker")
    return made


@pytest.fixture
def talk(listing, in_app):
    """The page of a question about it, with enough said before to scroll."""
    with in_app():
        asker = factories.actor(ASKER)
        found = asking.ask(asker, listing, QUESTION).public_id
        for number in range(12):
            services.write(asker, found, f"Number {number}. " + "And so on. " * 20)
        return found


@pytest.fixture
def say(in_app):
    """`say(talk, text)`: the asker writes."""

    def said(talk, text):
        with in_app():
            services.write(factories.actor(ASKER), talk, text)

    return said


@pytest.fixture
def unread(in_app):
    """`unread()`: how much the poster has not read."""

    def count():
        with in_app():
            return queries.unread_total(factories.actor(POSTER))

    return count


def opened(live, page, talk):
    """The poster reads the conversation, with a clock that the test moves."""
    page.clock.install()
    live.sign_in(page, POSTER)
    return live.open(page, f"/messages/{talk}")


def wait_for_news(page):
    with page.expect_response("**/new?**"):
        page.clock.run_for(POLL)
    page.clock.run_for(10)


def test_without_script_a_question_is_asked_and_answered(live, listing, plain, open_page):
    live.sign_in(plain, ASKER)
    live.open(plain, f"/opportunities/{listing}")
    plain.click("text=Ask a question")
    plain.click("text=Send question")
    assert "Write your question" in plain.inner_text("[id='body-error']")
    plain.fill("[name=body]", QUESTION)
    plain.click("text=Send question")
    assert "Your question is sent" in plain.inner_text("main")
    address = plain.url

    poster = live.sign_in(open_page(viewport=DESKTOP, java_script_enabled=False), POSTER)
    live.open(poster, "/messages?show=unread")
    poster.click(f"text={TITLE}")
    poster.click("text=Reply with quote")
    assert poster.input_value("[name=body]").startswith(f"> Ada Asker wrote:\n> {QUESTION}")
    poster.fill("[name=body]", poster.input_value("[name=body]") + "It can.")
    poster.click("text=Save draft")
    poster.goto(address.split("#")[0])
    assert poster.input_value("[name=body]").endswith("It can.")
    poster.click("text=Send message")
    assert poster.input_value("[name=body]") == ""

    plain.reload()
    assert plain.inner_text(".message blockquote") == f"Ada Asker wrote:\n{QUESTION}"
    check_reflow(plain)


def test_news_come_without_moving_focus_or_what_is_read(live, talk, say, unread, desktop):
    page = opened(live, desktop, talk)
    page.focus("[name=body]")
    page.keyboard.type("Let me s")
    page.evaluate("document.querySelector('[name=body]').scrollIntoView({block: 'center'})")
    before = page.evaluate("document.querySelector('[name=body]').getBoundingClientRect().top")
    say(talk, "Are you there?")
    say(talk, "It is about Friday.")
    wait_for_news(page)
    link = page.locator(".arrivals a")
    link.wait_for()
    assert link.inner_text() == "2 new messages"
    assert page.evaluate("document.activeElement.name") == "body"
    page.keyboard.type("ee")
    assert page.input_value("[name=body]") == "Let me see"
    after = page.evaluate("document.querySelector('[name=body]').getBoundingClientRect().top")
    assert abs(after - before) < 2
    assert page.locator("[data-talk] [aria-live], [data-talk] [role]").count() == 0
    assert unread() == 2, "what has come is not read yet"
    check_axe(page)


def test_what_is_read_above_stays_where_it_is(live, talk, say, phone):
    page = opened(live, phone, talk)
    page.evaluate("scrollTo(0, 300)")
    where = "document.querySelectorAll('.message')[1].getBoundingClientRect().top"
    before = page.evaluate(where)
    say(talk, "Are you there?")
    wait_for_news(page)
    page.locator(".arrivals a").wait_for()
    assert page.evaluate(where) == before
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    check_reflow(page)


def test_by_keyboard_to_what_is_new_and_then_it_is_read(live, talk, say, unread, desktop):
    page = opened(live, desktop, talk)
    say(talk, "Are you there?")
    wait_for_news(page)
    page.locator(".arrivals a").focus()
    page.keyboard.press("Enter")
    assert "Are you there?" in page.evaluate("document.activeElement.innerText")
    assert page.locator(".arrivals").is_hidden()
    wait_for_news(page)
    assert unread() == 0
    assert page.locator(".service-navigation .badge, .badge").count() == 0


def test_a_draft_is_kept_while_typing_and_gone_once_sent(live, talk, desktop):
    page = opened(live, desktop, talk)
    page.focus("[name=body]")
    page.keyboard.type("Friday is")
    with page.expect_response("**/draft"):
        page.clock.run_for(DRAFT)
    page.reload()
    assert page.input_value("[name=body]") == "Friday is"
    page.focus("[name=body]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" fine.")
    for _field in ("files", "the button"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#latest")
    assert page.input_value("[name=body]") == ""
    assert "Friday is fine." in page.locator(".message").last.inner_text()


def test_the_inbox_says_that_something_came(live, talk, say, desktop):
    desktop.clock.install()
    page = live.sign_in(desktop, POSTER)
    live.open(page, "/messages")
    with page.expect_response("**/messages/new"):
        page.clock.run_for(POLL)
    say(talk, "Are you there?")
    with page.expect_response("**/messages/new"):
        page.clock.run_for(3 * POLL)
    page.click("text=New messages have come")
    page.get_by_text("Are you there?").wait_for()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "hand"])
def test_changed_and_withdrawn_at_both_widths(live, talk, open_page, size):
    page = live.sign_in(open_page(viewport=size), ASKER)
    live.open(page, f"/messages/{talk}")
    page.locator(".message").last.get_by_role("link", name="Change").click()
    page.fill("[name=body]", "Never mind.")
    page.click("text=Change the message")
    last = page.locator(".message").last
    last.get_by_text("see earlier text").click()
    assert "Number 11." in last.inner_text()
    check_axe(page)
    check_reflow(page)
    last.get_by_role("link", name="Withdraw").click()
    page.click("text=Withdraw the message")
    assert "You withdrew this message" in page.locator(".message").last.inner_text()
    check_axe(page)
    check_reflow(page)
