"""From a placement's terms and its worksheet to the figures, or to what is still missing. Pure."""

from __future__ import annotations

from decimal import Decimal

from exchange.placements.costs.arithmetic import (
    HUNDRED,
    ZERO,
    Change,
    Inputs,
    Pay,
    Split,
    Worked,
    work_out,
)
from exchange.placements.costs.models import CostSheet
from exchange.placements.models import Placement
from exchange.reference import money


def shares(placement: Placement) -> Split | None:
    """Who bears which share of the cost; None while that is not known or is not 100% in all."""
    parts = (placement.cost_home, placement.cost_host, placement.cost_funder)
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    found = Split(*known)
    return found if found.total == HUNDRED else None


def others_pay(placement: Placement) -> bool:
    """Whether the host or a funder pays the home employer anything, so that VAT is a question."""
    return bool(placement.cost_host or placement.cost_funder) or cover_is_paid(placement.cost_sheet)


def cover_is_paid(sheet: CostSheet | None) -> bool:
    """Whether somebody else than the home employer bears the cover of the home post."""
    return sheet is not None and bool(sheet.backfill) and sheet.backfill_by != "home"


def funder_pays(placement: Placement) -> bool:
    """Whether a funder bears anything."""
    sheet = placement.cost_sheet
    cover = sheet is not None and bool(sheet.backfill) and sheet.backfill_by == "funder"
    return bool(placement.cost_funder) or cover


def vat_rate(placement: Placement) -> Decimal:
    """The rate on what others pay: the standard rate, or 0 with a recorded concession.

    Where nobody pays there is no supply, so nothing to charge VAT on.
    """
    sheet = placement.cost_sheet
    if not others_pay(placement) or (sheet is not None and sheet.vat_concession):
        return ZERO
    return money.vat(placement.starts_on).rate


def vat_confirmed(placement: Placement) -> bool:
    """Whether somebody in finance confirmed how VAT is treated."""
    sheet = placement.cost_sheet
    return sheet is not None and bool(sheet.vat_confirmed_by)


def missing(placement: Placement) -> list[str]:
    """What is still to be filled in before there are figures, in words."""
    sheet = placement.cost_sheet or CostSheet()
    lacking = {
        "who bears which share, so that it adds up to 100% (in the terms)": shares(placement),
        "the days a week on the placement (in the terms)": placement.days_a_week,
        "the salary": sheet.salary,
        "the days a week that the person works in all": sheet.contract_days,
        "a working week as long as the days on the placement": _week_is_long_enough(placement),
        "what the employer pays into a pension": sheet.pension_rate,
        "who the funder is": sheet.funder_name or not funder_pays(placement) or None,
        "how often the home employer invoices": sheet.invoicing
        or not others_pay(placement)
        or None,
        "a first day for which rates are known (in the terms)": (
            placement.starts_on >= money.FIRST_DAY or None
        ),
    }
    return [words for words, value in lacking.items() if value is None]


def _week_is_long_enough(placement: Placement) -> bool | None:
    """None where the person works fewer days in all than the placement takes."""
    sheet, days = placement.cost_sheet, placement.days_a_week
    if sheet is None or sheet.contract_days is None or days is None:
        return True
    return Decimal(str(days)) <= sheet.contract_days or None


def worked(placement: Placement) -> Worked | None:
    """The figures; None while anything that they need is missing."""
    inputs = _inputs(placement)
    return work_out(inputs) if inputs is not None else None


def _inputs(placement: Placement) -> Inputs | None:
    sheet, by = placement.cost_sheet, shares(placement)
    known = by is not None and placement.days_a_week and placement.starts_on >= money.FIRST_DAY
    if sheet is None or by is None or not known or not _week_is_long_enough(placement):
        return None
    if sheet.salary is None or sheet.contract_days is None or sheet.pension_rate is None:
        return None
    pay = Pay(sheet.salary, sheet.allowances, sheet.pension_rate, sheet.pension_on_allowances)
    return Inputs(
        placement.starts_on,
        placement.ends_on,
        Decimal(str(placement.days_a_week)),
        sheet.contract_days,
        pay,
        by,
        _change(sheet, pay),
        _backfill(sheet),
        vat_rate(placement),
    )


def _change(sheet: CostSheet, pay: Pay) -> Change | None:
    if sheet.changes_on is None:
        return None
    later = Pay(
        pay.salary if sheet.later_salary is None else sheet.later_salary,
        pay.allowances if sheet.later_allowances is None else sheet.later_allowances,
        pay.pension_rate if sheet.later_pension_rate is None else sheet.later_pension_rate,
        pay.pension_on_allowances,
    )
    return Change(sheet.changes_on, later)


def _backfill(sheet: CostSheet) -> Split:
    if not sheet.backfill or sheet.backfill_by is None:
        return Split()
    return Split(**{sheet.backfill_by.value: sheet.backfill})
