"""Mail through a real SMTP server: what is sent, and what becomes of refusals."""

from __future__ import annotations

import pytest

from exchange.access import VISITOR
from exchange.db import command, db
from exchange.notices import outbox, services
from exchange.notices.mailer import Mailer, Recipient
from exchange.notices.models import Outbox
from tests.notices import mailing

pytestmark = pytest.mark.smtp


@pytest.fixture
def box():
    """A mail server's mailbox."""
    with mailing.serving() as box:
        yield box


@pytest.fixture
def mailer(box):
    """A mailer that sends to it; person 1 is Ada."""
    return mailing.mailer_to(box, {1: Recipient("Ada Lovelace", "ada@charity.example")})


@command
def write(actor, to, subject="Hello", text="Dear Ada"):
    """Queue one e-mail."""
    services.mail(to, subject, text)


@command
def tell(actor, person_id, text):
    """Queue one notice."""
    services.queue("notice_mail", services.mail_payload(person_id, "shortlisted", text, "/x"))


def test_a_message_arrives_with_text_first_and_from_us(in_app, box, mailer):
    with in_app():
        write(VISITOR, "ada@charity.example", "Grüße", "Dear Ada,\n\nčšž")
        outbox.deliver_due(mailer.handlers())
    (message,) = box.messages
    assert message["To"] == "ada@charity.example"
    assert message["From"] == "Crossover <no-reply@crossover.example>"
    assert message["Subject"] == "Grüße"
    assert message["Auto-Submitted"] == "auto-generated"
    parts = [part.get_content_type() for part in message.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    assert "čšž" in message.get_body(("plain",)).get_content()


def test_a_second_try_carries_the_same_id(in_app, box, mailer):
    payload = {"to": "ada@charity.example", "subject": "s", "text": "t", "message_key": "k7"}
    with in_app():
        mailer.send_mail(payload)()
        mailer.send_mail(payload)()
    assert {message["Message-ID"] for message in box.messages} == {"<k7@crossover.example>"}


def test_a_notice_says_what_and_links_to_it(in_app, box, mailer):
    with in_app():
        tell(VISITOR, 1, "You are on the shortlist. Read more.")
        outbox.deliver_due(mailer.handlers())
    (message,) = box.messages
    assert message["Subject"] == "News of your application"
    assert "https://crossover.example/x" in message.get_body(("plain",)).get_content()


def test_somebody_who_left_gets_nothing(in_app, box, mailer):
    with in_app():
        tell(VISITOR, 2, "You are on the shortlist.")
        assert outbox.deliver_due(mailer.handlers()) == 1
    assert box.messages == []


def test_a_refused_mailbox_is_given_up(in_app, box, mailer):
    with in_app():
        write(VISITOR, "nobody@charity.example")
        outbox.deliver_due(mailer.handlers())
        row = db.session.query(Outbox).one()
        assert row.failed_at is not None
        assert "no such mailbox" in row.last_error


def test_a_server_that_is_down_is_tried_again(in_app, mailer, box):
    mailer.target = mailer.target._replace(netloc=f"127.0.0.1:{mailing.free_port()}")
    with in_app():
        write(VISITOR, "ada@charity.example")
        outbox.deliver_due(mailer.handlers())
        row = db.session.query(Outbox).one()
        assert (row.failed_at, row.done_at, row.attempts) == (None, None, 1)


def test_a_line_break_in_a_subject_goes_nowhere(in_app, box, mailer):
    with in_app():
        write(VISITOR, "ada@charity.example", "Hello\r\nBcc: all@charity.example")
        outbox.deliver_due(mailer.handlers())
        assert db.session.query(Outbox).one().done_at is None
    assert box.messages == []


def test_without_a_server_mail_stays_where_it_is(in_app):
    mailer = Mailer("", "a@b.example", "Crossover", "https://c.example", {}.get)
    with in_app():
        write(VISITOR, "ada@charity.example")
        assert outbox.deliver_due(mailer.handlers()) == 0
