"""The pages that make the other half of a swap, and what the room says of it to each party."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.opportunities import services, steps
from tests import factories
from tests.opportunities import make
from tests.placements import swaps
from tests.placements.parties import address


@pytest.fixture
def browse(app):
    """`browse(actor)`: a browser in which the person is signed in."""
    return lambda who: make.browser(app, who)


@pytest.fixture
def w(in_app):
    """Half a swap that was sent home."""
    with in_app():
        world = swaps.begun()
        world.room = address(world.placement)
    return world


@pytest.fixture
def bea(w, in_app):
    with in_app():
        return factories.actor(swaps.B)


def question(browser):
    """The address of what the person was asked, from the notice."""
    page = browser.get("/notices").text
    return "/swaps/" + page.split('href="/swaps/')[1].split('"')[0]


def test_both_halves_over_http(w, bea, browse):
    poster, hr = browse(w.poster), browse(w.home_hr)
    assert "Your turn: Decide about this placement" in poster.words(w.room)
    assert "Also yours: Name who comes the other way" in poster.words(w.room)
    assert "Harbour Hospice has yet to name who comes" in hr.words(w.room)
    poster.submit(f"{w.room}/swap", email=swaps.B)
    assert "Bea was asked on 22 November 2026" in poster.words(w.room)
    assert "Somebody at Harbour Hospice was asked" in hr.words(w.room)
    mine = browse(bea)
    asked = question(mine)
    words = mine.words(asked)
    assert "Would you go to Department for Rivers?" in words
    assert "4 January 2027 to 3 July 2027" in words
    assert w.mover.name not in words
    assert "you need give no reason" in words
    assert "Say whether you would go" in mine.submit(asked).text
    mine.submit(asked, answer="yes")
    assert "You said yes on 22 November 2026" in mine.words(asked)
    assert "Name who looks after the person who comes" in hr.words(w.room)
    assert "Bea of Harbour Hospice would come to you" in hr.words(f"{w.room}/swap/host")
    second = hr.submit(f"{w.room}/swap/host", email=swaps.KEEPER).location
    assert "Bea to Department for Rivers" in hr.words(second)
    assert "Individual to Harbour Hospice" in hr.words(second)
    assert "Your move has a page of its own" in mine.words(asked)
    assert "Your turn: Send the placement to the employer" in mine.words(second)
    assert "Somebody from Department for Rivers to Harbour Hospice" in mine.words(second)
    assert w.mover.name not in mine.words(second)
    assert "Somebody from Harbour Hospice to Department for Rivers" in browse(w.mover).words(w.room)


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_is_kept(w, browse):
    answer = browse(w.poster).submit(f"{w.room}/swap", email="nobody@harbour.example")
    assert answer.status_code == 422
    assert "Nobody with this address belongs to your organisation here." in answer.text
    assert 'value="nobody@harbour.example"' in answer.text


def test_a_no_leads_back_to_naming_somebody_else(w, bea, browse):
    poster, mine = browse(w.poster), browse(bea)
    poster.submit(f"{w.room}/swap", email=swaps.B)
    asked = question(mine)
    mine.submit(asked, answer="no")
    assert "You said no. Nothing more is asked of you." in mine.words(asked)
    assert "Name who comes the other way" in poster.words(w.room)
    assert "Bea" not in poster.words(w.room)


def test_a_page_that_is_out_of_date_names_nobody(w, browse):
    poster = browse(w.poster)
    answer = poster.submit(f"{w.room}/swap", email=swaps.B, version="1")
    assert answer.status_code == 409
    assert "Harbour Hospice has yet to name who comes" in poster.words(w.room)


def test_a_half_that_is_ready_says_that_it_waits_for_the_other(in_app, browse):
    with in_app():
        s = swaps.paired()
        swaps.approve_first(s)
        room = address(s.first.placement)
    words = browse(s.first.mover).words(room)
    assert "Complete the other half of the swap" in words
    assert "Those who decide on the way from Harbour Hospice to Department for Rivers" in words


def test_the_room_of_a_secondment_speaks_of_no_swap(in_app, browse):
    with in_app():
        w = factories.world()
        room = address(w.placement)
    assert "other half" not in browse(w.mover).words(room)


@pytest.mark.parametrize("kind", ["project", "session"])
def test_the_scope_stands_among_the_terms_as_both_said_yes_to_it(in_app, browse, kind):
    with in_app():
        w = factories.world(kind, places=9)
        room = address(w.placement)
        values = steps.values_of(w.listing)
        changed = replace(values, outcome="Something else.", supervisor="Nobody yet")
        services.edit_published(w.poster, w.listing.public_id, changed, w.listing.version)
    words = browse(w.mover).words(room)
    for said in (f"A {kind} with us", "A plan that the trustees adopt.", "The director"):
        assert said in words
    assert "Something else." not in words
    assert ("Hours 20" if kind == "project" else "Hours 6") in words
