"""The daily e-mail: at most one a day, each notice in exactly one, and with what it is about."""

from __future__ import annotations

from datetime import date, timedelta

import jinja2
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.accounts.queries import address_of
from exchange.db import command, db, write_transaction
from exchange.errors import ChangedMeanwhile
from exchange.notices import digests, outbox, services
from exchange.notices.mailer import Recipient
from exchange.notices.models import Digest, Notice, Outbox
from tests import kills, people
from tests.notices import mailing

ADA = "ada@northmoor.example"
SUNDAY, MONDAY = "2026-11-22", "2026-11-23"


@command
def tell(actor: Actor, text: str, event: str = "started", **more: str) -> None:
    """Tell the actor something that can wait."""
    services.tell(actor.person_id or 0, event, text, "/placements", **more)


@pytest.fixture
def ada(in_app, clock_at):
    clock_at(f"{SUNDAY} 09:00")
    with in_app():
        return people.person(ADA)


def queued():
    """How many daily e-mails wait to be sent."""
    return db.session.query(Outbox).filter_by(topic="digest_mail", done_at=None).count()


def sent(box):
    """Send what waits; answers the daily e-mails."""
    mailer = mailing.mailer_to(box, {})
    mailer.address_of = address_of
    outbox.deliver_due({"digest_mail": digests.sender(mailer)})
    return [one for one in box.messages if one["Subject"].startswith("Your daily")]


@pytest.mark.both_databases
def test_what_was_told_by_seven_goes_out_once_a_day(ada, in_app, clock_at):
    with in_app():
        tell(ada, "The first.")
        assert digests.run() == 0, "not before the morning"
        clock_at(f"{MONDAY} 06:59")
        assert digests.run() == 0
        clock_at(f"{MONDAY} 07:00")
        tell(ada, "The second, too late for today.")
        assert digests.run() == 1
        assert digests.run() == 0
        clock_at(f"{MONDAY} 23:00")
        assert digests.run() == 0
        clock_at("2026-11-24 11:00")
        assert digests.run() == 1, "late is better than never"
        days = list(db.session.scalars(sa.select(Digest.day).order_by(Digest.id)))
        assert days == [date(2026, 11, 23), date(2026, 11, 24)]
        numbers = db.session.scalars(sa.select(Notice.digest_id).filter_by(event="started"))
        assert len(set(numbers)) == 2
        assert queued() == 2


def test_before_seven_yesterdays_is_made_up_for(ada, in_app, clock_at):
    with in_app():
        tell(ada, "While the worker was down.")
        clock_at("2026-11-24 03:00")
        assert digests.run() == 1
        assert db.session.scalars(sa.select(Digest.day)).one() == date(2026, 11, 23)


def test_what_was_read_meanwhile_or_is_urgent_is_left_out(ada, in_app, clock_at):
    with in_app():
        tell(ada, "It started.")
        services.mark_all_read(ada)
        tell(ada, "It needs you.", event="red_flag")
        clock_at(f"{MONDAY} 08:00")
        assert digests.run() == 0
        assert queued() == 0


@pytest.mark.both_databases
def test_a_second_digest_of_a_day_is_refused_by_the_database(ada, in_app):
    def twice():
        with write_transaction() as session:
            day = date(2026, 11, 23)
            session.add_all([Digest(person_id=ada.person_id, day=day) for _two in range(2)])

    with in_app(), pytest.raises(ChangedMeanwhile):
        twice()


@pytest.mark.both_databases
def test_only_what_can_wait_stands_in_one(ada, in_app, clock_at):
    with in_app():
        tell(ada, "It started.")
        tell(ada, "It needs you.", event="red_flag")
        clock_at(f"{MONDAY} 08:00")
        digests.run()
        urgent = sa.update(Notice).filter_by(event="red_flag").values(digest_id=1)
        with pytest.raises(IntegrityError, match="only_daily_in_digest"), write_transaction():
            db.session.execute(urgent)


@pytest.mark.smtp
def test_it_shows_organisation_role_and_why(ada, in_app, clock_at):
    with in_app(), mailing.serving() as box:
        where = {"organisation": "Tide Watch", "role": "Data analyst"}
        why = "It matches your search “data in Leeds”."
        tell(ada, "A new listing.", event="listing_published", **where, why=why)
        tell(ada, "Something started.")
        clock_at(f"{MONDAY} 08:00")
        digests.run()
        (message,) = sent(box)
    assert message["Subject"] == "Your daily e-mail: 2 notices"
    for kind in ("plain", "html"):
        text = message.get_body((kind,)).get_content()
        for words in ("Data analyst", "Tide Watch", why, "A new listing.", "Something started."):
            assert words in text
        assert text.index("Something started.") < text.index("A new listing."), "by group"
    html = message.get_body(("html",)).get_content()
    assert '<html lang="en">' in html
    assert 'name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme: dark" in html


@pytest.mark.smtp
def test_the_way_out_is_one_click(ada, in_app, clock_at):
    with in_app(), mailing.serving() as box:
        tell(ada, "It started.")
        clock_at(f"{MONDAY} 08:00")
        digests.run()
        (message,) = sent(box)
    link = message["List-Unsubscribe"]
    assert link.startswith("<https://crossover.example/notices/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.strip("<>") in message.get_body(("plain",)).get_content()
    lines = [one for one in box.raw[0].split(b"\r\n") if one.startswith(b"List-Unsubscribe:")]
    assert lines == [f"List-Unsubscribe: {link}".encode()], "in one piece, as programs read it"


@pytest.mark.smtp
def test_what_stays_on_carries_no_way_out(ada, in_app):
    with in_app(), mailing.serving() as box:
        mailer = mailing.mailer_to(box, {1: Recipient("Ada", ADA)})
        for event in ("decision_wanted", "message"):
            mailer.send_notice(services.mail_payload(1, event, "It waits.", "/x"))()
        fixed, free = box.messages
    assert fixed["List-Unsubscribe"] is None
    assert "this always reaches you" in fixed.get_body(("plain",)).get_content()
    assert free["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.smtp
def test_many_are_cut_and_counted(ada, in_app, clock_at):
    with in_app(), mailing.serving() as box:
        for number in range(32):
            tell(ada, f"Number {number:02}.")
        clock_at(f"{MONDAY} 08:00")
        digests.run()
        (message,) = sent(box)
    text = message.get_body(("plain",)).get_content()
    assert "32 notices" in message["Subject"]
    assert "And 2 more: https://crossover.example/notices" in text
    assert "Number 31." in text
    assert "Number 00." not in text


@pytest.mark.smtp
def test_the_frame_follows_the_language_of_the_person(ada, in_app, app, monkeypatch):
    welsh = jinja2.DictLoader(
        {
            "notices/cy/notice.txt": "Annwyl {{ name }}, {{ text }}",
            "notices/cy/notice.html": '{% extends "notices/layout.html" %}'
            '{% block letter %}Annwyl {{ name }}, <p lang="en">{{ text }}</p>{% endblock %}',
        }
    )
    both = jinja2.ChoiceLoader([welsh, app.jinja_env.loader])
    monkeypatch.setattr(app.jinja_env, "loader", both)
    with in_app(), mailing.serving() as box:
        with write_transaction():
            db.session.execute(sa.update(Person).values(language="cy"))
        found = address_of(ada.person_id)
        mailer = mailing.mailer_to(box, {1: found, 2: Recipient("Bo", "bo@b.example", "ga")})
        for person_id in (1, 2):
            mailer.send_notice(services.mail_payload(person_id, "joined", "Welcome.", "/x"))()
        welsh_one, other = (one.get_body(("html",)).get_content() for one in box.messages)
    assert '<html lang="cy">' in welsh_one
    assert "Annwyl Ada" in welsh_one
    assert '<html lang="en">' in other, "a language without templates reads English"


@pytest.mark.both_databases
def test_a_kill_at_any_step_leaves_a_whole_digest_or_none(ada, app, in_app, clock_at):
    with in_app():
        for number in range(3):
            tell(ada, f"Number {number}.")
        db.session.remove()
        db.engine.dispose()
    clock_at(f"{MONDAY} 08:00")
    for step in range(1, 50):
        if kills.killed(app, digests.run, at=step) == kills.DONE:
            break
        with in_app():
            assert (numbers(), queued()) == ({None}, 0), f"half of it was left at {step}"
            db.session.remove()
            db.engine.dispose()
    assert step > 4
    with in_app():
        assert len(numbers()) == 1
        assert None not in numbers()
        assert queued() == 1


def numbers():
    """The digests that the notices went into."""
    return set(db.session.scalars(sa.select(Notice.digest_id).filter_by(event="started")))


def test_whoever_left_has_no_digest_sent(ada, in_app, clock_at):
    with in_app():
        tell(ada, "It started.")
        start = clock_at(f"{MONDAY} 08:00")
        digests.run()
        with write_transaction():
            db.session.execute(sa.update(Person).values(deactivated_at=start - timedelta(hours=1)))
        mailer = mailing.Mailer("file:///nowhere", mailing.SENDER, "C", "", address_of)
        assert outbox.deliver_due({"digest_mail": digests.sender(mailer)}) == 1
        assert queued() == 0
