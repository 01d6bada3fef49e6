"""Conversations: who takes part, what is unread, and what a page of one does."""

from __future__ import annotations

import pytest

from exchange.errors import Invalid, NotFound
from exchange.messages import inbox, services
from exchange.messages import queries as reading
from tests import factories, html
from tests.applications import make

TEXT = "Could you come by on 2 December?"


@pytest.fixture
def talk(in_app, clock_at):
    """The people around a sent application, and its conversation."""
    clock_at(make.NOW)
    with in_app():
        cast = make.cast()
        sent = make.applied(cast.applicant, cast.listing)
        return cast, make.conversation(cast.poster, "application", sent)


def test_unread_is_counted_for_the_others_until_they_open_it(app, in_app, talk):
    cast, conversation = talk
    with in_app():
        for _ in range(3):
            services.write(cast.poster, conversation, TEXT)
        assert reading.unread_total(cast.applicant) == 3
        assert reading.unread_total(cast.poster) == 0
        assert [one.unread for one in inbox.rows(cast.applicant)] == [3]
    applicant = make.browser(app, cast.applicant)
    assert "3 unread" in applicant.words("/messages")
    assert TEXT in applicant.words(f"/messages/{conversation}")
    assert "unread" not in applicant.words("/messages")
    with in_app():
        assert reading.unread_total(cast.applicant) == 0


def test_an_answer_reads_what_came_before_it(in_app, talk):
    cast, conversation = talk
    with in_app():
        services.write(cast.poster, conversation, TEXT)
        services.write(cast.applicant, conversation, "Yes.")
        assert reading.unread_total(cast.applicant) == 0
        assert reading.unread_total(cast.poster) == 1


@pytest.mark.parametrize(
    "who", ["colleague", "co_poster", "stranger", "home_hr", "moderator", "administrator"]
)
def test_a_conversation_is_not_there_for_others(app, in_app, talk, who):
    cast, conversation = talk
    with in_app():
        person = {
            "colleague": cast.colleague,
            "co_poster": cast.co_poster,
            "stranger": factories.person("stranger@mail.example"),
            "home_hr": make.colleague("hr@rivers.example", cast.home, "hr"),
            "moderator": factories.moderator(),
            "administrator": factories.administrator(),
        }[who]
        services.write(cast.poster, conversation, TEXT)
        with pytest.raises(NotFound):
            services.write(person, conversation, TEXT)
    browser = make.browser(app, person)
    answer = browser.get(f"/messages/{conversation}")
    assert answer.status_code == 404
    assert TEXT not in answer.text
    assert "No messages yet" in browser.words("/messages")


def test_writing_on_the_page_keeps_lines_and_escapes_markup(app, talk):
    cast, conversation = talk
    path = f"/messages/{conversation}"
    poster = make.browser(app, cast.poster)
    answer = poster.submit(path, body="Is 3 < 4?\n<b>Yes</b> & no.", follow=True)
    assert "Is 3 &lt; 4?\n&lt;b&gt;Yes&lt;/b&gt; &amp; no." in answer.text
    assert "Your message is sent" in answer.text


def test_each_message_reads_sender_then_time_then_text(app, in_app, talk):
    cast, conversation = talk
    with in_app():
        services.write(cast.poster, conversation, TEXT)
        services.write(cast.applicant, conversation, "Yes.")
    page = make.browser(app, cast.applicant).page(f"/messages/{conversation}")
    assert not [one for one in page.iter() if one.get("role") == "log" or one.get("aria-live")]
    thread = next(one for one in page.iter("ol") if one.get("class") == "thread")
    said = [html.words(one) for one in thread]
    assert said[0].startswith(f"Poster 22 November 2026 at 10:00am {TEXT} Reply with quote")
    assert said[1].startswith("You 22 November 2026 at 10:00am Yes. Reply with quote")


def test_the_page_leads_back_to_what_it_is_about(app, in_app, talk):
    cast, conversation = talk
    page = make.browser(app, cast.poster).page(f"/messages/{conversation}")
    links = [one.get("href", "") for one in page.iter("a")]
    assert any(one.startswith("/applications/") for one in links)


@pytest.mark.parametrize("body", ["", "   ", "x" * 5_001])
def test_a_message_has_text_and_an_end(in_app, talk, body):
    cast, conversation = talk
    with in_app(), pytest.raises(Invalid):
        services.write(cast.poster, conversation, body)


def test_the_inbox_asks_as_often_for_many_as_for_one(app, in_app, queries, talk):
    cast, conversation = talk
    applicant = make.browser(app, cast.applicant)
    with in_app():
        services.write(cast.poster, conversation, TEXT)

    def count():
        with queries() as asked:
            applicant.get("/messages")
        return len(asked)

    few = count()
    with in_app():
        for n in range(4):
            other = make.colleague(f"p{n}@rivers.example", cast.home)
            sent = make.applied(other, cast.listing)
            mine = make.invited(cast.poster, make.wants_to_go(cast.applicant), cast.host)
            services.write(cast.poster, make.conversation(other, "application", sent), TEXT)
            about = make.conversation(cast.applicant, "invitation", mine)
            services.write(cast.poster, about, TEXT)
        assert len(inbox.rows(cast.applicant)) == 5
    assert count() == few


def test_a_long_thread_shows_the_newest_and_a_way_to_the_rest(app, in_app, talk):
    cast, conversation = talk
    with in_app():
        for n in range(103):
            services.write(cast.poster, conversation, f"Number {n}.")
    applicant = make.browser(app, cast.applicant)
    words = applicant.words(f"/messages/{conversation}")
    assert "Number 102." in words
    assert "Number 2." not in words
    assert "Number 2." in applicant.words(f"/messages/{conversation}?page=2")
