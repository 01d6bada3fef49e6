"""Reports of public questions: who asked is opened in the record, and all hear what was decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import VISITOR
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.moderation import question_queries, question_services
from exchange.moderation.question_models import QuestionDecision
from exchange.notices.models import Notice
from exchange.opportunities import queries as opportunities
from exchange.questions import queries as questions
from tests import factories
from tests.questions import make

MOD = "moderator@crossover.example"
DOWN, LEAVE = QuestionDecision.TAKEN_DOWN, QuestionDecision.NO_ACTION
WHY = "It names a person."


@pytest.fixture
def one(staged, clock_at):
    """A listing and its people."""
    clock_at(make.NOW)
    return staged(make.cast)


@pytest.fixture
def reported(one, in_app):
    """An answered question, reported by somebody who watches the listing."""
    with in_app():
        found = make.answered(one)
        made = question_services.report(one.watcher, found.public_id, "other", WHY)
        return made.public_id


def claimed(report):
    moderator = factories.moderator()
    question_services.claim(moderator, report)
    return moderator, question_queries.report(moderator, report)


def test_taken_down_and_all_sides_are_told_why(one, reported, in_app):
    with in_app():
        moderator, found = claimed(reported)
        with pytest.raises(Invalid):
            question_services.decide(moderator, reported, found.version, DOWN, " ")
        question_services.decide(moderator, reported, found.version, DOWN, WHY)
        listing = opportunities.by_public_id(VISITOR, one.listing)
        assert questions.published(VISITOR, listing) == []
        assert make.told(one.watcher)[-1] == "report_decided"
        assert make.told(one.asker)[-1] == "question_removed"
        assert make.told(one.sam)[-1] == "question_taken_down"
        texts = db.session.scalars(sa.select(Notice.text).where(Notice.text.contains(WHY)))
        assert len(texts.all()) == 4  # both who answer
        with pytest.raises(NotFound):
            questions.by_public_id(one.watcher, found.question.public_id)


def test_left_as_it_is_and_the_reporter_alone_is_told(one, reported, in_app):
    with in_app():
        moderator, found = claimed(reported)
        question_services.decide(moderator, reported, found.version, LEAVE, "It is fair.")
        listing = opportunities.by_public_id(VISITOR, one.listing)
        assert len(questions.published(VISITOR, listing)) == 1
        assert make.told(one.watcher)[-1] == "report_decided"
        assert make.told(one.asker)[-1] == "question_answered"


def test_who_asked_is_opened_in_the_record_while_the_report_is_held(reported, in_app):
    with in_app():
        moderator, found = claimed(reported)
        assert question_queries.asker(moderator, found) == ""
        question_services.open_asker(moderator, reported)
        assert question_queries.asker(moderator, found) == "Ada Asker"
        row = sa.select(AuditEvent).filter_by(action="moderation.open_asker", object_id=reported)
        assert db.session.scalars(row).one().actor_id == moderator.person_id
        with clock.at(clock.now() + timedelta(minutes=31)):
            assert question_queries.asker(moderator, found) == ""
            with pytest.raises(IllegalTransition):
                question_services.open_asker(moderator, reported)


def test_nobody_judges_their_own(one, reported, in_app):
    with in_app():
        for email in (one.watcher.email, one.asker.email, one.sam.email):
            factories.accounts.make_staff(
                factories.SYSTEM, email, moderator=True, administrator=False
            )
            with pytest.raises(NotAllowed):
                question_services.claim(factories.actor(email), reported)


def test_one_at_a_time_and_the_version_that_was_seen(reported, in_app):
    with in_app():
        moderator, found = claimed(reported)
        other = factories.staff("other.mod@crossover.example", moderator=True)
        with pytest.raises(IllegalTransition):
            question_services.claim(other, reported)
        with pytest.raises(ChangedMeanwhile):
            question_services.decide(moderator, reported, found.version - 1, LEAVE, WHY)
        question_services.decide(moderator, reported, found.version, LEAVE, WHY)
        with pytest.raises(IllegalTransition):
            question_services.decide(moderator, reported, found.version, DOWN, WHY)


def test_who_can_report_what(one, in_app):
    with in_app():
        waits = make.asked(one)
        with pytest.raises(NotFound):
            question_services.report(one.watcher, waits.public_id, "other", WHY)
        with pytest.raises(NotAllowed):
            question_services.report(one.asker, waits.public_id, "other", WHY)
        question_services.report(one.sam, waits.public_id, "other", WHY)
        with pytest.raises(Invalid):
            question_services.report(one.sam, waits.public_id, "other", WHY)
        with pytest.raises(Invalid):
            question_services.report(one.boss, waits.public_id, "none", WHY)


def test_the_pages(one, reported, client_as):
    path = f"/moderation/questions/{reported}"
    mod = client_as(MOD)
    assert "1 reported question" in mod.words("/moderation?queue=questions")
    assert "Data analyst" in mod.words("/moderation?queue=questions")
    assert "Ada" not in mod.words(path)
    mod.submit(f"{path}/claim", on=path)
    assert "Ada" not in mod.words(path)
    mod.submit(f"{path}/open", on=path)
    assert "Ada Asker" in mod.words(path)
    assert mod.submit(f"{path}/decide", on=path).status_code == 422
    assert (
        mod.submit(f"{path}/decide", on=path, decision="taken_down", reason=WHY).status_code == 302
    )
    assert "Taken down by a moderator" in client_as(one.asker.email).words("/my-questions")
    assert "Taken down by a moderator" in client_as(one.sam.email).words(f"{one.page}/questions")
    assert make.CLEARER not in client_as(one.watcher.email).words(one.page)
    assert "by Wendy Watcher" in mod.words(path)


def test_a_reader_reports_from_the_page_of_the_listing(one, in_app, client_as):
    with in_app():
        found = make.answered(one).public_id
    reader = client_as(one.watcher.email)
    path = f"/questions/{found}/report"
    assert reader.submit(path, category="other", text="").status_code == 422
    assert reader.submit(path, category="other", text=WHY).location.endswith(one.page)
