"""Who may open a listing in which state: a table, written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.applications import services as applications
from exchange.db import command, db
from exchange.moderation import services as moderation
from exchange.moderation.models import ReportDecision
from exchange.opportunities import services, steps
from exchange.opportunities.models import Opportunity, Side
from exchange.organisations import queries as organisations
from tests import factories
from tests.opportunities import make
from tests.opportunities.make import FULL

WHO = (
    "visitor",
    "stranger",
    "elsewhere",
    "member",
    "poster",
    "co_poster",
    "moderator",
    "administrator",
)
ALL = frozenset(WHO)
OWN = frozenset({"poster", "co_poster", "administrator"})
TO_JUDGE = OWN | {"moderator"}
SEEN = {
    "draft": OWN,
    "in_review": TO_JUDGE,
    "returned": TO_JUDGE,
    "published": ALL,
    "paused": ALL,
    "filled": ALL,
    "concluded": ALL,
    "withdrawn": TO_JUDGE,
    "removed": TO_JUDGE,
}
WISH = {
    # Colleagues of the person who wants to go see nothing, in whatever role at work; nor does who
    # belongs nowhere, since a colleague need only sign out.
    "visitor": False,
    "stranger": False,
    "elsewhere": True,
    "member": False,
    "co_poster": False,
    "poster": True,
    "moderator": True,
    "administrator": True,
}


def bring(house, to, **about):
    """A listing in a state, by commands as far as this room has them."""
    place = make.draft(house.poster, **about)
    if to == "draft":
        return place
    services.submit(house.poster, place, make.listing(place).version)
    if to == "returned":
        moderation.send_back(house.moderator, place, make.listing(place).version, "No.")
    if to in {"in_review", "returned"}:
        return place
    moderation.publish(house.moderator, place, make.listing(place).version)
    _onwards(house, place, to)
    return place


def _onwards(house, place, to):
    if to == "paused":
        services.pause(house.poster, place)
    elif to == "withdrawn":
        applications.withdraw_listing(house.poster, place, "Plans changed.")
    elif to == "removed":
        report = moderation.report(house.stranger, place, "scam", "A scam.").public_id
        moderation.claim(house.moderator, report)
        moderation.decide(house.moderator, report, ReportDecision.REMOVED, "A scam.", 2)
    elif to in {"filled", "concluded"}:
        _end(house.poster, place, {"filled": "fill", "concluded": "conclude"}[to])


@command
def _end(actor, place, action):
    listing = db.session.scalars(db.select(Opportunity).filter_by(public_id=place)).one()
    steps.move(listing, action)


@pytest.fixture
def viewers(app, house, browse, client):
    with app.app_context():
        harbour = organisations.by_public_id(house.harbour)
        co_poster = factories.member("co@harbour.example", harbour, "poster", by=house.admin.email)
    who = {
        "stranger": house.stranger,
        "elsewhere": house.elsewhere,
        "member": house.colleague,
        "poster": house.poster,
        "co_poster": co_poster,
        "moderator": house.moderator,
        "administrator": house.admin,
    }
    return {"visitor": client, **{name: browse(actor) for name, actor in who.items()}}


@pytest.mark.parametrize(("status", "seen_by"), SEEN.items())
def test_who_opens_a_place(app, house, viewers, status, seen_by):
    with app.app_context():
        place = bring(house, status, organisation_id=house.harbour)
        assert make.listing(place).status == status
    found = {
        name: view.get(f"/opportunities/{place}").status_code for name, view in viewers.items()
    }
    assert found == {name: 200 if name in seen_by else 404 for name in WHO}


@pytest.mark.both_databases
def test_who_opens_a_wish_of_somebody(app, house, viewers):
    with app.app_context():
        wish = bring(house, "published", values=replace(FULL, places=1), side=Side.MOVER)
    found = {name: view.get(f"/opportunities/{wish}").status_code for name, view in viewers.items()}
    assert found == {name: 200 if seen else 404 for name, seen in WISH.items()}
