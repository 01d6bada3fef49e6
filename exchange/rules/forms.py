"""What an administrator is asked when a rule changes from a day on."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from exchange.reference.rules import EFFECTS, Rule
from exchange.rules import wording
from exchange.rules.models import RuleEffect
from exchange.rules.services import Change
from exchange.web.fields import DateParts, TrimmedString, TrimmedText, WholeNumber
from exchange.web.forms import Form
from exchange.web.inputs import options, text

LONGEST = 2_000
VALUE = "value_"
NO_MATCH = -1
"""No rule has this many rows, so that nonsense in the hidden field reads as "changed"."""


def _sentences(label: str, missing: str, hint: str = "") -> TrimmedText:
    return TrimmedText(
        label,
        [
            DataRequired(missing),
            Length(max=LONGEST, message=f"Use {LONGEST:,} characters or fewer"),
        ],
        description=hint,
    )


class RuleForm(Form):
    """A rule as it shall hold from a day on. Its numbers are added by `form_for`."""

    effect = RadioField(
        "What it does when it is not met",
        [DataRequired("Choose what the rule does")],
        choices=options((effect, wording.EFFECTS[effect]) for effect in EFFECTS),
    )
    says = _sentences("What the rule says", "Write what the rule says", "Everybody reads this.")
    what_now = _sentences("What to do when it is not met", "Write what to do")
    source_title = TrimmedString(
        "Where it comes from",
        [
            DataRequired("Enter where the rule comes from"),
            Length(max=300, message="Use 300 characters or fewer"),
        ],
        description="Who published it, and under which title.",
    )
    source_url = TrimmedString(
        "Address of the page",
        [Optional(), Length(max=500, message="Use 500 characters or fewer")],
        description="It begins with https://",
    )
    source_as_of = DateParts(
        "Date of the source",
        [DataRequired("Enter the date of the source")],
        what="The date of the source",
        description="The date that it bears, or on which you read it.",
    )
    in_force = DateParts(
        "First day",
        [DataRequired("Enter the first day")],
        what="The first day",
        description="Tomorrow or later. What is signed before then keeps the present rule.",
    )
    until = DateParts(
        "Last day",
        [Optional()],
        what="The last day",
        description="Leave it blank where no end is known. Afterwards the row before it holds"
        " again.",
    )
    why = _sentences("Why it changes", "Write why the rule changes", "Kept in the record.")

    @property
    def value_fields(self) -> list[Any]:
        """The fields for the numbers of the rule."""
        return [field for field in self if field.name.startswith(VALUE)]

    def fill(self, rule: Rule) -> None:
        """As the rule holds now; why and from when is for the administrator to say."""
        if rule.effect_stays:
            del self.effect
        if self.is_submitted():
            return
        now = {
            "effect": rule.effect,
            "says": rule.says,
            "what_now": rule.what_now,
            "source_title": rule.source.title,
            "source_url": rule.source.url or "",
            "source_as_of": rule.source.as_of,
            **{f"{VALUE}{name}": value for name, value in rule.values.items()},
        }
        for field in self:
            if field.name in now:
                field.process(None, now[field.name])

    def change(self, rule: Rule) -> Change:
        """What was typed."""
        return Change(
            effect=RuleEffect(self.effect.data if "effect" in self else rule.effect),
            values={field.name.removeprefix(VALUE): field.data for field in self.value_fields},
            says=text(self.says),
            what_now=text(self.what_now),
            source_title=text(self.source_title),
            source_url=text(self.source_url),
            source_as_of=self.source_as_of.data,
            in_force=self.in_force.data,
            until=self.until.data,
            why=text(self.why),
        )


def form_for(rule: Rule) -> RuleForm:
    """The form for one rule: the numbers that its logic reads, and no others."""
    numbers = {
        f"{VALUE}{name}": WholeNumber(
            rule.value_names.get(name, name.replace("_", " ").capitalize()),
            [InputRequired("Enter a number")],
            what="The number",
            most=100_000_000,
        )
        for name in rule.values
    }
    made: RuleForm = type("RuleFormWithNumbers", (RuleForm,), numbers)()
    made.fill(rule)
    return made


def rows_seen() -> int:
    """How many rows stood on the page from which this was sent."""
    return request.form.get("seen", default=NO_MATCH, type=int)
