"""Blocks, decisions that somebody does not write, markings, and how many one begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.accounts.models import Person
from exchange.audit import AuditEvent
from exchange.db import command, db
from exchange.errors import Invalid, NotAllowed, NotFound
from exchange.messages import blocking, inbox, queries, reading, services
from exchange.messages.models import Block, Draft, Message
from exchange.notices.models import Notice
from exchange.opportunities import asking
from exchange.reference.markings import marking_in
from tests import factories
from tests.applications import make

TEXT = "Could you come by on 2 December?"


@pytest.fixture
def pair(in_app, clock_at):
    """The two people around a sent application, and their conversation."""
    clock_at(make.NOW)
    with in_app():
        cast = make.cast()
        sent = make.applied(cast.applicant, cast.listing)
        return cast, make.conversation(cast.poster, "application", sent)


@pytest.fixture
def three(in_app, clock_at):
    """Who asks about a listing, and the two who post for its organisation."""
    clock_at(make.NOW)
    with in_app():
        cast = make.cast()
        talk = asking.ask(cast.applicant, cast.listing, "Is it four days a week?").public_id
        return cast, talk


def person(actor):
    """The row of a person."""
    return db.session.get_one(Person, actor.person_id)


def block(who, talk, whom):
    """Block somebody from a conversation."""
    blocking.block(who, talk, person(whom).public_id)


def texts(viewer, talk):
    """What somebody reads there."""
    return [one.body for one in reading.lines(viewer, queries.by_public_id(viewer, talk))]


def told(viewer):
    """How often somebody was told of a message."""
    query = sa.select(sa.func.count(Notice.id)).filter_by(person_id=viewer.person_id)
    return db.session.scalar(query.filter_by(event="message"))


@pytest.mark.parametrize("blocker", ["applicant", "poster"])
def test_in_a_conversation_of_two_neither_can_write(in_app, pair, blocker):
    cast, talk = pair
    who = getattr(cast, blocker)
    other = cast.poster if who is cast.applicant else cast.applicant
    with in_app():
        services.write(cast.poster, talk, TEXT)
        block(who, talk, other)
        for writer, then in ((who, "Lift your block first."), (other, "Your text is not sent.")):
            with pytest.raises(NotAllowed, match="Nobody here can read") as refused:
                services.write(writer, talk, "Hello?")
            assert refused.value.what_now == then
        assert texts(cast.applicant, talk) == texts(cast.poster, talk) == [TEXT]


def test_among_more_the_two_do_not_read_each_other_and_the_third_reads_both(in_app, three):
    cast, talk = three
    with in_app():
        block(cast.applicant, talk, cast.poster)
        before = {one: told(one) for one in (cast.applicant, cast.poster, cast.co_poster)}
        services.write(cast.poster, talk, "From the poster.")
        services.write(cast.applicant, talk, "From the asker.")
        asked = "Is it four days a week?"
        assert texts(cast.applicant, talk) == [asked, "From the asker."]
        assert texts(cast.poster, talk) == [asked, "From the poster."]
        assert texts(cast.co_poster, talk) == [asked, "From the poster.", "From the asker."]
        assert told(cast.applicant) == before[cast.applicant]
        assert told(cast.poster) == before[cast.poster]
        assert told(cast.co_poster) == before[cast.co_poster] + 2
        assert queries.unread_total(cast.applicant) == 0
        assert [one.last_line for one in inbox.rows(cast.applicant)] == ["You: From the asker."]


def test_what_was_said_meanwhile_stays_hidden_when_the_block_is_lifted(in_app, three):
    cast, talk = three
    with in_app():
        block(cast.applicant, talk, cast.poster)
        services.write(cast.poster, talk, "Meanwhile.")
        blocking.unblock(cast.applicant, db.session.scalars(sa.select(Block)).one().public_id)
        services.write(cast.poster, talk, "Afterwards.")
        assert texts(cast.applicant, talk)[1:] == ["Afterwards."]
        assert queries.unread_total(cast.applicant) == 1


def test_a_block_is_ones_own_and_made_once(in_app, three):
    cast, talk = three
    with in_app():
        block(cast.applicant, talk, cast.poster)
        block(cast.applicant, talk, cast.poster)
        (one,) = db.session.scalars(sa.select(Block)).all()
        with pytest.raises(NotFound):
            blocking.unblock(cast.poster, one.public_id)
        with pytest.raises(NotFound):
            block(cast.colleague, talk, cast.poster)
        with pytest.raises(NotFound):
            block(cast.applicant, talk, cast.colleague)
        with pytest.raises(NotFound):
            block(cast.applicant, talk, cast.applicant)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"blocker_id": 1, "blocked_id": 1}, "not_oneself"),
        ({"until": 3}, "lifted_somewhere"),
    ],
)
def test_the_database_holds_it_too(in_app, three, values, name):
    cast, _talk = three
    row = {"blocker_id": cast.applicant.person_id, "blocked_id": cast.poster.person_id, "since": 0}
    with in_app(), pytest.raises(sa.exc.IntegrityError, match=name):
        db.session.execute(sa.insert(Block).values({**row, **values}))


def test_the_pages_of_a_block(app, in_app, three):
    cast, talk = three
    with in_app():
        path = f"/messages/{talk}/people/{person(cast.poster).public_id}/block"
    browser = make.browser(app, cast.applicant)
    assert path in browser.get(f"/messages/{talk}").text
    assert "You have blocked nobody" in browser.words("/messages/blocked")
    assert browser.submit(path).status_code == 302
    assert "neither reads what the other writes" in browser.words(f"/messages/{talk}")
    assert "Poster" in browser.words("/messages/blocked")
    with in_app():
        lift = f"/messages/blocked/{db.session.scalars(sa.select(Block.public_id)).one()}/lift"
    browser.submit(lift, on="/messages/blocked")
    assert "You have blocked nobody" in browser.words("/messages/blocked")


@command
def stop(actor, whom, days):
    """What a moderator's decision does."""
    until = clock.now() + timedelta(days=days)
    blocking.stop(whom.person_id, actor.person_id, "Threats.", "/messages/decisions/1", until)


def test_who_may_not_write_reads_as_before(app, in_app, pair):
    cast, talk = pair
    with in_app():
        services.write(cast.poster, talk, TEXT)
        stop(factories.moderator(), cast.applicant, 7)
        with pytest.raises(NotAllowed, match="do not write until 29 November 2026: Threats"):
            services.write(cast.applicant, talk, "Hello?")
        with pytest.raises(NotAllowed, match="do not write"):
            asking.ask(cast.applicant, cast.listing, "May I ask?")
    browser = make.browser(app, cast.applicant)
    for path in ("/messages", f"/messages/{talk}", "/applications", "/account", "/notices"):
        assert browser.get(path).status_code == 200
    assert TEXT in browser.words(f"/messages/{talk}")
    with in_app(), clock.at(datetime(2026, 11, 29, 11, tzinfo=UTC)):
        services.write(cast.applicant, talk, "I am back.")


MARKED = {
    "OFFICIAL-SENSITIVE": "This note is OFFICIAL-SENSITIVE.",
    "OFFICIAL SENSITIVE": "OFFICIAL SENSITIVE\n\nThe plan",
    "SECRET": "SECRET: do not copy",
    "TOP SECRET": "TOP SECRET",
    "UK EYES ONLY": "see UK EYES ONLY below",
}


@pytest.mark.parametrize("marking", MARKED)
def test_a_marked_text_is_neither_sent_nor_kept(in_app, pair, marking):
    cast, talk = pair
    with in_app():
        for write in (services.write, services.save_draft):
            with pytest.raises(Invalid) as refused:
                write(cast.poster, talk, MARKED[marking])
            assert f"it says “{marking}”" in refused.value.fields["body"]
        assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0
        assert db.session.scalar(sa.select(sa.func.count(Draft.id))) == 0


@pytest.mark.parametrize(
    "text", ["It is no secret.", "An official-sensitive tone", "OFFICIAL", "A secretary", ""]
)
def test_ordinary_words_mark_nothing(text):
    assert marking_in(text) == ""


def test_who_only_mentions_a_marking_says_so_on_the_page(app, in_app, pair):
    cast, talk = pair
    poster, path = make.browser(app, cast.poster), f"/messages/{talk}"
    assert "It only mentions" not in poster.words(path)
    held = poster.submit(path, body=MARKED["SECRET"])
    assert held.status_code == 422
    page = held.get_data(as_text=True)
    assert "It only mentions these words" in page
    assert MARKED["SECRET"] in page
    token = poster.token(path)
    data = {"csrf_token": token, "body": MARKED["SECRET"], "only_mentions": "y"}
    assert poster.post(path, data=data).status_code == 302
    with in_app():
        (one,) = db.session.scalars(sa.select(Message)).all()
        assert one.marking == "SECRET"
        event = sa.select(AuditEvent.detail).filter_by(object_kind="message")
        assert "SECRET" in str(db.session.scalar(event))


def test_applications_are_held_back_too(in_app, clock_at):
    clock_at(make.NOW)
    with in_app():
        cast = make.cast()
        for send in (make.applied, make.drafted):
            with pytest.raises(Invalid) as refused:
                send(cast.applicant, cast.listing, f"I bring {MARKED['SECRET']} and more.")
            assert "SECRET" in refused.value.fields["statement"]


@pytest.mark.parametrize(("age_days", "refused"), [(0, True), (29, True), (30, False)])
def test_a_new_account_begins_twenty_conversations_a_day(in_app, clock_at, age_days, refused):
    clock_at(make.NOW)
    with in_app():
        cast = make.cast()
        host = factories.organisations.by_public_id(cast.host)
        listings = [
            factories.listing(cast.poster, host, closes_at=datetime(2027, 6, 1, tzinfo=UTC))
            for _ in range(22)
        ]
        ids = [one.public_id for one in listings]
    asked = datetime(2026, 11, 22, 10, tzinfo=UTC) + timedelta(days=age_days)
    with in_app(), clock.at(asked):
        for one in ids[:20]:
            asking.ask(cast.applicant, one, TEXT)
        asking.ask(cast.applicant, ids[0], "One more thing.")
        if refused:
            with pytest.raises(Invalid, match="waits until tomorrow"):
                asking.ask(cast.applicant, ids[20], TEXT)
        else:
            asking.ask(cast.applicant, ids[20], TEXT)
    with in_app(), clock.at(asked + timedelta(days=1, minutes=1)):
        asking.ask(cast.applicant, ids[21], TEXT)
