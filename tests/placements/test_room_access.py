"""Who sees the room, and what each may do in it: written by hand from the rules of the house."""

from __future__ import annotations

import pytest

from exchange.db import db
from exchange.placements import acts
from exchange.placements.models import Placement
from tests import factories
from tests.placements.parties import (
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
    world_of,
)

COPOSTER, COLLEAGUE = "co@harbour.example", "colleague@rivers.example"
HOST_MEMBER, STRANGER = "member@harbour.example", "stranger@else.example"
OTHER_HR = "hr@other.example"
ADMINISTRATOR, MODERATOR = "admin@crossover.example", "moderator@crossover.example"

SEES = {
    # viewer: before "Send to my manager", after it
    MOVER: (200, 200),
    POSTER: (200, 200),
    COPOSTER: (200, 200),
    HOST_HR: (200, 200),
    HOST_MEMBER: (404, 404),
    HOME_HR: (404, 200),
    MANAGER: (404, 200),
    COLLEAGUE: (404, 404),
    OTHER_HR: (404, 404),
    STRANGER: (404, 404),
    MODERATOR: (404, 404),
    ADMINISTRATOR: (200, 200),
}

OPEN = {
    # state: viewer: what the page offers; everything else is refused
    "proposed": {
        MOVER: {"send-home", "facts", "terms", "withdraw"},
        POSTER: {"approve", "refuse", "hand-over", "facts", "terms", "withdraw"},
        HOST_HR: {"approve", "refuse", "hand-over", "facts", "terms", "withdraw"},
        COPOSTER: set(),
        ADMINISTRATOR: set(),
    },
    "sent": {
        MOVER: {"send-home", "facts", "terms", "withdraw"},
        MANAGER: {"approve", "refuse"},
        HOME_HR: {"manager", "other-manager", "refuse", "facts", "terms"},
        POSTER: {"approve", "refuse", "hand-over", "facts", "terms", "withdraw"},
    },
    "agreed": {
        MOVER: {"terms", "withdraw"},
        MANAGER: {"take-back"},
        HOME_HR: {"take-back", "terms", "backfill"},
        POSTER: {"take-back", "hand-over", "terms", "withdraw"},
        HOST_HR: {"take-back", "hand-over", "terms", "withdraw"},
    },
    "signed": {
        MOVER: {"terms", "withdraw"},
        HOME_HR: {"terms", "backfill"},
        POSTER: {"hand-over", "terms", "withdraw"},
        HOST_HR: {"hand-over", "terms", "withdraw"},
    },
    "first day": {
        MOVER: {"terms", "withdraw"},
        HOME_HR: {"terms", "backfill"},
        POSTER: {"hand-over", "terms", "withdraw", "start", "did-not-start"},
        HOST_HR: {"hand-over", "terms", "withdraw", "start", "did-not-start"},
    },
    "active": {
        MOVER: {"end", "stay-on"},
        HOME_HR: {"end", "backfill"},
        POSTER: {"leave", "end"},
        HOST_HR: {"leave", "end"},
        MANAGER: {"end"},
    },
    "on leave": {MOVER: {"end", "stay-on"}, HOME_HR: {"end", "backfill"}, POSTER: {"back", "end"}},
    "last day": {
        MOVER: {"end", "stay-on"},
        HOME_HR: {"end", "backfill"},
        POSTER: {"leave", "end"},
    },
    "return settled": {
        MOVER: {"end", "stay-on"},
        HOME_HR: {"end", "complete", "backfill"},
        POSTER: {"leave", "end"},
    },
}
REFUSED = {
    # state: the same, for a placement that the line manager refused
    "refused": {MOVER: {"appeal"}, MANAGER: set(), HOME_HR: set(), POSTER: set(), HOST_HR: set()},
    "appealed": {MOVER: set(), MANAGER: set(), HOME_HR: {"decide-appeal"}, HOST_HR: set()},
    "dismissed": {MOVER: set(), MANAGER: set(), HOME_HR: set()},
}


@pytest.fixture
def world(in_app):
    """A proposed secondment and everybody around it; answers the room's address."""
    with in_app():
        world = factories.world()
        factories.member(COPOSTER, world.host, "poster")
        factories.member(HOST_MEMBER, world.host)
        factories.member(COLLEAGUE, world.home)
        factories.member(OTHER_HR, factories.organisation("Other"), "hr")
        factories.person(STRANGER)
        return address(world.placement)


def only():
    return db.session.query(Placement).one()


def test_who_sees_the_room(world, in_app, client_as, client):
    clients = {email: client_as(email) for email in SEES}
    for place, when in enumerate(("before", "after")):
        for email, expected in SEES.items():
            status = clients[email].get(world).status_code
            assert status == expected[place], f"{email} {when} it was sent"
            listed = world in clients[email].get("/placements?show=mine").text
            ours = world in clients[email].get("/placements?show=ours").text
            assert expected[place] == 200 or not (listed or ours), email
        if when == "before":
            with in_app():
                send(only())
    answer = client.get(world)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def reach(state, in_app, clock_at, client_as, world):
    """Bring the placement on from the state before, by what its parties do."""
    if state == "sent":
        with in_app():
            send(only())
    if state == "agreed":
        with in_app():
            agree_all(world_of(only()))
    if state == "signed":
        with in_app():
            sign_all(only())
    if state == "first day":
        clock_at("2027-01-04 09:00")
    if state == "active":
        client_as(POSTER).submit(f"{world}/start")
    if state == "on leave":
        client_as(POSTER).submit(f"{world}/leave", reason="Some weeks")
    reach_the_end(state, clock_at, client_as, world)


def reach_the_end(state, clock_at, client_as, world):
    if state == "last day":
        client_as(POSTER).submit(f"{world}/back")
        clock_at("2027-07-03 09:00")
    if state == "return settled":
        client_as(HOME_HR).submit(f"{world}/stay/return", **RETURN)


def test_exactly_what_is_shown_can_be_done(world, in_app, client_as, clock_at):
    for state, viewers in OPEN.items():
        reach(state, in_app, clock_at, client_as, world)
        for email, expected in viewers.items():
            _offers_exactly(client_as(email), world, f"{email} when {state}", expected, in_app)


def test_what_is_refused_is_appealed_and_answered_and_nothing_else(
    world, in_app, client_as, clock_at
):
    for state, viewers in REFUSED.items():
        if state == "refused":
            with in_app():
                send(only())
            client_as(MANAGER).submit(f"{world}/refuse", category="cost", reason="No money.")
        if state == "appealed":
            client_as(MOVER).submit(f"{world}/appeal", reason="It costs nothing.")
        if state == "dismissed":
            answer = {"answer": "dismiss", "reason": "It does."}
            client_as(HOME_HR).submit(f"{world}/decide-appeal", **answer)
        for email, expected in viewers.items():
            _offers_exactly(client_as(email), world, f"{email} when {state}", expected, in_app)


def _offers_exactly(client, world, whose, expected, in_app):
    page = client.get(world).text
    shown = {code for code in acts.ACTS if f'href="{world}/{code}"' in page}
    assert shown == expected, whose
    token, version = client.token(world), _version(in_app)
    for code in acts.ACTS:
        if code in expected:
            assert client.get(f"{world}/{code}").status_code == 200, f"{code}: {whose}"
        else:
            sent = {"csrf_token": token, "version": version}
            answer = client.post(f"{world}/{code}", data=sent)
            assert answer.status_code in {403, 409}, f"{code}: {whose}"


def _version(in_app):
    with in_app():
        return only().version


def test_what_may_not_be_seen_cannot_be_done(world, in_app, client_as):
    client = client_as(STRANGER)
    token = client.token("/account")
    for code in acts.ACTS:
        assert client.get(f"{world}/{code}").status_code == 404
        sent = {"csrf_token": token, "version": "1"}
        assert client.post(f"{world}/{code}", data=sent).status_code == 404
    with in_app():
        assert now(MOVER, only()).status == "proposed"


def test_an_empty_list_says_what_to_do_next(world, client_as):
    words = client_as(STRANGER).words("/placements")
    assert "No placements yet" in words
    assert "Find an opportunity" in words


def test_the_list_says_who_acts_next_and_its_statements_are_constant(
    world, in_app, client_as, queries
):
    poster = client_as(POSTER)
    assert "Send the placement to the employer" in poster.words("/placements")
    with queries() as few:
        poster.get("/placements?show=mine")
    with in_app():
        host, home = only().host_organisation, only().home_organisation
        for number in range(4):
            mover = factories.member(f"more{number}@rivers.example", home)
            placed(mover, factories.actor(POSTER), host, home, "project")
    with queries() as many:
        page = poster.get("/placements?show=mine").text
    assert page.count("to Harbour Hospice") == 5
    assert len(many) == len(few)


def test_the_room_asks_as_much_however_much_happened(world, client_as, queries):
    mover = client_as(MOVER)
    with queries() as few:
        mover.get(world)
    for month in ("6", "5", "4", "6"):
        mover.submit(f"{world}/terms", **{"ends_on-month": month})
    with queries() as many:
        mover.get(world)
    assert len(many) == len(few)
    assert len(few) == 25
