"""The HR desk: who may open it, what it says first, and that it costs the same at any length."""

from __future__ import annotations

import pytest

from exchange.organisations import services as joining
from exchange.placements import services
from exchange.placements.lifecycle import Role
from tests import factories
from tests.desk.conftest import HOME_HR, HOST_HR, MOVER, POSTER, another_move, send_home


@pytest.mark.parametrize(("who", "status"), [(MOVER, 403), (POSTER, 403), (HOME_HR, 200)])
def test_only_who_decides_opens_the_desk(client_as, world, who, status):
    assert client_as(who).get("/hr").status_code == status


def test_a_visitor_is_sent_to_sign_in(client):
    assert "/sign-in" in client.get("/hr").headers["Location"]


def test_home_hr_sees_nothing_before_the_mover_sends_it(client_as, world, inside):
    desk = client_as(HOME_HR)
    assert "Individual" not in desk.words("/hr")
    with inside():
        send_home(world)
    assert "1 waits for you, oldest less than a minute" in desk.words("/hr")
    assert "Department for Rivers to Harbour Hospice" in desk.words("/hr")


def test_hr_reads_how_many_wait_and_since_when(client_as, world, inside, clock_at):
    with inside():
        clock_at("2026-11-22 12:00")
        another_move(world, "ada@rivers.example")
    clock_at("2026-11-28 13:00")
    words = client_as(HOST_HR).words("/hr")
    assert words.startswith("HR desk 2 wait for you, oldest 6 days")
    assert "HR at the host" in words


def test_moves_say_which_way_and_who_acts_next(client_as, world, inside):
    with inside():
        send_home(world)
    assert "In, from Department for Rivers" in client_as(HOST_HR).words("/hr?show=moves")
    words = client_as(HOME_HR).words("/hr?show=moves")
    assert "Out, to Harbour Hospice" in words
    assert "Line manager at home, Department for Rivers" in words


def test_what_is_over_stands_on_its_own_page(client_as, world, inside):
    with inside():
        ref = world.placement.public_id
        services.withdraw(world.mover, ref, world.placement.version, "I was promoted")
    desk = client_as(HOST_HR)
    assert "Nothing waits for you" in desk.words("/hr")
    assert "Individual" not in desk.words("/hr?show=moves")
    assert "Withdrawn" in desk.words("/hr?show=finished")


def test_a_chief_executive_decides_as_manager_and_hr(client_as, in_app):
    """In a charity of six one person holds the desk, lets people in and is asked by both names."""
    with in_app():
        world = factories.world()
        lantern = factories.organisation("Lantern Youth")
        chief = factories.member("chief@lantern.example", lantern, "organisation_admin", "hr")
        joining.change_settings(
            chief,
            lantern.public_id,
            ask_before_applying=False,
            one_person_decides=True,
            how_we_decide="",
        )
        world.home = lantern
        placement = another_move(world, "sam@lantern.example")
        youth = factories.actor("sam@lantern.example")
        services.send_home(youth, placement.public_id, placement.version)
        nia = factories.person("nia@post.example")
        joining.ask_to_join(nia, lantern.public_id, "Trustee", "See the website")
    words = client_as("chief@lantern.example").words("/hr")
    assert "1 waits for you" in words
    assert "Line manager at home and HR at home" in words
    assert "1 asks to join" in words


@pytest.mark.parametrize("path", ["/hr?page=99", "/hr?show=moves&page=99", "/hr?show=nonsense"])
def test_a_page_that_is_not_there_says_what_to_do(client_as, world, path):
    assert client_as(HOME_HR).get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "with_one", "with_more"),
    [
        ("/hr", 24, 24),
        ("/hr?show=moves", 12, 12),
        ("/hr?show=finished", 10, 12),  # nothing was found at first, so nothing loaded beside it
    ],
)
def test_the_desk_costs_the_same_at_any_length(
    client_as, world, inside, queries, path, with_one, with_more
):
    desk = client_as(HOST_HR)

    def asked():
        desk.get(path)
        with queries() as statements:
            desk.get(path)
        return len(statements)

    before = asked()
    with inside():
        for name in ("ada", "ben", "cem"):
            another_move(world, f"{name}@rivers.example")
            ended = another_move(world, f"{name}2@rivers.example")
            mover = factories.actor(f"{name}2@rivers.example")
            services.withdraw(mover, ended.public_id, ended.version, "Not now")
            refused = another_move(world, f"{name}3@rivers.example")
            hr, role = factories.actor(HOST_HR), Role.HOST_HR
            services.refuse(hr, refused.public_id, refused.version, role, "cost", "No")
    assert (before, asked()) == (with_one, with_more)
