"""What the rules find: R01, R06, R07, R18, R19 and R20, their limits counted by hand.

Findings are asked of rows that commands would write; the flow to "agreed" runs the commands.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from exchange.access import Actor
from exchange.organisations.models import Organisation, Sector, StaffStatus
from exchange.placements import checks, queries
from exchange.placements.facts import BODIES, OutsideApproval
from exchange.placements.lifecycle import How, Role
from exchange.placements.models import Contract, Decision, Placement
from tests import factories
from tests.placements import moving

ON = date(2026, 11, 22)
CIVIL, OUTSIDE = ("civil_service", "home_civil_service"), ("charity", "neither")


def employer(sector, staff_status):
    return Organisation(
        name="Harbour Hospice", sector=Sector(sector), staff_status=StaffStatus(staff_status)
    )


def move(host=CIVIL, home=OUTSIDE, kind="secondment", **values):
    """An inward secondment of six months by somebody who was never in the Civil Service."""
    given = {
        "starts_on": date(2027, 1, 4),
        "ends_on": date(2027, 7, 3),
        "terms_version": 1,
        "earlier_months": 0,
        "mover_key": "person:1",
    }
    return Placement(
        kind=kind,
        host_organisation=employer(*host),
        home_organisation=employer(*home) if home else None,
        **{**given, **values},
    )


def finding(placement, rule):
    found = [one for one in checks.findings(placement, ON) if one.rule.id == rule]
    return found[0] if found else None


def outcome(placement, rule):
    found = finding(placement, rule)
    return (found.outcome.value, found.blocks) if found else None


MET, WAITS = ("met", False), ("waiting", False)
NOT_MET, UNKNOWN = ("not_met", True), ("unknown", True)


@pytest.mark.parametrize(
    ("starts", "ends", "earlier", "expected"),
    [
        # start + 24 calendar months - 1 day passes, one day more does not
        ("2027-01-04", "2029-01-03", 0, MET),
        ("2027-01-04", "2029-01-04", 0, NOT_MET),
        ("2027-03-01", "2029-02-28", 0, MET),
        ("2027-03-01", "2029-03-01", 0, NOT_MET),
        # from the end of a month: 24 months after 31 August is 31 August
        ("2027-08-31", "2029-08-30", 0, MET),
        ("2027-08-31", "2029-08-31", 0, NOT_MET),
        # from a leap day: 24 months after 29 February 2028 is 28 February 2030
        ("2028-02-29", "2030-02-27", 0, MET),
        ("2028-02-29", "2030-02-28", 0, NOT_MET),
        # over a leap day
        ("2027-02-28", "2029-02-27", 0, MET),
        ("2027-02-28", "2029-02-28", 0, NOT_MET),
        # earlier months count
        ("2027-01-04", "2028-01-03", 12, MET),
        ("2027-01-04", "2028-01-04", 12, NOT_MET),
        ("2027-03-31", "2029-02-27", 1, MET),
        ("2027-03-31", "2029-02-28", 1, NOT_MET),
        ("2027-01-04", "2027-02-03", 23, MET),
        ("2027-01-04", "2027-01-05", 24, NOT_MET),
        ("2027-01-04", "2027-01-05", 60, NOT_MET),
        # a blank is unknown, even for a day
        ("2027-01-04", "2027-01-05", None, UNKNOWN),
    ],
)
def test_r01_two_years_over_all_terms(starts, ends, earlier, expected):
    placement = move(
        starts_on=date.fromisoformat(starts),
        ends_on=date.fromisoformat(ends),
        earlier_months=earlier,
    )
    assert outcome(placement, "R01") == expected


def approval(rule, until=date(2032, 1, 3), **values):
    return OutsideApproval(
        rule=rule,
        body=BODIES[rule],
        reference="CSC/2026/114",
        given_on=date(2026, 11, 2),
        covers_until=until,
        **values,
    )


@pytest.mark.parametrize("earlier", [None, 0, 24])
def test_r01_the_commissions_reference_passes(earlier):
    placement = move(
        ends_on=date(2032, 1, 3), earlier_months=earlier, outside_approvals=[approval("R01")]
    )
    assert outcome(placement, "R01") == MET
    assert "CSC/2026/114" in finding(placement, "R01").why
    placement.ends_on = date(2032, 1, 4)
    assert outcome(placement, "R01") != MET


TOO_LONG = date(2029, 1, 4)
SCOTTISH_GOVERNMENT = ("public_body", "home_civil_service")


@pytest.mark.parametrize(
    ("host", "home", "expected"),
    [
        (CIVIL, OUTSIDE, NOT_MET),
        (SCOTTISH_GOVERNMENT, OUTSIDE, NOT_MET),
        (CIVIL, ("civil_service", "ni_civil_service"), NOT_MET),
        (CIVIL, ("civil_service", "neither"), NOT_MET),
        (("civil_service", "neither"), OUTSIDE, None),
        (("civil_service", "ni_civil_service"), OUTSIDE, None),
        (OUTSIDE, CIVIL, None),
        (CIVIL, SCOTTISH_GOVERNMENT, None),
        (OUTSIDE, OUTSIDE, None),
        # mixed or unknown: nobody has answered yet
        (("public_body", "mixed"), OUTSIDE, UNKNOWN),
        (("public_body", "unknown"), OUTSIDE, UNKNOWN),
        (CIVIL, ("public_body", "mixed"), UNKNOWN),
        (CIVIL, ("public_body", "unknown"), UNKNOWN),
        (("public_body", "mixed"), ("public_body", "mixed"), UNKNOWN),
        # unless one side settles it
        (("public_body", "mixed"), CIVIL, None),
        (OUTSIDE, ("public_body", "unknown"), None),
    ],
)
def test_r01_follows_staff_status_and_never_the_sector(host, home, expected):
    assert outcome(move(host, home, ends_on=TOO_LONG), "R01") == expected


@pytest.mark.parametrize(
    ("host", "home", "answers", "expected"),
    [
        (("public_body", "mixed"), OUTSIDE, {"host_is_civil_service": True}, NOT_MET),
        (("public_body", "mixed"), OUTSIDE, {"host_is_civil_service": False}, None),
        (CIVIL, ("public_body", "mixed"), {"mover_is_civil_servant": False}, NOT_MET),
        (CIVIL, ("public_body", "mixed"), {"mover_is_civil_servant": True}, None),
        # an answer does not overrule what is known
        (CIVIL, OUTSIDE, {"host_is_civil_service": False}, NOT_MET),
        (CIVIL, OUTSIDE, {"mover_is_civil_servant": True}, NOT_MET),
    ],
)
def test_r01_asks_where_staff_are_mixed_or_unknown(host, home, answers, expected):
    assert outcome(move(host, home, ends_on=TOO_LONG, **answers), "R01") == expected


@pytest.mark.parametrize(
    ("host", "home", "expected"),
    [
        ("mixed", "neither", (False, True)),
        ("unknown", "home_civil_service", (False, True)),
        ("home_civil_service", "mixed", (True, False)),
        ("mixed", "unknown", (True, True)),
        ("home_civil_service", "neither", (False, False)),
    ],
)
def test_r01_which_side_the_form_asks(host, home, expected):
    placement = move(("public_body", host), ("public_body", home))
    assert checks.asks_staff_status(placement) == expected
    loan = move(("public_body", host), ("public_body", home), kind="loan")
    assert checks.asks_staff_status(loan) == expected
    project = move(("public_body", host), ("public_body", home), kind="project")
    assert checks.asks_staff_status(project) == (False, False)


@pytest.mark.parametrize("kind", ["loan", "project", "shadowing", "trustee", "session"])
def test_r01_is_no_matter_of_other_kinds(kind):
    assert outcome(move(kind=kind, ends_on=TOO_LONG, earlier_months=None), "R01") is None


def decided(placement, role, by="person:2", terms=1):
    at = datetime(2026, 11, 20, tzinfo=UTC)
    placement.record_decision(Decision(Role(role), by, "Mo", How.ACCOUNT, at, terms))
    return placement


def test_r06_waits_until_manager_and_hr_agreed_to_these_terms():
    placement = move(needs_home_manager=True, needs_home_hr=True)
    assert outcome(placement, "R06") == WAITS
    decided(placement, "home_manager")
    assert outcome(placement, "R06") == WAITS
    decided(placement, "home_hr")
    assert outcome(placement, "R06") == MET
    placement.terms_version = 2
    assert outcome(placement, "R06") == WAITS


@pytest.mark.parametrize("kind", ["project", "shadowing", "trustee"])
def test_r06_the_manager_is_enough_for_small_kinds(kind):
    placement = move(kind=kind, needs_home_manager=True)
    assert outcome(placement, "R06") == WAITS
    assert outcome(decided(placement, "home_manager"), "R06") == MET


def test_r06_without_an_employer_nobody_is_asked():
    found = finding(move(home=None, kind="project"), "R06")
    assert (found.outcome, found.why) == ("met", "Not needed: the person has no employer.")


@pytest.mark.parametrize(
    ("contract", "contract_ends", "expected"),
    [
        (None, None, UNKNOWN),
        (None, date(2030, 1, 1), UNKNOWN),
        (Contract.PERMANENT, None, MET),
        (Contract.FIXED_TERM, None, UNKNOWN),
        (Contract.FIXED_TERM, date(2027, 7, 2), NOT_MET),
        (Contract.FIXED_TERM, date(2027, 7, 3), MET),
        (Contract.FIXED_TERM, date(2027, 7, 4), MET),
    ],
)
@pytest.mark.parametrize("kind", ["attachment", "secondment", "loan", "swap"])
def test_r07_no_longer_than_the_contract_at_home(kind, contract, contract_ends, expected):
    placement = move(kind=kind, contract=contract, contract_ends_on=contract_ends)
    assert outcome(placement, "R07") == expected


@pytest.mark.parametrize("kind", ["session", "shadowing", "mentoring", "project", "trustee"])
def test_r07_and_r18_are_no_matter_of_small_kinds(kind):
    assert outcome(move(kind=kind), "R07") is None
    assert outcome(move(kind=kind), "R18") is None


@pytest.mark.parametrize(
    ("home", "host", "funder", "expected"),
    [
        (None, None, None, UNKNOWN),
        ("100", "0", None, UNKNOWN),
        ("50", None, "50", UNKNOWN),
        ("50", "49", "0", NOT_MET),
        ("100", "0", "0", MET),
        ("0", "100", "0", MET),
        ("100", "0", "0.01", NOT_MET),
        ("33.33", "33.33", "33.34", MET),
        ("33.33", "33.33", "33.33", NOT_MET),
        ("0", "0", "100", MET),
        ("0", "0", "0", NOT_MET),
    ],
)
def test_r18_the_shares_add_up_to_a_hundred(home, host, funder, expected):
    shares = {"cost_home": home, "cost_host": host, "cost_funder": funder}
    values = {name: Decimal(share) if share else None for name, share in shares.items()}
    assert outcome(move(**values), "R18") == expected


@pytest.mark.parametrize(
    ("home", "host", "expected"),
    [
        ("person:2", "person:3", MET),
        ("person:2", "person:2", NOT_MET),
        ("person:1", "person:3", NOT_MET),
        ("person:2", "person:1", NOT_MET),
        ("address:a@b.example", "address:a@b.example", NOT_MET),
    ],
)
def test_r19_nobody_for_both_sides_nor_on_their_own_move(home, host, expected):
    placement = decided(decided(move(), "home_hr", home), "host_manager", host)
    assert outcome(placement, "R19") == expected


def test_r19_one_person_may_decide_twice_for_one_side():
    placement = decided(decided(move(), "home_hr"), "home_manager")
    assert outcome(placement, "R19") == MET


def test_r20_a_refusal_has_category_and_reasons():
    assert outcome(move(), "R20") is None
    refused = move(
        refused_at=datetime(2026, 11, 22, tzinfo=UTC), refusal_category="", refusal_reason="x"
    )
    assert outcome(refused, "R20") == NOT_MET
    refused.refusal_category = "cost"
    assert outcome(refused, "R20") == MET


@pytest.mark.parametrize(
    ("rule", "source", "as_of"),
    [
        ("R01", "Civil Service Commission", date(2026, 3, 31)),
        ("R06", "GOV.UK", date(2026, 11, 22)),
        ("R07", "GovXchange", date(2025, 9, 30)),
        ("R18", "Our own policy", date(2026, 11, 22)),
        ("R19", "Our own policy", date(2026, 11, 22)),
    ],
)
def test_each_finding_says_where_it_comes_from_and_of_when(rule, source, as_of):
    found = finding(move(), rule)
    assert source in found.rule.source.title
    assert found.rule.source.as_of == as_of
    assert found.why


def test_what_all_approved_waits_for_facts_and_is_agreed_when_they_come(in_app):
    with in_app():
        w = factories.world()
        moving.home_agrees(w)
        moving.host_agrees(w)
        assert w.placement.status == "proposed"
        assert [one.rule.id for one in checks.blocking(w.placement, ON)] == ["R07"]
        moving.give_facts(w, contract=Contract.FIXED_TERM, contract_ends_on=date(2027, 7, 2))
        assert w.placement.status == "proposed"
        moving.give_facts(w, contract=Contract.FIXED_TERM, contract_ends_on=date(2027, 7, 3))
        assert w.placement.status == "agreed"


def test_facts_that_come_first_agree_to_nothing(in_app):
    with in_app():
        w = factories.world()
        moving.give_facts(w)
        assert w.placement.status == "proposed"
        assert checks.blocking(w.placement, ON) == []
        assert queries.open_roles(w.poster, w.placement) == [Role.HOST_MANAGER]


def test_an_inward_move_that_is_too_long_stays_proposed(in_app):
    with in_app():
        w = factories.world(
            home={"name": "Harbour Hospice", "sector": "charity", "staff_status": "neither"},
            host={"name": "Rivers", "sector": "public_body", "staff_status": "home_civil_service"},
            ends_on=date(2029, 1, 4),
        )
        moving.home_agrees(w)
        moving.host_agrees(w)
        moving.give_facts(w, earlier_months=0)
        assert w.placement.status == "proposed"
        assert [one.rule.id for one in checks.blocking(w.placement, ON)] == ["R01"]
        moving.approved_outside(w, "R01")
        assert w.placement.status == "agreed"


def test_a_stranger_has_no_open_role(in_app):
    with in_app():
        assert queries.open_roles(Actor(person_id=99), factories.world().placement) == []
