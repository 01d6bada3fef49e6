"""R17 on rows that commands would write: what is found, and what everybody reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from exchange.organisations.models import Organisation
from exchange.placements import checks
from exchange.placements.costs.models import Bearer, CostSheet
from exchange.placements.models import Placement

ON = date(2026, 11, 22)


def move(home=None, host=None, funder=None, kind="secondment", **sheet):
    """A move from Rivers to Harbour with these shares, and a worksheet where one is given."""
    return Placement(
        kind=kind,
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 7, 3),
        terms_version=1,
        mover_key="person:1",
        home_organisation=Organisation(name="Rivers"),
        host_organisation=Organisation(name="Harbour"),
        cost_home=home,
        cost_host=host,
        cost_funder=funder,
        cost_sheet=CostSheet(**sheet) if sheet else None,
    )


def found(placement):
    findings = [one for one in checks.findings(placement, ON) if one.rule.id == "R17"]
    return findings[0] if findings else None


ALL, NONE = Decimal(100), Decimal(0)
CONFIRMED = {"vat_confirmed_by": "Jo Hall"}
CHARITY = {**CONFIRMED, "vat_concession": "charities", "vat_reason": "Both are charities."}


@pytest.mark.parametrize(
    ("placement", "outcome", "says"),
    [
        (move(ALL, NONE, NONE), "met", "nobody pays Rivers for it"),
        (move(NONE, ALL, NONE), "waiting", "on top of what Harbour pays Rivers"),
        (move(NONE, NONE, ALL), "waiting", "on top of what A funder pays Rivers"),
        (move(NONE, ALL, NONE, salary=Decimal(1)), "waiting", "Nobody in finance has confirmed"),
        (move(NONE, ALL, NONE, **CONFIRMED), "met", "Confirmed by Jo Hall."),
        (move(NONE, ALL, NONE, **CHARITY), "met", "No VAT: charity to charity"),
        (
            move(ALL, NONE, NONE, backfill=Decimal(10), backfill_by=Bearer.HOST),
            "waiting",
            "on top of what Harbour pays Rivers",
        ),
        (move(ALL, NONE, NONE, backfill=Decimal(10), backfill_by=Bearer.HOME), "met", "nobody"),
        (move(NONE, ALL, NONE, kind="loan"), "waiting", "VAT at 20% comes on top"),
    ],
)
def test_what_it_finds(placement, outcome, says):
    finding = found(placement)
    assert finding.outcome == outcome
    assert says in finding.why
    assert not finding.blocks
    assert ("Ask finance of both sides before you agree." in finding.why) is (outcome == "waiting")


def test_it_waits_until_the_shares_are_known():
    assert found(move(ALL, None, NONE)) is None
    assert found(move(Decimal(50), Decimal(40), NONE)) is None


def test_other_kinds_have_no_vat():
    assert found(move(NONE, ALL, NONE, kind="project")) is None
