"""The document as data: its groups by hand, what changes with the placement, and what does not."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from exchange.agreements import clauses, document, milestones, queries
from tests import factories
from tests.factories import RIVERS
from tests.placements import moving, swaps

EIGHTEEN = [
    ("parties", "Who this is between"),
    ("basis", "What it rests on"),
    ("post", "The post"),
    ("term", "How long"),
    ("status", "Who the employer is"),
    ("management", "Who manages the work"),
    ("pay", "Pay"),
    ("cost", "Who pays what"),
    ("pension", "Pension"),
    ("leave", "Leave and sickness"),
    ("checks", "Checks before the start"),
    ("conduct", "Conduct and interests"),
    ("information", "Information and equipment"),
    ("works", "What is made during the placement"),
    ("risk", "Risk and safety"),
    ("ending", "Ending it early"),
    ("return", "Coming back"),
    ("publication", "What may be said in public"),
]
STATISTICS = {
    "name": "Statistics Agency",
    "sector": "civil_service",
    "staff_status": "home_civil_service",
}


def drafted(placement, answers=None):
    return {one["code"]: one for one in document.drafted(placement, answers or {})}


def facts(placement, code):
    return dict(drafted(placement)[code]["facts"])


def words(placement, code):
    return " ".join(drafted(placement)[code]["words"])


@pytest.mark.parametrize("form", ["full", "loan_terms"])
def test_the_eighteen_groups_in_their_order(form):
    assert [(one.code, one.title) for one in clauses.of(form)] == EIGHTEEN


def test_a_scope_note_is_short():
    codes = [one.code for one in clauses.of("scope_note")]
    assert codes == ["parties", "work", "outcome", "hours", "supervisor", "care"]


def test_every_group_of_a_secondment_says_something(w):
    for code, clause in drafted(w.placement).items():
        assert clause["words"] or clause["facts"], code
        assert "{home}" not in json.dumps(clause)
        assert "{host}" not in json.dumps(clause)


def test_the_terms_flow_into_it_unchanged(w):
    term = facts(w.placement, "term")
    assert term["First day"] == "4 January 2027"
    assert term["Last day"] == "3 July 2027"
    assert term["Length"] == "6 months"
    assert term["Review halfway"] == "4 April 2027"
    assert facts(w.placement, "post")["How much of the week"] == "5 days a week"
    cost = facts(w.placement, "cost")
    assert cost["Department for Rivers pays"] == "100%"
    assert cost["Harbour Hospice pays"] == "0%"
    assert facts(w.placement, "management")["Check-in after two weeks"] == "18 January 2027"
    assert facts(w.placement, "return") == {
        "Plan the return": "4 May 2027",
        "Confirm the post to return to": "3 June 2027",
        "The post to return to": "The same post, or one of the same grade that is as good",
    }


def test_the_four_approvals_stand_in_it_by_role_and_never_by_name(w):
    basis = drafted(w.placement)["basis"]["facts"]
    agreed = [label for label, value in basis if value == "Agreed on 22 November 2026"]
    assert agreed == [
        "Line manager at home, Department for Rivers",
        "HR at home, Department for Rivers",
        "Manager at the host, Harbour Hospice",
        "HR at the host, Harbour Hospice",
    ]


def test_no_name_of_a_person_is_in_the_hashed_text(w):
    text = json.dumps(document.drafted(w.placement, {}))
    for name in ("Individual", "Mo Manager", "Poster"):
        assert name not in text
    assert "{mover}" in text
    assert "{host_manager}" in text


def test_outward_from_the_civil_service(w):
    assert "new appointment" in words(w.placement, "basis")
    assert "Business Appointment Rules" in words(w.placement, "ending")
    assert "Civil Service Code" in words(w.placement, "conduct")
    assert "two years" not in words(w.placement, "term")


def test_inward_rests_on_an_exception_and_counts_its_time(at_stage):
    def inward():
        home = {"name": "Harbour Hospice"}
        w = factories.world(home=home, host=RIVERS)
        moving.home_agrees(w)
        moving.host_agrees(w)
        moving.give_facts(w, earlier_months=3)
        return w

    w = at_stage(inward)
    basis = facts(w.placement, "basis")
    assert basis["Exception relied on"] == "Exception 3, secondments (Recruitment Principles)"
    assert "merit" in words(w.placement, "basis")
    assert "Civil Service Commission" in words(w.placement, "term")
    assert facts(w.placement, "term")["Earlier months in the Civil Service"] == "3"
    assert "Business Appointment Rules" not in words(w.placement, "ending")


def test_between_two_charities_nothing_is_said_of_the_civil_service(at_stage):
    w = at_stage(lambda: factories.world(home={"name": "Lantern"}, host={"name": "Harbour"}))
    text = json.dumps(document.drafted(w.placement, {}))
    assert "Civil Service" not in text
    assert "Official Secrets" not in text


def test_a_loan_has_terms_of_its_own(at_stage):
    w = at_stage(lambda: moving.agreed("loan", host=STATISTICS))
    assert document.form_of(w.placement) == "loan_terms"
    assert document.title_of(w.placement) == "Terms of a loan"
    assert "This is a loan between departments." in words(w.placement, "basis")
    assert "which payroll" in words(w.placement, "pay")
    assert "goes on paying" not in words(w.placement, "pay")


def test_a_swap_says_that_it_is_one_of_two(in_app):
    with in_app():
        s = swaps.paired()
        assert "one of two that change places" in words(s.first.placement, "basis")
        assert "one of two that change places" in words(s.second.placement, "basis")


def test_part_time_and_fixed_term_are_spoken_of(at_stage):
    def build():
        w = factories.world(days_a_week=3)
        moving.home_agrees(w)
        moving.host_agrees(w)
        moving.give_facts(w, contract="fixed_term", contract_ends_on=date(2027, 12, 31))
        return w

    w = at_stage(build)
    assert "On the other days of the week" in words(w.placement, "post")
    assert "fixed-term contract" in words(w.placement, "term")
    assert facts(w.placement, "term")["Last day of the contract at home"] == "31 December 2027"


def test_invoices_and_vat_only_where_the_host_pays(w):
    assert "VAT" not in facts(w.placement, "cost")
    assert "No money passes" in words(w.placement, "cost")
    w.placement.cost_home, w.placement.cost_host = Decimal(40), Decimal(60)
    cost = facts(w.placement, "cost")
    assert cost["Harbour Hospice pays"] == "60%"
    assert "VAT" in cost
    assert "supply of staff" in words(w.placement, "cost")


def test_a_scope_note_says_what_with_whom_and_in_how_many_hours(at_stage):
    w = at_stage(lambda: factories.world("project"))
    assert facts(w.placement, "outcome") == {"Outcome": "A plan that the trustees adopt."}
    assert facts(w.placement, "hours") == {
        "Hours in all": "20",
        "First day": "4 January 2027",
        "Last day": "26 February 2027",
    }
    assert facts(w.placement, "supervisor")["Supervisor"] == "The director"


def test_what_hr_wrote_stands_instead_of_the_standard(w):
    answers = {"pay": {"words": ["One.", "Two."], "fields": {"salary": "£41,000 a year"}}}
    clause = drafted(w.placement, answers)["pay"]
    assert clause["words"] == ["One.", "Two."]
    assert dict(clause["facts"])["Salary"] == "£41,000 a year"
    assert dict(clause["facts"])["Allowances"] == "As now at the home employer"


def test_the_hash_holds_without_the_names_and_breaks_with_one_letter(signed):
    one = queries.newest(signed.placement)
    assert document.digest(one.data) == one.hash
    changed = json.loads(json.dumps(one.data))
    changed["clauses"][3]["facts"][0][1] = "5 January 2027"
    assert document.digest(changed) != one.hash


class Term:
    def __init__(self, starts_on, ends_on):
        self.starts_on, self.ends_on = starts_on, ends_on


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        # A year, from the end of February of a leap year.
        (
            date(2028, 2, 29),
            date(2029, 2, 28),
            ["2028-03-14", "2028-04-11", "2028-08-29", "2028-12-30", "2029-01-29"],
        ),
        # Five weeks: the middle comes before week 6, which is not reached; no return plan fits.
        (date(2027, 3, 1), date(2027, 4, 4), ["2027-03-15", "2027-03-18", "2027-03-05"]),
        (date(2027, 3, 1), date(2027, 3, 1), []),
    ],
)
def test_dates_follow_from_the_first_and_the_last_day(starts, ends, expected):
    term = Term(starts, ends)
    found = [*milestones.check_ins(term), *milestones.return_plan(term)]
    assert [one.on.isoformat() for one in found] == expected
