"""R08, R09 and R10: loans, and civil servants who stay with the host."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.placements import checks
from exchange.placements.facts import PlacementFacts
from exchange.placements.models import EndedHow
from tests.placements.test_checks import (
    CIVIL,
    MET,
    NOT_MET,
    OUTSIDE,
    UNKNOWN,
    WAITS,
    finding,
    move,
    outcome,
)

SCOTTISH_GOVERNMENT = ("public_body", "home_civil_service")
NORTHERN_IRELAND = ("civil_service", "ni_civil_service")
MIXED = ("public_body", "mixed")


@pytest.mark.parametrize(
    ("host", "home", "loan", "secondment"),
    [
        (CIVIL, CIVIL, MET, MET),
        (SCOTTISH_GOVERNMENT, CIVIL, MET, MET),
        (CIVIL, OUTSIDE, NOT_MET, None),
        (OUTSIDE, CIVIL, NOT_MET, None),
        (NORTHERN_IRELAND, CIVIL, NOT_MET, None),
        (("civil_service", "neither"), CIVIL, NOT_MET, None),
        (MIXED, CIVIL, UNKNOWN, UNKNOWN),
        (CIVIL, MIXED, UNKNOWN, UNKNOWN),
        (MIXED, OUTSIDE, NOT_MET, None),
    ],
)
def test_r08_between_two_departments_it_is_a_loan(host, home, loan, secondment):
    assert outcome(move(host, home, kind="loan"), "R08") == loan
    for kind in ("secondment", "attachment", "swap"):
        assert outcome(move(host, home, kind=kind), "R08") == secondment


def test_r08_says_what_to_do():
    wrong = finding(move(OUTSIDE, CIVIL, kind="loan"), "R08")
    assert "one of the two employers is not in the Home Civil Service" in wrong.why
    assert "post it again as a secondment" in wrong.rule.what_now
    assert "so this is a loan" in finding(move(CIVIL, CIVIL), "R08").why


@pytest.mark.parametrize("kind", ["session", "shadowing", "mentoring", "project", "trustee"])
def test_r08_is_no_matter_of_small_kinds(kind):
    assert outcome(move(CIVIL, CIVIL, kind=kind), "R08") is None


def staying(home_level=None, host=OUTSIDE, home=CIVIL, **values):
    """A civil servant who says that they will stay with the hospice."""
    facts = PlacementFacts(means_to_stay=True, home_level=home_level)
    return move(host, home, facts=facts, **values)


@pytest.mark.parametrize(
    ("level", "last_paid", "until"),
    [
        (6, date(2027, 8, 31), "31 August 2028"),
        (7, date(2027, 8, 31), "31 August 2029"),
        (10, date(2027, 8, 31), "31 August 2029"),
        (1, date(2027, 7, 3), "3 July 2028"),
        # from the end of February to its end
        (6, date(2027, 2, 28), "29 February 2028"),
        (6, date(2028, 2, 29), "28 February 2029"),
        (7, date(2026, 2, 28), "29 February 2028"),
    ],
)
def test_r09_until_when_the_rules_on_new_jobs_hold(level, last_paid, until):
    placement = staying(level, starts_on=date(2026, 1, 1), ends_on=last_paid)
    assert outcome(placement, "R09") == WAITS
    assert f"The rules hold until {until}." in finding(placement, "R09").why


def test_r09_says_both_where_the_grade_is_not_known():
    why = finding(staying(ends_on=date(2027, 8, 31)), "R09").why
    assert "until 31 August 2028, or in the Senior Civil Service until 31 August 2029" in why


def test_r09_counts_from_the_day_on_which_it_really_ended():
    placement = staying(5, ended_on=date(2027, 5, 31), ended_how=EndedHow.STAYED_WITH_HOST)
    assert "until 31 May 2028" in finding(placement, "R09").why


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (EndedHow.STAYED_WITH_HOST, WAITS),
        (EndedHow.RETURNED, None),
        (EndedHow.MOVED_ELSEWHERE, None),
        (EndedHow.LEFT, None),
    ],
)
def test_r09_what_happened_counts_more_than_what_was_said(how, expected):
    assert outcome(staying(5, ended_how=how, ended_on=date(2027, 7, 3)), "R09") == expected
    quiet = move(OUTSIDE, CIVIL, ended_how=how, ended_on=date(2027, 7, 3))
    assert outcome(quiet, "R09") == expected


@pytest.mark.parametrize(
    ("level", "expected", "says"),
    [
        (8, MET, "Harbour Hospice decides"),
        (9, MET, "The Civil Service Commission decides"),
        (10, MET, "The Civil Service Commission decides"),
        (None, WAITS, "not known"),
    ],
)
def test_r10_who_decides(level, expected, says):
    placement = staying(level)
    assert outcome(placement, "R10") == expected
    assert says in finding(placement, "R10").why


def test_r10_the_commission_has_decided_since_october_2025():
    before, since = date(2025, 10, 12), date(2025, 10, 13)
    found = [[one.rule.id for one in checks.findings(staying(9), on)] for on in (before, since)]
    assert ["R10" in rules for rules in found] == [False, True]
    assert ["R09" in rules for rules in found] == [True, True]


@pytest.mark.parametrize("rule", ["R09", "R10"])
@pytest.mark.parametrize(
    ("host", "home"),
    [(CIVIL, OUTSIDE), (CIVIL, CIVIL), (OUTSIDE, OUTSIDE), (OUTSIDE, NORTHERN_IRELAND)],
)
def test_no_matter_of_who_does_not_leave_the_civil_service(rule, host, home):
    assert outcome(staying(9, host, home), rule) is None
    assert not checks.asks_staying(move(host, home))


@pytest.mark.parametrize("means", [None, False])
def test_no_matter_of_who_goes_back(means):
    placement = move(OUTSIDE, CIVIL, facts=PlacementFacts(means_to_stay=means))
    assert outcome(placement, "R09") is None
    assert outcome(placement, "R10") is None
