"""Public questions: asked without a name, answered for everybody, told once, never left open."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, VISITOR
from exchange.applications import services as ending
from exchange.db import command, db
from exchange.errors import (
    ChangedMeanwhile,
    IllegalTransition,
    Invalid,
    NotAllowed,
    NotFound,
)
from exchange.messages import blocking
from exchange.messages.models import Block
from exchange.notices import preferences
from exchange.notices.events import Channel, Group
from exchange.notices.models import Notice
from exchange.opportunities import queries as opportunities
from exchange.opportunities import services as posting
from exchange.opportunities import steps as listing_steps
from exchange.opportunities.models import Opportunity, Side
from exchange.questions import queries, reminding, services
from exchange.questions.lifecycle import QUESTION, QuestionStatus
from exchange.questions.models import EarlierAnswer, Question
from tests import factories
from tests.questions import make
from tests.questions.make import ANSWER, ASKED, CLEARER

MARKED = "Is the OFFICIAL-SENSITIVE plan part of it?"


@command
def set_apart(actor, blocker, blocked):
    """A block, without a conversation in which to make it."""
    db.session.add(Block(blocker_id=blocker.person_id, blocked_id=blocked.person_id, since=0))


@command
def end(actor, listing_id, action):
    """The step of the commands that end a listing."""
    listing = db.session.get_one(Opportunity, listing_id)
    listing.end_reason = "It is over."
    listing_steps.move(listing, action)


def status(question):
    query = sa.select(Question.status).where(Question.id == sa.inspect(question).identity[0])
    return db.session.scalars(query).one().value


def published(viewer, one):
    listing = opportunities.by_public_id(viewer, one.listing)
    return [(q.wording, q.answer) for q in queries.published(viewer, listing)]


def test_the_table():
    S = QuestionStatus
    assert {state.value: sorted(QUESTION.actions(state)) for state in S} == {
        "asked": ["answer", "decline", "lapse", "take_down", "withdraw"],
        "answered": ["correct", "take_down"],
        "declined": [],
        "withdrawn": [],
        "lapsed": [],
        "taken_down": [],
    }


def test_nothing_is_read_before_the_answer_and_then_by_all(one, in_app):
    with in_app():
        found = make.asked(one)
        for who in (VISITOR, one.watcher, one.sam):
            assert published(who, one) == []
        with pytest.raises(NotFound):
            queries.by_public_id(one.watcher, found.public_id)
        services.answer(one.boss, found.public_id, found.version, CLEARER, ANSWER)
        for who in (VISITOR, one.watcher, one.sam, one.asker):
            assert published(who, one) == [(CLEARER, ANSWER)]
        assert queries.to_answer(one.sam, found.public_id).original == ASKED


def test_a_question_that_is_sent_twice_is_one_and_told_once(one, in_app):
    with in_app():
        first = make.asked(one)
        assert make.asked(one) is first
        assert make.told(one.sam).count("question_asked") == 1
        assert make.asked(one, "May it be part-time?") is not first
        services.decline(one.sam, first.public_id, first.version, "It stands in the listing.")
        assert make.asked(one) is not first, "nothing waits in these words any more"
        assert make.told(one.sam).count("question_asked") == 3


def test_each_who_answers_hears_and_each_watcher_once_but_the_asker_as_such(one, in_app, drain):
    with in_app():
        found = make.asked(one)
        ref = found.public_id
        for who in (one.sam, one.boss):
            assert make.told(who).count("question_asked") == 1
        services.answer(one.sam, found.public_id, found.version, CLEARER, ANSWER)
    drain()
    with in_app():
        assert make.told(one.watcher) == ["watched_answer"]
        assert make.told(one.asker) == ["question_answered"]
        services.correct(one.sam, ref, 2, CLEARER, "Yes, nearly all.")
    drain()
    with in_app():
        assert make.told(one.watcher) == ["watched_answer"], "a correction is not told again"
        [text] = db.session.scalars(sa.select(Notice.text).filter_by(event="watched_answer"))
        assert text == "A question about “Data analyst” at Harbour Hospice is answered."


def test_who_switched_it_off_or_may_not_see_it_is_not_told(one, in_app, drain):
    with in_app():
        off = {Group.WATCHING: preferences.Wish(on_page=False, channel=Channel.OFF)}
        preferences.choose(one.watcher, off)
        make.answered(one)
    drain()
    with in_app():
        assert make.told(one.watcher) == []


def test_what_is_withdrawn_before_the_worker_comes_is_not_told(one, in_app, drain):
    with in_app():
        found = make.answered(one)
        end(SYSTEM, one.id, "withdraw")
        assert status(found) == "answered"
    drain()
    with in_app():
        assert "watched_answer" not in make.told(one.watcher)


def test_no_notice_or_page_says_who_asked(one, in_app, client_as, drain):
    with in_app():
        make.asked(one)
        make.answered(one)
    drain()
    with in_app():
        rows = sa.select(Notice.text).where(Notice.person_id != one.asker.person_id)
        assert not [text for text in db.session.scalars(rows) if "Ada" in text]
    for page in (f"{one.page}/questions", one.page, "/"):
        assert "Ada" not in client_as("sam@harbour.example").words(page)


def test_a_correction_is_marked_and_what_it_said_is_kept(one, in_app):
    with in_app():
        found = make.answered(one)
        seen = found.version
        services.correct(one.boss, found.public_id, seen, CLEARER, ANSWER)
        assert found.changed_at is None, "nothing was changed"
        with clock.at(clock.now() + timedelta(days=1)):
            services.correct(one.boss, found.public_id, found.version, CLEARER, "Some.")
        assert found.changed_at.date().isoformat() == "2026-11-24"
        [before] = db.session.scalars(sa.select(EarlierAnswer))
        assert (before.wording, before.answer) == (CLEARER, ANSWER)
        with pytest.raises(ChangedMeanwhile):
            services.correct(one.sam, found.public_id, seen, CLEARER, "None.")


def test_declined_with_a_reason_that_the_asker_alone_is_told(one, in_app):
    with in_app():
        found = make.asked(one)
        with pytest.raises(Invalid):
            services.decline(one.sam, found.public_id, 1, " ")
        services.decline(one.sam, found.public_id, 1, "Ask us in a conversation.")
        assert status(found) == "declined"
        assert make.told(one.asker) == ["question_declined"]
        assert published(VISITOR, one) == []
        with pytest.raises(IllegalTransition):
            services.answer(one.boss, found.public_id, 2, CLEARER, ANSWER)


def test_withdrawn_before_it_is_answered_and_not_after(one, in_app):
    with in_app():
        found = make.asked(one)
        with pytest.raises(NotFound):
            services.withdraw(one.watcher, found.public_id, 1)
        services.withdraw(one.asker, found.public_id, 1)
        with pytest.raises(NotFound):
            services.answer(one.sam, found.public_id, 2, CLEARER, ANSWER)
        other = make.answered(one)
        with pytest.raises(IllegalTransition):
            services.withdraw(one.asker, other.public_id, other.version)


def test_markings_are_held_unless_they_are_only_mentioned(one, in_app):
    with in_app():
        with pytest.raises(Invalid, match="OFFICIAL-SENSITIVE"):
            make.asked(one, MARKED)
        assert db.session.scalars(sa.select(Question)).all() == []
        found = services.ask(one.asker, one.listing, MARKED, only_mentions=True)
        assert found.marking == "OFFICIAL-SENSITIVE"
        for words in ((MARKED, ANSWER), (CLEARER, "It is SECRET.")):
            with pytest.raises(Invalid, match="held back"):
                services.answer(one.sam, found.public_id, 1, *words)
        assert status(found) == "asked"


def test_who_may_not_ask(one, in_app):
    with in_app():
        for who in (one.sam, one.boss):
            with pytest.raises(NotAllowed):
                services.ask(who, one.listing, ASKED)
        posting.pause(one.sam, one.listing)
        with pytest.raises(IllegalTransition):
            make.asked(one)


def test_a_block_with_all_who_answer_refuses_and_with_one_only_does_not_tell_them(one, in_app):
    with in_app():
        set_apart(SYSTEM, one.sam, one.asker)
        make.asked(one)
        assert "question_asked" not in make.told(one.sam)
        assert "question_asked" in make.told(one.boss)
        set_apart(SYSTEM, one.boss, one.asker)
        with pytest.raises(NotAllowed) as refusal:
            make.asked(one)
        said = f"{refusal.value.message} {refusal.value.what_now}"
        assert "Sam" not in said
        assert "block" not in said.lower()
        assert "apply" in said


def test_how_many_may_wait_and_how_many_a_new_account_asks_in_a_day(one, in_app):
    with in_app():
        for number in range(5):
            make.asked(one, f"Question {number}?")
        with pytest.raises(Invalid, match="5 of your questions"):
            make.asked(one)
        for number in range(15):
            found = queries.mine(one.asker).where(Question.status == "asked")
            first = db.session.scalars(found).first()
            services.withdraw(one.asker, first.public_id, first.version)
            make.asked(one, f"Another {number}?")
        first = db.session.scalars(queries.mine(one.asker)).first()
        services.withdraw(one.asker, first.public_id, first.version)
        with pytest.raises(Invalid, match="20 questions in a day"):
            make.asked(one)


def test_who_answers_later_never_answers_a_question_of_their_own(one, in_app):
    with in_app():
        found = make.asked(one)
        hospice = opportunities.by_public_id(one.sam, one.listing).organisation
        asker = factories.member(one.asker.email, hospice, "poster")
        with pytest.raises(NotAllowed):
            services.answer(asker, found.public_id, found.version, CLEARER, ANSWER)
        assert db.session.scalars(queries.waiting_for(asker)).all() == []


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("withdraw", "“Data analyst” at Harbour Hospice was withdrawn, so your question"),
        ("fill", "“Data analyst” at Harbour Hospice is filled, so your question"),
        ("remove", "A moderator removed a listing of Harbour Hospice about which you asked, so"),
    ],
)
def test_who_waits_hears_when_the_listing_ends(one, in_app, action, words):
    with in_app():
        found = make.asked(one)
        end(SYSTEM, one.id, action)
        assert status(found) == "lapsed"
        [text] = db.session.scalars(sa.select(Notice.text).filter_by(event="question_lapsed"))
        assert text.startswith(words)


def test_who_waits_hears_once_when_the_closing_date_has_passed(one, in_app, clock_at):
    with in_app():
        found = make.asked(one)
        closes = opportunities.by_public_id(one.sam, one.listing).closes_at
    clock_at(f"{closes:%Y-%m-%d} 20:00")
    with in_app():
        assert [reminding.run(), status(found)] == [1, "asked"], "only a reminder so far"
    clock_at(f"{closes + timedelta(days=1):%Y-%m-%d} 09:00")
    with in_app():
        assert [reminding.run(), reminding.run(), status(found)] == [1, 0, "lapsed"]
        assert make.told(one.asker) == ["question_lapsed"]


@pytest.mark.parametrize(("day", "told"), [("2026-11-25", 0), ("2026-11-26", 1)])
def test_after_three_working_days_who_answers_is_reminded_once(one, in_app, clock_at, day, told):
    with in_app():
        make.asked(one)
    clock_at(f"{day} 09:00")
    with in_app():
        assert [reminding.run(), reminding.run()] == [told, 0]
        assert make.told(one.sam).count("question_waits") == told
        assert make.told(one.boss).count("question_waits") == told


def test_the_weekend_does_not_count(one, in_app, clock_at):
    clock_at("2026-11-26 12:00")  # a Thursday
    with in_app():
        make.asked(one)
    for day, told in (("2026-11-30", 0), ("2026-12-01", 1)):
        clock_at(f"{day} 09:00")
        with in_app():
            assert reminding.run() == told


def test_what_is_hidden_from_colleagues_hides_its_questions(one, in_app):
    with in_app():
        rivers = factories.organisation("Rivers", domain="rivers.example")
        mover = factories.member("mo@rivers.example", rivers)
        colleague = factories.member("kit@rivers.example", rivers)
        wish = factories.listing(mover, None, "secondment", Side.MOVER)
        found = services.ask(one.sam, wish.public_id, "From when?")
        services.answer(mover, found.public_id, 1, "From when?", "May.")
        assert queries.by_public_id(one.sam, found.public_id).answer == "May."
        for who in (colleague, VISITOR):
            with pytest.raises(NotFound):
                queries.by_public_id(who, found.public_id)
            assert queries.published(who, wish) == []
        with pytest.raises(NotFound):
            services.ask(colleague, wish.public_id, "Who are you?")


def test_a_withdrawn_listing_hides_its_questions_but_not_from_their_asker(one, in_app):
    with in_app():
        found = make.answered(one)
        ending.withdraw_listing(one.sam, one.listing, "We found other help.")
        with pytest.raises(NotFound):
            queries.by_public_id(one.watcher, found.public_id)
        assert [q.id for q in db.session.scalars(queries.mine(one.asker))] == [found.id]


def test_who_may_not_write_does_not_ask(one, in_app):
    with in_app():
        moderator = factories.moderator()
        stop(SYSTEM, one.asker, moderator)
        with pytest.raises(NotAllowed, match="A threat"):
            make.asked(one)


@command
def stop(actor, who, moderator):
    """A moderator's decision that somebody does not write."""
    until = clock.now() + timedelta(days=3)
    blocking.stop(who.person_id, moderator.person_id, "A threat.", "/messages", until)
