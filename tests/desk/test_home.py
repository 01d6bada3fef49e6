"""The home page: what a visitor reads, what waits for whom, and that neither grows with rows."""

from __future__ import annotations

import pytest

from exchange.opportunities.models import Side
from exchange.organisations import services as joining
from tests import factories, html
from tests.desk.conftest import HOME_HR, HOST_HR, MOVER, POSTER, another_move, send_home


def test_a_visitor_reads_what_each_of_the_three_can_do_here(client):
    words = client.words("/")
    for door in ("You would like to go", "You are HR, or do what HR does", "You can offer a place"):
        assert door in words
    assert "In a charity of six that is the chief executive" in words
    assert "No place is open right now" in words
    for principle in ("Recognition", "Partnership", "Participation", "Transparency"):
        assert principle in words


def test_a_visitor_reads_who_must_say_yes(client):
    words = client.words("/")
    assert "Session, Mentoring Nobody else: the two of you" in words
    assert "Shadowing, Project Your manager and the host’s manager" in words
    assert "Loan, Swap Your manager, your HR, the host’s manager and the host’s HR" in words


def test_a_visitor_sees_open_places_only(client, world, inside):
    with inside():
        factories.listing(world.poster, world.host, published=False, title="Still a draft")
        factories.listing(world.poster, world.host, "session", title="An hour with us")
        factories.listing(world.mover, None, "session", Side.MOVER, title="I would like to visit")
    words = client.words("/")
    assert "A secondment with us" in words
    assert "An hour with us" in words
    assert "Still a draft" not in words
    assert "I would like to visit" not in words


def test_a_place_leaves_the_home_page_when_it_closes(client, world, clock_at):
    clock_at("2026-12-18 23:59:58")
    assert "A secondment with us" in client.words("/")
    clock_at("2026-12-19 00:00:01")
    assert "A secondment with us" not in client.words("/")


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("SEO", "In the Civil Service SEO In a charity Manager"),
        ("Fundraising manager", "In the Civil Service SEO In a charity Manager"),
        ("chief executive", "It could be one of these"),
        ("xyzzy", "We cannot tell a level from “xyzzy”"),
        ("a < b & c", "We cannot tell a level from “a < b & c”"),
    ],
)
def test_the_level_of_a_title(client, title, answer):
    page = client.get("/", query_string={"job": title})
    assert page.status_code == 200
    assert answer in html.words(html.parse(page.text).find(".//main"))


@pytest.mark.parametrize("title", ["x" * 121, "SEO\x00", "\u202eSEO", "<script>x</script>"])
def test_a_silly_title_gets_an_error_beside_the_field(client, title):
    page = client.get("/", query_string={"job": title})
    assert page.status_code == 422
    assert "There is a problem" in page.text


def test_an_empty_title_is_no_question(client):
    page = client.get("/", query_string={"job": "  "})
    assert page.status_code == 200
    assert "We cannot tell" not in page.text


def test_somebody_new_is_led_to_join_and_to_write_a_profile(client_as, in_app):
    with in_app():
        factories.person("nia@post.example", "Nia New")
    words = client_as("nia@post.example").words("/")
    assert "Let us get you started" in words
    assert "Join your organisation" in words
    assert "Write your profile" in words


def test_who_asked_to_join_reads_that_it_is_checked(client_as, in_app):
    with in_app():
        nia = factories.person("nia@post.example", "Nia New")
        lantern = factories.organisation("Lantern Youth")
        joining.ask_to_join(nia, lantern.public_id, "Trustee", "See the website")
        factories.administrator()
    words = client_as("nia@post.example").words("/")
    assert "Lantern Youth is checking that you belong there" in words
    assert "1 ask to join oldest" in client_as("admin@crossover.example").words("/")


def test_each_party_of_a_move_reads_whose_turn_it_is(client_as, world, inside):
    words = client_as(MOVER).words("/")
    assert "1 thing waits for you" in words
    assert "Send the placement to the employer You" in words
    assert "Moves that wait for you" in client_as(POSTER).words("/")
    assert "Individual to Harbour Hospice" not in client_as(HOME_HR).words("/")
    with inside():
        send_home(world)
    assert "Individual to Harbour Hospice" in client_as(HOME_HR).words("/")
    assert "Nothing waits for you" in client_as(MOVER).words("/")


def test_applications_wait_for_who_posts_and_not_for_hr(client_as, world, inside):
    with inside():
        second = factories.member("second@rivers.example", world.home)
        factories.application(second, world.listing, world.home)
    assert "Applications to answer Second" in client_as(POSTER).words("/").replace(
        "Secondment ", ""
    )
    assert "Applications to answer" not in client_as(HOST_HR).words("/")
    assert "Wait for the answer Harbour Hospice" in client_as("second@rivers.example").words("/")


def test_moderators_read_the_oldest_item_and_its_clock(client_as, world, inside, clock_at):
    with inside():
        clock_at("2026-11-20 09:00")
        draft = factories.listing(world.poster, world.host, published=False)
        factories.listings.submit(world.poster, draft.public_id, draft.version)
    clock_at("2026-11-22 10:00")
    words = client_as("moderator@crossover.example").words("/")
    assert "1 wait to be read by a moderator oldest 2 days" in words


def test_the_home_pages_ask_the_same_of_the_database_however_much_there_is(
    client, client_as, world, inside, queries
):
    people = {email: client_as(email) for email in (HOST_HR, POSTER, MOVER)}

    def asked():
        found = []
        for one in (client, *people.values()):
            one.get("/")  # warm
            with queries() as statements:
                one.get("/")
            found.append(len(statements))
        return found

    before = asked()
    with inside():
        for name in ("ada", "ben", "cem", "dee"):
            another_move(world, f"{name}@rivers.example")
            applicant = factories.member(f"{name}2@rivers.example", world.home)
            factories.application(applicant, world.listing, world.home)
    assert asked() == before
    assert before == [2, 33, 33, 32]
