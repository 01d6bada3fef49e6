"""What an open page asks for: cheap while nothing is new, and nothing is read by asking."""

from __future__ import annotations

import pytest

from exchange.messages import queries as reading
from tests import html
from tests.applications import make
from tests.messages import talks


@pytest.fixture
def pages(app, in_app, clock_at):
    clock_at(make.NOW)
    with in_app():
        cast, talk = talks.cast()
    return cast, f"/messages/{talk}", make.browser(app, cast.poster)


def ask(browser, path, tag="", **wanted):
    headers = {"If-None-Match": tag} if tag else {}
    return browser.get(path, headers=headers, query_string=wanted)


def fragment(answer):
    """What it holds as a page of its own, for the checks of HTML."""
    head = "<!DOCTYPE html><html><head><title>x</title></head>"
    return html.parse(f"{head}<body>{answer.json['html']}</body></html>")


def test_nothing_new_is_304_and_two_statements_beside_who_asks(pages, in_app, queries):
    _cast, path, poster = pages
    first = ask(poster, f"{path}/new")
    assert first.status_code == 200
    with queries() as asked:
        again = ask(poster, f"{path}/new", first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    mine = [one for one in asked if "conversation" in one or "message" in one]
    assert len(mine) == 2
    assert first.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("what", ["said", "changed", "withdrawn", "read", "joined"])
def test_whatever_the_page_shows_moves_the_tag(app, pages, in_app, what):
    cast, path, poster = pages
    ref = talks.ref(path)
    with in_app():
        message = talks.said(cast.applicant, ref, "Hello")
    poster.get(path)
    tag = ask(poster, f"{path}/new").headers["ETag"]
    if what == "read":
        make.browser(app, cast.co_poster).get(path)
    with in_app():
        if what == "said":
            talks.said(cast.applicant, ref, "Are you there?")
        elif what == "changed":
            talks.change(cast.applicant, ref, message, "Hello!")
        elif what == "withdrawn":
            talks.withdraw(cast.applicant, ref, message)
        elif what == "joined":
            make.colleague("late@harbour.example", cast.host, "poster")
            talks.said(cast.co_poster, ref, "Hello")
    assert ask(poster, f"{path}/new", tag).status_code == 200


def test_the_answer_holds_the_messages_and_how_many_are_unread(pages, in_app):
    cast, path, poster = pages
    with in_app():
        message = talks.said(cast.applicant, talks.ref(path), "> a\n<b>Hello</b>")
    tree = fragment(ask(poster, f"{path}/new"))
    (item,) = [one for one in tree.iter("li") if one.get("id") == f"m-{message}"]
    assert html.words(item).startswith("Individual 22 November 2026 at 10:00am a<b>Hello</b>")
    assert ask(poster, f"{path}/new").json["unread"] == 2
    assert not [one for one in tree.iter() if one.get("aria-live") or one.get("role")]


def test_asking_reads_nothing_until_the_reader_went_there(pages, in_app):
    cast, path, poster = pages
    ask(poster, f"{path}/new")
    with in_app():
        assert reading.unread_total(cast.poster) == 1
        newest = talks.messages(cast.poster, talks.ref(path))[-1].id
    ask(poster, f"{path}/new", seen=newest)
    with in_app():
        assert reading.unread_total(cast.poster) == 0
        talks.said(cast.applicant, talks.ref(path), "One more")
        assert reading.unread_total(cast.poster) == 1
    ask(poster, f"{path}/new", seen=newest + 10_000)
    with in_app():
        talks.said(cast.applicant, talks.ref(path), "And one")
        assert reading.unread_total(cast.poster) == 1, "nobody reads ahead"


def test_the_inbox_asks_for_a_count(pages, in_app):
    cast, path, poster = pages
    first = ask(poster, "/messages/new")
    assert first.json["unread"] == 1
    assert ask(poster, "/messages/new", first.headers["ETag"]).status_code == 304
    with in_app():
        talks.said(cast.applicant, talks.ref(path), "Hello")
    then = ask(poster, "/messages/new", first.headers["ETag"])
    assert then.json["unread"] == 2
    assert then.json["newest"] > first.json["newest"]


@pytest.mark.parametrize(
    "wanted", [{"seen": "x"}, {"seen": "-1"}, {"page": "x"}, {"page": "99999"}]
)
def test_nonsense_is_the_first_page(pages, wanted):
    _cast, path, poster = pages
    assert ask(poster, f"{path}/new", **wanted).status_code == 200
