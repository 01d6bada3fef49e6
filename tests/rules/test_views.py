"""Pages of rules: what everybody reads, and how an administrator changes one from a day on."""

from __future__ import annotations

import pytest

from exchange.rules import queries as rows
from tests import factories

ADMIN = "admin@crossover.example"
CHANGE = "/admin/rules/R03/change"


@pytest.fixture
def admin(in_app, client_as, clock_at):
    clock_at("2026-11-22 09:00")
    with in_app():
        factories.administrator()
    return client_as(ADMIN)


def typed(**changes):
    dates = {"in_force-day": "1", "in_force-month": "4", "in_force-year": "2027"}
    return {**dates, "why": "The pay scales changed in April.", **changes}


def test_everybody_reads_the_rules_with_source_and_date(client, clock_at):
    clock_at("2026-11-22 09:00")
    words = client.words("/help/rules")
    assert "Two years at most in the Civil Service" in words
    assert "Civil Service Commission, exceptions to the Recruitment Principles" in words
    assert "as of 31 March 2026" in words
    assert "£98,000" in words
    assert "not legal advice" in words
    assert "/help/rules" in client.get("/help").text


def test_the_list_says_what_holds_and_what_comes(admin):
    assert "Nothing planned" in admin.words("/admin/rules")
    assert admin.submit(CHANGE, **typed(value_pay="101000")).status_code == 302
    words = admin.words("/admin/rules")
    assert "8, £98,000" in words
    assert "Another row from 1 April 2027" in words


def test_a_change_is_added_beside_the_earlier_rows(admin, in_app):
    page = admin.submit(CHANGE, follow=True, **typed(value_pay="£101,000"))
    assert "Saved. It holds from 1 April 2027." in page.text
    words = admin.words("/admin/rules/R03")
    assert "From 1 April 2027 another row holds" in words
    assert "“The pay scales changed in April.”" in words
    assert "£98,000" in words
    assert "£101,000" in words
    assert "Came with the service" in words
    with in_app():
        assert [row.values for row in rows.history("R03")] == [{"level": 8, "pay": 101_000}]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"why": ""}, "Write why the rule changes"),
        ({"in_force-day": ""}, "The first day must include a day"),
        ({"in_force-year": "2026"}, "The first day is tomorrow or later"),
        ({"value_pay": "much"}, "The number must be a whole number"),
        ({"value_pay": ""}, "Enter a number"),
        ({"effect": None}, "Choose what the rule does"),
        ({"effect": "forget"}, "Not a valid choice"),
        ({"source_url": "ftp://a.example"}, "begins with https://"),
    ],
)
def test_an_error_stands_beside_its_field_and_keeps_what_was_typed(admin, in_app, changes, error):
    answer = admin.submit(CHANGE, **typed(**{"says": "Typed with care.", **changes}))
    assert answer.status_code == 422
    assert error in answer.text
    assert "Typed with care." in answer.text
    with in_app():
        assert rows.history("R03") == []


def test_a_rule_that_the_database_holds_asks_for_no_effect(admin):
    assert 'name="effect"' not in admin.get("/admin/rules/R19/change").text
    assert admin.submit("/admin/rules/R19/change", **typed()).status_code == 302


def test_who_is_slower_than_another_administrator_is_told(admin, in_app):
    token = admin.token(CHANGE)
    assert admin.submit(CHANGE, **typed()).status_code == 302
    form = admin.form(CHANGE, CHANGE)
    fields = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("value")}
    late = {**fields, **typed(), "csrf_token": token, "seen": "0", "effect": "approve"}
    late |= {"says": "It says so.", "what_now": "Do so."}
    answer = admin.post(CHANGE, data=late)
    assert answer.status_code == 409
    with in_app():
        assert len(rows.history("R03")) == 1


@pytest.mark.parametrize("path", ["/admin/rules/R99", "/admin/rules/R99/change"])
def test_there_is_no_such_rule(admin, path):
    assert admin.get(path).status_code == 404


def test_the_statements_of_a_page_do_not_grow_with_the_rows(admin, queries):
    counts = []
    for month in ("4", "5", "6"):
        admin.submit(CHANGE, **typed(**{"in_force-month": month}))
        with queries() as asked:
            admin.get("/admin/rules")
            admin.get("/help/rules")
            admin.get("/admin/rules/R03")
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
