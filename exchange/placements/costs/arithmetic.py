"""What a placement costs, to the penny. Pure: Decimal in, Decimal out.

How it is apportioned. The term is cut at each 6 April and on the day on which pay or the pension
rate changes. In each of these periods a cost is its amount a year, times the calendar days of the
period, divided by the days of that tax year (366 where it has a 29 February). Of a week it is the
days on the placement out of the five of a full week.

Employer National Insurance falls due on the whole pay of the person, above one threshold a year.
So it is worked out on what they earn in all their days at the home employer, and the placement
bears its days' part of it.

How it is rounded. Each cost in each period is rounded once, to the nearest penny, half a penny up.
After that amounts are only added, so every sum on the page can be checked by hand. A cost is
split to the penny, and pennies that are left over go to the largest remainders: the parts always
add up to the whole. VAT is rounded once for each who pays it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from exchange.reference import money

PENNY = Decimal("0.01")
ZERO = Decimal("0.00")
FULL_WEEK = Decimal(5)
HUNDRED = Decimal(100)
BEARERS = ("home", "host", "funder")
"""In the order in which a penny goes where remainders are equal."""


@dataclass(frozen=True)
class Split:
    """Pounds, or shares in per cent, of those who bear a cost."""

    home: Decimal = ZERO
    host: Decimal = ZERO
    funder: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """The three together."""
        return self.home + self.host + self.funder

    def __add__(self, other: Split) -> Split:
        return Split(self.home + other.home, self.host + other.host, self.funder + other.funder)


@dataclass(frozen=True)
class Pay:
    """Pay of a full week: pounds a year, and what the employer pays into a pension, in per cent."""

    salary: Decimal
    allowances: Decimal
    pension_rate: Decimal
    pension_on_allowances: bool = True

    @property
    def a_year(self) -> Decimal:
        """Salary and allowances."""
        return self.salary + self.allowances

    @property
    def pensionable(self) -> Decimal:
        """What the pension rate is a share of."""
        return self.a_year if self.pension_on_allowances else self.salary


@dataclass(frozen=True)
class Change:
    """Another pay, or pension rate, from a day on."""

    on: date
    pay: Pay


@dataclass(frozen=True)
class Inputs:
    """All that the figures follow from."""

    starts_on: date
    ends_on: date
    days_a_week: Decimal
    contract_days: Decimal
    """Days a week that the person works for the home employer in all."""
    pay: Pay
    shares: Split
    """Per cent; 100 together."""
    change: Change | None = None
    backfill: Split = Split()
    """Pounds for cover of the home post, already by who bears them."""
    vat_rate: Decimal = Decimal(0)
    """Per cent; 0 where no VAT is charged."""


@dataclass(frozen=True)
class Period:
    """Part of the term within one tax year and one pay, with its costs before they are split."""

    first: date
    last: date
    year: money.TaxYear
    ni: money.EmployerNI
    pay: Pay
    salary: Decimal
    allowances: Decimal
    employer_ni: Decimal
    pension: Decimal

    @property
    def days(self) -> int:
        """Calendar days, the first and the last included."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Cost:
    """One cost over the whole term, by who bears it."""

    code: str
    """salary, allowances, employer_ni, pension or backfill."""
    split: Split


@dataclass(frozen=True)
class Worked:
    """The figures."""

    periods: tuple[Period, ...]
    costs: tuple[Cost, ...]
    net: Split
    vat: Split

    @property
    def gross(self) -> Split:
        """In all."""
        return self.net + self.vat


def work_out(inputs: Inputs) -> Worked:
    """The figures that follow from the inputs. Raises ValueError where shares are not 100%."""
    if inputs.shares.total != HUNDRED:
        raise ValueError("the shares do not add up to 100%")
    periods = tuple(_periods(inputs))
    costs = tuple(_costs(periods, inputs))
    net = sum((cost.split for cost in costs), Split())
    vat = Split(
        ZERO, *(to_penny(part * inputs.vat_rate / HUNDRED) for part in (net.host, net.funder))
    )
    return Worked(periods, costs, net, vat)


def to_penny(amount: Decimal) -> Decimal:
    """The nearest penny; half a penny goes up."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


def split(amount: Decimal, shares: Split) -> Split:
    """An amount of whole pennies by shares; the parts add up to it, whatever the shares are.

    Each gets its whole pennies; those left over go to the largest remainders, and where these are
    equal to the home employer, then the host, then a funder.
    """
    pennies = int(amount / PENNY)
    exact = [getattr(shares, name) * pennies / HUNDRED for name in BEARERS]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(3), key=lambda n: parts[n] - exact[n])
    for n in by_remainder[: pennies - sum(parts)]:
        parts[n] += 1
    return Split(*(part * PENNY for part in parts))


def _periods(inputs: Inputs) -> Iterable[Period]:
    first = inputs.starts_on
    while first <= inputs.ends_on:
        year = money.tax_year(first)
        last = min(year.last, inputs.ends_on)
        change = inputs.change
        if change is not None and first < change.on <= last:
            last = change.on - timedelta(days=1)
        changed = change is not None and first >= change.on
        yield _period(inputs, change.pay if change and changed else inputs.pay, first, last)
        first = last + timedelta(days=1)


def _period(inputs: Inputs, pay: Pay, first: date, last: date) -> Period:
    year, ni = money.tax_year(first), money.employer_ni(first)
    days = Decimal((last - first).days + 1)

    def part(a_year: Decimal, of_days: Decimal = FULL_WEEK) -> Decimal:
        # Multiply first and divide once, so that half a penny is seen as exactly that.
        return to_penny(a_year * inputs.days_a_week * days / (of_days * year.days))

    earned = pay.a_year * inputs.contract_days / FULL_WEEK
    above = max(earned - ni.threshold, Decimal(0))
    return Period(
        first,
        last,
        year,
        ni,
        pay,
        salary=part(pay.salary),
        allowances=part(pay.allowances),
        employer_ni=part(above * ni.rate / HUNDRED, inputs.contract_days),
        pension=part(pay.pensionable * pay.pension_rate / HUNDRED),
    )


def _costs(periods: tuple[Period, ...], inputs: Inputs) -> Iterable[Cost]:
    for code in ("salary", "allowances", "employer_ni", "pension"):
        amount = sum((getattr(period, code) for period in periods), ZERO)
        yield Cost(code, split(amount, inputs.shares))
    yield Cost("backfill", inputs.backfill)
