"""The worksheet in words: what was filled in, the table, and how it is worked out. Pure."""

from __future__ import annotations

from decimal import Decimal

from exchange.placements.costs import reckoning
from exchange.placements.costs.arithmetic import BEARERS, Period, Split, Worked
from exchange.placements.costs.figures import Figures, Row
from exchange.placements.costs.models import Bearer, CostSheet, Invoicing
from exchange.placements.models import Placement
from exchange.placements.wording import dates, number, share
from exchange.reference import money
from exchange.web.look import day, plural

COSTS = {
    "salary": "Salary",
    "allowances": "Allowances",
    "employer_ni": "Employer National Insurance",
    "pension": "Employer pension",
    "backfill": "Cover of the home post",
}
OFTEN = {
    Invoicing.MONTHLY: "every month",
    Invoicing.QUARTERLY: "every quarter",
    Invoicing.IN_ADVANCE: "once, before the first day",
    Invoicing.AT_THE_END: "once, after the last day",
}
APPORTIONED = (
    "The term is cut at each 6 April, and where pay or the pension rate changes. A yearly amount"
    " counts for the calendar days of each part, out of the days of that tax year, and for the"
    " days a week on the placement, out of 5."
)
NATIONAL_INSURANCE = (
    "Employer National Insurance is worked out on all that the person earns at the home employer"
    " above the yearly threshold; the placement bears its days’ part. Payroll works it out each"
    " pay day, which comes to the same where pay is level. The apprenticeship levy and the"
    " Employment Allowance are left out."
)
ROUNDED = (
    "Each cost in each part of the term is rounded once to the nearest penny, half a penny up."
    " Shares are split to the penny so that they always add up: a penny left over goes to the"
    " largest remainder. VAT is rounded once for each who pays it."
)


ASK_FINANCE = (
    "Ask finance of both sides before you agree. Charities often cannot get VAT back, so for"
    " whoever pays it may be a cost that no budget has."
)


def pounds(amount: Decimal) -> str:
    """£1,234.50."""
    return f"£{amount:,.2f}"


def figures(placement: Placement) -> Figures:
    """All that the worksheet says, as text."""
    worked = reckoning.worked(placement)
    return Figures(
        missing=tuple(reckoning.missing(placement)),
        facts=tuple(_facts(placement)),
        head=("Cost", *(bearer_name(placement, one) for one in _columns(placement)), "Total"),
        rows=tuple(_rows(placement, worked)) if worked else (),
        vat=vat(placement),
        working_head=_working_head(worked) if worked else (),
        working=tuple(_working(worked)) if worked else (),
        invoices=_invoices(placement),
        notes=tuple(_notes(placement, worked)) if worked else (),
    )


def bearer_name(placement: Placement, bearer: str) -> str:
    """Who bears a cost, by name: a column of the table."""
    if bearer == "funder":
        sheet = placement.cost_sheet
        return (sheet.funder_name if sheet else "") or "A funder"
    return placement.home_name if bearer == "home" else placement.host_name


def bearers_in_all(placement: Placement, worked: Worked) -> list[tuple[str, Decimal]]:
    """What each bears in all, VAT included: the chart."""
    return [
        (bearer_name(placement, one), getattr(worked.gross, one)) for one in _columns(placement)
    ]


def _columns(placement: Placement) -> tuple[str, ...]:
    """Home and host always; a funder only where there is one."""
    return BEARERS if reckoning.funder_pays(placement) else BEARERS[:2]


def _rows(placement: Placement, worked: Worked) -> list[Row]:
    columns = _columns(placement)

    def row(name: str, split: Split) -> Row:
        amounts = [getattr(split, one) for one in columns]
        return Row(name, tuple(pounds(amount) for amount in (*amounts, split.total)))

    costs = [row(COSTS[cost.code], cost.split) for cost in worked.costs if cost.split.total]
    rate = number(reckoning.vat_rate(placement))
    return [
        *costs,
        row("Before VAT", worked.net),
        row(f"VAT at {rate}%", worked.vat),
        row("In all", worked.gross),
    ]


def _working_head(worked: Worked) -> tuple[str, ...]:
    return ("Part of the term", "Days", *(COSTS[code] for code in _shown(worked)))


def _shown(worked: Worked) -> list[str]:
    """The costs of employing that the working has a column for."""
    return [cost.code for cost in worked.costs if cost.split.total and cost.code != "backfill"]


def _working(worked: Worked) -> list[Row]:
    return [
        Row(
            f"{day(period.first)} to {day(period.last)}",
            (
                f"{period.days} of {period.year.days}",
                *(pounds(getattr(period, code)) for code in _shown(worked)),
            ),
        )
        for period in worked.periods
    ]


def vat(placement: Placement) -> str:
    """How VAT is treated and why. It tells nothing of pay."""
    sheet = placement.cost_sheet or CostSheet()
    if reckoning.shares(placement) is None and not reckoning.others_pay(placement):
        return "It depends on who bears the cost, which is not settled yet."
    if not reckoning.others_pay(placement):
        return f"Outside the scope of VAT: nobody pays {placement.home_name} for it."
    by = sheet.vat_confirmed_by
    if sheet.vat_concession:
        name = money.concession(sheet.vat_concession).name
        return f"No VAT: {_small(name)}. {sheet.vat_reason} Confirmed by {by}."
    rate = money.vat(placement.starts_on)
    law = money.SUPPLY_OF_STAFF
    confirmed = f"Confirmed by {by}." if by else "Nobody in finance has confirmed this yet."
    return (
        f"VAT at {number(rate.rate)}% comes on top of what {_payers(placement)}"
        f" {placement.home_name}: lending somebody for payment is a supply of staff, even at cost"
        f" ({law.title}, as of {day(law.as_of)}). {confirmed}"
    )


def _small(name: str) -> str:
    return name if name.split()[0].isupper() else name[0].lower() + name[1:]


def _payers(placement: Placement) -> str:
    """Who pays the home employer, with the verb."""
    names = []
    if placement.host_pays:
        names.append(placement.host_name)
    if reckoning.funder_pays(placement):
        names.append(bearer_name(placement, "funder"))
    return f"{' and '.join(names)} {'pay' if len(names) > 1 else 'pays'}"


def _invoices(placement: Placement) -> str:
    sheet = placement.cost_sheet or CostSheet()
    if sheet.invoicing is None or not reckoning.others_pay(placement):
        return ""
    names = _payers(placement).rpartition(" ")[0]
    order = f" Purchase order: {sheet.purchase_order}." if sheet.purchase_order else ""
    return f"{placement.home_name} invoices {names} {OFTEN[sheet.invoicing]}.{order}"


def _facts(placement: Placement) -> list[tuple[str, str]]:
    sheet = placement.cost_sheet
    found = [
        ("Dates", dates(placement)),
        ("Days a week on the placement", number(placement.days_a_week)),
        *(_shares(placement)),
    ]
    if sheet is not None:
        found += [*_pay(sheet), *_later(sheet), *_others(placement, sheet)]
    return [(name, value) for name, value in found if value]


def _shares(placement: Placement) -> list[tuple[str, str]]:
    return [
        (f"{bearer_name(placement, one)} bears", share(getattr(placement, f"cost_{one}")))
        for one in _columns(placement)
    ]


def _pay(sheet: CostSheet) -> list[tuple[str, str]]:
    scheme = f", {sheet.pension_scheme}" if sheet.pension_scheme else ""
    rate = "" if sheet.pension_rate is None else f"{number(sheet.pension_rate)}%{scheme}"
    counted = "with" if sheet.pension_on_allowances else "without"
    return [
        ("Salary a year, full week", "" if sheet.salary is None else pounds(sheet.salary)),
        ("Allowances a year, full week", pounds(sheet.allowances) if sheet.allowances else ""),
        ("Days a week in all", number(sheet.contract_days)),
        ("Employer pension", rate),
        ("Pension is reckoned", f"{counted} allowances" if sheet.allowances else ""),
    ]


def _later(sheet: CostSheet) -> list[tuple[str, str]]:
    if sheet.changes_on is None:
        return []
    parts = []
    if sheet.later_salary is not None:
        parts.append(f"salary {pounds(sheet.later_salary)}")
    if sheet.later_allowances is not None:
        parts.append(f"allowances {pounds(sheet.later_allowances)}")
    if sheet.later_pension_rate is not None:
        parts.append(f"employer pension {number(sheet.later_pension_rate)}%")
    return [(f"From {day(sheet.changes_on)}", ", ".join(parts))]


def _others(placement: Placement, sheet: CostSheet) -> list[tuple[str, str]]:
    cover = expenses = ""
    if sheet.backfill and sheet.backfill_by is not None:
        who = bearer_name(placement, sheet.backfill_by)
        cover = f"{pounds(sheet.backfill)}, borne by {who}"
    if sheet.expenses_by is not None:
        expenses = bearer_name(placement, sheet.expenses_by)
    return [("Cover of the home post", cover), ("Travel and other expenses paid by", expenses)]


def _notes(placement: Placement, worked: Worked) -> list[str]:
    found = [APPORTIONED, NATIONAL_INSURANCE, ROUNDED, *_rates(worked.periods)]
    if reckoning.vat_rate(placement):
        rate = money.vat(placement.starts_on)
        found.append(
            f"VAT: {number(rate.rate)}% ({rate.source.title}, as of {day(rate.source.as_of)})."
        )
    return found


def _rates(periods: tuple[Period, ...]) -> list[str]:
    found = []
    for period in periods:
        ni = period.ni
        said = (
            f"Tax year {period.year.name}, {plural(period.year.days, 'day')}: employer National"
            f" Insurance of {number(ni.rate)}% above £{ni.threshold:,.0f} a year"
            f" ({ni.source.title}, as of {day(ni.source.as_of)})."
        )
        if not money.ni_is_published(period.first):
            said += " No rates of this year are entered here yet, so the latest known stand in."
        if said not in found:
            found.append(said)
    return found


def bearers(placement: Placement) -> list[tuple[str, str]]:
    """Who can bear a cost, by code and name."""
    return [(one.value, bearer_name(placement, one)) for one in Bearer]


def known_pension_rates() -> str:
    """Help for whoever has to enter a rate: those that are published."""
    known = [f"{one.scheme}: {number(one.rate)}% until {day(one.until)}." for one in money.PENSIONS]
    return " ".join(["Per cent of pay. HR or payroll of the home employer knows it.", *known])
