"""What a placement costs: worked examples to the penny, and what holds of every one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.placements.costs.arithmetic import Change, Inputs, Pay, Split, split, work_out
from tests.placements.costs.examples import EXAMPLES, Example, pay
from tests.placements.costs.examples import split as parts

PENNY = Decimal("0.01")
POUNDS = st.decimals(0, 250_000, places=2)
PER_CENT = st.decimals(0, 100, places=2)


def test_there_are_at_least_twenty_examples():
    assert len(EXAMPLES) >= 20


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_worked_examples(example: Example):
    worked = work_out(example.inputs)
    costs = {cost.code: str(cost.split.total) for cost in worked.costs if cost.split.total}
    assert costs == example.costs
    assert worked.net == parts(example.net)
    assert worked.vat == parts(example.vat)
    assert worked.gross.total == Decimal(example.gross)


@st.composite
def all_shares(draw: st.DrawFn) -> Split:
    home = draw(PER_CENT)
    host = draw(st.decimals(0, 100 - home, places=2))
    return Split(home, host, 100 - home - host)


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    first = draw(st.dates(date(2024, 4, 6), date(2030, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 800)))
    of_all = draw(st.decimals(Decimal("0.25"), 5, places=2))
    on = draw(st.decimals(Decimal("0.25"), of_all, places=2))
    made = st.builds(Pay, POUNDS, POUNDS, PER_CENT, st.booleans())
    change = draw(st.none() | st.builds(Change, st.dates(first, last), made))
    backfill = draw(st.builds(Split, POUNDS, POUNDS, POUNDS))
    rate = draw(st.sampled_from([Decimal(0), Decimal(20)]))
    return Inputs(first, last, on, of_all, draw(made), draw(all_shares()), change, backfill, rate)


@settings(max_examples=150, deadline=None)
@given(st.decimals(0, 10_000_000, places=2), all_shares())
def test_the_parts_always_add_up_to_the_whole(amount: Decimal, shares: Split):
    found = split(amount, shares)
    assert found.total == amount
    for name in ("home", "host", "funder"):
        part = getattr(found, name)
        assert part == part.quantize(PENNY)
        assert part >= 0
        assert abs(part - amount * getattr(shares, name) / 100) < PENNY


@settings(max_examples=100, deadline=None)
@given(inputs())
def test_every_sum_on_the_page_can_be_checked_by_adding(given_inputs: Inputs):
    worked = work_out(given_inputs)
    for cost in worked.costs:
        if cost.code != "backfill":
            assert cost.split.total == sum(getattr(one, cost.code) for one in worked.periods)
    for name in ("home", "host", "funder"):
        assert getattr(worked.net, name) == sum(getattr(one.split, name) for one in worked.costs)
    assert worked.vat.home == 0
    assert worked.gross.total == worked.net.total + worked.vat.total


@settings(max_examples=100, deadline=None)
@given(inputs())
def test_the_parts_of_the_term_cover_it_once(given_inputs: Inputs):
    periods = work_out(given_inputs).periods
    assert periods[0].first == given_inputs.starts_on
    assert periods[-1].last == given_inputs.ends_on
    for before, after in pairwise(periods):
        assert after.first == before.last + timedelta(days=1)
    assert all(one.year.first <= one.first <= one.last <= one.year.last for one in periods)


def test_who_gets_the_pennies_that_are_left_over():
    assert split(Decimal("0.01"), parts("33 33 34")) == parts("0 0 0.01")
    assert split(Decimal("0.02"), parts("50 25 25")) == parts("0.01 0.01 0")
    assert split(Decimal("100.00"), parts("33.33 33.33 33.34")) == parts("33.33 33.33 33.34")


def test_a_change_on_the_first_day_holds_from_the_start():
    example = EXAMPLES["one day"].inputs
    changed = replace(example, change=Change(example.starts_on, pay("36500")))
    assert work_out(changed).costs[0].split.host == Decimal("100.00")
    assert len(work_out(changed).periods) == 1


def test_a_change_after_the_last_day_changes_nothing():
    example = EXAMPLES["one day"]
    late = Change(example.inputs.ends_on + timedelta(days=1), pay("99999"))
    assert work_out(replace(example.inputs, change=late)) == work_out(example.inputs)


def test_shares_that_leave_a_part_to_nobody_are_refused():
    with pytest.raises(ValueError, match="100%"):
        work_out(replace(EXAMPLES["one day"].inputs, shares=parts("50 49.99 0")))
