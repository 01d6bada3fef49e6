"""Public questions: asking, answering, one's own, and what a moderator sees of a report."""

from __future__ import annotations

from tests.browser.sight import HARBOUR, INDIVIDUAL, MODERATOR, MODERATOR2, PAT, VOLUNTEERS, Sight
from tests.browser.world import NEWCOMER

WAITS, ANSWERED = "/questions/{in_public[asked]}", "/questions/{in_public[answered]}"
REPORT = "/moderation/questions/{question_report[it]}"
MARKED = {"body": "Is the SECRET plan part of it?"}

QUESTIONS = (
    Sight("opportunities/show.html", HARBOUR, VOLUNTEERS, phone=True),
    Sight("opportunities/show.html", INDIVIDUAL, VOLUNTEERS),
    Sight("questions/ask.html", INDIVIDUAL, f"{VOLUNTEERS}/questions/ask", phone=True),
    Sight("questions/ask.html", PAT, f"{VOLUNTEERS}/questions/ask", 422, "Send question"),
    Sight(
        "questions/ask.html",
        INDIVIDUAL,
        f"{VOLUNTEERS}/questions/ask",
        422,
        "Send question",
        MARKED,
        phone=True,
    ),
    Sight("questions/mine.html", INDIVIDUAL, "/my-questions", phone=True),
    Sight("questions/mine.html", NEWCOMER, "/my-questions"),
    Sight("questions/mine.html", PAT, "/my-questions"),
    Sight("questions/of_listing.html", HARBOUR, f"{VOLUNTEERS}/questions", phone=True),
    Sight(
        "questions/of_listing.html",
        HARBOUR,
        "/opportunities/{listing[Three days on the ward]}/questions",
    ),
    Sight("questions/answer.html", HARBOUR, f"{WAITS}/answer", phone=True),
    Sight("questions/answer.html", HARBOUR, f"{WAITS}/answer", 422, "Publish question and answer"),
    Sight("questions/answer.html", HARBOUR, f"{ANSWERED}/answer"),
    Sight("questions/decline.html", HARBOUR, f"{WAITS}/decline", phone=True),
    Sight("questions/decline.html", HARBOUR, f"{WAITS}/decline", 422, "Decline the question"),
    Sight("moderation/question_report.html", PAT, f"{ANSWERED}/report", phone=True),
    Sight("moderation/question_report.html", PAT, f"{ANSWERED}/report", 422, "Send the report"),
    Sight("moderation/index.html", MODERATOR, "/moderation?queue=questions"),
    Sight("moderation/question_show.html", MODERATOR, REPORT, phone=True),
    Sight("moderation/question_show.html", MODERATOR, REPORT, 422, "Decide"),
    Sight("moderation/question_show.html", MODERATOR2, REPORT),
)
