"""Mail servers as they are: they refuse, break off, are slow, and fall silent at the end."""

from __future__ import annotations

import smtplib
import ssl
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, VISITOR
from exchange.accounts import services as accounts
from exchange.accounts.queries import address_of
from exchange.db import command, db
from exchange.notices import outbox, services, smtp
from exchange.notices.mailer import Mailer, Recipient
from exchange.notices.models import Outbox
from tests import factories, people
from tests.notices import mailing

pytestmark = pytest.mark.smtp
ADA = "ada@charity.example"


@command
def write(actor, to, subject="Hello", text="Dear Ada", reply_to=""):
    """Queue one e-mail."""
    services.mail(to, subject, text, reply_to)


@command
def tell(actor, person_id, event="decision_wanted", text="Ada Byron asks for you."):
    """Tell one person."""
    services.tell(person_id, event, text, "/placements")


def deliver(box, **options):
    """Send what is due; answers how much was tried."""
    mailer = mailing.mailer_to(box, {}, **options)
    mailer.address_of = address_of
    return outbox.deliver_due(mailer.handlers())


def only():
    """The one row of the outbox."""
    db.session.rollback()
    return db.session.scalars(sa.select(Outbox)).one()


def newest():
    """The newest row of the outbox."""
    db.session.rollback()
    return db.session.scalars(sa.select(Outbox).order_by(Outbox.id.desc())).first()


@pytest.mark.parametrize("kind", [mailing.RudeAtTheEnd, mailing.SilentAtTheEnd])
def test_a_goodbye_that_fails_sends_nothing_twice(in_app, monkeypatch, clock_at, kind):
    monkeypatch.setattr(smtp, "GOODBYE_TIMEOUT", 0.2)
    start = clock_at("2026-11-23 10:00")
    with mailing.serving(kind) as box, in_app():
        write(VISITOR, ADA)
        assert deliver(box) == 1
        assert only().done_at is not None
        clock_at(start + timedelta(hours=3))
        assert deliver(box) == 0
        assert len(box.messages) == 1


def test_it_is_recorded_before_the_goodbye(in_app, monkeypatch):
    seen = []
    real = smtp._take_leave
    monkeypatch.setattr(
        smtp, "_take_leave", lambda server: (seen.append(only().done_at), real(server))
    )
    with mailing.serving() as box, in_app():
        write(VISITOR, ADA)
        deliver(box)
    assert len(seen) == 1
    assert seen[0] is not None


def test_a_connection_that_breaks_in_the_text_is_tried_again(in_app, clock_at):
    start = clock_at("2026-11-23 10:00")
    with in_app():
        write(VISITOR, ADA)
        with mailing.serving(mailing.BreaksInTheText) as box:
            deliver(box)
        row = only()
        assert (row.done_at, row.failed_at, row.attempts) == (None, None, 1)
        clock_at(start + timedelta(seconds=3))
        with mailing.serving() as box:
            deliver(box)
            assert len(box.messages) == 1
        assert only().done_at is not None


def test_a_connection_that_breaks_before_the_answer_is_tried_under_the_same_id(in_app, clock_at):
    """Nobody can know whether the server has it: it is sent again, and the id says that it is."""
    start = clock_at("2026-11-23 10:00")
    with mailing.serving() as box, in_app():
        write(VISITOR, ADA)
        key = only().payload["message_key"]
        box.drop_after_data = True
        deliver(box)
        assert only().done_at is None
        box.drop_after_data = False
        clock_at(start + timedelta(seconds=3))
        deliver(box)
        assert [one["Message-ID"] for one in box.messages] == [f"<{key}@crossover.example>"]


def test_a_slow_server_is_waited_for(in_app, monkeypatch):
    monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
    monkeypatch.setattr(smtp, "ANSWER_TIMEOUT", 20.0)
    with mailing.serving() as box, in_app():
        box.slow_seconds = 0.8
        write(VISITOR, ADA)
        deliver(box)
        assert only().done_at is not None
        assert len(box.messages) == 1


def test_a_server_that_never_answers_is_left(in_app, monkeypatch):
    monkeypatch.setattr(smtp, "ANSWER_TIMEOUT", 0.2)
    with mailing.serving() as box, in_app():
        box.slow_seconds = 1.0
        write(VISITOR, ADA)
        deliver(box)
        assert only().done_at is None
        assert "timed out" in only().last_error


def test_whoever_lost_the_lease_does_not_send(in_app):
    def steal():
        """Another worker takes it up while the server thinks about the recipient."""
        with in_app():
            db.session.execute(sa.update(Outbox).values(worker="another"))
            db.session.commit()

    with mailing.serving() as box, in_app():
        box.on_rcpt = steal
        write(VISITOR, ADA)
        db.session.remove()
        deliver(box)
        assert box.messages == []
        assert only().worker == "another"


def test_the_lease_lasts_as_long_as_the_answer_may_take(in_app, clock_at):
    start = clock_at("2026-11-23 10:00")
    seen = []
    with mailing.serving() as box, in_app():
        mailer = mailing.mailer_to(box, {})
        real = smtplib.SMTP.data

        def data(self, message):
            seen.append(only().leased_until)
            return real(self, message)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(smtplib.SMTP, "data", data)
            write(VISITOR, ADA)
            outbox.deliver_due(mailer.handlers())
    assert seen == [start + timedelta(seconds=320)]


def test_a_full_mailbox_is_tried_later(in_app):
    with mailing.serving() as box, in_app():
        refused = []
        write(VISITOR, "full@charity.example")
        deliver(box, refused=lambda *said: refused.append(said))
        assert (only().failed_at, refused) == (None, [])
        assert "452 the mailbox is full" in only().last_error


@pytest.mark.parametrize(("answer", "is_final"), [("554 no", True), ("451 later", False)])
def test_a_refused_text_is_given_up_or_tried_later(in_app, answer, is_final):
    with mailing.serving() as box, in_app():
        box.answer = answer
        refused = []
        write(VISITOR, ADA)
        deliver(box, refused=lambda *said: refused.append(said))
        assert (only().failed_at is not None) == is_final
        assert refused == [], "the address is not to blame"


@pytest.mark.parametrize(
    ("answer", "blames_the_address"),
    [
        ("550 no such mailbox", True),
        ("550 5.1.1 unknown user", True),
        ("553 5.1.3 no such domain", True),
        ("552 5.2.2 full for good", True),
        ("550 5.4.1 Recipient address rejected: Access denied", True),
        ("554 5.7.1 <ada@charity.example>: Relay access denied", False),
        ("554 Relay access denied", False),
        ("550 5.7.54 Unable to relay", False),
        ("550 5.1.8 sender's domain not found", False),
        ("530 5.7.0 Authentication required", False),
        ("503 bad sequence", False),
    ],
)
def test_a_recipient_is_refused_for_its_address_or_for_our_settings(
    in_app, answer, blames_the_address
):
    with mailing.serving() as box, in_app():
        box.answer_to_rcpt = answer
        refused = []
        write(VISITOR, ADA)
        deliver(box, refused=lambda *said: refused.append(said))
        assert only().failed_at is not None
        assert refused == ([(ADA, answer)] if blames_the_address else [])


def test_a_mailbox_that_does_not_exist_stops_notices_and_says_so(in_app, client_as):
    with mailing.serving() as box, in_app():
        nobody = people.person("nobody@charity.example")
        db.session.execute(sa.update(Outbox).values(done_at=clock.now()))
        db.session.commit()
        tell(SYSTEM, nobody.person_id)
        deliver(box, refused=lambda *said: accounts.stop_mail(SYSTEM, *said))
        assert newest().failed_at is not None
        tell(SYSTEM, nobody.person_id)
        assert deliver(box) == 1
        assert newest().failed_at is None, "nothing was tried"
        assert box.messages == []
    client = client_as("nobody@charity.example")
    words = client.words("/account")
    assert "E-mail to nobody@charity.example does not arrive" in words
    assert "550 no such mailbox" in words
    assert "Ada Byron asks for you" in client.words("/notices"), "decisions stand on the page"


def test_a_confirmed_address_gets_mail_again(in_app, client_as):
    with in_app():
        ada = people.person(ADA)
        accounts.stop_mail(SYSTEM, ADA, "552 too big")
        assert address_of(ada.person_id) is None
    client = client_as(ADA)
    client.submit("/account/address", email=ADA, current=factories.PASSWORD)
    with in_app():
        link = people.link_in(people.mails(ADA)[-2])
    client.submit(link)
    with in_app():
        assert address_of(ada.person_id).address == ADA
    assert "does not arrive" not in client_as(ADA).words("/account")


def test_a_header_cannot_be_smuggled_in(in_app):
    with mailing.serving() as box, in_app():
        for words in ({"subject": "Hi\r\nBcc: all@b.example"}, {"reply_to": "a@b\r\nBcc: c@d"}):
            write(VISITOR, ADA, **words)
            deliver(box)
            assert newest().failed_at is not None
        write(VISITOR, f"{ADA}\r\nRCPT TO:<all@b.example>")
        deliver(box)
        assert newest().failed_at is not None
        assert box.messages == []


def test_names_of_eight_bits_arrive(in_app):
    with mailing.serving() as box, in_app():
        mailer = mailing.mailer_to(box, {1: Recipient("Siân Ó Brádaigh", ADA)})
        mailer.service = "Croesfan Caerdŷdd, y gwasanaeth"
        tell_payload = services.mail_payload(1, "joined", "Žofie Šímová ✓ welcomes you.", "/x")
        mailer.send_notice(tell_payload)()
        (message,) = box.messages
    assert "Croesfan Caerdŷdd" in str(make_header(decode_header(message["From"])))
    text = message.get_body(("plain",)).get_content()
    assert "Dear Siân Ó Brádaigh," in text
    assert "Žofie Šímová ✓" in text
    assert message.get_content_maintype() == "multipart"
    assert all(part["Content-Transfer-Encoding"] != "8bit" for part in message.walk())


def test_a_megabyte_arrives_whole(in_app):
    body = "".join(f"Zeile {number:06} mit ü und einem Punkt\n.\n" for number in range(27_000))
    assert len(body.encode()) > 1_000_000
    with mailing.serving() as box, in_app():
        write(VISITOR, ADA, text=body)
        deliver(box)
        (message,) = box.messages
        text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        assert body.strip() in text


def test_it_comes_from_the_house_and_its_subject_names_nobody(in_app):
    with mailing.serving() as box, in_app():
        ada = people.person(ADA)
        db.session.execute(sa.update(Outbox).values(done_at=clock.now()))
        db.session.commit()
        text = "Ada Byron was refused on medical grounds by Rivers."
        tell(ada, ada.person_id, text=text)
        write(ada, ADA, reply_to="reply+12@crossover.example")
        deliver(box)
        first, second = box.messages
    for message in (first, second):
        assert message["From"] == "Crossover <no-reply@crossover.example>"
    assert box.senders == [mailing.SENDER] * 2
    assert second["Reply-To"] == "reply+12@crossover.example"
    assert first["Subject"] == "A decision waits for you"
    assert text in first.get_body(("plain",)).get_content()


def test_a_server_with_a_certificate_nobody_knows_gets_nothing(in_app, monkeypatch):
    """What offers STARTTLS must show a certificate: else anybody in between could read."""
    monkeypatch.setattr(smtp, "HERE", frozenset())
    contexts = []
    real = ssl.create_default_context
    monkeypatch.setattr(
        ssl, "create_default_context", lambda: contexts.append(real()) or contexts[-1]
    )
    monkeypatch.setattr(smtplib.SMTP, "has_extn", lambda _self, name: name == "starttls")
    with mailing.serving() as box, in_app():
        write(VISITOR, ADA)
        deliver(box)
        assert only().done_at is None
    assert contexts[0].verify_mode == ssl.CERT_REQUIRED


def test_without_a_server_it_stays(in_app):
    mailer = Mailer("", mailing.SENDER, "Crossover", "", address_of)
    assert mailer.handlers() == {}
