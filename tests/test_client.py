"""The tools that test everything else: do they see what is wrong?"""

import socket

import pytest
from flask import request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from exchange.accounts.models import SignInSession
from exchange.db import db
from tests import html

pytestmark = pytest.mark.own_app

GOOD = """<!doctype html><html lang="en"><head><title>Listings – Crossover</title></head><body>
<main><h1>Listings</h1><form action="/found" method="post">
<input type="hidden" name="csrf_token" value="abc"><label for="q">Words</label>
<input id="q" name="q" value="as it was"></form><img src="/a.svg" alt=""></main></body></html>"""


def test_a_good_page_passes():
    assert html.check(GOOD).find(".//h1").text == "Listings"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("</main>", "", "invalid HTML"),
        ("<h1>Listings</h1>", "<p>Listings</p>", "exactly one h1"),
        ("</h1>", "</h1><h1>More</h1>", "exactly one h1"),
        ("– Crossover", "", "the title is"),
        (' lang="en"', "", "no lang"),
        ("<main>", '<main id="q">', "id q stands 2 times"),
        ('for="q"', 'for="p"', "for=p points nowhere"),
        ('name="csrf_token"', 'name="token"', "no csrf_token"),
        (' action="/found"', "", "needs action and method"),
        (' method="post"', "", "needs action and method"),
        (' alt=""', "", "has no alt"),
        ("<h1>", '<h1 style="color: red">', "has style="),
        ("<h1>", '<h1 onclick="go()">', "has onclick="),
        ("</main>", "<script>go()</script></main>", "inline script"),
        ("</head>", "<style>p {}</style></head>", "a style element"),
        ("</main>", '<a href="javascript:go()">Go</a></main>', "leads to"),
    ],
)
def test_a_bad_page_is_refused(old, new, says):
    assert old in GOOD
    with pytest.raises(AssertionError, match=says):
        html.check(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Listings – Crossover", "Error: Words – Crossover"),
        ('action="/found"', 'action="/release/t0ken"'),
        ("</main>", '<script src="/static/a.js"></script></main>'),
    ],
)
def test_what_is_allowed_passes(old, new):
    html.check(GOOD.replace(old, new))


def test_a_decision_link_needs_no_token():
    page = GOOD.replace('action="/found"', 'action="/release/t0ken"')
    html.check(page.replace('name="csrf_token"', 'name="x"'))


def test_fields_are_what_a_browser_would_send():
    form = html.parse(
        """<!doctype html><title>x</title><form>
        <input name="a" value="1"><input type="checkbox" name="b" value="2">
        <input type="checkbox" name="b" value="3" checked><textarea name="c">\nlong</textarea>
        <select name="d"><option value="">None</option><option value="4" selected>Four</option>
        </select><select name="e"><option>First</option><option>Second</option></select>
        <button name="f" value="5">Go</button><input name="g" value="6" disabled></form>"""
    ).find(".//form")
    assert html.fields(form) == {
        "a": ["1"],
        "b": ["3"],
        "c": ["long"],
        "d": ["4"],
        "e": ["First"],
        "f": [],
    }


@pytest.fixture
def small(app):
    """A page with a form, and one that does what a GET must not."""
    if "csrf" not in app.extensions:
        CSRFProtect(app)
    app.register_error_handler(CSRFError, lambda error: ({"why": error.description}, 400))
    from_page = GOOD.replace('value="abc"', 'value="{}"').replace("/found", "/try/found")

    def page():
        return from_page.format(generate_csrf())

    def found():
        return {"q": request.form.getlist("q"), "from": url_for("static", filename="x")}

    def reads_and_writes():
        person = db.session.execute(db.text(request.args["sql"]))
        return {"rows": person.rowcount}

    open_pages = {"try_page": page, "try_found": found, "try_write": reads_and_writes}
    for view in open_pages.values():
        view.__permission__ = "page:public"
    app.add_url_rule("/try", "try_page", page)
    app.add_url_rule("/try/found", "try_found", found, methods=["POST"])
    app.add_url_rule("/try/write", "try_write", reads_and_writes)
    return app


def test_submit_sends_the_form_as_it_stands(small, client):
    assert client.submit("/try/found", on="/try").json["q"] == ["as it was"]
    assert client.submit("/try/found", on="/try", q="other").json["q"] == ["other"]
    assert client.submit("/try/found", on="/try", q=["a", "b"]).json["q"] == ["a", "b"]
    assert client.submit("/try/found", on="/try", q=None).json["q"] == []


def test_submit_refuses_a_form_or_field_that_the_page_does_not_have(small, client):
    with pytest.raises(AssertionError, match="has no form to /try/lost"):
        client.submit("/try/lost", on="/try")
    with pytest.raises(AssertionError, match=r"lacks fields: .*'colour'"):
        client.submit("/try/found", on="/try", colour="red")


def test_csrf_is_on(small, client):
    assert client.post("/try/found", data={"q": "x"}).status_code == 400
    token = client.token("/try")
    assert client.post("/try/found", data={"q": "x", "csrf_token": token}).status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET name = 'x' WHERE id = 1",
        "DELETE FROM person",
        "UPDATE sign_in_session SET seen_at='x', revoked_at='x' WHERE id=1",
        "UPDATE participant SET person_id='2' WHERE id=1",
    ],
)
def test_a_get_that_writes_is_found(small, client, statement):
    with pytest.raises(AssertionError, match="reading /try/write wrote"):
        client.get("/try/write", query_string={"sql": statement})


def test_the_two_named_marks_pass(small, client):
    for mark in ("participant SET read_up_to=7", "sign_in_session SET seen_at='x'"):
        sql = f"UPDATE {mark} WHERE id=1"
        assert client.get("/try/write", query_string={"sql": sql}).status_code == 200


@pytest.mark.both_databases
def test_queries_are_counted(app, in_app, queries):
    with in_app(), queries() as asked:
        for _ in range(3):
            db.session.scalar(db.select(db.func.count()).select_from(SignInSession))
    assert len(asked) == 3


def test_the_network_is_closed():
    with socket.socket() as asking, pytest.raises(RuntimeError, match="may not connect"):
        asking.connect(("127.0.0.1", 9))


@pytest.mark.smtp
def test_the_loopback_is_open_to_tests_of_mail():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
