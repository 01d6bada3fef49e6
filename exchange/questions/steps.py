"""What several commands do with a question: hold back a text, move it, and end it with words."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.db import db
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.messages import blocking
from exchange.notices import services as notices
from exchange.opportunities import asking
from exchange.opportunities.lifecycle import OpportunityStatus
from exchange.opportunities.models import Opportunity
from exchange.questions.lifecycle import QUESTION, QuestionStatus
from exchange.questions.models import Question
from exchange.reference.markings import why_held

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_REASON = 1_000, 3_000, 1_000
MOST_WAITING = 5
"""So many questions about one listing may one person have without an answer."""
A_DAY = timedelta(days=1)
OWN = "/my-questions"
ENDED = {
    OpportunityStatus.FILLED: "is filled",
    OpportunityStatus.CONCLUDED: "has ended",
    OpportunityStatus.WITHDRAWN: "was withdrawn",
}
NO_ANSWER = "so your question will not be answered."


def checked(field: str, text: str, longest: int, *, only_mentions: bool = False) -> str:
    """What may be said, or raises Invalid beside the field; a marked text is not kept."""
    clean = text.replace("\r\n", "\n").strip()
    if not clean or len(clean) > longest:
        raise Invalid({field: f"Write up to {longest:,} characters."})
    why = why_held(clean)
    if why and not only_mentions:
        raise Invalid({field: f"{why} If it only mentions the words, say so where you send it."})
    return clean


def move(question: Question, action: str) -> None:
    """Take an action of the transition table; raises IllegalTransition."""
    question.status = QUESTION.after(question.status, action)


def end(question: Question, action: str, by_id: int | None, reason: str = "") -> None:
    """It is over without an answer, or its answer is not shown any more."""
    move(question, action)
    question.ended_at, question.ended_by_id, question.reason = clock.now(), by_id, reason


def readers(actor: Actor, listing: Opportunity) -> set[int]:
    """Who hears of a question; raises what stands in the way, before anybody writes.

    All who answer for the listing hear, but nobody across a block. Those find the question on the
    listing's page all the same: were it hidden from one of several, that one would know who asked.
    """
    asking.refuse_unless_askable(actor, listing)
    blocking.refuse_if_stopped(actor.person_id or 0)
    people = set(asking.desk(listing))
    if not people:
        raise IllegalTransition(
            "Nobody answers for this listing now.", "Try again in some days, or look for others."
        )
    apart = blocking.apart_from(actor.person_id, people)
    if apart == people:
        is_mine = blocking.blocks_by(actor.person_id or 0, people)
        lift = "You blocked somebody who answers: lift that block first, or apply without asking."
        raise NotAllowed(
            "A question of yours cannot reach those who answer for this listing.",
            lift if is_mine else "You can read the listing and its answers, and apply.",
        )
    return people - apart


def refuse_too_many(actor: Actor, listing: Opportunity, waiting: int) -> None:
    """Raise Invalid for one question too many: of one listing, or in a day from a new account."""
    if waiting >= MOST_WAITING:
        text = f"{MOST_WAITING} of your questions about this listing wait for an answer."
        raise Invalid({"body": f"{text} Wait for one, or withdraw one under “Your questions”."})
    asked = sa.select(sa.func.count(Question.id)).where(
        Question.asker_id == actor.person_id, Question.created_at > clock.now() - A_DAY
    )
    if blocking.is_new(actor) and (db.session.scalar(asked) or 0) >= blocking.MOST_NEW:
        text = f"You have asked {blocking.MOST_NEW} questions in a day."
        raise Invalid({"body": f"{text} A new account waits until tomorrow."})


def news(listing: Opportunity) -> None:
    """The step of the commands that end a listing: who waits for an answer hears of it."""
    with db.session.no_autoflush:  # the command has not written all of the listing yet
        if (ended := ENDED.get(listing.status)) is not None:
            where = f"“{listing.title}” at {listing.posted_by}"
            lapse(listing, f"{where} {ended}, {NO_ANSWER}")
        elif listing.status is OpportunityStatus.REMOVED:
            # Its title may be why it was removed, so nobody is told it again.
            removed = f"A moderator removed a listing of {listing.posted_by} about which you asked"
            lapse(listing, f"{removed}, {NO_ANSWER}")


def lapse(listing: Opportunity, text: str) -> int:
    """Nobody answers any more what was asked about a listing; each asker hears why."""
    query = sa.select(Question).filter_by(opportunity_id=listing.id, status=QuestionStatus.ASKED)
    found = list(db.session.scalars(query.order_by(Question.id)))
    for one in found:
        end(one, "lapse", None)
        notices.tell(one.asker_id, "question_lapsed", text, OWN)
    return len(found)
