"""How a question moves: asked, then answered for everybody, or ended with words to its asker."""

from __future__ import annotations

from enum import StrEnum

from exchange.transitions import Transitions


class QuestionStatus(StrEnum):
    """Where a question stands. Only an answered one is read by others."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    TAKEN_DOWN = "taken_down"


S = QuestionStatus

QUESTION = Transitions(
    "question",
    {
        "answer": {S.ASKED: S.ANSWERED},
        "correct": {S.ANSWERED: S.ANSWERED},
        "decline": {S.ASKED: S.DECLINED},
        "withdraw": {S.ASKED: S.WITHDRAWN},
        "lapse": {S.ASKED: S.LAPSED},
        "take_down": {S.ASKED: S.TAKEN_DOWN, S.ANSWERED: S.TAKEN_DOWN},
    },
)

FOR_ANSWERERS = frozenset({S.ASKED, S.ANSWERED, S.DECLINED, S.TAKEN_DOWN})
"""What those who answer for the listing read; what was withdrawn or lapsed is the asker's alone."""
