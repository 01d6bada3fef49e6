"""From "create an account" to being signed in."""

from __future__ import annotations

import re

import pytest

from exchange.access import VISITOR
from exchange.accounts import services
from exchange.accounts.models import Person
from exchange.db import db
from tests import people
from tests.factories import PASSWORD

ADA = "ada@northmoor.example"


def sign_up(client, email=ADA, password=PASSWORD, **more):
    return client.submit("/sign-up", name="Ada Hall", email=email, password=password, **more)


def without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


@pytest.mark.both_databases
def test_sign_up_confirm_and_join(client, link):
    sign_up(client, "Ada@Northmoor.example")
    path = link(ADA)
    assert "Ada Hall" in client.words(path)
    assert client.submit(path).location == "/organisations/join"
    assert "Join your organisation" in client.words("/organisations/join")
    assert "ada@northmoor.example" in client.words("/account")


def test_opening_the_link_changes_nothing(client, link, in_app):
    sign_up(client)
    for _ in range(2):  # a mail scanner, then the person
        assert client.get(link(ADA)).status_code == 200
    with in_app():
        assert db.session.scalar(db.select(Person.confirmed_at)) is None


def test_the_answer_is_the_same_for_a_known_address(ada, app, mails):
    pages = []
    for client, email in ((app.test_client(), ADA), (app.test_client(), "new@northmoor.example")):
        sign_up(client, email)
        page = client.get("/sign-up/check").get_data(as_text=True)
        pages.append(without_token(page).replace(email, "ADDRESS"))
    assert pages[0] == pages[1]
    assert "You have one already" in mails(ADA)[-1]
    assert "/confirm/" in mails("new@northmoor.example")[-1]


def test_signing_up_again_does_not_change_a_confirmed_account(ada, client, client_as):
    sign_up(client, password="another phrase of four words")
    assert client_as(ADA).get("/account").status_code == 200


def test_a_stranger_cannot_gain_an_account_that_its_owner_confirms(client, app, link):
    sign_up(app.test_client(), password="the stranger knows this one")
    path = link(ADA)
    answer = client.submit(path, password=PASSWORD)
    assert answer.status_code == 422
    assert "not the password" in answer.text
    assert client.get("/account").status_code == 302


def test_in_another_browser_the_password_confirms(client, app, link):
    sign_up(app.test_client())
    assert client.submit(link(ADA), password=PASSWORD).location == "/organisations/join"


def test_a_second_sign_up_takes_the_button_from_the_first_browser(client, app, link):
    sign_up(client)
    sign_up(app.test_client(), password="the stranger knows this one")
    assert client.submit(link(ADA)).status_code == 422  # no password typed


def test_a_link_works_once(client, link):
    sign_up(client)
    path = link(ADA)
    client.submit(path)
    assert client.get(path).status_code == 410
    assert client.post(path, data={"csrf_token": client.token("/account")}).status_code == 410


def test_a_link_expires(client, link, clock_at):
    clock_at("2026-11-22 10:00")
    sign_up(client)
    clock_at("2026-11-25 09:59")
    assert client.get(link(ADA)).status_code == 200
    clock_at("2026-11-25 10:01")
    assert client.get(link(ADA)).status_code == 410


def test_the_email_of_a_sign_up_is_sent_again(client, mails, ada, in_app):
    with in_app():
        services.sign_up(VISITOR, "Bo", "bo@northmoor.example", people.password_hash())
    before = len(mails(ADA))
    answer = client.submit("/sign-in", email="bo@northmoor.example", password=PASSWORD)
    assert answer.status_code == 403
    assert "Confirm your address first" in answer.text
    token = client.token("/sign-up")
    for email in ("bo@northmoor.example", ADA, "nobody@northmoor.example"):
        data = {"email": email, "csrf_token": token}
        assert client.post("/sign-up/again", data=data).location == "/sign-up/check"
    assert len(mails("bo@northmoor.example")) == 2
    assert len(mails(ADA)) == before + 1
    assert "You have one already" in mails(ADA)[-1]
    assert mails("nobody@northmoor.example") == []


BAD = [
    ("name", "", "Enter your name"),
    ("name", "x" * 121, "120 characters or fewer"),
    ("name", "Ada\x00Hall", "cannot be shown"),
    ("email", "", "Enter an e-mail address"),
    ("email", "a" * 250 + "@northmoor.example", "at most 254"),
    ("email", "no address", "in full"),
    ("email", "a\x00b@northmoor.example", "cannot be shown"),
    ("email", "<script>alert(1)</script>", "looks like a program"),
    ("name", "<script>alert(1)</script>", "looks like a program"),
    ("email", "a@b@c.example", "in full"),
    ("password", "", "Choose a password"),
    ("password", "short", "at least 10 characters"),
    ("password", "password1234", "easy to guess"),
    ("password", "northmoor.example", "easy to guess"),
    ("password", "x" * 201, "at most 200"),
]


@pytest.mark.parametrize(("field", "typed", "says"), BAD)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, field, typed, says):
    good = {"name": "Ada Hall", "email": ADA, "password": PASSWORD}
    answer = client.submit("/sign-up", **{**good, field: typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert "<title>Error:" in answer.text
    kept = "Ada Hall" if field != "name" else ADA
    assert f'value="{kept}"' in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("raw", [b"%FF%FE", b"%ED%A0%80", b"%00", b"%F0%9F%98%80"])
@pytest.mark.parametrize("field", ["name", "email", "password"])
def test_bytes_that_are_no_text_break_nothing(client, field, raw):
    body = b"csrf_token=" + client.token("/sign-up").encode()
    for name, value in (
        ("name", b"Ada"),
        ("email", b"ada%40northmoor.example"),
        ("password", b"x"),
    ):
        body += b"&" + name.encode() + b"=" + (raw if name == field else value)
    answer = client.post("/sign-up", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422


def test_markup_in_a_name_stays_text(client, link):
    client.submit("/sign-up", name="<b onclick=x>Ada</b>", email=ADA, password=PASSWORD)
    page = client.get(link(ADA)).text
    assert "&lt;b onclick=x&gt;Ada" in page
    assert "<b onclick" not in page
