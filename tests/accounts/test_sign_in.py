"""Signing in and out, being locked, and where one goes next."""

from __future__ import annotations

import pytest

from exchange import create_app
from exchange.accounts.models import SignInSession
from exchange.db import db
from tests.databases import dispose, settings
from tests.factories import PASSWORD

ADA = "ada@northmoor.example"
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}
WRONG = "this is not her password"


def sign_in(client, email=ADA, password=PASSWORD, **more):
    return client.submit("/sign-in", email=email, password=password, **more)


def is_signed_in(client) -> bool:
    return client.get("/account").status_code == 200


def test_sign_in_and_out(ada, client):
    assert sign_in(client).location == "/"
    assert is_signed_in(client)
    assert client.submit("/sign-out", on="/account").location == "/sign-in"
    assert not is_signed_in(client)


def test_a_signed_out_cookie_is_dead(ada, client, app):
    sign_in(client)
    cookie = client.get_cookie("crossover").value
    client.submit("/sign-out", on="/account")
    thief = app.test_client()
    thief.set_cookie("crossover", cookie)
    assert not is_signed_in(thief)


def test_signing_in_rotates_the_browser(ada, client, in_app):
    with client.session_transaction() as session:
        session["planted"] = "before"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        first = session["_user_id"]
    token = client.token("/account")
    client.post("/sign-in", data={"email": ADA, "password": PASSWORD, "csrf_token": token})
    with client.session_transaction() as session:
        assert session["_user_id"] != first
    with in_app():
        live = db.select(SignInSession).filter_by(revoked_at=None)
        assert len(db.session.scalars(live).all()) == 1


@pytest.mark.parametrize("email", [ADA, "nobody@northmoor.example"])
def test_a_wrong_password_says_the_same_for_every_address(ada, client, email):
    answer = sign_in(client, email, WRONG)
    assert answer.status_code == 422
    assert "do not match an account" in answer.text
    assert f'value="{email}"' in answer.text
    assert WRONG not in answer.text


@pytest.mark.parametrize("email", [ADA, "nobody@northmoor.example"])
def test_the_fifth_failure_locks_known_and_unknown(ada, client, clock_at, email):
    clock_at("2026-11-22 10:00")
    statuses = [sign_in(client, email, WRONG).status_code for _ in range(4)]
    answer = sign_in(client, email, WRONG)
    assert (statuses, answer.status_code) == ([422] * 4, 429)
    assert "22 November 2026 at 10:15am" in answer.text


@pytest.mark.both_databases
def test_while_locked_the_right_password_does_not_help(ada, client, clock_at):
    clock_at("2026-11-22 10:00")
    for _ in range(5):
        sign_in(client, password=WRONG)
    clock_at("2026-11-22 10:14")
    assert sign_in(client).status_code == 429
    clock_at("2026-11-22 10:16")
    assert sign_in(client).status_code == 302


def test_a_stranger_locks_nobody_out_of_another_network(ada, client, app):
    stranger = app.test_client()
    stranger.environ_base.update(ELSEWHERE)
    for _ in range(6):
        sign_in(stranger, password=WRONG)
    assert sign_in(stranger).status_code == 429
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/notices?page=2", "/notices?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("\x00", "/"),
    ],
)
def test_next_stays_on_this_site(ada, client, target, goes_to):
    token = client.token("/sign-in")
    data = {"email": ADA, "password": PASSWORD, "csrf_token": token, "next": target}
    assert client.post("/sign-in", data=data).location == goes_to


def test_next_survives_a_wrong_password(ada, client):
    wall = client.get("/notices").location
    assert wall == "/sign-in?next=/notices"
    token = client.token("/sign-in")
    data = {"email": ADA, "password": WRONG, "csrf_token": token, "next": "/notices"}
    assert 'name="next" value="/notices"' in client.post("/sign-in", data=data).text


def test_without_the_form_token_nobody_is_signed_in(ada, client):
    answer = client.post("/sign-in", data={"email": ADA, "password": PASSWORD})
    assert answer.status_code == 400
    assert not is_signed_in(client)


@pytest.mark.parametrize("typed", ["", "x" * 500, "a\x00b@c.example", "no address"])
def test_a_strange_address_is_refused(client, typed):
    assert sign_in(client, typed).status_code == 422


@pytest.mark.parametrize("typed", ["", "x" * 201])
def test_a_strange_password_is_refused(client, typed):
    assert sign_in(client, password=typed).status_code == 422


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/reset", "/sign-up/again"])
def test_one_network_may_try_only_so_often(database_url, tmp_path, path):
    app = create_app(settings(database_url, tmp_path, testing=False))
    client = app.test_client()
    page = client.get("/sign-in").text
    sent = {"csrf_token": page.partition('name="csrf_token" value="')[2].partition('"')[0]}
    statuses = [client.post(path, data=sent).status_code for _ in range(21)]
    dispose(app)
    assert 429 not in statuses[:20]
    assert statuses[20] == 429
