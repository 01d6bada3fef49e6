"""Answers by e-mail: said once, as who got the e-mail, and under every rule of the page."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange import clock
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.db import command, db
from exchange.messages import answering, blocking, replying, services
from exchange.messages.models import Conversation, Message
from exchange.notices import addresses
from exchange.notices.models import Notice, ToldOnce
from tests import factories
from tests.applications import make
from tests.databases import SECRET
from tests.messages import mails, talks

TAKEN = "250 2.0.0 Thank you, it is passed on."
DROPPED = "250 2.0.0 Taken; nothing is done with it."


@pytest.fixture
def talk(app, in_app, clock_at, monkeypatch):
    """A conversation of two about an application; the poster wrote last."""
    clock_at(make.NOW)
    mails.receives(app, monkeypatch)
    with in_app():
        cast = make.cast()
        sent = make.applied(cast.applicant, cast.listing)
        found = make.conversation(cast.poster, "application", sent)
        services.write(cast.poster, found, "Could you come on Tuesday?")
        yield cast, found, mails.address_for(cast.applicant)


@command
def stopped(actor, person_id, by, until):
    """A moderator's decision, with a reason that would be a line of its own."""
    blocking.stop(person_id, by, "Rude.\r\n250 2.0.0 Sent", "/moderation/7", until)


def told(who):
    """How often somebody was told of a message."""
    query = sa.select(sa.func.count(Notice.id)).filter_by(event="message")
    return db.session.scalar(query.filter_by(person_id=who.person_id))


def test_an_answer_is_said_and_the_other_is_told(talk):
    cast, found, to = talk
    before = told(cast.poster)
    assert mails.sent(to, mails.mail(cast.applicant, "Tuesday is good.\n\n> Could you?")) == TAKEN
    (line,) = talks.messages(cast.poster, found)[-1:]
    assert (line.body, line.sender) == ("Tuesday is good.", cast.applicant.name)
    assert told(cast.poster) == before + 1
    assert mails.address_for(cast.poster) != to


def test_the_address_fits_and_says_no_number(talk):
    _cast, _found, to = talk
    local, _at, domain = to.partition("@")
    assert (len(local), domain) == (53, mails.DOMAIN)
    assert to == to.lower()


def test_without_the_setting_nothing_can_be_answered(app, talk, monkeypatch):
    cast, found, to = talk
    monkeypatch.undo()
    talks.open_page(cast.applicant, found)
    services.write(cast.poster, found, "Or on Wednesday?")
    assert mails.address_for(cast.applicant) == ""
    assert mails.sent(to, mails.mail(cast.applicant)).startswith("550 5.1.1")


def test_capitals_in_the_address_change_nothing(talk):
    cast, _found, to = talk
    assert mails.sent(f" {to.upper()} ", mails.mail(cast.applicant)) == TAKEN


def changed(to):
    """Addresses that are nearly right."""
    local, _at, domain = to.partition("@")
    about, _dot, signature = local.partition(".")
    other = "b" if about[6] == "a" else "a"
    return [
        f"{about[:6]}{other}{about[7:]}.{signature}@{domain}",
        f"{about}.{'b' if signature[0] == 'a' else 'a'}{signature[1:]}@{domain}",
        f"{about}.{signature[:-1]}@{domain}",
        f"{about}.@{domain}",
        f"bounces{local[5:]}@{domain}",
        f"{local}@other.example",
        f"{local}",
        f"reply@{domain}",
        f"no-reply@{domain}",
        "",
        "\x00\udcff@é",
    ]


@pytest.mark.parametrize("number", range(11))
def test_an_altered_or_unknown_address_is_refused(talk, number):
    cast, found, to = talk
    before = talks.read(cast.poster, found)
    answer = mails.sent(changed(to)[number], mails.mail(cast.applicant))
    assert answer.startswith("550 5.1.1 There is no such address")
    assert talks.read(cast.poster, found) == before


@pytest.mark.parametrize(
    "sender",
    [
        "poster@harbour.example",
        "individual@rivers.example.evil.example",
        "individual@rivers.example, poster@harbour.example",
        '"individual@rivers.example" <evil@evil.example>',
        "",
        "undisclosed:;",
    ],
)
def test_an_answer_from_another_address_is_refused(talk, sender):
    cast, found, to = talk
    answer = mails.sent(to, mails.mail(cast.applicant, From=sender))
    assert answer.startswith("550 5.7.1 Only the person who got our e-mail")
    assert talks.read(cast.poster, found)[-1] == "Could you come on Tuesday?"


@pytest.mark.parametrize(
    "sender", ["Ada É <Individual@Rivers.Example>", "INDIVIDUAL@rivers.example"]
)
def test_names_and_capitals_in_from_change_nothing(talk, sender):
    cast, _found, to = talk
    assert mails.sent(to, mails.mail(cast.applicant, From=sender)) == TAKEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto_Submitted", "auto-replied"),
        ("Auto_Submitted", "auto-generated; owner-email=x"),
        ("Auto_Submitted", "AUTO-NOTIFIED"),
        ("Precedence", "bulk"),
        ("Precedence", "Auto_Reply"),
        ("Precedence", "list"),
        ("X_Auto_Response_Suppress", "All"),
        ("X_Auto_Response_Suppress", "DR, RN, OOF, AutoReply"),
        ("X_Autoreply", "yes"),
        ("X_Autorespond", "Out of office"),
        ("List_Id", "<all.rivers.example>"),
    ],
)
def test_what_a_machine_answers_is_dropped(talk, name, value):
    cast, found, to = talk
    before = talks.read(cast.poster, found)
    away = mails.mail(cast.applicant, "I am away.", **{name: value})
    assert mails.sent(to, away) == DROPPED
    assert talks.read(cast.poster, found) == before


@pytest.mark.parametrize(
    ("name", "value"), [("Auto_Submitted", "no"), ("Precedence", "normal"), ("Importance", "high")]
)
def test_what_a_person_writes_is_not(talk, name, value):
    cast, _found, to = talk
    assert mails.sent(to, mails.mail(cast.applicant, **{name: value})) == TAKEN


@pytest.mark.parametrize("sender", ["", "<>", "MAILER-DAEMON", "<MAILER-DAEMON>"])
def test_a_bounce_is_dropped(talk, sender):
    cast, _found, to = talk
    assert mails.sent(to, mails.mail(cast.applicant), sender) == DROPPED


def test_the_same_mail_twice_is_said_once(talk):
    cast, found, to = talk
    first = mails.mail(cast.applicant, "Once.")
    assert mails.sent(to, first) == TAKEN
    assert mails.sent(to, b"Received: by another way\r\n" + first.as_bytes()) == DROPPED
    assert talks.read(cast.poster, found).count("Once.") == 1
    assert mails.sent(to, mails.mail(cast.applicant, "Once.")) == TAKEN
    assert talks.read(cast.poster, found).count("Once.") == 2


def test_without_an_id_the_text_tells_them_apart(talk):
    cast, found, to = talk
    for text, answer in (("One.", TAKEN), ("One.", DROPPED), ("Two.", TAKEN)):
        plain = mails.mail(cast.applicant, text)
        del plain["Message-ID"]
        assert mails.sent(to, plain) == answer
    assert talks.read(cast.poster, found)[-2:] == ["One.", "Two."]


def test_what_was_refused_may_come_again(talk):
    cast, found, to = talk
    marked = mails.mail(cast.applicant, "This is OFFICIAL-SENSITIVE.", Message_ID="<a@b>")
    answer = mails.sent(to, marked)
    assert answer.startswith('550 5.7.1 This is held back: it says "OFFICIAL-SENSITIVE".')
    assert (
        db.session.scalar(
            sa.select(sa.func.count(ToldOnce.id)).where(ToldOnce.key.startswith("mail:"))
        )
        == 0
    )
    assert mails.sent(to, mails.mail(cast.applicant, "This is not.", Message_ID="<a@b>")) == TAKEN
    assert talks.read(cast.poster, found)[-1] == "This is not."


def test_between_people_who_are_blocked_nothing_is_said(talk):
    cast, found, to = talk
    applicant = db.session.get_one(Person, cast.applicant.person_id).public_id
    blocking.block(cast.poster, found, applicant)
    answer = mails.sent(to, mails.mail(cast.applicant))
    assert answer == "550 5.7.1 Nobody here can read what you write. Your text is not sent."


def test_a_stop_is_said_in_one_line_whatever_its_reason_holds(talk):
    cast, _found, to = talk
    moderator = factories.moderator()
    until = clock.now() + timedelta(days=7)
    stopped(moderator, cast.applicant.person_id, moderator.person_id, until)
    answer = mails.sent(to, mails.mail(cast.applicant))
    assert answer.startswith("550 5.7.1 A moderator decided that you do not write until ")
    assert "Rude. 250 2.0.0 Sent" in answer
    assert "/moderation/7" in answer
    assert "\n" not in answer
    assert "\r" not in answer


def test_who_left_says_nothing_more(talk):
    cast, found, to = talk
    one = db.session.scalars(sa.select(Conversation).filter_by(public_id=found)).one()
    leave(cast.poster, one.id, cast.applicant.person_id)
    answer = mails.sent(to, mails.mail(cast.applicant))
    assert answer.startswith("550 5.7.1 You do not take part in this conversation any more.")


@command
def leave(actor, conversation_id, person_id):
    """Somebody goes, as when their part in the subject ends."""
    replying.steps.leave(db.session.get_one(Conversation, conversation_id), person_id)


def test_a_closed_account_says_nothing(talk):
    cast, _found, to = talk
    accounts.deactivate(cast.applicant)
    assert mails.sent(to, mails.mail(cast.applicant)).startswith("550 5.7.1 The account")


@pytest.mark.parametrize("text", ["", "   \n\n", "> only a quote\n> and more"])
def test_nothing_written_is_refused(talk, text):
    cast, _found, to = talk
    assert mails.sent(to, mails.mail(cast.applicant, text)).startswith("554 5.6.0 There is no text")


@pytest.mark.parametrize(("octets", "code"), [(1_000_000, "250 2.0.0"), (1_000_001, "552 5.3.4")])
def test_up_to_one_megabyte(talk, octets, code):
    cast, _found, to = talk
    made = mails.mail(cast.applicant, "Yes.\n\nOn Tue, 24 Nov 2026 at 10:02, C <a@b.c> wrote:\n")
    raw = made.as_bytes()
    quote = b"> quoted quoted quoted quoted\n" * 34_000
    assert mails.sent(to, (raw + quote)[: octets - 1] + b"\n").startswith(code)


def test_a_text_that_is_too_long_for_a_message_is_refused(talk):
    cast, _found, to = talk
    answer = mails.sent(to, mails.mail(cast.applicant, "word " * 1_100))
    assert answer == "550 5.7.1 Write a message of up to 5,000 characters."


def test_attachments_are_left_out_and_that_is_said(talk):
    cast, found, to = talk
    made = mails.mail(cast.applicant, "Here is my CV.")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="cv.pdf")
    made.add_attachment("notes", filename="notes.txt")
    assert mails.sent(to, made) == TAKEN
    last = talks.read(cast.poster, found)[-1]
    assert last == "Here is my CV.\n\n[Sent by e-mail; 2 attachments left out]"


def test_headers_of_an_answer_go_nowhere(talk):
    """Whatever subject it has: our own e-mail about it is made of what we know."""
    cast, found, to = talk
    raw = mails.mail(cast.applicant, "Fine.").as_bytes()
    evil = raw.replace(
        b"Subject: Re:", b"Subject: x\n Bcc: all@harbour.example\nCc: all@h.example\nX:"
    )
    assert mails.sent(to, evil) == TAKEN
    assert talks.read(cast.poster, found)[-1] == "Fine."
    payload = str(db.session.scalars(sa.select(Notice.text).order_by(Notice.id.desc())).first())
    assert "Bcc" not in payload


def test_a_fault_of_ours_has_it_tried_again(talk, monkeypatch):
    cast, found, to = talk
    message = mails.mail(cast.applicant, "Later.")
    with monkeypatch.context() as broken:
        broken.setattr(replying.steps, "say", lambda *_said: 1 / 0)
        assert mails.sent(to, message).startswith("451 4.3.0")
    assert mails.sent(to, message) == TAKEN
    assert talks.read(cast.poster, found)[-1] == "Later."


def bounces_to(who):
    """Where what cannot be delivered to somebody comes back."""
    about = addresses.for_person(SECRET, who.person_id, who.email)
    return addresses.make(SECRET, mails.DOMAIN, addresses.BOUNCES, about)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_whatever_comes_in_is_answered(talk, data):
    """Random octets, alone and below or within headers that are right."""
    cast, _found, to = talk
    raw = data.draw(st.binary(max_size=400))
    good = mails.mail(cast.applicant).as_bytes()
    names = [b"From", b"Content-Type", b"Message-ID", b"Date", b"Auto-Submitted", b"MIME-Version"]
    name = data.draw(st.sampled_from(names))
    at = data.draw(st.integers(0, len(good)))
    kinds = [
        raw,
        good + raw,
        name + b": " + raw + b"\r\n" + good,
        good[:at] + raw + good[at:],
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: " + raw,
        b"Content-Type: multipart/mixed; boundary=x\r\n" + good + b"--x\r\n" + raw,
        b"Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=" + raw + good,
    ]
    message = data.draw(st.sampled_from(kinds))
    recipient = data.draw(st.sampled_from([to, bounces_to(cast.applicant), raw.decode("latin-1")]))
    answer = mails.sent(recipient, message)
    assert answer[:3] in {"250", "550", "552", "554"}
    assert len(answer.encode("ascii")) <= 400


def test_every_person_in_a_conversation_has_an_address_of_their_own(talk):
    _cast, found, to = talk
    one = db.session.scalars(sa.select(Conversation).filter_by(public_id=found)).one()
    made = {answering.address(part) for part in one.participants}
    assert len(made) == len(one.participants)
    assert to in made


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_each_way_to_write_letters(talk, charset, encoding):
    cast, found, to = talk
    made = mails.mail(cast.applicant)
    made.set_content("Ôn Tuesday, née Müller: ½ day", charset=charset, cte=encoding)
    assert mails.sent(to, made) == TAKEN
    assert talks.read(cast.poster, found)[-1] == "Ôn Tuesday, née Müller: ½ day"


@pytest.mark.parametrize("charset", ["no-such-set", "utf-8", "us-ascii"])
def test_letters_that_are_not_what_they_claim(talk, charset):
    cast, found, to = talk
    made = mails.mail(cast.applicant, "Caf@ on Tuesday").as_bytes()
    odd = made.replace(b"@ on", b"\xe9 on").replace(b'"utf-8"', charset.encode())
    assert mails.sent(to, odd) == TAKEN
    assert talks.read(cast.poster, found)[-1] == "Café on Tuesday"


def test_html_alone_is_read(talk):
    cast, found, to = talk
    made = EmailMessage()
    made["From"] = cast.applicant.email
    made.set_content(
        "<html><head><title>x</title><style>p{}</style></head><body><p>Yes,&nbsp;<b>Tuesday</b></p>"
        "<script>alert(1)</script><p>Ada</p><blockquote>old</blockquote></body></html>",
        subtype="html",
    )
    assert mails.sent(to, made) == TAKEN
    assert talks.read(cast.poster, found)[-1] == "Yes, Tuesday\n\nAda"
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) > 1
