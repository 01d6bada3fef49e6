"""What the page behind a decision link asks."""

from __future__ import annotations

from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from exchange.accounts.forms import email_field
from exchange.placements.form_base import reason_field
from exchange.reference import choices
from exchange.web.fields import DateParts, Decimals, TrimmedString
from exchange.web.forms import Form
from exchange.web.inputs import options


def code_field() -> TrimmedString:
    """The six digits that were sent to the contact's address."""
    return TrimmedString(
        "The code that we sent you",
        [
            DataRequired("Enter the six digits that we sent you"),
            Length(max=20, message="The code has six digits"),
            Regexp(r"^\s*(?:[0-9]\s*){6}$", message="The code has six digits"),
        ],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class AgreeForm(Form):
    """Yes, to the terms as they stand."""

    manager = BooleanField("")
    code = code_field()


class OtherwiseForm(Form):
    """Yes, with other dates or days."""

    starts_on = DateParts("First day", [DataRequired("Enter the first day")], what="First day")
    ends_on = DateParts("Last day", [DataRequired("Enter the last day")], what="Last day")
    days_a_week = Decimals(
        "Days a week",
        [Optional()],
        what="Days a week",
        most=5,
        description="Such as 5, or 2.5.",
    )


class RefuseByLinkForm(Form):
    """No, with category and reasons."""

    category = RadioField(
        "Why?",
        [DataRequired("Choose the category that fits best")],
        choices=options(choices.pairs(choices.REFUSAL_REASONS)),
    )
    reason = reason_field("Your reasons", "In a sentence or two. The person reads them.")
    code = code_field()


class PassOnForm(Form):
    """A colleague of the line manager's who decides instead."""

    name = TrimmedString(
        "Your deputy’s name",
        [DataRequired("Enter the name of who decides instead"), Length(max=120)],
        render_kw={"autocomplete": "off"},
    )
    email = email_field("Their work e-mail address")


class TakeBackForm(Form):
    """Withdrawing an approval that was given by the link."""

    reason = reason_field("Your reason", "In a sentence or two. The others read it.")
    code = code_field()


class NotTheManagerForm(Form):
    """Somebody else is the manager: for whoever opened the link, or for HR."""

    code = code_field()
