"""What an agreement asks people to type."""

from __future__ import annotations

from typing import Any

from wtforms import FileField, PasswordField, RadioField
from wtforms.validators import DataRequired, Length

from exchange.accounts.forms import known_password
from exchange.agreements import document, services
from exchange.agreements.clauses import Clause, Field
from exchange.agreements.services import Wording
from exchange.placements.form_base import reason_field
from exchange.placements.lifecycle import Party
from exchange.placements.models import Placement
from exchange.placements.release_forms import code_field
from exchange.web.fields import TrimmedString, TrimmedText
from exchange.web.forms import Form
from exchange.web.inputs import options, text

FITS_ON_A_LINE = 55


class ClauseForm(Form):
    """One clause: its fields come first, then its words."""

    @property
    def own(self) -> list[Any]:
        """The fields of the clause, in their order."""
        return [one for one in self if one.short_name != "words"]

    def written(self) -> Wording:
        """What was typed."""
        return Wording(
            words=paragraphs(text(self._fields["words"])),
            fields={one.short_name: text(one) for one in self.own},
        )


def clause_form(
    placement: Placement, clause: Clause, changed: dict[str, Any], words: list[str]
) -> ClauseForm:
    """The form of one clause, filled in with the draft as it is."""
    known = document.names_of(placement)
    asked = document.fields_of(placement, clause)
    filled = changed.get("fields", {})
    values = {
        field.code: filled.get(field.code, document.standard_value(placement, field))
        for field in asked
    }
    members: dict[str, Any] = {field.code: _field(field, values[field.code]) for field in asked}
    members["words"] = TrimmedText(
        "Wording",
        [Length(max=services.WORDS_AT_MOST, message="This is too long")],
        description="An empty line begins a new paragraph.",
    )
    values["words"] = "\n\n".join(words)
    shown = {code: document.put_names(value, known) for code, value in values.items()}
    form: ClauseForm = type("FormOfClause", (ClauseForm,), members)(data=shown)
    return form


def _field(field: Field, value: str) -> Any:
    """A line, or a box where there is or may be more to read than fits on one."""
    most = services.FIELD_AT_MOST
    limit = [Length(max=most, message=f"Use {most:,} characters or fewer")]
    long = field.long or len(value) > FITS_ON_A_LINE
    return (TrimmedText if long else TrimmedString)(field.label, limit, description=field.hint)


def paragraphs(typed: str) -> list[str]:
    """Text as paragraphs: an empty line parts them."""
    parts = typed.replace("\r\n", "\n").split("\n\n")
    return [" ".join(part.split()) for part in parts if part.strip()]


class IssueForm(Form):
    """Nothing to type: what is issued stands on the page."""


class SignForm(Form):
    """The password again, so that a browser left open does not sign."""

    password: PasswordField = known_password("Your password")


class SignByLinkForm(Form):
    """The code that was sent to the contact's address."""

    code = code_field()


class RemoveNameForm(Form):
    """Whose name goes, and why."""

    whose = RadioField("Whose name?", [DataRequired("Choose whose name is taken out")])
    reason = reason_field("Reason", "Who asked for it, when, and under which right.")

    def offer(self, pairs: list[tuple[str, str]]) -> None:
        """The names that still stand there."""
        self.whose.choices = options(pairs)


class VerifyForm(Form):
    """A file, or the hash that is printed in it."""

    file = FileField("The PDF or data file", description="Up to 2 MB. We do not keep it.")
    hash = TrimmedString(
        "Or the hash",
        [Length(max=200, message="A hash has 64 characters")],
        description="64 letters and digits, at the end of the agreement.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


SIGNATORIES = {
    f"signed-{Party.HOME.value}": "Who signed for the home employer",
    f"signed-{Party.HOST.value}": "Who signed for the host",
}
