"""The one form of a conversation."""

from __future__ import annotations

from wtforms.validators import DataRequired, Length

from exchange.messages.services import LONGEST
from exchange.web.fields import TrimmedText
from exchange.web.forms import Form


class ReplyForm(Form):
    """Something to say to the others."""

    body = TrimmedText(
        "Your message",
        validators=[DataRequired("Write a message"), Length(max=LONGEST)],
        description="Plain text. The others are told by e-mail that you wrote, not what.",
    )
