"""The menu: nothing that its reader is refused, cheap for everybody, and true in its numbers."""

from __future__ import annotations

import pytest

from exchange.access import Actor
from exchange.desk import waiting
from exchange.desk.navigation import navigation
from exchange.organisations import queries as organisations
from exchange.placements import queries as placements
from exchange.placements import services
from exchange.placements.lifecycle import Role
from tests import factories
from tests.desk.conftest import (
    HOME_HR,
    HOST_HR,
    MANAGER,
    MOVER,
    POSTER,
    another_move,
    send_home,
)

ADMIN, MODERATOR = "admin@crossover.example", "moderator@crossover.example"


def menu(client):
    """The words and addresses of the main menu."""
    links = client.page("/help").iterfind(".//nav[@aria-label='Main']//a")
    return {"".join(link.itertext()).split(" ")[0]: link.get("href") for link in links}


def test_a_visitor_has_a_menu_without_asking_the_database(client, queries):
    with queries() as asked:
        found = menu(client)
    assert list(found.values()) == ["/opportunities", "/people", "/organisations", "/help"]
    assert asked == []


@pytest.mark.parametrize("who", [MOVER, POSTER, HOME_HR, ADMIN, MODERATOR])
def test_no_link_in_the_menu_is_refused(client_as, world, who):
    client = client_as(who)
    for href in menu(client).values():
        assert client.get(href).status_code in {200, 302}, href


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        (MOVER, set()),
        (POSTER, set()),
        (HOME_HR, {"/hr"}),
        (MODERATOR, {"/moderation"}),
        (ADMIN, {"/admin"}),
    ],
)
def test_roles_have_their_pages_and_nobody_else(client_as, world, who, shown):
    client = client_as(who)
    for path in ("/hr", "/moderation", "/admin"):
        assert (path in menu(client).values()) is (path in shown)
        assert client.get(path).status_code == (200 if path in shown else 403)


def test_the_menu_costs_three_statements_at_most(app, world, inside, queries):
    with inside():
        everything = organisations.actor_by_email(MODERATOR)
    with app.test_request_context("/help"), queries() as asked:
        found = {one["href"]: one for one in navigation(everything)}
    assert len(asked) <= 3
    assert "/moderation" in found


def test_the_badge_says_what_the_access_table_says(inside, world):
    with inside():
        another_move(world, "ada@rivers.example")
        send_home(world)
        everybody = (MOVER, MANAGER, HOME_HR, POSTER, HOST_HR, ADMIN)
        counts = [_count(email) for email in everybody]
    assert counts == [0, 1, 1, 2, 2, 0]


def test_what_was_decided_waits_no_more(inside, world):
    with inside():
        send_home(world)
        ref = world.placement.public_id
        version = placements.by_public_id(world.host_hr, ref).version
        services.approve(world.host_hr, ref, version, Role.HOST_HR)
        assert _count(HOST_HR) == 0
        assert _count(POSTER) == 1


def test_nobody_is_asked_to_decide_for_both_sides(inside, world):
    """HR at the host who is HR at home too has decided there, so home waits for another."""
    with inside():
        both = factories.member(HOST_HR, world.home, "hr")
        send_home(world)
        assert waiting.for_decision(both).count == 1
        ref = world.placement.public_id
        version = placements.by_public_id(both, ref).version
        services.approve(both, ref, version, Role.HOST_HR)
        assert _count(HOST_HR) == 0


def test_a_visitor_waits_for_nothing(inside, world):
    with inside():
        assert waiting.for_decision(Actor()).count == 0


def _count(email):
    """The number by SQL, held against the decisions that the access table gives one by one."""
    actor = organisations.actor_by_email(email)
    found = waiting.for_decision(actor).count
    assert found == len({one.id for one, _role in placements.waiting_for(actor)})
    return found
