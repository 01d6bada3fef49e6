"""One's own account: name, password, address, sessions; and the links that change them."""

from __future__ import annotations

import pytest

from tests import people
from tests.accounts.test_sign_in import is_signed_in, sign_in
from tests.factories import PASSWORD

ADA = "ada@northmoor.example"
NEW = "five other words in a row"


@pytest.fixture
def two_browsers(ada, client_as):
    """Ada at her desk and on her phone."""
    return client_as(ADA), client_as(ADA)


def test_the_account_lists_both_browsers(two_browsers):
    words = two_browsers[0].words("/account")
    assert words.count("A browser") == 2
    assert words.count("(this one)") == 1


def test_signing_out_everywhere(two_browsers):
    desk, phone = two_browsers
    desk.submit("/account/sign-out-everywhere", on="/account")
    assert not is_signed_in(desk)
    assert not is_signed_in(phone)


def test_a_new_password_signs_other_browsers_out(two_browsers, client_as):
    desk, phone = two_browsers
    answer = desk.submit("/account/password", current=PASSWORD, password=NEW)
    assert answer.location == "/account"
    assert is_signed_in(desk)
    assert not is_signed_in(phone)
    assert is_signed_in(client_as(ADA, NEW))


def test_a_new_password_needs_the_old_one(two_browsers):
    answer = two_browsers[0].submit("/account/password", current=NEW, password=NEW)
    assert answer.status_code == 422
    assert "not your password" in answer.text
    assert NEW not in answer.text


@pytest.mark.both_databases
def test_a_reset_signs_every_browser_out(two_browsers, client, link):
    assert client.submit("/reset", email=ADA).location == "/reset/sent"
    path = link(ADA)
    assert client.submit(path, password=NEW).location == "/sign-in"
    assert not any(is_signed_in(one) for one in two_browsers)
    assert sign_in(client, password=PASSWORD).status_code == 422
    assert sign_in(client, password=NEW).status_code == 302
    assert client.get(path).status_code == 410


def test_asking_for_a_reset_says_the_same_for_every_address(ada, client, mails):
    pages = []
    for email in (ADA, "nobody@northmoor.example"):
        client.submit("/reset", email=email)
        pages.append(client.get("/reset/sent").text.replace(email, "ADDRESS"))
    assert pages[0] == pages[1]
    assert "/reset/" in mails(ADA)[-1]
    assert mails("nobody@northmoor.example") == []


def test_a_reset_link_expires_and_a_weak_password_does_not_use_it(ada, client, link, clock_at):
    clock_at("2026-11-22 10:00")
    client.submit("/reset", email=ADA)
    assert client.submit(link(ADA), password="password").status_code == 422
    assert client.get(link(ADA)).status_code == 200
    clock_at("2026-11-22 11:01")
    assert client.get(link(ADA)).status_code == 410


@pytest.mark.parametrize("path", ["/confirm/{}", "/reset/{}", "/account/address/{}"])
@pytest.mark.parametrize("token", ["x", "%00", "%FF", "a" * 2000])
def test_an_invented_link_is_gone(client, path, token):
    assert client.get(path.format(token)).status_code == 410


def test_a_link_does_only_what_it_was_sent_for(ada, client, link):
    client.submit("/reset", email=ADA)
    token = link(ADA).rpartition("/")[2]
    assert client.get(f"/confirm/{token}").status_code == 410
    assert client.get(f"/account/address/{token}").status_code == 410


@pytest.mark.both_databases
def test_a_change_of_address(two_browsers, client, link, mails):
    desk, phone = two_browsers
    desk.submit("/account/address", email="hall@other.example", current=PASSWORD)
    assert "A new address was asked for" in mails(ADA)[-1]
    path = link("hall@other.example")
    assert "hall@other.example" in client.words(path)
    assert is_signed_in(desk)  # opening the link changed nothing
    assert client.submit(path).location == "/sign-in"
    assert not is_signed_in(desk)
    assert not is_signed_in(phone)
    assert sign_in(client, "hall@other.example").status_code == 302
    assert client.get(path).status_code == 410


def test_an_address_that_was_taken_meanwhile_is_refused(ada, client_as, link, in_app):
    desk = client_as(ADA)
    desk.submit("/account/address", email="bo@other.example", current=PASSWORD)
    path = link("bo@other.example")
    with in_app():
        people.person("bo@other.example")
    assert desk.submit(path).status_code == 410
    assert "ada@northmoor.example" in desk.words("/account")


def test_asking_for_somebody_elses_address_tells_nothing(ada, client_as, in_app, mails):
    with in_app():
        people.person("bo@other.example")
    answer = client_as(ADA).submit(
        "/account/address", email="bo@other.example", current=PASSWORD, follow=True
    )
    assert "We have sent an e-mail to bo@other.example" in answer.text
    assert "You have one already" in mails("bo@other.example")[-1]


def test_a_name_is_changed(ada, client_as):
    desk = client_as(ADA)
    desk.submit("/account/name", name="Ada B. Hall")
    assert "Ada B. Hall" in desk.words("/account")


BAD = [
    ("/account/name", {"name": ""}, "Enter your name"),
    ("/account/name", {"name": "x" * 121}, "120 characters"),
    ("/account/name", {"name": "A\x00da"}, "cannot be shown"),
    ("/account/address", {"email": "", "current": PASSWORD}, "Enter an e-mail"),
    ("/account/address", {"email": "nope", "current": PASSWORD}, "in full"),
    ("/account/address", {"email": "b@c.example", "current": "wrong"}, "not your password"),
    ("/account/address", {"email": ADA, "current": PASSWORD}, "your address already"),
    ("/account/password", {"current": PASSWORD, "password": ""}, "Choose a password"),
    ("/account/password", {"current": "", "password": NEW}, "Enter your password"),
    ("/reset", {"email": "\x00"}, "Enter an e-mail"),
]


@pytest.mark.parametrize(("path", "typed", "says"), BAD)
def test_what_is_wrong_stands_beside_its_field(ada, client_as, path, typed, says):
    answer = client_as(ADA).submit(path, **typed)
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize(
    "path", ["/account", "/account/name", "/account/password", "/account/address", "/notices"]
)
def test_a_visitor_is_asked_to_sign_in(client, path):
    assert client.get(path).location == f"/sign-in?next={path}"
