"""The form of a saved search."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired, Length

from exchange.watching.models import Often, SavedSearch
from exchange.web.fields import TrimmedString
from exchange.web.forms import Form
from exchange.web.inputs import options

OFTEN = [
    (Often.DAILY.value, "Every day on which there is something new"),
    (Often.WEEKLY.value, "Once a week, if there is something new"),
    (Often.OFF.value, "Never: I look myself"),
]


NEW = "new"


class SavedSearchForm(Form):
    """Its name, and how often to tell."""

    name = TrimmedString(
        "Name of this search",
        [
            DataRequired("Give this search a name"),
            Length(max=80, message="Use up to 80 characters"),
        ],
    )
    often = RadioField(
        "Tell me about new matches",
        choices=options(OFTEN),
        default=Often.DAILY.value,
        validate_choice=True,
    )
    instead = RadioField("Save it as", choices=options([(NEW, "A new search")]), default=NEW)
    version = HiddenField()

    def offer(self, saved: Iterable[SavedSearch]) -> None:
        """Let it take the place of one of these."""
        known = [(str(one.public_id), f"In place of “{one.name}”") for one in saved]
        self.instead.choices = options([(NEW, "A new search"), *known])

    @property
    def replaces(self) -> uuid.UUID | None:
        """Which saved search it takes the place of, once it is valid."""
        return None if self.instead.data == NEW else uuid.UUID(self.instead.data)

    @property
    def chosen(self) -> Often:
        """How often, once it is valid."""
        return Often(self.often.data)

    @property
    def seen(self) -> int:
        """The version that the page showed."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
