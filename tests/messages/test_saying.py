"""Changing, withdrawing, drafts, quotes, seen marks and addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exchange import clock
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.messages import inbox, queries, reading, services
from tests import factories
from tests.applications import make
from tests.messages import talks

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


def later(**delta):
    return clock.at(START + timedelta(**delta))


@pytest.fixture
def inside(in_app, clock_at):
    clock_at(START)
    with in_app():
        yield


@pytest.fixture
def talk(inside):
    return talks.cast()


@pytest.fixture
def pages(app, in_app, clock_at):
    """The same, for tests of pages: the cast, the conversation, and a browser of somebody."""
    clock_at(START)
    with in_app():
        cast, talk = talks.cast()
    return cast, f"/messages/{talk}", lambda who: make.browser(app, who)


def test_a_message_can_be_changed_for_ten_minutes_and_says_what_it_said(talk):
    cast, ref = talk
    message = talks.said(cast.poster, ref, "At nin.")
    with later(minutes=5):
        talks.change(cast.poster, ref, message, "At nine.")
    with later(minutes=10):
        talks.change(cast.poster, ref, message, "At nine, at the gate.")
        newest = talks.messages(cast.applicant, ref)[-1]
    assert newest.body == "At nine, at the gate."
    assert newest.edited_at == START + timedelta(minutes=10)
    assert [(one.body, one.until) for one in newest.earlier] == [
        ("At nin.", START + timedelta(minutes=5)),
        ("At nine.", START + timedelta(minutes=10)),
    ]
    with later(minutes=10, seconds=1), pytest.raises(Invalid, match="ten minutes"):
        talks.change(cast.poster, ref, message, "At ten.")
    assert talks.read(cast.applicant, ref)[-1] == "At nine, at the gate."


def test_the_same_words_are_no_change(talk):
    cast, ref = talk
    message = talks.said(cast.poster, ref, "At nine.")
    talks.change(cast.poster, ref, message, " At nine. ")
    assert talks.messages(cast.applicant, ref)[-1].edited_at is None


@pytest.mark.parametrize("body", ["", "  ", "x" * 5_001])
def test_a_changed_message_has_text_and_an_end_too(talk, body):
    cast, ref = talk
    message = talks.said(cast.poster, ref, "At nine.")
    with pytest.raises(Invalid):
        talks.change(cast.poster, ref, message, body)


@pytest.mark.parametrize("how", ["change", "withdraw"])
@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("poster", None),
        ("applicant", NotAllowed),
        ("co_poster", NotAllowed),
        ("colleague", NotFound),
    ],
)
def test_only_the_sender_changes_and_withdraws(talk, how, who, refusal):
    cast, ref = talk
    message = talks.said(cast.poster, ref, "At nine.")
    version = talks.version(cast.poster, ref, message)
    words = ("At ten.",) if how == "change" else ()

    def do():
        getattr(services, how)(getattr(cast, who), ref, message, version, *words)

    if refusal is None:
        do()
    else:
        with pytest.raises(refusal):
            do()
        assert talks.read(cast.applicant, ref)[-1] == "At nine."


def test_what_is_withdrawn_is_read_by_nobody_and_kept_for_moderators(talk):
    cast, ref = talk
    message = talks.said(cast.poster, ref, "A secret.")
    talks.change(cast.poster, ref, message, "A worse secret.")
    with later(days=3):
        talks.withdraw(cast.poster, ref, message)
        for one in (cast.poster, cast.applicant):
            newest = talks.messages(one, ref)[-1]
            assert (newest.body, newest.earlier, newest.edited_at) == ("", (), None)
            assert newest.withdrawn_at == START + timedelta(days=3)
        assert talks.last_line(cast.applicant) == "Poster withdrew this message."
        assert talks.last_line(cast.poster) == "You withdrew this message."
        assert talks.rows_of(message) == ("", ["A secret.", "A worse secret."])
        with pytest.raises(IllegalTransition):
            talks.withdraw(cast.poster, ref, message)
        with pytest.raises(IllegalTransition):
            talks.change(cast.poster, ref, message, "Again")


@pytest.mark.parametrize("first", ["change", "withdraw"])
@pytest.mark.parametrize("then", ["change", "withdraw"])
def test_who_saw_an_older_version_is_told_that_it_changed(talk, first, then):
    cast, ref = talk
    message = talks.said(cast.poster, ref, "At nine.")
    seen = talks.version(cast.poster, ref, message)
    words = {"change": ("At ten.",), "withdraw": ()}
    getattr(services, first)(cast.poster, ref, message, seen, *words[first])
    with pytest.raises(ChangedMeanwhile):
        getattr(services, then)(cast.poster, ref, message, seen, *words[then])


def test_the_page_of_a_change_keeps_what_was_typed(pages, in_app):
    cast, path, browser = pages
    with in_app():
        message = talks.said(cast.poster, talks.ref(path), "At nine.")
    poster = browser(cast.poster)
    assert "At nine." in poster.words(f"{path}/{message}/change")
    with later(minutes=11):
        token = poster.token(path)
        sent = {"csrf_token": token, "version": "1", "body": "At ten, at the gate."}
        refused = poster.post(f"{path}/{message}/change", data=sent)
        assert refused.status_code == 422
        assert "At ten, at the gate." in refused.text
        assert "The ten minutes to change this message are over" in refused.text
        assert poster.get(f"{path}/{message}/change").status_code == 409


def test_changing_and_withdrawing_on_the_page(pages, in_app):
    cast, path, browser = pages
    with in_app():
        message = talks.said(cast.poster, talks.ref(path), "At nin.")
    poster, asker = browser(cast.poster), browser(cast.applicant)
    answer = poster.submit(f"{path}/{message}/change", body="At nine.", follow=True)
    assert "Your message is changed" in answer.text
    words = asker.words(path)
    assert "At nine. Edited 22 November 2026 at 10:00am: see earlier text" in words
    assert "Until 22 November 2026 at 10:00am: At nin." in words
    assert (
        "Your message is withdrawn" in poster.submit(f"{path}/{message}/withdraw", follow=True).text
    )
    page = asker.get(path).text
    assert "Poster withdrew this message on 22 November 2026 at 10:00am." in page
    assert "At nin" not in page
    assert poster.get(f"{path}/{message}/withdraw").status_code == 409


def test_a_draft_is_kept_for_its_writer_and_gone_once_sent(pages):
    cast, path, browser = pages
    poster = browser(cast.poster)
    poster.post(f"{path}/draft", data={"csrf_token": poster.token(path), "body": "I thin"})
    assert "I thin" in poster.get(path).text
    assert "I thin" not in browser(cast.applicant).get(path).text
    poster.submit(path, body="I think so.")
    assert "I thin</textarea>" not in poster.get(path).text.replace("\n", "")


def test_a_draft_from_the_script_answers_with_nothing(pages):
    cast, path, browser = pages
    poster = browser(cast.poster)
    sent = {"csrf_token": poster.token(path), "body": "I thin"}
    script = {"X-Requested-With": "script"}
    assert poster.post(f"{path}/draft", data=sent, headers=script).status_code == 204
    late = {**sent, "since": "9" * 40}
    assert poster.post(f"{path}/draft", data=late, headers=script).status_code == 204
    long = {**sent, "body": "x" * 5_001}
    assert poster.post(f"{path}/draft", data=long, headers=script).status_code == 422
    refused = poster.post(f"{path}/draft", data=long)
    assert refused.status_code == 422
    assert "5,000 characters or fewer" in refused.text


def test_a_draft_that_comes_after_its_message_is_thrown_away(talk):
    cast, ref = talk
    since = reading.thread(cast.poster, ref).last_id
    services.save_draft(cast.poster, ref, "It ca", since)
    talks.said(cast.poster, ref, "It can.")
    services.save_draft(cast.poster, ref, "It can", since)
    assert reading.thread(cast.poster, ref).draft == ""
    services.save_draft(cast.poster, ref, "And", reading.thread(cast.poster, ref).last_id)
    assert reading.thread(cast.poster, ref).draft == "And"
    services.save_draft(cast.poster, ref, "  ")
    assert reading.thread(cast.poster, ref).draft == ""


def test_an_answer_with_quote_begins_with_the_words_quoted(pages, in_app):
    cast, path, browser = pages
    poster = browser(cast.poster)
    with in_app():
        ref = talks.ref(path)
        first = talks.messages(cast.poster, ref)[0].public_id
        services.save_draft(cast.poster, ref, "It can.")
    text = poster.get(f"{path}?quote={first}").text
    assert f"&gt; {cast.applicant.name} wrote:\n&gt; {talks.QUESTION}\n\nIt can." in text
    sent = f"> {cast.applicant.name} wrote:\n> {talks.QUESTION}\n\nIt can."
    answer = poster.submit(path, body=sent, follow=True).text
    assert f"<blockquote><p>Individual wrote:\n{talks.QUESTION}</p></blockquote>" in answer
    with in_app():
        assert talks.last_line(cast.applicant) == "It can."


@pytest.mark.parametrize("quote", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_quote_of_nothing_is_no_quote(pages, quote):
    cast, path, browser = pages
    assert "wrote:" not in browser(cast.poster).get(f"{path}?quote={quote}").text


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("theirs", [True, False])
def test_addresses_are_read_only_where_both_agreed(pages, in_app, mine, theirs):
    cast, path, browser = pages
    ref = talks.ref(path)
    with in_app():
        services.share_address(cast.applicant, ref, mine)
        services.share_address(cast.poster, ref, theirs)
    for reader, other in ((cast.applicant, cast.poster), (cast.poster, cast.applicant)):
        page = browser(reader).get(path).text
        assert (other.email in page) is (mine and theirs)
    assert cast.poster.email not in browser(cast.co_poster).get(path).text


def test_sharing_an_address_is_taken_back_on_the_page(pages):
    cast, path, browser = pages
    poster, asker = browser(cast.poster), browser(cast.applicant)
    for one in (poster, asker):
        one.submit(f"{path}/address", on=path)
    assert cast.poster.email in asker.get(path).text
    poster.submit(f"{path}/address", on=path)
    assert cast.poster.email not in asker.get(path).text
    assert cast.applicant.email not in poster.get(path).text


@pytest.mark.parametrize(
    ("poster_shows", "asker_shows", "seen"),
    [
        (True, True, ("Poster",)),
        (False, True, ()),
        (True, False, ()),
        (False, False, ()),
    ],
)
def test_seen_marks_are_given_and_taken(pages, in_app, poster_shows, asker_shows, seen):
    cast, path, browser = pages
    browser(cast.poster).get(path)
    with in_app():
        services.set_seen_marks(cast.poster, poster_shows)
        services.set_seen_marks(cast.applicant, asker_shows)
        (line,) = talks.messages(cast.applicant, talks.ref(path))
        assert line.seen_by == seen
        (same,) = talks.messages(cast.poster, talks.ref(path))
        assert same.seen_by == (), "only under one's own"


def test_a_seen_mark_stands_under_the_last_message_seen(pages, in_app):
    cast, path, browser = pages
    ref = talks.ref(path)
    with in_app():
        talks.said(cast.applicant, ref, "Second")
    browser(cast.poster).get(path)
    with in_app():
        talks.said(cast.applicant, ref, "Third")
        seen = [(one.body, one.seen_by) for one in talks.messages(cast.applicant, ref)]
    assert seen == [(talks.QUESTION, ()), ("Second", ("Poster",)), ("Third", ())]


def test_seen_marks_are_switched_on_the_page(pages):
    cast, path, browser = pages
    asker = browser(cast.applicant)
    browser(cast.poster).get(path)
    assert "Seen by Poster" in asker.words(path)
    asker.submit("/messages/seen-marks", on="/messages")
    assert "Seen by" not in asker.words(path)
    asker.submit("/messages/seen-marks", on="/messages")
    assert "Seen by Poster" in asker.words(path)


def test_the_inbox_filters_and_says_what_about(pages, in_app):
    cast, path, browser = pages
    with in_app():
        other = factories.person("other@mail.example")
        talks.asked(other, cast.listing, "> old\nIs there a lift?")
    poster = browser(cast.poster)
    poster.get(path)
    words = poster.words("/messages")
    assert "Other, Second" in words
    assert "Is there a lift?" in words
    assert "Question" in words
    assert talks.QUESTION in words
    unread = poster.words("/messages?show=unread")
    assert "Is there a lift?" in unread
    assert talks.QUESTION not in unread
    assert "Nothing unread" in browser(cast.applicant).words("/messages?show=unread")
    with in_app():
        assert inbox.size(cast.poster) == 2
        assert inbox.size(cast.poster, only_unread=True) == 1


def test_a_badge_counts_no_further_than_a_hundred(pages, in_app):
    cast, path, browser = pages
    with in_app():
        for number in range(101):
            talks.said(cast.applicant, talks.ref(path), f"Number {number}")
        assert queries.unread_total(cast.poster) == 100
    assert "99+" in browser(cast.poster).get("/help").text


def test_a_thread_asks_as_often_for_many_messages_as_for_one(app, pages, in_app, queries):
    cast, path, browser = pages
    poster = browser(cast.poster)

    def count():
        poster.get(path)
        with queries() as asked:
            poster.get(path)
        return len(asked)

    few = count()
    with in_app():
        ref = talks.ref(path)
        for number in range(9):
            message = talks.said(cast.applicant, ref, f"Number {number}")
            talks.change(cast.applicant, ref, message, f"Number {number}!")
        make.colleague("third@harbour.example", cast.host, "poster")
        talks.said(cast.co_poster, ref, "Hello")
    assert count() == few
