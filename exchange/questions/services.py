"""Commands about public questions: ask, answer for everybody, correct, decline, withdraw.

Nobody who answers learns who asked, as in public procurement; the answer is the same for all. The
listing's row is locked first, so that an answer and the end of the listing follow each other.
"""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db, lock
from exchange.errors import ChangedMeanwhile
from exchange.messages import blocking
from exchange.notices import services as notices
from exchange.opportunities import queries as opportunities
from exchange.questions import queries, steps
from exchange.questions.audience import ANSWERED
from exchange.questions.lifecycle import QUESTION
from exchange.questions.models import EarlierAnswer, Question
from exchange.reference.markings import marking_in

NOT_YOURS = "You asked this yourself, so somebody else answers it."


@command
def ask(
    actor: Actor, opportunity_id: uuid.UUID, body: str, *, only_mentions: bool = False
) -> Question:
    """Ask about an open listing; nothing is published before there is an answer. The same words
    again, while they wait, are the question that was asked."""
    require(actor, Permission.QUESTION_ASK, None)
    listing = opportunities.for_change(actor, opportunity_id)
    people = steps.readers(actor, listing)
    text = steps.checked("body", body, steps.LONGEST_QUESTION, only_mentions=only_mentions)
    if (same := queries.same_waiting(actor, listing, text)) is not None:
        return same
    steps.refuse_too_many(actor, listing, queries.own_waiting(actor, listing))
    made = Question(
        opportunity_id=listing.id,
        asker_id=actor.person_id,
        original=text,
        marking=marking_in(text),
    )
    db.session.add(made)
    db.session.flush()
    notice = f"Somebody asks about “{listing.title}”. Your answer is shown to everybody."
    path = f"/opportunities/{listing.public_id}/questions"
    for person_id in sorted(people):
        notices.tell(person_id, "question_asked", notice, path)
    return made


@command
def answer(
    actor: Actor,
    question_id: uuid.UUID,
    version: int,
    wording: str,
    text: str,
    *,
    only_mentions: bool = False,
) -> Question:
    """Publish the question, perhaps in clearer words, with its answer. Each watcher hears once."""
    found = _answered(actor, question_id, version, "answer")
    _publish(found, wording, text, only_mentions=only_mentions)
    steps.move(found, "answer")
    found.answered_at, found.answered_by_id = clock.now(), actor.person_id
    listing = found.opportunity
    about = f"about “{listing.title}” at {listing.posted_by}"
    notices.tell(
        found.asker_id, "question_answered", f"Your question {about} is answered.", found.path
    )
    notices.tell_many(
        ANSWERED,
        found.id,
        "watched_answer",
        f"A question {about} is answered.",
        found.path,
        but=found.asker_id,
        organisation=listing.posted_by,
        role=listing.title,
        key=found.public_id,
    )
    return found


@command
def correct(
    actor: Actor,
    question_id: uuid.UUID,
    version: int,
    wording: str,
    text: str,
    *,
    only_mentions: bool = False,
) -> Question:
    """Change what is published. The page says when; what it said before is kept."""
    found = _answered(actor, question_id, version, "correct")
    before = EarlierAnswer(
        question_id=found.id,
        wording=found.wording,
        answer=found.answer,
        changed_by_id=actor.person_id,
    )
    _publish(found, wording, text, only_mentions=only_mentions)
    if (before.wording, before.answer) == (found.wording, found.answer):
        return found
    steps.move(found, "correct")
    db.session.add(before)
    found.changed_at = clock.now()
    return found


@command
def decline(actor: Actor, question_id: uuid.UUID, version: int, reason: str) -> Question:
    """Not answer it, with a reason that the asker reads. Nothing is published."""
    found = _answered(actor, question_id, version, "decline")
    why = steps.checked("reason", reason, steps.LONGEST_REASON)
    steps.end(found, "decline", actor.person_id, why)
    because(why)
    text = f"Your question about “{found.opportunity.title}” was declined: {why}"
    notices.tell(found.asker_id, "question_declined", text, steps.OWN)
    return found


@command
def withdraw(actor: Actor, question_id: uuid.UUID, version: int) -> None:
    """The asker takes it back before it is answered; those who answer do not see it any more."""
    found = queries.own(actor, question_id)
    require(actor, Permission.QUESTION_OWN, found)
    _hold(found, version, "withdraw")
    steps.end(found, "withdraw", actor.person_id)


def _answered(actor: Actor, question_id: uuid.UUID, version: int, action: str) -> Question:
    found = queries.to_answer(actor, question_id)
    require(actor, Permission.QUESTION_ANSWER, found, NOT_YOURS)
    blocking.refuse_if_stopped(actor.person_id or 0)
    _hold(found, version, action)
    return found


def _hold(found: Question, version: int, action: str) -> None:
    lock(found.opportunity)
    lock(found)
    QUESTION.after(found.status, action)
    if found.version != version:
        raise ChangedMeanwhile


def _publish(found: Question, wording: str, text: str, *, only_mentions: bool) -> None:
    found.wording = steps.checked(
        "wording", wording, steps.LONGEST_QUESTION, only_mentions=only_mentions
    )
    found.answer = steps.checked("answer", text, steps.LONGEST_ANSWER, only_mentions=only_mentions)
    found.marking = marking_in(found.wording) or marking_in(found.answer)
