"""What the cost worksheet asks people to type. A blank is not known yet."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Length

from exchange.placements.costs import wording
from exchange.placements.costs.models import MOST_POUNDS, Bearer, CostSheet, Invoicing, Payer
from exchange.placements.costs.services import Sheet
from exchange.placements.models import Placement
from exchange.placements.wording import number
from exchange.reference import money
from exchange.web.fields import DateParts, Decimals, TrimmedString, TrimmedText
from exchange.web.forms import Form
from exchange.web.inputs import options

UNKNOWN = ("", "Not known yet")
CHOSEN: dict[str, Any] = {
    "backfill_by": Bearer,
    "invoicing": Invoicing,
    "expenses_by": Payer,
}
AMOUNTS = ("allowances", "backfill")
"""Where a blank is nothing."""


def _pounds(label: str, what: str, hint: str = "") -> Decimals:
    return Decimals(label, what=what, most=MOST_POUNDS, description=hint)


def _rate(label: str, hint: str = "") -> Decimals:
    return Decimals(label, what="The rate", most=100, description=hint)


def _line(label: str, most: int, hint: str = "") -> TrimmedString:
    message = f"Use {most} characters or fewer"
    return TrimmedString(label, [Length(max=most, message=message)], description=hint)


class CostsForm(Form):
    """Everything on the worksheet that does not stand in the terms."""

    salary = _pounds("Salary a year", "The salary", "For a full week of 5 days, before tax.")
    allowances = _pounds(
        "Allowances a year", "The allowances", "For a full week. Leave it blank if there are none."
    )
    contract_days = Decimals(
        "Days a week that the person works in all",
        what="The days",
        most=5,
        description="For the home employer: 5 for full time, or such as 3 or 2.5.",
    )
    pension_scheme = _line("Pension scheme", 120)
    pension_rate = _rate("What the employer pays into the pension")
    pension_on_allowances = BooleanField("The pension counts allowances too", default=True)
    changes_on = DateParts("First day of the change", what="The day of the change")
    later_salary = _pounds("Salary a year from then on", "The salary")
    later_allowances = _pounds("Allowances a year from then on", "The allowances")
    later_pension_rate = _rate("What the employer pays into the pension from then on")
    funder_name = _line(
        "Name of the funder", 200, "Leave it blank where nobody but the two employers pays."
    )
    vat_concession = RadioField(
        "Is VAT charged on what is paid to the home employer?",
        choices=options(
            [("", "Yes, at the standard rate"), *((c.code, c.name) for c in money.CONCESSIONS)]
        ),
        default="",
    )
    vat_reason = TrimmedText(
        "If no VAT is charged: why?",
        [Length(max=1_000, message="Use 1,000 characters or fewer")],
        description="In a sentence or two. The agreement quotes it.",
    )
    vat_confirmed_by = _line(
        "Who in finance confirmed how VAT is treated?",
        160,
        "Name, role and organisation, such as Jo Hall, finance manager, Harbour Hospice.",
    )
    backfill = _pounds("Cost of cover for the home post", "The cost", "In all, for the whole term.")
    backfill_by = SelectField("Who bears the cost of the cover?")
    invoicing = SelectField(
        "How often does the home employer invoice?",
        choices=options(
            [UNKNOWN, *((one.value, words.capitalize()) for one, words in wording.OFTEN.items())]
        ),
    )
    purchase_order = _line("Purchase order number", 60)
    expenses_by = SelectField("Who pays travel and other expenses?")

    def prepare(self, placement: Placement) -> None:
        """Name who can bear a cost, and fill in what is known."""
        bearers = options([UNKNOWN, *wording.bearers(placement)])
        self.backfill_by.choices = self.expenses_by.choices = bearers
        self.pension_rate.description = wording.known_pension_rates()
        if not self.is_submitted():
            self._fill(placement.cost_sheet)

    @property
    def hints(self) -> dict[str, str]:
        """What each reason for no VAT takes."""
        return {one.code: one.says for one in money.CONCESSIONS}

    @property
    def has_later(self) -> bool:
        """Whether a change of pay is entered, or something about it has to be put right."""
        names = ("changes_on", "later_salary", "later_allowances", "later_pension_rate")
        return any(self[name].data is not None or self[name].errors for name in names)

    def _fill(self, sheet: CostSheet | None) -> None:
        if sheet is None:
            return
        for field in fields(Sheet):
            value = getattr(sheet, field.name)
            if field.name in AMOUNTS and not value:
                value = None
            if isinstance(value, Decimal):
                value = number(value)
            if field.name in CHOSEN:
                value = value.value if value else ""
            self[field.name].process(None, value)

    def sheet(self) -> Sheet:
        """What was typed."""
        values: dict[str, Any] = {}
        for field in fields(Sheet):
            value = self[field.name].data
            if field.name in CHOSEN:
                value = CHOSEN[field.name](value) if value else None
            elif field.name in AMOUNTS:
                value = value or Decimal(0)
            elif isinstance(self[field.name], TrimmedString):
                value = value or ""
            values[field.name] = value
        return Sheet(**values)
