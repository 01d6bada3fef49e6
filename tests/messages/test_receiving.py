"""E-mail over real SMTP and through the pipe: from a notice to its answer in the conversation."""

from __future__ import annotations

import signal
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.accounts.models import Person
from exchange.accounts.queries import address_of
from exchange.db import db
from exchange.messages import receiving, services
from exchange.notices import outbox
from exchange.notices.mailer import Mailer
from tests.accounts.test_bounces import FAILED, of_delivery
from tests.applications import make
from tests.databases import SECRET
from tests.messages import mails, talks
from tests.notices import mailing

pytestmark = pytest.mark.smtp
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def talk(app, in_app, clock_at, monkeypatch):
    """A conversation of two, and what the applicant got by e-mail of it."""
    clock_at(make.NOW)
    mails.receives(app, monkeypatch)
    with mailing.serving() as box:
        with in_app():
            cast = make.cast()
            found = make.conversation(
                cast.poster, "application", make.applied(cast.applicant, cast.listing)
            )
            services.write(cast.poster, found, "Could you come on Tuesday?")
            deliver(box)
        got = [
            (one, sender)
            for one, sender in zip(box.messages, box.senders, strict=True)
            if one["To"] == cast.applicant.email and one["Reply-To"]
        ]
    return cast, found, *got[-1]


def deliver(box):
    """Send what waits, as the house would."""
    mailer = Mailer(
        f"smtp://127.0.0.1:{box.port}",
        "no-reply@crossover.example",
        "Crossover",
        "https://crossover.example",
        address_of,
        secret=SECRET,
        reply_domain=mails.DOMAIN,
    )
    outbox.deliver_due(mailer.handlers())


@pytest.fixture
def port(app):
    """Where our own receiver listens."""
    server = receiving.server(app, "127.0.0.1", mailing.free_port())
    server.start()
    yield server.port
    server.stop()


def test_a_notice_is_answered_and_the_other_is_told(in_app, talk, port, clock_at):
    cast, found, got, _sender = talk
    assert "answer by replying to this e-mail" in got.get_body(("plain",)).get_content()
    assert "answer by replying to this e-mail" in got.get_body(("html",)).get_content()
    answer = mails.mail(cast.applicant, "Yes, née Müller.\n\n> Dear Ada", To=got["Reply-To"])
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(answer)
        server.send_message(answer)
    with in_app():
        assert talks.read(cast.poster, found)[-1] == "Yes, née Müller."
        assert talks.read(cast.poster, found).count("Yes, née Müller.") == 1
        clock_at("2099-01-01 10:00")  # the receiver's threads read the machine's clock
        with mailing.serving() as box:
            deliver(box)
        (told,) = [one for one in box.messages if one["To"] == cast.poster.email][-1:]
        assert told["Reply-To"] not in {"", got["Reply-To"]}
        assert "Müller" not in told.as_string()


def test_a_text_as_letters_in_eight_bits(in_app, talk, port):
    cast, found, got, _sender = talk
    made = mails.mail(cast.applicant)
    made.set_content("Ŵyl: née", cte="8bit")
    with smtplib.SMTP("127.0.0.1", port) as server:
        options = ["BODY=8BITMIME"]
        server.sendmail(cast.applicant.email, got["Reply-To"], made.as_bytes(), options)
    with in_app():
        assert talks.read(cast.poster, found)[-1] == "Ŵyl: née"


def test_a_strange_recipient_is_refused_before_the_text(talk, port):
    _cast, _found, got, _sender = talk
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        server.mail("anybody@mail.example")
        assert server.rcpt("postmaster@elsewhere.example")[0] == 550
        assert server.rcpt(got["Reply-To"].replace("reply+", "reply+a"))[0] == 550
        assert server.rcpt(got["Reply-To"])[0] == 250
        assert server.rcpt(got["Reply-To"])[0] == 452


def test_what_is_too_large_or_refused_says_so(in_app, talk, port):
    cast, found, got, _sender = talk
    with smtplib.SMTP("127.0.0.1", port) as server:
        assert server.ehlo()[0] == 250
        assert server.esmtp_features["size"] == "1000000"
        large = mails.mail(cast.applicant, "word\n" * 250_000)
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            server.sendmail(cast.applicant.email, got["Reply-To"], large.as_bytes())
        assert refused.value.smtp_code == 552
    with smtplib.SMTP("127.0.0.1", port) as server:
        with pytest.raises(smtplib.SMTPDataError) as held:
            server.send_message(mails.mail(cast.applicant, "TOP SECRET", To=got["Reply-To"]))
        assert held.value.smtp_code == 550
        assert b"TOP SECRET" in held.value.smtp_error
    with in_app():
        assert talks.read(cast.poster, found)[-1] == "Could you come on Tuesday?"


def test_mail_that_comes_back_stops_mail(in_app, talk, port):
    cast, _found, _got, sender = talk
    assert sender.startswith("bounces+")
    assert len(sender.partition("@")[0]) <= 64
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail("", sender, of_delivery(FAILED))
    with in_app():
        person = db.session.get_one(Person, cast.applicant.person_id)
        assert person.mail_stopped_why == "550 5.1.1 no such mailbox"


def piped(app, to, message):
    """What the command answers to a mail server that pipes to it."""
    return app.test_cli_runner().invoke(args=["receive-mail", "--pipe", to], input=message)


def test_the_pipe_says_by_its_exit_code_what_became_of_it(app, in_app, talk, monkeypatch):
    cast, found, got, _sender = talk
    to = str(got["Reply-To"])
    good = mails.mail(cast.applicant, "Through the pipe.").as_bytes()
    assert piped(app, to, good).exit_code == 0
    assert piped(app, to, good).exit_code == 0
    assert piped(app, to, b"Return-Path: <>\n" + good).exit_code == 0
    assert piped(app, to.replace("reply+", "reply+a"), good).exit_code == 67
    assert piped(app, to, mails.mail(cast.poster).as_bytes()).exit_code == 77
    assert piped(app, to, mails.mail(cast.applicant, "").as_bytes()).exit_code == 65
    assert piped(app, to, good + b"x" * 1_000_000).exit_code == 65
    with in_app():
        assert talks.read(cast.poster, found).count("Through the pipe.") == 1
    monkeypatch.setattr(receiving.replying.steps, "say", lambda *_said: 1 / 0)
    again = piped(app, to, mails.mail(cast.applicant).as_bytes())
    assert (again.exit_code, again.output[:9]) == (75, "451 4.3.0")


@pytest.mark.parametrize("nobody", [b"<>", b"<MAILER-DAEMON>"])
def test_a_bounce_through_the_pipe_says_nothing(app, in_app, talk, nobody):
    cast, found, got, _sender = talk
    text = mails.mail(cast.applicant, "I am a machine.").as_bytes()
    raw = b"Return-Path: " + nobody + b"\n" + text
    assert piped(app, str(got["Reply-To"]), raw).exit_code == 0
    with in_app():
        assert talks.read(cast.poster, found)[-1] == "Could you come on Tuesday?"


def test_without_a_domain_it_says_what_to_set_and_loses_nothing(app):
    answer = piped(app, "reply@x.example", b"x")
    assert answer.exit_code == 75
    assert "EXCHANGE_REPLY_DOMAIN" in answer.output


@pytest.mark.parametrize("listen", ["127.0.0.1", "127.0.0.1:smtp", ""])
def test_where_to_listen_is_an_address_and_a_port(app, monkeypatch, listen):
    mails.receives(app, monkeypatch)
    answer = app.test_cli_runner().invoke(args=["receive-mail", "--listen", listen])
    assert answer.exit_code == 1
    assert "127.0.0.1:2525" in answer.output


def test_the_command_serves_until_it_is_told_to_end(app, in_app, talk, tmp_path):
    cast, found, got, _sender = talk
    port = mailing.free_port()
    environment = {
        "EXCHANGE_SECRET_KEY": SECRET,
        "EXCHANGE_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "EXCHANGE_DATA_DIR": str(tmp_path / "data"),
        "EXCHANGE_REPLY_DOMAIN": mails.DOMAIN,
        "PATH": "",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "receive-mail"]
    command += ["--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert any('"receiver_started"' in line for line in process.stderr)
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.send_message(mails.mail(cast.applicant, "By the command.", To=got["Reply-To"]))
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
    with in_app():
        assert talks.read(cast.poster, found)[-1] == "By the command."
