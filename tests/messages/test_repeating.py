"""A form that is sent again because its answer was lost says nothing twice; another text does."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa

from exchange.db import db
from exchange.messages import services
from exchange.messages.models import Message
from exchange.notices.models import Notice
from exchange.opportunities import asking
from tests.applications import make
from tests.messages import papers, talks
from tests.placements.test_races import together

AT_NINE = "At nine."


@pytest.fixture
def talk(in_app, clock_at):
    clock_at(make.NOW)
    with in_app():
        return talks.cast()


@pytest.fixture
def form(app, talk):
    """What the poster's browser would send, and the browser."""
    cast, ref = talk
    browser, path = make.browser(app, cast.poster), f"/messages/{ref}"
    sent = {"csrf_token": browser.token(path), "since": _since(browser, path)}

    def send(body=AT_NINE, **more):
        answer = browser.post(path, data={**sent, "body": body, **more})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{path}#latest")

    return send


def _since(browser, path):
    fields = {one.get("name"): one.get("value") for one in browser.form(path, path).iter("input")}
    return fields["since"]


def said(in_app):
    """What everybody said, oldest first, and how many notices there are of it."""
    with in_app():
        texts = list(db.session.scalars(sa.select(Message.body).order_by(Message.id)))
        query = sa.select(sa.func.count(Notice.id)).filter_by(event="message")
        return texts[1:], db.session.scalar(query)


def file(content=papers.PDF, name="plan.pdf"):
    """A file of the form."""
    return io.BytesIO(content), name


@pytest.mark.both_databases
def test_a_form_sent_again_says_it_once(form, in_app):
    _texts, before = said(in_app)
    form()
    form(body=f"  {AT_NINE}\r\n")
    assert said(in_app) == ([AT_NINE], before + 2), "the applicant and a colleague are told"
    form(body="At ten.")
    form()
    assert said(in_app) == ([AT_NINE, "At ten."], before + 4)


def test_the_same_words_from_a_page_that_shows_them_are_said_again(app, form, talk, in_app):
    cast, ref = talk
    form()
    make.browser(app, cast.poster).submit(f"/messages/{ref}", body=AT_NINE)
    assert said(in_app)[0] == [AT_NINE, AT_NINE]


def test_others_may_say_the_same(form, talk, in_app):
    cast, ref = talk
    form()
    with in_app():
        services.write(cast.applicant, ref, AT_NINE, since=0)
    assert said(in_app)[0] == [AT_NINE, AT_NINE]


def test_a_forgotten_file_makes_another_message(form, in_app):
    form()
    form(files=file())
    form(files=file())
    form(files=file(papers.PNG, "plan.png"))
    assert said(in_app)[0] == [AT_NINE] * 3


def test_what_was_withdrawn_can_be_said_again(form, talk, in_app):
    cast, ref = talk
    form()
    with in_app():
        talks.withdraw(cast.poster, ref, talks.messages(cast.poster, ref)[-1].public_id)
    form()
    assert said(in_app)[0] == ["", AT_NINE]


@pytest.mark.parametrize("since", ["9" * 40, f"-{'9' * 40}", "0", "nonsense", ""])
def test_whatever_the_form_says_of_its_page_is_borne(form, in_app, since):
    form(since=since)
    assert said(in_app)[0] == [AT_NINE]


@pytest.mark.both_databases
def test_two_presses_at_once_say_it_once(app, in_app, talk):
    cast, ref = talk
    press = lambda: services.write(cast.poster, ref, AT_NINE, since=0)  # noqa: E731
    assert together(app, press, press, press) == [None] * 3
    assert said(in_app)[0] == [AT_NINE]


@pytest.mark.both_databases
def test_a_question_that_is_sent_again_is_asked_once(app, in_app, talk):
    cast, _ref = talk
    asker, path = cast.colleague, f"/opportunities/{cast.listing}/ask"
    browser = make.browser(app, asker)
    sent = {"csrf_token": browser.token(path), "body": "Is there a car park?"}
    for _time in range(2):
        assert browser.post(path, data=sent).status_code == 302
    assert said(in_app)[0] == ["Is there a car park?"]
    assert browser.post(path, data={**sent, "body": "And a bus?"}).status_code == 302
    assert said(in_app)[0] == ["Is there a car park?", "And a bus?"], "not lost without a word"
    with in_app():
        assert asking.ask(asker, cast.listing, "And a bus?")
    assert len(said(in_app)[0]) == 2
