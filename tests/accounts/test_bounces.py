"""Bounces and complaints: which of them stop mail to an address, and to which."""

from __future__ import annotations

from email import message_from_string, policy

import pytest

from exchange.accounts import bounces
from exchange.accounts.models import Person
from exchange.accounts.queries import address_of
from exchange.db import db
from exchange.notices import addresses
from tests import factories
from tests.databases import SECRET
from tests.messages import mails

FAILED = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such\n mailbox"


def report(fields: str, kind: str = "delivery-status", report_type: str = "") -> str:
    """A report as mail servers write it."""
    return (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={report_type or kind}; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nIt did not arrive.\n"
        f"--x\nContent-Type: message/{kind}\n\n{fields}\n\n"
        "--x\nContent-Type: message/rfc822\n\nSubject: A message for you\n\nDear Ada\n--x--\n"
    )


def of_delivery(block: str) -> str:
    """With the block that is about the whole message first."""
    whole = "Reporting-MTA: dns; mx.example"
    return report(f"{whole}\n\nFinal-Recipient: rfc822; a@b.example\n{block}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (of_delivery(FAILED), "550 5.1.1 no such mailbox"),
        (of_delivery("Action: failed\nStatus: 5.0.0"), "5.0.0"),
        (of_delivery("Action: failed\nStatus: 5.4.4"), "5.4.4"),
        (of_delivery("Action: failed\nStatus: 5.7.1 (blocked by a list)"), ""),
        (of_delivery("Action: failed\nStatus: 5.3.0"), ""),
        (of_delivery("Action: failed\nStatus: 5.1.8 (sender)"), ""),
        (of_delivery("Action: Failed (for good)\nStatus: 5.2.2 (mailbox full)"), "5.2.2"),
        (of_delivery("Action: failed\nStatus: 4.4.7"), ""),
        (of_delivery("Action: delayed\nStatus: 4.2.2"), ""),
        (of_delivery("Action: delayed\nStatus: 5.0.0"), ""),
        (of_delivery("Action: delivered\nStatus: 2.1.5"), ""),
        (of_delivery("Action: relayed\nStatus: 5.0.0"), ""),
        (of_delivery("Action: failed"), ""),
        (of_delivery("Status: 5.1.1"), ""),
        (of_delivery("Action: failed\nStatus: 55.1.1"), ""),
        (of_delivery(f"Action: delayed\nStatus: 4.0.0\n\n{FAILED}"), "550 5.1.1 no such mailbox"),
        (report("Feedback-Type: abuse\nVersion: 1", "feedback-report"), bounces.COMPLAINED),
        (report("Feedback-Type: opt-out\nVersion: 1", "feedback-report"), bounces.COMPLAINED),
        (report("Feedback-Type: not-spam\nVersion: 1", "feedback-report"), ""),
        (report("Feedback-Type: auth-failure\nVersion: 1", "feedback-report"), ""),
        (report("", "feedback-report"), ""),
        (report("", "delivery-status"), ""),
        ("Subject: Undelivered\n\nAction: failed\nStatus: 5.1.1\n", ""),
        (of_delivery(FAILED).replace("multipart/report", "multipart/mixed"), ""),
        ("Content-Type: multipart/report\n\nAction: failed\nStatus: 5.1.1", ""),
    ],
)
def test_what_a_report_means(text, why):
    assert bounces.reason(message_from_string(text, policy=policy.default)) == why


def test_a_report_inside_what_it_is_about_counts_for_nothing():
    inner = of_delivery(FAILED)
    text = (
        'Content-Type: multipart/report; boundary="y"\n\n--y\nContent-Type: text/plain\n\nx\n'
        f"--y\nContent-Type: message/rfc822\n\n{inner}\n--y--\n"
    )
    assert bounces.reason(message_from_string(text, policy=policy.default)) == ""


@pytest.fixture
def ada(app, in_app, monkeypatch):
    """Somebody, and where what cannot be delivered to them comes back."""
    mails.receives(app, monkeypatch)
    with in_app():
        who = factories.person("ada@rivers.example")
        yield who, to(who.person_id, "ada@rivers.example")


def to(person_id: int, address: str) -> str:
    """Where it comes back."""
    about = addresses.for_person(SECRET, person_id, address)
    return addresses.make(SECRET, mails.DOMAIN, addresses.BOUNCES, about)


def stopped(who) -> str:
    """Why nothing is sent to somebody."""
    db.session.rollback()
    return str(db.session.get_one(Person, who.person_id).mail_stopped_why)


def test_a_bounce_stops_mail_and_says_why(ada):
    who, back = ada
    assert mails.sent(back, of_delivery(FAILED).encode(), "").startswith("250")
    assert stopped(who) == "550 5.1.1 no such mailbox"
    assert address_of(who.person_id or 0) is None


def test_a_second_bounce_changes_nothing(ada):
    who, back = ada
    mails.sent(back, of_delivery(FAILED).encode(), "")
    complaint = report("Feedback-Type: abuse", "feedback-report")
    assert mails.sent(back, complaint.encode(), "").startswith("250")
    assert stopped(who) == "550 5.1.1 no such mailbox"


@pytest.mark.parametrize(
    "text", [of_delivery("Action: delayed\nStatus: 4.2.2"), "Subject: I am away\n\nUntil Monday."]
)
def test_what_may_pass_stops_nothing(ada, text):
    who, back = ada
    assert mails.sent(back, text.encode(), "") == "250 2.0.0 Taken; nothing is done with it."
    assert stopped(who) == ""


def test_a_bounce_of_an_address_that_was_left_stops_nothing(ada):
    who, _back = ada
    before = to(who.person_id, "ada@before.example")
    assert mails.sent(before, of_delivery(FAILED).encode(), "")[:3] == "250"
    assert stopped(who) == ""


def test_nobody_stops_mail_to_another_person(ada):
    who, back = ada
    other = factories.person("bob@rivers.example")
    forged = back.replace(f"+{who.person_id}-", f"+{other.person_id}-")
    assert mails.sent(forged, of_delivery(FAILED).encode(), "").startswith("550 5.1.1")
    assert stopped(other) == ""
    unknown = to(999_999, "ada@rivers.example")
    assert mails.sent(unknown, of_delivery(FAILED).encode(), "").startswith("250")


@pytest.mark.parametrize("quoted", ["Original-Mail-From: <{}>", "Original-Mail-From: {}"])
def test_a_feedback_loop_says_to_whom_its_complaint_is(ada, quoted):
    who, back = ada
    fields = "Feedback-Type: abuse\nVersion: 1\n" + quoted.format(back)
    loop = f"Complaints@{mails.DOMAIN}"
    assert (
        mails.sent(loop, report(fields, "feedback-report").encode(), "x@isp.example")[:3] == "250"
    )
    assert stopped(who) == bounces.COMPLAINED


@pytest.mark.parametrize("number", range(4))
def test_a_complaint_that_names_no_address_of_ours_stops_nothing(ada, number):
    who, back = ada
    named = ["", "<>", "ada@rivers.example", back.replace("bounces+", "bounces+1")][number]
    fields = f"Feedback-Type: abuse\nOriginal-Mail-From: {named}\nOriginal-Rcpt-To: {who.email}"
    text = report(fields, "feedback-report")
    loop = f"complaints@{mails.DOMAIN}"
    assert mails.sent(loop, text.encode(), "") == "250 2.0.0 Taken; nothing is done with it."
    assert stopped(who) == ""
