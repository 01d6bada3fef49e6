"""Pages about the service, and what machines ask."""

from __future__ import annotations

import pytest

from tests import factories


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/help", "Who must say yes"),
        ("/help/how-we-decide", "Before a listing is published"),
        ("/privacy", "What we keep, and who sees it"),
        ("/accessibility", "It has not been audited by an outside body"),
    ],
)
def test_a_visitor_reads_it(client, path, words):
    assert words in client.words(path)


def test_help_lists_every_kind_and_who_must_agree(client):
    words = client.words("/help")
    for kind in ("Session", "Shadowing", "Mentoring", "Short secondment", "Loan", "Swap"):
        assert kind in words
    assert "Nobody here: you apply where it was posted" in words


@pytest.mark.parametrize("path", ["/help", "/help/how-we-decide", "/privacy", "/accessibility"])
def test_nothing_is_promised_that_is_not_there(client, path):
    words = client.words(path).lower()
    for promise in ("sign the agreement", "parties sign", "preferences", "download your data"):
        assert promise not in words


def test_the_process_answers_without_the_database(client, queries):
    with queries() as asked:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert asked == []


def test_ready_says_how_far_behind_the_worker_is(client, in_app, clock_at):
    assert client.get("/readyz").get_json() == {
        "ready": True,
        "database": "ok",
        "search": "ok",
        "outbox_lag_seconds": 0,
        "index_lag_seconds": 0,
        "index_waiting": 0,
    }
    clock_at("2026-11-22 12:00:00")
    with in_app():
        factories.accounts.sign_up(factories.VISITOR, "Ada", "ada@post.example", "hash")
    clock_at("2026-11-22 12:01:30")
    assert client.get("/readyz").get_json()["outbox_lag_seconds"] == 90


def test_without_a_database_it_is_not_ready_but_says_so(app, client, tmp_path):
    with app.app_context():
        factories.db.engine.dispose()
        factories.db.session.execute(factories.sa.text("ALTER TABLE outbox RENAME TO gone"))
        factories.db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"ready": False, "database": "unavailable"}


def test_a_menu_that_cannot_be_counted_is_shown_without_numbers(app, client_as, in_app):
    with in_app():
        factories.person("ada@post.example", "Ada")
    client = client_as("ada@post.example")
    with in_app():
        factories.db.session.execute(factories.sa.text("ALTER TABLE message RENAME TO gone"))
        factories.db.session.commit()
    assert "Opportunities" in client.get("/help").text


def test_robots_and_the_icon(client):
    assert "Disallow: /release" in client.get("/robots.txt").text
    icon = client.get("/favicon.ico", follow_redirects=True)
    assert icon.mimetype == "image/svg+xml"
    icon.close()
