"""What comes from outside: recorded by HR of the host alone, on the page and by command."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.placements import checks, outside, queries
from tests import factories
from tests.placements import moving

CHARITY = {"name": "Harbour Hospice"}
DEPARTMENT = {
    "name": "Department for Harbours",
    "sector": "civil_service",
    "staff_status": "home_civil_service",
}
ON = date(2026, 11, 22)
GIVEN = outside.Given("R03", "CSC/2026/114", date(2026, 11, 2), date(2027, 7, 3))


def inward():
    """A proposed secondment from a charity to a department."""
    return factories.world(home=CHARITY, host=DEPARTMENT)


def record(w, by=None, **changes):
    given = replace(GIVEN, **changes)
    outside.record_approval(by or w.host_hr, w.placement.public_id, w.placement.version, given)


def blocking(w):
    return [one.rule.id for one in checks.blocking(w.placement, ON)]


@pytest.mark.both_databases
def test_a_senior_case_is_agreed_once_the_approval_is_recorded(at_stage):
    w = at_stage(inward)
    moving.home_agrees(w)
    moving.host_agrees(w)
    moving.give_facts(w, host_level=8, pay=99_000)
    assert blocking(w) == ["R03"]
    assert w.placement.status == "proposed"
    record(w)
    assert w.placement.status == "agreed"
    kept = w.placement.approved_outside("R03")
    assert (kept.body, kept.reference) == ("commission", "CSC/2026/114")
    assert (kept.level, kept.pay, kept.recorded_by_id) == (8, 99_000, w.host_hr.person_id)
    assert w.placement.commission_reference == "CSC/2026/114"


def test_the_chief_secretary_approves_pay(at_stage):
    w = at_stage(inward)
    moving.give_facts(w, pay=180_000)
    assert blocking(w) == ["R03", "R04"]
    record(w)
    record(w, rule="R04", reference="CST/77")
    assert blocking(w) == []
    assert w.placement.approved_outside("R04").body == "chief_secretary"
    assert w.placement.commission_reference == "CSC/2026/114"


def test_nobody_but_hr_of_the_host_records_it(at_stage):
    w = at_stage(inward)
    ref, version = w.placement.public_id, w.placement.version
    for who in (w.mover, w.poster, w.home_hr, w.manager):
        with pytest.raises((NotAllowed, NotFound)):
            record(w, by=who)
        with pytest.raises((NotAllowed, NotFound)):
            outside.note_nationality(who, ref, version, reserved=False, checked=True)
    assert (w.placement.outside_approvals, w.placement.facts) == ([], None)
    record(w, by=factories.administrator())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule": "R07"}, "rule"),
        ({"reference": "  "}, "reference"),
        ({"given_on": date(2026, 11, 23)}, "given_on"),
        ({"covers_until": date(2027, 1, 3)}, "covers_until"),
    ],
)
def test_what_is_no_approval_is_refused(at_stage, changes, field):
    w = at_stage(inward)
    with pytest.raises(Invalid) as refusal:
        record(w, **changes)
    assert list(refusal.value.fields) == [field]
    assert w.placement.outside_approvals == []


def test_nobody_outside_approves_a_move_out_of_the_civil_service(at_stage):
    w = at_stage(factories.world)
    with pytest.raises(IllegalTransition, match="Nobody outside"):
        record(w)
    with pytest.raises(IllegalTransition, match="do not concern"):
        outside.note_nationality(
            w.host_hr, w.placement.public_id, w.placement.version, reserved=True, checked=False
        )


def test_two_who_answer_at_once_are_noticed(at_stage):
    """The answers stand in a row of their own, and yet the second sees that something changed."""
    w = at_stage(inward)
    seen = w.placement.version
    moving.give_facts(w, pay=99_000)
    with pytest.raises(ChangedMeanwhile):
        outside.record_approval(w.host_hr, w.placement.public_id, seen, GIVEN)


def test_recorded_also_while_it_runs(at_stage):
    """An extension needs the Commission while the placement is under way."""
    w = at_stage(lambda: moving.active(home=CHARITY, host=DEPARTMENT))
    with moving.on(date(2027, 5, 3)):
        record(w, rule="R01", given_on=date(2027, 5, 1), covers_until=date(2029, 3, 3))
    assert w.placement.status == "active"
    assert w.placement.approved_outside("R01").covers_until == date(2029, 3, 3)


@pytest.mark.both_databases
def test_that_nationality_was_checked_is_all_that_is_kept(at_stage):
    w = at_stage(inward)
    ref = w.placement.public_id
    outside.note_nationality(w.host_hr, ref, w.placement.version, reserved=True, checked=False)
    assert w.placement.facts.nationality_checked_at is None
    outside.note_nationality(w.host_hr, ref, w.placement.version, reserved=True, checked=True)
    facts = w.placement.facts
    assert (facts.reserved_post, facts.nationality_checked_by_id) == (True, w.host_hr.person_id)
    names = {column.name for column in type(facts).__table__.columns}
    assert {name for name in names if "national" in name} == {
        "nationality_checked_at",
        "nationality_checked_by_id",
    }


def test_who_will_stay_says_so_and_the_others_hear_it(at_stage):
    w = at_stage(moving.active)
    ref = w.placement.public_id
    with pytest.raises(NotAllowed):
        outside.say_staying(w.home_hr, ref, w.placement.version, True, 6)
    outside.say_staying(w.mover, ref, w.placement.version, True, 6)
    assert moving.told(w.home_hr)[-1] == "means_to_stay"
    found = {one.rule.id: one for one in checks.findings(w.placement, date(2027, 6, 1))}
    assert "until 3 July 2028" in found["R09"].why
    assert found["R10"].why == "Department for Rivers decides about the application."
    outside.say_staying(w.mover, ref, w.placement.version, False, 6)
    found = {one.rule.id for one in checks.findings(w.placement, date(2027, 6, 1))}
    assert found.isdisjoint({"R09", "R10"})


def test_a_grade_that_is_none_is_refused(at_stage):
    w = at_stage(moving.active)
    with pytest.raises(Invalid) as refusal:
        outside.say_staying(w.mover, w.placement.public_id, w.placement.version, True, 11)
    assert list(refusal.value.fields) == ["home_level"]


def test_who_comes_in_from_a_charity_leaves_no_crown_service(at_stage):
    w = at_stage(lambda: moving.active(home=CHARITY, host=DEPARTMENT))
    with pytest.raises(IllegalTransition):
        outside.say_staying(w.mover, w.placement.public_id, w.placement.version, True, 6)


@pytest.mark.both_databases
def test_the_record_says_that_pay_changed_and_not_what_it_is(at_stage):
    w = at_stage(inward)
    moving.give_facts(w, pay=98_765, bonus=4_321)
    record(w)
    details = [
        str(one.detail)
        for one in db.session.scalars(
            sa.select(AuditEvent).where(
                AuditEvent.object_kind.in_(["placement_facts", "outside_approval", "placement"])
            )
        )
    ]
    assert any("'pay'" in one for one in details)
    assert not any("98765" in one or "4321" in one for one in details)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE placement_facts SET host_level = 0",
        "UPDATE placement_facts SET host_level = 11",
        "UPDATE placement_facts SET home_level = 11",
        "UPDATE placement_facts SET pay = -1",
        "UPDATE placement_facts SET nationality_checked_at = '2026-11-22 09:00:00+00:00'",
        "UPDATE outside_approval SET reference = ''",
        "UPDATE outside_approval SET covers_until = '2026-11-01'",
        "UPDATE outside_approval SET body = 'me'",
    ],
)
def test_no_statement_by_hand_writes_what_could_not_be(at_stage, statement):
    w = at_stage(inward)
    moving.give_facts(w)
    record(w)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.text(statement))
    db.session.rollback()


def test_the_statements_of_a_placement_do_not_grow_with_its_person(at_stage, request):
    w = at_stage(inward)
    heard, ref = request.getfixturevalue("queries"), w.placement.public_id

    def asked():
        db.session.rollback()
        with heard() as statements:
            placement = queries.by_public_id(w.mover, ref)
            checks.findings(placement, ON)
        return len(statements)

    before = asked()
    for number in range(3):
        record(w, reference=f"CSC/{number}")
        host = factories.organisation(f"Ministry {number}", staff_status="home_civil_service")
        factories.move_between(w.home, host, "secondment")
    assert asked() == before
