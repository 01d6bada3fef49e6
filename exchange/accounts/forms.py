"""What accounts ask people to type. Password fields are never filled in again."""

from __future__ import annotations

import email_validator
from wtforms import PasswordField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import EmailInput

from exchange.accounts import passwords
from exchange.web.fields import TrimmedString
from exchange.web.forms import Form

NEW = {"autocomplete": "new-password"}
GOOD_PASSWORD = (
    f"At least {passwords.SHORTEST} characters. Three or four unrelated words are easy to remember"
    " and hard to guess."
)


class EmailAddress(TrimmedString):
    """An e-mail address; `data` is in ASCII, as mail servers take it."""

    widget = EmailInput()

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """Refuse what is no address; nothing is sent to find out."""
        if validation_stopped or self.errors or not self.data:
            return
        try:
            found = email_validator.validate_email(
                self.data, check_deliverability=False, allow_smtputf8=False
            )
        except email_validator.EmailNotValidError:
            raise ValidationError(
                "Enter an e-mail address in full, such as name@charity.org.uk"
            ) from None
        self.data = found.ascii_email


def name_field() -> TrimmedString:
    """A person's name, as others will read it."""
    return TrimmedString(
        "Full name",
        [
            DataRequired("Enter your name"),
            Length(max=120, message="Your name must be 120 characters or fewer"),
        ],
        description="As you would like others to read it.",
        render_kw={"autocomplete": "name"},
    )


def email_field(label: str, description: str = "") -> EmailAddress:
    """An address that is needed."""
    return EmailAddress(
        label,
        [
            DataRequired("Enter an e-mail address"),
            Length(max=254, message="An e-mail address has at most 254 characters"),
        ],
        description=description,
    )


def known_password(label: str = "Password") -> PasswordField:
    """A password that exists already: it is compared, not judged."""
    return PasswordField(
        label,
        [
            DataRequired("Enter your password"),
            Length(
                max=passwords.LONGEST, message=f"A password has at most {passwords.LONGEST} signs"
            ),
        ],
    )


def new_password(label: str = "Password") -> PasswordField:
    """A password to be chosen."""
    return PasswordField(
        label, [DataRequired("Choose a password")], description=GOOD_PASSWORD, render_kw=NEW
    )


def _judge(field: PasswordField, *own: str | None) -> None:
    words = [word for text in own for word in (text or "").replace("@", " ").split()]
    problem = passwords.weakness(field.data or "", [*words, "crossover"])
    if problem:
        raise ValidationError(problem)


class SignUpForm(Form):
    """The beginning of an account."""

    name = name_field()
    email = email_field(
        "Work e-mail address",
        "Your work address shows where you work, so that your organisation can be found from it.",
    )
    password = new_password()

    def validate_password(self, field: PasswordField) -> None:
        """Not weak, and not made of the person's own name."""
        _judge(field, self.name.data, self.email.data)


class SignInForm(Form):
    """Address and password."""

    email = email_field("E-mail address")
    password = known_password()


class ConfirmForm(Form):
    """Shows that whoever opens the link also chose the password."""

    password = known_password("The password you chose")


class EmailForm(Form):
    """An address to send a link to."""

    email = email_field("E-mail address")


class ResetForm(Form):
    """A new password, behind a link."""

    password = new_password("New password")

    def validate_password(self, field: PasswordField) -> None:
        """Not weak."""
        _judge(field)


class NameForm(Form):
    """Another name."""

    name = name_field()


class PasswordForm(Form):
    """A new password for somebody who is signed in."""

    current = known_password("Your password now")
    password = new_password("New password")

    def validate_password(self, field: PasswordField) -> None:
        """Not weak."""
        _judge(field)


class AddressForm(Form):
    """A new address for somebody who is signed in."""

    email = email_field("New e-mail address", "We send a link there. Nothing changes before then.")
    current = known_password("Your password")
