"""How often an e-mail says that somebody wrote: once, until the conversation has been looked at."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from exchange.accounts.queries import address_of
from exchange.db import db
from exchange.messages import replying
from exchange.notices import digests, outbox, preferences, services, unsubscribing
from exchange.notices.events import Channel, Group
from exchange.notices.models import Notice
from exchange.notices.preferences import Wish
from tests.applications import make
from tests.messages import talks
from tests.notices import mailing

pytestmark = [pytest.mark.smtp, pytest.mark.both_databases]

MORNING = "2026-11-23 07:30"
WROTE, ONE = "Somebody wrote to you", "Your daily e-mail: 1 notice"
AGAIN = "Until you have read it, no other e-mail about this comes at once."


@pytest.fixture
def box():
    with mailing.serving() as found:
        yield found


@pytest.fixture
def talk(in_app, clock_at):
    clock_at("2026-11-22 10:00")
    with in_app():
        cast = make.cast()
        for one in (cast.poster, cast.applicant):
            services.mark_all_read(one)  # what was told on the way here
        yield cast, talks.asked(cast.applicant, cast.listing)


def subjects(box, who):
    """The subjects of all that somebody got so far, once everything was sent."""
    mailer = mailing.mailer_to(box, {})
    mailer.address_of = address_of
    digests.run()
    outbox.deliver_due({**mailer.handlers(), "digest_mail": digests.sender(mailer)})
    return [one["Subject"] for one in of_talk(box, who)]


def of_talk(box, who):
    """The e-mails about messages, and the daily ones."""
    theirs = [one for one in box.messages if one["To"] == who.email]
    return [one for one in theirs if one["Subject"].startswith((WROTE, "Your daily"))]


def on_the_page(who):
    """How many notices of messages stand on somebody's page."""
    query = sa.select(sa.func.count(Notice.id)).filter_by(event="message", on_page=True)
    return db.session.scalar(query.filter_by(person_id=who.person_id))


def wishes(who, channel):
    """How somebody wants to hear of messages."""
    preferences.choose(who, {Group.MESSAGES: Wish(True, channel)})


def test_ten_messages_within_an_hour_are_one_email_until_they_are_read(talk, box, clock_at):
    cast, ref = talk
    for number in range(10):
        clock_at(f"2026-11-22 10:{5 * number:02}")
        talks.said(cast.poster, ref, f"Message {number}")
    assert subjects(box, cast.applicant) == [WROTE]
    assert on_the_page(cast.applicant) == 10
    (mail,) = of_talk(box, cast.applicant)
    for part in mail.walk():
        if not part.is_multipart():
            assert AGAIN in part.get_content()
    lines = mail.get_body(("plain",)).get_content().splitlines()
    way_out = mail["List-Unsubscribe"].strip("<>")
    assert f"Stop e-mails like this one, without signing in: {way_out}" in lines
    assert f"https://crossover.example/messages/{ref}" in lines
    assert AGAIN in lines
    talks.open_page(cast.applicant, ref)
    talks.said(cast.poster, ref, "And one more.")
    talks.said(cast.poster, ref, "And the last.")
    assert subjects(box, cast.applicant) == [WROTE, WROTE]


def test_what_is_not_read_by_the_morning_stands_once_in_the_daily_one(talk, box, clock_at):
    cast, ref = talk
    for number in range(4):
        talks.said(cast.poster, ref, f"Message {number}")
    clock_at(MORNING)
    assert subjects(box, cast.applicant) == [WROTE, ONE]
    daily = of_talk(box, cast.applicant)[-1].get_body(("plain",)).get_content()
    assert daily.count("wrote to you about") == 1
    clock_at("2026-11-24 07:30")
    assert subjects(box, cast.applicant) == [WROTE, ONE]


def test_what_was_read_by_the_morning_is_in_no_email(talk, box, clock_at):
    cast, ref = talk
    for number in range(4):
        talks.said(cast.poster, ref, f"Message {number}")
    talks.open_page(cast.applicant, ref)
    clock_at(MORNING)
    assert subjects(box, cast.applicant) == [WROTE]


def test_what_was_read_is_left_out_where_other_things_are_told(talk, box, clock_at):
    cast, ref = talk
    wishes(cast.applicant, Channel.DAILY)
    talks.said(cast.poster, ref, "Read by the morning.")
    talks.open_page(cast.applicant, ref)
    other = talks.asked(cast.colleague, cast.listing)
    talks.said(cast.poster, other, "To somebody else.")
    talks.said(cast.applicant, ref, "To the poster, who does not look.")
    talks.said(cast.applicant, ref, "To the poster again.")
    clock_at(MORNING)
    assert subjects(box, cast.applicant) == []
    assert subjects(box, cast.poster)[-1] == ONE


def test_each_conversation_and_each_person_counts_for_itself(talk, box):
    cast, ref = talk
    assert subjects(box, cast.poster) == [WROTE], "of the question"
    other = talks.asked(cast.colleague, cast.listing)
    talks.said(cast.colleague, other, "And could it begin in May?")
    assert subjects(box, cast.poster) == [WROTE, WROTE]
    assert subjects(box, cast.co_poster) == [WROTE, WROTE]
    talks.open_page(cast.poster, ref)
    talks.said(cast.applicant, ref, "Or in three days?")
    assert subjects(box, cast.poster) == [WROTE, WROTE, WROTE]
    assert subjects(box, cast.co_poster) == [WROTE, WROTE], "who has not looked"


def test_who_answers_has_looked(talk, box):
    cast, ref = talk
    talks.said(cast.poster, ref, "It could.")
    talks.said(cast.poster, ref, "Or in three.")
    replying.say_once(cast.applicant, ref, "Good: three.", "an e-mail")
    talks.said(cast.poster, ref, "Then it is settled.")
    assert subjects(box, cast.applicant) == [WROTE, WROTE]


def test_who_ended_the_daily_email_gets_none_by_this_way(talk, box, clock_at):
    cast, ref = talk
    preferences.unsubscribe(cast.applicant, cast.applicant.person_id, unsubscribing.DAILY)
    for number in range(3):
        talks.said(cast.poster, ref, f"Message {number}")
    clock_at(MORNING)
    assert subjects(box, cast.applicant) == [WROTE]
    assert on_the_page(cast.applicant) == 3


def test_an_email_that_was_not_wanted_uses_nothing_up(talk, box):
    cast, ref = talk
    wishes(cast.applicant, Channel.OFF)
    talks.said(cast.poster, ref, "Into the quiet.")
    wishes(cast.applicant, Channel.AT_ONCE)
    talks.said(cast.poster, ref, "And aloud.")
    assert subjects(box, cast.applicant) == [WROTE]
