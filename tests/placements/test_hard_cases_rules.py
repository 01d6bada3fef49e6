"""The hardest cases that rules settle, each walked by the people whom it happens to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exchange import clock
from exchange.errors import IllegalTransition
from exchange.placements import checks, services
from exchange.reference import levels
from exchange.rules import services as rules
from exchange.rules.models import RuleEffect
from tests import factories
from tests.placements import moving

CHARITY = {"name": "Harbour Hospice"}
DEPARTMENT = {
    "name": "Department for Harbours",
    "sector": "civil_service",
    "staff_status": "home_civil_service",
}
TODAY = date(2026, 11, 22)
NINE_MONTHS_AFTER = {"starts_on": date(2028, 4, 3), "ends_on": date(2028, 10, 2)}


def blocking(w, today=TODAY):
    return [one.rule.id for one in checks.blocking(w.placement, today)]


def found(w, rule, today=TODAY):
    return next(one for one in checks.findings(w.placement, today) if one.rule.id == rule)


def all_agree(w):
    moving.home_agrees(w)
    moving.host_agrees(w)


def test_hard_case_2_eighteen_months_extended_to_26_and_an_earlier_temporary_appointment_counts(
    in_app,
):
    with in_app():
        w = factories.world(home=CHARITY, host=DEPARTMENT, ends_on=date(2028, 7, 3))
        all_agree(w)
        # seven months in a temporary post before: 25 in all
        before = {"earlier_months": 7, "earlier_ended_on": date(2024, 3, 31)}
        moving.give_facts(w, **before)
        assert blocking(w) == ["R01"]
        assert "It may last until 3 June 2028." in found(w, "R01").why
        # Eighteen months here and six before make 24.
        moving.give_facts(w, **{**before, "earlier_months": 6})
        assert w.placement.status == "agreed"
        # 26 months: everybody is asked again, and nothing is agreed without the Commission
        moving.change_terms(w, w.poster, ends_on=date(2029, 3, 3))
        assert w.placement.status == "proposed"
        moving.approve(w, w.home_hr, "home_hr")
        token = moving.link_to(moving.MANAGER)
        moving.releasing.agree(moving.VISITOR, token)
        moving.host_agrees(w)
        assert blocking(w) == ["R01"]
        # an approval of less than the whole is none
        moving.approved_outside(w, "R01", date(2029, 3, 2))
        assert w.placement.status == "proposed"
        moving.approved_outside(w, "R01", date(2029, 3, 3))
        assert w.placement.status == "agreed"


def test_hard_case_3_a_second_move_inward_nine_months_after_the_first_to_another_department(in_app):
    with in_app():
        first = moving.agreed(home=CHARITY, host=DEPARTMENT)
        other = factories.organisation(
            "Ministry of Tides", sector="civil_service", staff_status="home_civil_service"
        )
        second = factories.move_between(first.home, other, "secondment", **NINE_MONTHS_AFTER)
        all_agree(second)
        moving.give_facts(second)
        assert second.placement.status == "proposed"
        assert blocking(second) == ["R02"]
        why = found(second, "R02").why
        assert "from 4 January 2027 to 3 July 2027" in why
        assert "Harbours" not in why, "the other department is nobody's business here"
        # the months of the first count too: twelve in all
        assert "Earlier terms there: 6 months." in found(second, "R01").why
        moving.approved_outside(second, "R02")
        assert second.placement.status == "agreed"
        # and the first is as it was, although it is the nearer one now
        assert [one.rule.id for one in checks.blocking(first.placement, TODAY)] == []


def test_hard_case_4_a_charitys_chief_executive_at_grade_7_with_pay_above_the_minimum_of_band_2(
    in_app,
):
    with in_app():
        home = factories.organisation(**CHARITY, domain="rivers.example")
        host = factories.organisation(**DEPARTMENT, domain="harbour.example")
        factories.member("individual@rivers.example", home, "chief_executive", "hr")
        chair = factories.member("chair@rivers.example", home, "board")
        w = factories.move_between(home, host, "secondment")
        services.send_home(w.mover, w.placement.public_id, w.placement.version)
        moving.approve(w, chair, "home_board")
        moving.host_agrees(w)
        grade_7 = levels.guess("Grade 7").number
        moving.give_facts(w, host_level=grade_7, pay=97_999)
        assert w.placement.status == "agreed", "at Grade 7 on ordinary pay the department decides"
        moving.change_terms(w, w.poster, days_a_week=4)
        moving.give_facts(w, host_level=grade_7, pay=98_000)
        moving.approve(w, chair, "home_board")
        moving.host_agrees(w)
        assert blocking(w) == ["R03"]
        assert found(w, "R03").why == "Because its full-time pay is £98,000 a year or more."
        moving.approved_outside(w, "R03")
        assert w.placement.status == "agreed"


INWARD = ["R01", "R02", "R03", "R04", "R13"]


@pytest.mark.parametrize(
    ("host", "home", "expected"),
    [
        # taken for Home Civil Servants, and are none: nothing for those who come in holds
        (("public_body", "neither"), ("charity", "neither"), []),
        (("local_government", "neither"), ("charity", "neither"), []),
        (("nhs", "neither"), ("charity", "neither"), []),
        (("civil_service", "ni_civil_service"), ("charity", "neither"), []),
        # and a department's own people who go there go out: a secondment, no loan
        (("nhs", "neither"), ("civil_service", "home_civil_service"), []),
        (("civil_service", "ni_civil_service"), ("civil_service", "home_civil_service"), []),
        # while those who come from there into a department come in
        (("civil_service", "home_civil_service"), ("nhs", "neither"), INWARD),
        (("civil_service", "home_civil_service"), ("civil_service", "ni_civil_service"), INWARD),
        # taken for outsiders, and are Home Civil Servants: agencies, Scotland, Wales
        (("public_body", "home_civil_service"), ("charity", "neither"), INWARD),
        (("other", "home_civil_service"), ("charity", "neither"), INWARD),
        (("public_body", "home_civil_service"), ("civil_service", "home_civil_service"), ["R08"]),
        (("civil_service", "home_civil_service"), ("other", "home_civil_service"), ["R08"]),
    ],
)
def test_hard_case_14_rules_follow_what_the_staff_are_and_never_the_sector(
    in_app, host, home, expected
):
    with in_app():
        w = factories.world(
            home={"name": "Home", "sector": home[0], "staff_status": home[1]},
            host={"name": "Host", "sector": host[0], "staff_status": host[1]},
        )
        ids = [one.rule.id for one in checks.findings(w.placement, TODAY)]
        of_crossing = {*INWARD, "R05", "R08", "R09", "R10"}
        assert [one for one in ids if one in of_crossing] == expected


def test_hard_case_14_where_staff_are_mixed_both_sides_are_asked_and_nothing_is_agreed_before(
    in_app,
):
    with in_app():
        host = {"name": "Water Authority", "sector": "public_body", "staff_status": "mixed"}
        w = factories.world(home=CHARITY, host=host)
        all_agree(w)
        moving.give_facts(w)
        assert w.placement.status == "proposed"
        assert blocking(w) == ["R01", "R02", "R03", "R04"]
        assert checks.asks_staff_status(w.placement) == (False, True)
        moving.give_facts(w, host_is_civil_service=False)
        assert w.placement.status == "agreed"


def shorten(from_day):
    """An administrator shortens the two years to twelve months."""
    rules.change(
        factories.administrator(),
        "R01",
        0,
        rules.Change(
            effect=RuleEffect.BLOCK,
            says="A secondment into the Civil Service may last up to 12 months.",
            what_now="Choose an earlier last day.",
            values={"months": 12},
            source_title="New Principles",
            source_url="",
            source_as_of=TODAY,
            in_force=from_day,
            until=None,
            why="The Commission changed its Principles.",
        ),
    )


@pytest.mark.both_databases
def test_a_placement_that_crosses_a_rules_change_keeps_the_rule_of_its_signing(in_app):
    with in_app():
        shorten(date(2026, 12, 1))
        signed = moving.signed(home=CHARITY, host=DEPARTMENT, ends_on=date(2028, 7, 3))
        for today in (date(2026, 11, 30), date(2026, 12, 1), date(2028, 7, 3)):
            assert found(signed, "R01", today).outcome == "met"
            assert found(signed, "R01", today).rule.values["months"] == 24


def test_what_is_not_signed_by_then_has_the_new_rule(in_app):
    with in_app():
        shorten(date(2026, 12, 1))
        w = moving.agreed(home=CHARITY, host=DEPARTMENT, ends_on=date(2028, 7, 3))
        moving.issue(w)
        assert blocking(w, date(2026, 11, 30)) == []
        with clock.at(datetime(2026, 12, 1, 0, 0, tzinfo=UTC)):
            assert blocking(w, clock.today()) == ["R01"]
            with pytest.raises(IllegalTransition, match="before anybody signs: Two years at most"):
                moving.sign(w, w.mover, "mover")
            moving.approved_outside(w, "R01")
            moving.sign(w, w.mover, "mover")
