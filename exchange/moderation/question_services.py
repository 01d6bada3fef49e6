"""Commands about reports of public questions: report, hold, open who asked, decide.

Who asked is opened by a command, so that the record says who looked and in which report.
"""

from __future__ import annotations

import uuid

from exchange import clock
from exchange.access import Actor, Permission, allowed, require
from exchange.db import because, command, db, lock
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.moderation import question_queries, services
from exchange.moderation.lifecycle import REPORT
from exchange.moderation.question_models import QuestionDecision, QuestionReport
from exchange.notices import services as notices
from exchange.opportunities import asking
from exchange.questions import queries as questions
from exchange.questions import steps
from exchange.questions.lifecycle import QUESTION
from exchange.questions.models import Question
from exchange.reference import choices

OWN = (
    "You made this report, it is about your question, or about a listing of your own side."
    " Another moderator decides."
)


@command
def report(actor: Actor, question_id: uuid.UUID, category: str, text: str) -> QuestionReport:
    """A question or its answer is wrong. The reporter hears what was decided."""
    require(actor, Permission.REPORT_MAKE, None)
    question = questions.by_public_id(actor, question_id)
    refuse_unless_reportable(actor, question)
    if question_queries.own_open(actor, question):
        raise Invalid({"text": "You reported this already. A moderator looks at it."})
    if category not in choices.codes(choices.REPORT_CATEGORIES):
        raise Invalid({"category": "Choose what is wrong."})
    _need(text, "Say in a sentence what is wrong.", "text")
    made = QuestionReport(
        question_id=question.id, reporter_id=actor.person_id, category=category, text=text
    )
    db.session.add(made)
    db.session.flush()
    return made


def refuse_unless_reportable(actor: Actor, question: Question) -> None:
    """Raise what stands in the way of reporting; the page asks before anybody writes."""
    if question.asker_id == actor.person_id:
        raise NotAllowed("You asked this yourself.", "Withdraw it, or write to those who answer.")
    if not QUESTION.can(question.status, "take_down"):
        raise IllegalTransition("This question is not shown, so nobody can report it.")


@command
def claim(actor: Actor, report_id: uuid.UUID) -> None:
    """Take a report for half an hour. Who asked stays closed until it is opened."""
    found = _judged(actor, report_id)
    if is_held(found) and found.claimed_by_id != actor.person_id:
        raise IllegalTransition("Another moderator looks at this report.", "Choose another one.")
    found.status = REPORT.after(found.status, "claim")
    found.claimed_by_id, found.claim_expires_at = actor.person_id, clock.now() + services.CLAIM


@command
def open_asker(actor: Actor, report_id: uuid.UUID) -> None:
    """Read who asked, for as long as one holds the report. The record keeps it."""
    found = _judged(actor, report_id)
    _need_hold(actor, found)
    found.opened_by_id, found.opened_at = actor.person_id, clock.now()


@command
def decide(
    actor: Actor, report_id: uuid.UUID, version: int, decision: QuestionDecision, reason: str
) -> None:
    """Leave it, or take it down; reporter, asker and those who answer are told why."""
    found = _judged(actor, report_id)
    _need_hold(actor, found)
    if found.version != version:
        raise ChangedMeanwhile
    _need(reason, "Give a reason. All sides read it.")
    found.status = REPORT.after(found.status, "decide")
    found.decision, found.decision_reason = decision, reason
    found.decided_by_id, found.decided_at = actor.person_id, clock.now()
    because(reason)
    if decision is QuestionDecision.TAKEN_DOWN:
        _take_down(actor, found, reason)
    outcome = "took it down" if decision is QuestionDecision.TAKEN_DOWN else "took no action"
    text = f"A moderator looked at the question that you reported and {outcome}: {reason}"
    notices.tell(found.reporter_id, "report_decided", text, "/notices")


def is_held(found: QuestionReport) -> bool:
    """Whether somebody's claim on a report still runs."""
    return found.claim_expires_at is not None and clock.now() <= found.claim_expires_at


def may_judge(actor: Actor, found: QuestionReport) -> bool:
    """Whether the actor moderates and has no part in it."""
    decides = allowed(actor, Permission.REPORT_DECIDE, found)
    return decides and services.may_judge(actor, found.opportunity)


def can_take_down(found: QuestionReport) -> bool:
    """Whether there is still something to take down."""
    return QUESTION.can(found.question.status, "take_down")


def _take_down(actor: Actor, found: QuestionReport, reason: str) -> None:
    question, listing = found.question, found.opportunity
    lock(question)
    steps.end(question, "take_down", actor.person_id, reason)
    about = f"about “{listing.title}”"
    text = f"A moderator took down your question {about}: {reason} You can ask in other words."
    notices.tell(question.asker_id, "question_removed", text, steps.OWN)
    text = f"A moderator took down a question {about}: {reason}"
    for person_id in sorted(asking.desk(listing)):
        path = f"/opportunities/{listing.public_id}/questions"
        notices.tell(person_id, "question_taken_down", text, path)


def _judged(actor: Actor, report_id: uuid.UUID) -> QuestionReport:
    require(actor, Permission.MODERATION_WORK, None)
    found = question_queries.report(actor, report_id)
    if not may_judge(actor, found):
        raise NotAllowed(OWN)
    lock(found)
    return found


def _need_hold(actor: Actor, found: QuestionReport) -> None:
    if not REPORT.can(found.status, "decide"):
        raise IllegalTransition("This report is not held now.", "Take it first, then decide.")
    if not is_held(found) or found.claimed_by_id != actor.person_id:
        raise IllegalTransition("You do not hold this report.", "Take it first, then look.")


def _need(text: str, message: str, field: str = "reason") -> None:
    if not text.strip():
        raise Invalid({field: message})
