"""R01 to R05 and R13: moves into the Civil Service, each limit counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exchange.placements.facts import PlacementFacts
from exchange.placements.lifecycle import PlacementStatus
from tests.placements.test_checks import (
    CIVIL,
    MET,
    NOT_MET,
    OUTSIDE,
    UNKNOWN,
    WAITS,
    approval,
    finding,
    move,
    outcome,
)

MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)


def earlier(starts, ends, status="completed", **values):
    """A placement of the same person that was agreed long ago."""
    given = {
        "id": 1,
        "agreed_at": datetime(2024, 1, 1, tzinfo=UTC),
        "starts_on": date.fromisoformat(starts),
        "ends_on": date.fromisoformat(ends),
        "status": PlacementStatus(status),
    }
    return move(**{**given, **values})


def inward(*others, **values):
    """Six months from 4 January 2027, after those."""
    given = {"id": 9, "ends_on": date(2027, 7, 3), "others_of_mover": list(others)}
    return move(**{**given, **values})


def told(**values):
    """A secondment of which everything is known and nothing is senior, with changes."""
    facts = PlacementFacts(**{"host_level": 5, "pay": 52_000, "bonus": 0, **values})
    return move(facts=facts)


@pytest.mark.parametrize(
    ("first", "ends", "declared", "expected"),
    [
        # 18 months here, six of them left
        (("2024-01-01", "2025-06-30"), "2027-07-03", 0, MET),
        (("2024-01-01", "2025-06-30"), "2027-07-04", 0, NOT_MET),
        # and what was told beside it
        (("2024-01-01", "2025-06-30"), "2027-07-03", 1, NOT_MET),
        (("2024-01-01", "2025-06-30"), "2027-06-03", 1, MET),
        # a term of 18 months and ten days leaves ten days less
        (("2024-01-01", "2025-07-10"), "2027-06-23", 0, MET),
        (("2024-01-01", "2025-07-10"), "2027-06-24", 0, NOT_MET),
        # a February is a month, whether or not it has a 29th
        (("2024-02-01", "2024-02-29"), "2028-12-03", 0, MET),
        (("2024-02-01", "2024-02-29"), "2028-12-04", 0, NOT_MET),
        (("2025-02-01", "2025-02-28"), "2028-12-03", 0, MET),
        (("2025-02-01", "2025-02-28"), "2028-12-04", 0, NOT_MET),
        # nothing is left
        (("2023-01-01", "2024-12-31"), "2027-01-04", 0, NOT_MET),
    ],
)
def test_r01_earlier_placements_of_the_person_count(first, ends, declared, expected):
    placement = inward(earlier(*first), ends_on=date.fromisoformat(ends), earlier_months=declared)
    assert outcome(placement, "R01") == expected


TWENTY = ("2024-01-01", "2025-08-31")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, NOT_MET),
        ({"status": "active"}, NOT_MET),
        ({"status": "on_leave"}, NOT_MET),
        ({"status": "signed"}, NOT_MET),
        ({"status": "agreed"}, NOT_MET),
        # what ended early counts as long as it lasted: four months are used, 20 are left
        ({"status": "ended_early", "ended_on": date(2024, 4, 30)}, MET),
        ({"status": "ended_early", "ended_on": date(2025, 8, 30)}, NOT_MET),
        # what never was does not count
        ({"status": "proposed", "agreed_at": None}, MET),
        ({"status": "refused", "agreed_at": None}, MET),
        ({"status": "withdrawn"}, MET),
        ({"status": "did_not_start"}, MET),
        # nor another kind, nor a move out of the Civil Service
        ({"kind": "shadowing"}, MET),
        ({"kind": "loan"}, MET),
        ({"host": OUTSIDE, "home": CIVIL}, MET),
        ({"host": OUTSIDE, "home": OUTSIDE}, MET),
        # nor one that was agreed after this
        ({"agreed_at": datetime(2026, 11, 23, tzinfo=UTC)}, MET),
    ],
)
def test_r01_which_of_them_count(values, expected):
    placement = inward(earlier(*TWENTY, **values), agreed_at=MORNING)
    assert outcome(placement, "R01") == expected


def test_r01_two_that_run_at_once_count_once():
    """Two days a week here and three there are one year, not two."""
    other = earlier("2027-01-04", "2028-01-03", "active")
    placement = inward(other, ends_on=date(2029, 1, 3))
    assert outcome(placement, "R01") == MET
    placement.ends_on = date(2029, 1, 4)
    assert outcome(placement, "R01") == NOT_MET


def test_r01_says_until_when_it_may_last():
    why = finding(inward(earlier("2024-01-01", "2025-07-10")), "R01").why
    assert "Earlier terms there: 18 months and 10 days." in why
    assert "It may last until 23 June 2027." in why
    none_left = finding(inward(earlier("2023-01-01", "2024-12-31")), "R01").why
    assert "That leaves no time at all." in none_left


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        # the placement begins on 4 January 2027
        ("2026-01-02", MET),
        ("2026-01-03", MET),
        ("2026-01-04", NOT_MET),
        ("2026-06-30", NOT_MET),
        ("2026-12-31", NOT_MET),
    ],
)
def test_r02_twelve_months_between_two_terms(ended, expected):
    known = inward(earlier("2025-01-01", ended))
    assert outcome(known, "R02") == expected
    told_of = inward(
        earlier_months=6, facts=PlacementFacts(earlier_ended_on=date.fromisoformat(ended))
    )
    assert outcome(told_of, "R02") == expected


@pytest.mark.parametrize(
    ("ended", "begins", "expected"),
    [
        ("2026-02-28", "2027-02-28", NOT_MET),
        ("2026-02-28", "2027-03-01", MET),
        ("2028-02-29", "2029-02-28", NOT_MET),
        ("2028-02-29", "2029-03-01", MET),
        ("2027-02-28", "2028-02-29", NOT_MET),
        ("2027-02-28", "2028-03-01", MET),
        ("2026-08-31", "2027-08-31", NOT_MET),
        ("2026-08-31", "2027-09-01", MET),
    ],
)
def test_r02_at_the_end_of_a_month(ended, begins, expected):
    begins = date.fromisoformat(begins)
    placement = inward(earlier("2025-01-01", ended), starts_on=begins, ends_on=begins)
    assert outcome(placement, "R02") == expected


def test_r02_looks_both_ways():
    """What was agreed first may lie later in the calendar."""
    later = earlier("2028-07-03", "2028-12-31", "agreed")
    assert outcome(inward(later), "R02") == NOT_MET
    later.starts_on = date(2028, 7, 4)
    assert outcome(inward(later), "R02") == MET


@pytest.mark.parametrize(
    ("months", "ended", "expected"),
    [
        (None, None, UNKNOWN),
        (None, date(2020, 1, 1), UNKNOWN),
        (0, None, MET),
        (6, None, UNKNOWN),
        (6, date(2020, 1, 1), MET),
    ],
)
def test_r02_a_blank_is_unknown(months, ended, expected):
    placement = inward(earlier_months=months, facts=PlacementFacts(earlier_ended_on=ended))
    assert outcome(placement, "R02") == expected


@pytest.mark.parametrize(
    ("level", "pay", "expected"),
    [
        (7, 97_999, MET),
        (8, 60_000, NOT_MET),
        (10, 60_000, NOT_MET),
        # whatever the grade: at the minimum it applies, a pound below it does not
        (5, 98_000, NOT_MET),
        (1, 250_000, NOT_MET),
        # a blank is unknown, unless the other settles it
        (None, 97_999, UNKNOWN),
        (7, None, UNKNOWN),
        (None, None, UNKNOWN),
        (8, None, NOT_MET),
        (None, 98_000, NOT_MET),
    ],
)
def test_r03_a_senior_post_or_senior_pay(level, pay, expected):
    assert outcome(told(host_level=level, pay=pay), "R03") == expected


@pytest.mark.parametrize(
    ("pay", "bonus", "expected"),
    [
        (174_000, 25_000, MET),
        (174_001, 0, NOT_MET),
        (60_000, 25_001, NOT_MET),
        (None, 0, UNKNOWN),
        (60_000, None, UNKNOWN),
        (None, 25_001, NOT_MET),
        (174_001, None, NOT_MET),
    ],
)
def test_r04_pay_that_the_treasury_approves(pay, bonus, expected):
    assert outcome(told(pay=pay, bonus=bonus), "R04") == expected


def test_pay_is_said_nowhere():
    placement = told(host_level=8, pay=176_543, bonus=31_234)
    words = finding(placement, "R03").why + finding(placement, "R04").why
    assert "176" not in words.replace("£174,000", "")
    assert "31" not in words
    assert "£98,000 a year or more" in words
    assert "above £174,000 a year" in words


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("R02", {}),
        ("R03", {"host_level": 8}),
        ("R04", {"pay": 180_000}),
    ],
)
def test_an_approval_from_outside_meets_its_own_rule_and_no_other(rule, facts):
    placement = told(**facts)
    placement.others_of_mover = [earlier("2026-01-01", "2026-06-30")] if rule == "R02" else []
    assert outcome(placement, rule) == NOT_MET
    for other in {"R01", "R02", "R03", "R04"} - {rule}:
        placement.outside_approvals = [approval(other, pay=180_000, level=8, bonus=0)]
        assert outcome(placement, rule) == NOT_MET, other
    placement.outside_approvals = [approval(rule, pay=180_000, level=8, bonus=0)]
    assert outcome(placement, rule) == MET
    assert "CSC/2026/114" in finding(placement, rule).why


SENIOR = {"level": 8, "pay": 99_000, "bonus": 0}


@pytest.mark.parametrize(
    ("facts", "ends", "expected"),
    [
        ({}, date(2027, 7, 3), MET),
        # extended by a day
        ({}, date(2027, 7, 4), NOT_MET),
        # grade, pay or bonus rise
        ({"host_level": 9}, date(2027, 7, 3), NOT_MET),
        ({"pay": 99_001}, date(2027, 7, 3), NOT_MET),
        ({"bonus": 1}, date(2027, 7, 3), NOT_MET),
        # or fall
        ({"host_level": 7, "pay": 98_500}, date(2027, 7, 3), MET),
    ],
)
def test_r05_a_senior_case_that_changes_goes_to_the_commission_again(facts, ends, expected):
    known = PlacementFacts(**{"host_level": 8, "pay": 99_000, "bonus": 0, **facts})
    first = approval("R03", until=date(2027, 7, 3), **SENIOR)
    placement = move(facts=known, ends_on=ends, outside_approvals=[first])
    assert outcome(placement, "R05") == expected
    assert outcome(placement, "R03") == MET
    again = {"level": known.host_level, "pay": known.pay, "bonus": known.bonus}
    placement.outside_approvals = [first, approval("R05", until=ends, **again)]
    assert outcome(placement, "R05") == MET


def test_r05_is_no_matter_of_a_case_that_is_not_senior():
    assert outcome(told(), "R05") is None
    placement = told(host_level=8)
    assert outcome(placement, "R05") is None
    placement.outside_approvals = [approval("R01", until=date(2027, 1, 5))]
    assert outcome(placement, "R05") is None


def test_r04_pay_that_rises_above_what_was_approved_is_asked_again():
    placement = told(pay=180_000)
    placement.outside_approvals = [approval("R04", level=5, pay=179_999, bonus=0)]
    assert outcome(placement, "R04") == NOT_MET


@pytest.mark.parametrize(
    ("facts", "expected", "says"),
    [
        ({}, WAITS, "Nobody has said whether the post is reserved"),
        ({"reserved_post": True}, WAITS, "reserved for nationals of the United Kingdom"),
        ({"reserved_post": False}, WAITS, "has yet to be checked"),
        (
            {"reserved_post": True, "nationality_checked_at": MORNING},
            MET,
            "Checked on 22 November 2026, for a reserved post",
        ),
        (
            {"reserved_post": False, "nationality_checked_at": MORNING},
            MET,
            "a post that is not reserved",
        ),
    ],
)
def test_r13_nationality_is_a_task(facts, expected, says):
    placement = told(**facts)
    assert outcome(placement, "R13") == expected
    assert says in finding(placement, "R13").why
    assert finding(placement, "R13").rule.effect == "task"


@pytest.mark.parametrize("rule", ["R01", "R02", "R03", "R04", "R05", "R13"])
@pytest.mark.parametrize(
    ("host", "home"),
    [
        (OUTSIDE, CIVIL),
        (CIVIL, CIVIL),
        (OUTSIDE, OUTSIDE),
        (("civil_service", "neither"), OUTSIDE),
        (("civil_service", "ni_civil_service"), OUTSIDE),
    ],
)
def test_no_matter_of_any_other_move(rule, host, home):
    senior = PlacementFacts(host_level=10, pay=500_000, bonus=99_000)
    placement = move(host, home, facts=senior, ends_on=date(2032, 1, 1), earlier_months=60)
    assert outcome(placement, rule) is None


@pytest.mark.parametrize("rule", ["R02", "R03", "R04"])
def test_unknown_where_nobody_has_said_who_is_a_civil_servant(rule):
    placement = move(("public_body", "mixed"), OUTSIDE, facts=PlacementFacts())
    assert outcome(placement, rule) == UNKNOWN
