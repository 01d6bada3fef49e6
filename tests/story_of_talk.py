"""The part of the story in which people write to each other."""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.messages import blocking, replying
from exchange.messages import services as messages
from exchange.messages.attachments import services as attaching
from exchange.messages.attachments import store
from exchange.messages.attachments.clamd import Verdict
from exchange.messages.attachments.kinds import examine
from exchange.messages.attachments.models import Attachment
from exchange.messages.models import Block, Conversation
from exchange.moderation import question_services as question_reports
from exchange.moderation import talk_services as talk_reports
from exchange.moderation.question_models import QuestionDecision
from exchange.moderation.talk_models import TalkDecision
from exchange.opportunities import asking
from exchange.placements import talking
from exchange.questions import reminding as questions_due
from exchange.questions import services as asking_in_public
from exchange.questions.models import Question
from tests import factories
from tests.factories import World


def of_talk(w: World) -> None:
    """A question with second thoughts about it, and a party who comes late to a placement."""
    listing = factories.listing(w.poster, w.host, "project")
    asker = factories.person("asker@mail.example")
    talk = asking.ask(asker, listing.public_id, "Could it be done in for days?")
    (first,) = talk.messages
    ref = (talk.public_id, first.public_id)
    messages.change(asker, *ref, first.version, "Could it be done in four days?")
    messages.withdraw(asker, *ref, first.version)
    answer = messages.write(w.poster, talk.public_id, "It can.")
    assert answer.body == "It can."
    assert replying.say_once(asker, talk.public_id, "By e-mail, then.", "mail:1")
    of_files(w, talk.public_id)
    messages.share_address(asker, talk.public_id, True)
    messages.set_seen_marks(asker, False)
    late = factories.member("late.hr@harbour.example", w.host, "hr")
    placement = db.session.scalars(
        sa.select(Conversation).filter_by(subject_kind=talking.KIND).order_by(Conversation.id)
    ).first()
    assert placement is not None
    talking.join(late, placement.subject_id)
    poster = db.session.get_one(Person, w.poster.person_id).public_id
    blocking.block(asker, talk.public_id, poster)
    blocking.unblock(asker, db.session.scalars(sa.select(Block.public_id)).one())
    of_reports(w, asker, talk.public_id, poster)


def of_files(w: World, talk: uuid.UUID) -> None:
    """A file that nobody looked at until there was a scanner, which found nothing in it."""
    with store.kept([examine("plan.txt", b"Four days, then one at home.")]) as files:
        sent = messages.write(w.poster, talk, "This is the plan.", files)
    number = db.session.scalars(sa.select(Attachment.id).filter_by(message_id=sent.id)).one()
    attaching.ask_again(SYSTEM, [number])
    attaching.scanned(SYSTEM, number, Verdict())


def of_reports(w: World, asker: Actor, talk: uuid.UUID, poster: uuid.UUID) -> None:
    """Two reports of a conversation: one decision stays after its appeal, the other falls."""
    first = factories.moderator()
    second = factories.staff("second.moderator@crossover.example", moderator=True)
    for hear in (talk_reports.uphold, talk_reports.overturn):
        found = talk_reports.report(asker, talk, poster, "other", "Look at this.")
        talk_reports.claim(first, found.public_id)
        talk_reports.open_conversation(first, found.public_id)
        decision = (TalkDecision.STOPPED, 7, "A threat.")
        talk_reports.decide(first, found.public_id, found.version, *decision)
        talk_reports.appeal(w.poster, found.public_id, "It was none.")
        hear(second, found.public_id, found.version, "I looked again.")


def of_questions(w: World) -> None:
    """Public questions with every end that they can have, and a report of one."""
    listing = factories.listing(w.poster, w.host, "project")
    asker, ref = factories.person("curious@mail.example"), listing.public_id
    first = asking_in_public.ask(asker, ref, "Could it be four days?")
    said = asking_in_public.answer(w.poster, first.public_id, 1, "Four days?", "Yes.")
    asking_in_public.correct(w.poster, first.public_id, said.version, "Four days?", "Or three.")
    asking_in_public.ask(asker, ref, "Who are you?")
    for end in (_decline, _withdraw):
        end(w, asker, asking_in_public.ask(asker, ref, "And where?"))
    of_reported_question(w, first.public_id)
    with clock.at(clock.now() + timedelta(days=4)):
        assert questions_due.remind(SYSTEM, listing.id) == 1
    with clock.at(listing.closes_at + timedelta(days=1)):
        assert questions_due.lapse_closed(SYSTEM, listing.id) == 1


def _decline(w: World, _asker: Actor, question: Question) -> None:
    asking_in_public.decline(w.poster, question.public_id, 1, "Ask us in a conversation.")


def _withdraw(_w: World, asker: Actor, question: Question) -> None:
    asking_in_public.withdraw(asker, question.public_id, 1)


def of_reported_question(w: World, question: uuid.UUID) -> None:
    """Somebody reports it, and a moderator looks who asked and takes it down."""
    moderator = factories.moderator()
    made = question_reports.report(w.mover, question, "other", "It names my colleague.")
    question_reports.claim(moderator, made.public_id)
    question_reports.open_asker(moderator, made.public_id)
    decision = (QuestionDecision.TAKEN_DOWN, "It names a person.")
    question_reports.decide(moderator, made.public_id, made.version, *decision)
