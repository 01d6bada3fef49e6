"""Watched listings: those who may see one hear once that it closes soon, changed or is over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from exchange.access import SYSTEM, Actor
from exchange.applications import services as ending
from exchange.db import command, db
from exchange.errors import NotAllowed, NotFound
from exchange.notices.models import Notice
from exchange.opportunities import services as posting
from exchange.opportunities import steps
from exchange.opportunities.models import Opportunity, Side
from exchange.watching import audience, closing, listings
from tests import factories


@command
def end(actor: Actor, listing_id: int, action: str) -> None:
    """The step of the commands that end a listing."""
    listing = db.session.get_one(Opportunity, listing_id)
    listing.end_reason = "It is over."
    steps.move(listing, action)


@pytest.fixture
def market(in_app, drain, clock_at):
    """A listing that somebody watches."""
    clock_at("2026-11-22 12:00")
    with in_app():
        hospice = factories.organisation("Harbour Hospice", domain="harbour.example")
        sam = factories.member("sam@harbour.example", hospice, "poster")
        made = factories.listing(sam, hospice, title="Data analyst")
        owner = factories.person("owner@mail.example", "Olu Owner")
        listings.watch(owner, made.public_id)
        listings.watch(owner, made.public_id)
        found = {"sam": sam, "ref": made.public_id, "id": made.id, "owner": owner}
        found["closes"] = made.closes_at
    drain()
    return found


def told():
    query = sa.select(Notice.event, Notice.text).where(Notice.event.like("watched_%"))
    return [tuple(one) for one in db.session.execute(query.order_by(Notice.id))]


def test_a_later_closing_date_is_told_once(market, in_app, drain):
    with in_app():
        later = datetime(2026, 12, 30, 23, 59, 59, tzinfo=UTC)
        posting.extend(market["sam"], market["ref"], later)
    drain()
    drain()
    with in_app():
        assert told() == [
            (
                "watched_date",
                "“Data analyst” at Harbour Hospice now closes on 30 December 2026.",
            )
        ]


def test_closing_soon_is_told_once(market, in_app, drain, clock_at):
    clock_at(f"{market['closes']:%Y-%m-%d} 09:00")
    with in_app():
        assert (closing.run(), closing.run()) == (1, 0)
    drain()
    with in_app():
        assert [event for event, _text in told()] == ["watched_closing"]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("withdraw", "“Data analyst” at Harbour Hospice was withdrawn"),
        ("fill", "“Data analyst” at Harbour Hospice is filled"),
        ("remove", "A listing of Harbour Hospice that you watch was removed by a moderator."),
    ],
)
def test_that_it_is_over_is_told(market, in_app, drain, action, words):
    with in_app():
        end(SYSTEM, market["id"], action)
    drain()
    with in_app():
        [(event, text)] = told()
        assert event == "watched_over"
        assert text.startswith(words)


def test_a_withdrawal_by_its_poster_and_who_does_not_watch(market, in_app, drain):
    with in_app():
        listings.stop(market["owner"], market["ref"])
        with pytest.raises(NotFound):
            listings.stop(market["owner"], market["ref"])
        with pytest.raises(NotAllowed):
            listings.watch(market["sam"], market["ref"])
        ending.withdraw_listing(market["sam"], market["ref"], "We found other help.")
    drain()
    with in_app():
        assert told() == []


def test_who_became_a_colleague_of_the_mover_hears_nothing(market, in_app):
    with in_app():
        council = factories.organisation("Northmoor Council", domain="northmoor.example")
        kit = factories.member("kit@northmoor.example", council)
        mover = factories.member("mo@mail.example", factories.organisation("Rivers"))
        wish = factories.listing(mover, None, "secondment", Side.MOVER)
        listings.watch(kit, wish.public_id)
        assert audience.who_sees(wish.id, 0, 9) == [(kit.person_id, "You watch this listing.")]
        factories.member("mo@mail.example", council)
        assert audience.who_sees(wish.id, 0, 9) == []
        assert audience.who_saw(wish.id, 0, 9) == []


def test_the_buttons_and_the_list(market, client_as):
    client = client_as("owner@mail.example")
    page = f"/opportunities/{market['ref']}"
    assert "Stop watching" in client.words(page)
    assert "Data analyst" in client.words("/saved-searches")
    assert client.submit(f"{page}/stop-watching", on=page).status_code == 302
    assert "Watch this listing" in client.words(page)
    assert "You watch no listing yet" in client.words("/saved-searches")
