"""The forms of a conversation."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import DataRequired, Length, Optional

from exchange.messages.attachments.fields import FilesField, UnreadFiles
from exchange.messages.attachments.kinds import ALLOWED, LARGEST, MOST
from exchange.messages.steps import LONGEST
from exchange.reference.markings import marking_in
from exchange.web.fields import TrimmedText
from exchange.web.forms import Form

FILES = f"Up to {MOST}, each up to {LARGEST // 1_000_000} MB: {ALLOWED}."
CHECKED = f"{FILES} Others can open a file once it is checked for viruses."
NOT_CHECKED = f"{FILES} There is no virus check here, so others see its name but cannot open it."
TOO_LONG = f"Your message must be {LONGEST:,} characters or fewer"


class MentionForm(Form):
    """A text that is held back where it has a protective marking, unless its writer speaks up."""

    only_mentions = BooleanField("It only mentions these words. It is not marked material.")

    @property
    def is_held(self) -> bool:
        """Whether the text has a marking, so that the page asks about it."""
        field, files = self._fields.get("body"), self._fields.get("files")
        marked = field is not None and marking_in(field.data or "")
        return bool(marked or any(one.marking for one in (files.data if files else ())))


class ReplyForm(MentionForm):
    """Something to say to the others."""

    body = TrimmedText(
        "Your message",
        validators=[DataRequired("Write a message"), Length(max=LONGEST, message=TOO_LONG)],
        description="Plain text. The others are told by e-mail that you wrote, not what.",
    )
    files = FilesField("Add files", validators=[Optional()], description=FILES)


class DraftForm(MentionForm):
    """The same, not finished: it may be empty."""

    body = TrimmedText("Your message", validators=[Length(max=LONGEST, message=TOO_LONG)])
    files = UnreadFiles("Add files", validators=[Optional()], description=FILES)


class ChangeForm(Form):
    """What a message should have said."""

    body = TrimmedText(
        "Your message",
        validators=[DataRequired("Write a message"), Length(max=LONGEST, message=TOO_LONG)],
        description="The others see that you changed it, and can read what it said before.",
    )
