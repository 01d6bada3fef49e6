"""The command that saves a cost worksheet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command
from exchange.errors import IllegalTransition, Invalid
from exchange.placements import queries, signing, steps
from exchange.placements.costs.models import MOST_POUNDS, Bearer, CostSheet, Invoicing, Payer
from exchange.placements.costs.queries import has_costs
from exchange.placements.lifecycle import PLACEMENT, Role
from exchange.placements.models import Placement
from exchange.reference import money

LATER = ("later_salary", "later_allowances", "later_pension_rate")


@dataclass(frozen=True)
class Sheet:
    """What is filled in. None, or nothing, is not known yet."""

    salary: Decimal | None = None
    allowances: Decimal = Decimal(0)
    contract_days: Decimal | None = None
    pension_scheme: str = ""
    pension_rate: Decimal | None = None
    pension_on_allowances: bool = True
    changes_on: date | None = None
    later_salary: Decimal | None = None
    later_allowances: Decimal | None = None
    later_pension_rate: Decimal | None = None
    funder_name: str = ""
    vat_concession: str = ""
    vat_reason: str = ""
    vat_confirmed_by: str = ""
    backfill: Decimal = Decimal(0)
    backfill_by: Bearer | None = None
    invoicing: Invoicing | None = None
    purchase_order: str = ""
    expenses_by: Payer | None = None


@command
def save_costs(actor: Actor, placement_id: uuid.UUID, version: int, sheet: Sheet) -> None:
    """Save the worksheet. What was signed on other figures is void, and says so."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.COSTS_EDIT, placement)
    steps.expect(placement, version)
    PLACEMENT.after(placement.status, "change_costs")
    if not has_costs(placement):
        raise IllegalTransition("This kind of placement has no cost to settle.")
    problems = _problems(placement, sheet)
    if problems:
        raise Invalid(problems)
    if _write(placement, sheet):
        change_costs(placement)


def change_costs(placement: Placement) -> None:
    """The figures are others now: those who look at the old ones, or signed them, are told."""
    steps.move(placement, "change_costs")
    placement.costs_changed_at = clock.now()
    name = placement.mover.name
    if placement.agreement_hash is not None:
        signing.void(placement)
        placement.moved_at = clock.now()
        text = f"The cost of the move of {name} changed. The agreement is to be issued anew."
        steps.tell_parties(placement, "costs_changed", text)
    elif any(placement.decision(role) for role in Role):
        text = f"The cost worksheet of the move of {name} changed after somebody had agreed."
        steps.tell_parties(placement, "costs_changed", text)


def _write(placement: Placement, sheet: Sheet) -> bool:
    """Put the values onto the row; answers whether anything changed."""
    row = placement.cost_sheet
    if row is None:
        row = placement.cost_sheet = CostSheet()
    values = {field.name: getattr(sheet, field.name) for field in fields(sheet)}
    if not sheet.backfill:
        values["backfill_by"] = None
    if not sheet.vat_concession:
        values["vat_reason"] = ""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)


def _problems(placement: Placement, sheet: Sheet) -> dict[str, str]:
    found = {**_bad_numbers(sheet), **_bad_change(placement, sheet), **_bad_vat(sheet)}
    days, of_all = placement.days_a_week, sheet.contract_days
    if days is not None and of_all is not None and not Decimal(str(days)) <= of_all <= 5:
        found["contract_days"] = (
            f"Enter at least the {days:g} days a week of the placement, and 5 at most."
        )
    if sheet.backfill and sheet.backfill_by is None:
        found["backfill_by"] = "Choose who bears the cost of the cover."
    return found


def _bad_numbers(sheet: Sheet) -> dict[str, str]:
    found = {}
    for name in ("salary", "allowances", "backfill", "later_salary", "later_allowances"):
        amount = getattr(sheet, name)
        if amount is not None and not 0 <= amount <= MOST_POUNDS:
            found[name] = f"Enter pounds from 0 to {MOST_POUNDS:,}."
    for name in ("pension_rate", "later_pension_rate"):
        rate = getattr(sheet, name)
        if rate is not None and not 0 <= rate <= 100:
            found[name] = "Enter a rate from 0 to 100 per cent."
    if sheet.contract_days is not None and not 0 < sheet.contract_days <= 5:
        found["contract_days"] = "Enter up to 5 days a week, such as 2.5."
    return found


def _bad_change(placement: Placement, sheet: Sheet) -> dict[str, str]:
    """A change of pay takes a day within the term, and something that changes."""
    later = [name for name in LATER if getattr(sheet, name) is not None]
    if sheet.changes_on is None:
        return {"changes_on": "Enter from which day on this holds."} if later else {}
    if not later:
        return {"later_salary": "Enter what changes on that day, or remove the day."}
    if not placement.starts_on < sheet.changes_on <= placement.ends_on:
        return {"changes_on": "Choose a day after the first and up to the last of the placement."}
    return {}


def _bad_vat(sheet: Sheet) -> dict[str, str]:
    """R17. HMRC, VATSC03540, as of 2026-11: 20% unless a concession is recorded and confirmed."""
    if not sheet.vat_concession:
        return {}
    found = {}
    if sheet.vat_concession not in {one.code for one in money.CONCESSIONS}:
        found["vat_concession"] = "Choose one of the reasons."
    if not sheet.vat_reason.strip():
        found["vat_reason"] = "Write why no VAT is charged here. The agreement quotes it."
    if not sheet.vat_confirmed_by.strip():
        found["vat_confirmed_by"] = (
            "Enter who in finance confirmed it. Without that, VAT is charged."
        )
    return found
