"""The forms of a conversation."""

from __future__ import annotations

from wtforms.validators import DataRequired, Length

from exchange.messages.steps import LONGEST
from exchange.web.fields import TrimmedText
from exchange.web.forms import Form

TOO_LONG = f"Your message must be {LONGEST:,} characters or fewer"


class ReplyForm(Form):
    """Something to say to the others."""

    body = TrimmedText(
        "Your message",
        validators=[DataRequired("Write a message"), Length(max=LONGEST, message=TOO_LONG)],
        description="Plain text. The others are told by e-mail that you wrote, not what.",
    )


class DraftForm(Form):
    """The same, not finished: it may be empty."""

    body = TrimmedText("Your message", validators=[Length(max=LONGEST, message=TOO_LONG)])


class ChangeForm(Form):
    """What a message should have said."""

    body = TrimmedText(
        "Your message",
        validators=[DataRequired("Write a message"), Length(max=LONGEST, message=TOO_LONG)],
        description="The others see that you changed it, and can read what it said before.",
    )
