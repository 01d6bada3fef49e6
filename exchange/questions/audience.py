"""Who hears that a question is answered: those who watch the listing, as the worker tells them."""

from __future__ import annotations

from exchange.db import db
from exchange.questions.lifecycle import QuestionStatus
from exchange.questions.models import Question
from exchange.watching import audience as watching

ANSWERED = "question_answered"


def who_watches(question_id: int, after: int, most: int) -> list[tuple[int, str]]:
    """Those who watch its listing and may open it now; nobody where a moderator took it down."""
    question = db.session.get(Question, question_id)
    if question is None or question.status is not QuestionStatus.ANSWERED:
        return []
    return watching.who_sees(question.opportunity_id, after, most)
