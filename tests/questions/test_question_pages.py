"""The pages of public questions: asking, answering, one's own, and what waits."""

from __future__ import annotations

import uuid

import pytest

from exchange.db import db
from exchange.questions import services
from exchange.questions.models import Question
from tests import factories
from tests.questions import make
from tests.questions.make import ANSWER, ASKED, CLEARER

SAM, ASKER, WATCHER = "sam@harbour.example", "asker@mail.example", "watcher@mail.example"


@pytest.fixture
def waits(one, in_app):
    """A question that waits."""
    with in_app():
        return str(make.asked(one).public_id)


def test_asked_answered_and_read_by_a_visitor(one, client_as, client, in_app):
    asker, ask = client_as(ASKER), f"{one.page}/questions/ask"
    assert "Ask a question that everybody can read the answer to" in asker.words(one.page)
    words = asker.words(ask)
    assert "It is published only when Harbour Hospice answers it" in words
    assert "Your name is never shown" in words
    assert asker.submit(ask, body="").status_code == 422
    long = asker.submit(ask, body="x" * 1001)
    assert long.status_code == 422
    assert "x" * 1001 in long.text
    assert asker.submit(ask, body=ASKED).location == "/my-questions"
    assert "Waits for an answer" in asker.words("/my-questions")
    assert "1 question of yours waits for an answer" in asker.words(one.page)
    assert ASKED not in client.words(one.page)

    sam = client_as(SAM)
    assert "Questions to answer for everybody" in sam.words("/")
    assert "1 question waits for your answer" in sam.words(f"{one.page}/questions")
    with in_app():
        path = f"/questions/{db.session.query(Question.public_id).scalar()}/answer"
    assert ASKED in sam.words(path)
    refused = sam.submit(path, wording=CLEARER, answer="")
    assert refused.status_code == 422
    assert CLEARER in refused.text
    assert sam.submit(path, wording=CLEARER, answer=ANSWER).status_code == 302
    assert "Questions to answer for everybody" not in sam.words("/")

    for reader in (client, client_as(WATCHER), asker):
        words = reader.words(one.page)
        assert f"{CLEARER} {ANSWER} Answered on 23 November 2026" in words
        assert "deaf" not in words
    assert f"Published as: {CLEARER}" in asker.words("/my-questions")
    assert "changed on" not in client.words(one.page)
    sam.submit(path, wording=CLEARER, answer="Nearly all.")
    assert "Answered on 23 November 2026, changed on 23 November 2026" in client.words(one.page)
    assert f"{ANSWER}" in sam.words(f"{one.page}/questions"), "what it said before is kept"


def test_a_marking_is_held_and_can_be_said_to_be_mentioned(one, client_as):
    asker, ask = client_as(ASKER), f"{one.page}/questions/ask"
    text = "Is the plan SECRET?"
    held = asker.submit(ask, body=text)
    assert held.status_code == 422
    assert "This is held back: it says “SECRET”." in held.text
    assert text in held.text
    page = {"body": text, "only_mentions": "y", "csrf_token": asker.token(ask)}
    assert asker.post(ask, data=page).status_code == 302


def test_declined_and_the_asker_reads_why(one, waits, client_as):
    sam, path = client_as(SAM), f"/questions/{waits}/decline"
    assert sam.submit(path, reason="").status_code == 422
    assert sam.submit(path, reason="Ask us in a conversation.").status_code == 302
    assert "Declined" in sam.words(f"{one.page}/questions")
    assert "Ask us in a conversation." in client_as(ASKER).words("/my-questions")
    assert sam.get(path).status_code == 409


def test_withdrawn_by_its_asker(one, waits, client_as):
    asker = client_as(ASKER)
    path = f"/questions/{waits}/withdraw"
    assert asker.submit(path, on="/my-questions").status_code == 302
    assert "Withdrawn by you" in asker.words("/my-questions")
    assert "Nobody has asked anything yet" in client_as(SAM).words(f"{one.page}/questions")


def test_a_colleague_who_was_faster_is_not_overwritten(one, waits, client_as, in_app):
    sam, path = client_as(SAM), f"/questions/{waits}/answer"
    sent = {"wording": CLEARER, "answer": "No.", "version": "1", "csrf_token": sam.token(path)}
    with in_app():
        boss = factories.actor("boss@harbour.example")
        services.answer(boss, uuid.UUID(waits), 1, CLEARER, ANSWER)
    assert sam.post(path, data=sent).status_code == 409
    assert ANSWER in sam.words(one.page)


def test_pages_cost_the_same_however_much_is_asked(one, client_as, client, in_app, queries):
    sam, asker = client_as(SAM), client_as(ASKER)
    pages = ((client, one.page), (sam, one.page), (sam, f"{one.page}/questions"),
             (asker, one.page), (asker, "/my-questions"), (sam, "/"))  # fmt: skip
    counts = []
    for many in (1, 3):
        with in_app():
            for _ in range(many):
                make.answered(one)
                make.asked(one)
        found = []
        for who, page in pages:
            with queries() as statements:
                who.get(page)
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]


def test_the_account_leads_to_ones_questions(one, client_as):
    asker = client_as(ASKER)
    assert "Your public questions" in asker.words("/account")
    assert "You have asked nothing yet" in asker.words("/my-questions")
