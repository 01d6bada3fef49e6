"""What a person asks, and what a manager answers."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import RadioField
from wtforms.validators import DataRequired, Length, ValidationError

from exchange.accounts.forms import email_field
from exchange.organisations.models import Membership
from exchange.reference import choices
from exchange.releases.models import MOST_MONTHS
from exchange.releases.services import Wish
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText, WholeNumber
from exchange.web.forms import Form
from exchange.web.inputs import options, text


class AskForm(Form):
    """Whom one asks, and for how much."""

    home_organisation = RadioField("Where do you work?", validate_choice=False)
    manager_name = TrimmedString(
        "Your line manager’s name",
        [DataRequired("Enter your line manager’s name"), Length(max=120)],
        render_kw={"autocomplete": "off"},
    )
    manager_email = email_field("Their work e-mail address")
    days_a_week = Decimals(
        "Up to how many days a week?",
        [DataRequired("Enter the days a week")],
        what="Days a week",
        most=5,
        description="Such as 5, or 2.5.",
    )
    months = WholeNumber(
        "For up to how many months?",
        [DataRequired("Enter the number of months")],
        what="The number of months",
        least=1,
        most=MOST_MONTHS,
    )
    starts_on = DateParts(
        "From when at the earliest?", [DataRequired("Enter the first day")], what="The first day"
    )

    def offer_choices(self, memberships: list[Membership]) -> None:
        """Fill in where the person works; the only one is chosen already."""
        rows = [(str(one.organisation.public_id), one.organisation.name) for one in memberships]
        self.home_organisation.choices = options(rows)
        if len(rows) == 1 and not self.home_organisation.data:
            self.home_organisation.data = rows[0][0]

    def validate_home_organisation(self, field: Any) -> None:
        """One of those offered."""
        if field.data not in {one.value for one in field.choices}:
            raise ValidationError("Choose where you work")

    @property
    def employer_id(self) -> uuid.UUID:
        """The public id of the chosen employer."""
        return uuid.UUID(self.home_organisation.data)

    def wish(self) -> Wish:
        """What is asked, as the command takes it."""
        return Wish(
            text(self.manager_name),
            text(self.manager_email),
            float(self.days_a_week.data),
            self.months.data,
            self.starts_on.data,
        )


class AgreeForm(Form):
    """Yes in principle: how much, and until when it holds."""

    most_days_a_week = Decimals(
        "At most, days a week", [DataRequired("Enter the days a week")], what="Days a week", most=5
    )
    most_months = WholeNumber(
        "At most, months",
        [DataRequired("Enter the number of months")],
        what="The number of months",
        least=1,
        most=MOST_MONTHS,
    )
    holds_until = DateParts(
        "Until when does your yes hold?",
        [DataRequired("Enter the last day on which it holds")],
        what="The last day",
        description="Afterwards it lapses by itself. A year at most.",
    )


class NotNowForm(Form):
    """Not now, with category and reasons."""

    category = RadioField(
        "Why?",
        [DataRequired("Choose the category that fits best")],
        choices=options(choices.pairs(choices.REFUSAL_REASONS)),
    )
    reason = TrimmedText(
        "Your reasons",
        [DataRequired("Write the reason in a sentence or two"), Length(max=2_000)],
        description="In a sentence or two. Only the person who asks reads them.",
    )


class NotManagerForm(Form):
    """Somebody else is the manager."""
