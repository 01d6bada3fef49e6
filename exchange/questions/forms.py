"""What those who ask and those who answer write."""

from __future__ import annotations

from wtforms.validators import DataRequired, Length

from exchange.messages.forms import MentionForm
from exchange.questions.steps import LONGEST_ANSWER, LONGEST_QUESTION, LONGEST_REASON
from exchange.reference.markings import marking_in
from exchange.web.fields import TrimmedText
from exchange.web.forms import Form


def _length(most: int) -> Length:
    return Length(max=most, message=f"Use {most:,} characters or fewer")


class AskForm(MentionForm):
    """What everybody may read once it is answered."""

    body = TrimmedText(
        "Your question",
        [DataRequired("Write your question"), _length(LONGEST_QUESTION)],
        description="Plain text, such as: could this be done in four days a week?",
    )


class AnswerForm(MentionForm):
    """A question as it is published, and its answer."""

    wording = TrimmedText(
        "The question, as everybody reads it",
        [DataRequired("Write the question"), _length(LONGEST_QUESTION)],
        description="You may make it clearer. Take out what gives away who asks.",
    )
    answer = TrimmedText(
        "Your answer",
        [DataRequired("Write your answer"), _length(LONGEST_ANSWER)],
        description="Plain text. Everybody who can see the listing reads it.",
    )

    @property
    def is_held(self) -> bool:
        """Whether one of the texts has a marking, so that the page asks about it."""
        return any(marking_in(one.data or "") for one in (self.wording, self.answer))


class DeclineForm(Form):
    """Why a question is not answered."""

    reason = TrimmedText(
        "Why do you not answer it?",
        [DataRequired("Say why in a sentence"), _length(LONGEST_REASON)],
        description="Only the person who asked reads this. The question is not published.",
    )
