"""What a recorded yes changes on the form to apply, and what is filled in after an offer."""

from __future__ import annotations

import re
from datetime import date

import pytest

from exchange.access import VISITOR
from exchange.applications import queries as applications
from exchange.applications import services as applying
from exchange.organisations import services as organisations
from exchange.placements import proposing
from exchange.releases import services
from tests import factories
from tests.applications import make
from tests.placements.parties import address
from tests.releases import asking
from tests.releases.test_releases import STATEMENT, scene

TICK = 'name="says_manager_knows"'
MORE = "This listing asks for more"


@pytest.fixture
def placed(staged, clock_at):
    clock_at(make.NOW)
    return staged(scene)


def wants_to_be_asked(organisation):
    organisations.change_settings(
        factories.administrator(),
        organisation.public_id,
        ask_before_applying=True,
        one_person_decides=False,
        how_we_decide="",
    )
    return str(organisation.public_id)


def said_yes(person, days, months, until=asking.UNTIL):
    """Asked for five days and a year; so much was given."""
    wish = asking.wish(days_a_week=5, months=12)
    services.ask(person, wish, asking.home_of(person).public_id)
    services.agree(VISITOR, asking.token(), days, months, until)


def send(client, path, home, statement=STATEMENT):
    return client.submit(path, statement=statement, home_organisation=home, action="send")


def test_a_yes_for_less_is_read_on_the_form_and_one_may_apply_all_the_same(
    client_as, in_app, placed
):
    with in_app():
        home = wants_to_be_asked(asking.home_of(placed[0]))
    mine, path = client_as(asking.who()), f"/opportunities/{placed[1]}/apply"
    assert TICK in mine.get(path).text
    with in_app():
        said_yes(placed[0], 2, 4)
    words = mine.words(path)
    assert f"{MORE}: 5 days a week and longer than 4 months. You may apply all the same." in words
    assert TICK not in mine.get(path).text
    assert send(mine, path, home).status_code in {302, 303}


@pytest.mark.parametrize(
    ("days", "months", "more"),
    [(5, 6, ""), (4, 6, "5 days a week."), (5, 5, "longer than 5 months."), (5, 12, "")],
)
def test_only_what_goes_beyond_the_yes_is_named(client_as, in_app, placed, days, months, more):
    with in_app():
        said_yes(placed[0], days, months)
    words = client_as(asking.who()).words(f"/opportunities/{placed[1]}/apply")
    assert (f"{MORE}: {more}" in words) if more else (MORE not in words)


def test_the_tick_stands_for_the_employer_whose_manager_said_nothing(client_as, in_app, placed):
    with in_app():
        first = wants_to_be_asked(asking.home_of(placed[0]))
        other = factories.organisation("Other Office", domain="other.example")
        factories.member(asking.who(), other)
        second = wants_to_be_asked(other)
        said_yes(placed[0], 5, 6)
    mine, path = client_as(asking.who()), f"/opportunities/{placed[1]}/apply"
    words = mine.words(path)
    assert "Other Office wants people to ask their manager" in words
    assert "Brook Office 0 wants" not in words
    assert "Brook Office 0 and" not in words
    too_short = send(mine, path, first, "Short")
    assert (too_short.status_code, TICK in too_short.text) == (422, False)
    unasked = send(mine, path, second)
    assert (unasked.status_code, TICK in unasked.text) == (422, True)
    assert "Other Office wants you to ask your manager" in unasked.text
    assert send(mine, path, first).status_code in {302, 303}


def test_whoever_waits_is_told_so_instead_of_asking_twice(client_as, in_app, placed):
    mine, listing = client_as(asking.who()), placed[1]
    ask = f"/ask-first/new?opportunity={listing}"
    assert "Ask your manager first" in mine.words(f"/opportunities/{listing}")
    for page in ("/profile", "/account", "/applications"):
        assert 'href="/ask-first"' in mine.get(page).text
    form = mine.get(ask).text
    assert re.search(r'<input[^>]*name="months"[^>]*value="6"', form)
    with in_app():
        asking.ask(placed[0], about=listing)
    assert "You asked Bo Brook about this" in mine.words(ask)
    assert 'name="manager_email"' not in mine.get(ask).text


def accepted(placed, until):
    """The address of the room after a yes, an application, an offer and its acceptance."""
    mover, listing = placed
    said_yes(mover, 5, 6, until)
    sent = applying.submit(mover, listing, STATEMENT, asking.home_of(mover).public_id)
    factories.offer(factories.actor("poster@harbour.example"), sent)
    sent = applications.by_public_id(mover, sent.public_id)
    return address(proposing.accept_offer(mover, sent.public_id, sent.version))


def filled_in(client_as, room):
    page = client_as(asking.who()).get(f"{room}/send-home").text
    return 'value="Bo Brook"' in page, f'value="{asking.boss()}"' in page


def test_send_to_my_manager_is_filled_in_with_who_said_yes(client_as, in_app, placed):
    with in_app():
        room = accepted(placed, asking.UNTIL)
    assert filled_in(client_as, room) == (True, True)


def test_a_yes_that_ran_out_fills_in_nobody(client_as, in_app, placed, clock_at):
    with in_app():
        room = accepted(placed, date(2026, 12, 1))
    clock_at("2026-12-02 10:00")
    assert filled_in(client_as, room) == (False, False)


def test_a_yes_that_was_given_up_fills_in_nobody(client_as, in_app, placed):
    with in_app():
        room = accepted(placed, asking.UNTIL)
        found = asking.newest(placed[0])
        services.withdraw(placed[0], found.public_id, found.version)
    assert filled_in(client_as, room) == (False, False)
