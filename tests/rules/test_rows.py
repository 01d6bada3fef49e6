"""Rules change from a day on: which row holds when, who may add one, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import Actor
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound
from exchange.rules import queries, services
from exchange.rules.models import RuleEffect, RuleRow
from tests import factories

TODAY = date(2026, 11, 22)
NEW_YEAR = date(2027, 1, 1)
NEW_ID = UUID(int=7)
EIGHTEEN = services.Change(
    effect=RuleEffect.BLOCK,
    says="A secondment into the Civil Service may last up to 18 months.",
    what_now="Choose an earlier last day.",
    values={"months": 18},
    source_title="Civil Service Commission, new Principles",
    source_url="https://civilservicecommission.independent.gov.uk/",
    source_as_of=date(2026, 11, 20),
    in_force=NEW_YEAR,
    until=None,
    why="The Commission changed its Principles.",
)


@pytest.fixture(autouse=True)
def morning():
    with clock.at(datetime(2026, 11, 22, 9, tzinfo=UTC)):
        yield


def change(rule="R01", seen=0, by=None, **changes):
    return services.change(
        by or factories.administrator(), rule, seen, replace(EIGHTEEN, **changes)
    )


def months_on(day):
    return queries.get("R01", day).values["months"]


def test_as_shipped_until_somebody_changes_it(in_app):
    with in_app():
        assert months_on(TODAY) == 24
        assert queries.next_change("R01", TODAY) is None
        assert queries.history("R01") == []


@pytest.mark.both_databases
def test_a_change_holds_from_its_day_on_and_the_earlier_row_before(in_app):
    with in_app():
        change()
        assert [months_on(date(2026, 12, 31)), months_on(NEW_YEAR)] == [24, 18]
        day, then = queries.next_change("R01", TODAY)
        assert (day, then.says) == (NEW_YEAR, EIGHTEEN.says)
        assert queries.next_change("R01", NEW_YEAR) is None


def test_what_is_not_asked_stays_as_it_is(in_app):
    with in_app():
        change()
        rule = queries.get("R01", NEW_YEAR)
        assert rule.name == "Two years at most in the Civil Service"
        assert rule.applies_to == {"attachment", "secondment", "swap"}
        assert rule.source.title == "Civil Service Commission, new Principles"
        assert rule.source.as_of == date(2026, 11, 20)


def test_a_row_that_ended_gives_way_to_the_one_before(in_app):
    with in_app():
        change(until=date(2027, 6, 30))
        days = [date(2026, 12, 31), NEW_YEAR, date(2027, 6, 30), date(2027, 7, 1)]
        assert [months_on(day) for day in days] == [24, 18, 18, 24]
        back = queries.next_change("R01", NEW_YEAR)
        assert (back[0], back[1].values["months"]) == (date(2027, 7, 1), 24)


def test_of_two_rows_from_one_day_the_later_made_holds(in_app):
    with in_app():
        change()
        change(seen=1, values={"months": 20})
        assert months_on(NEW_YEAR) == 20
        assert [row.values["months"] for row in queries.history("R01")] == [20, 18]


def test_a_row_that_begins_later_waits_for_its_day(in_app):
    with in_app():
        change(in_force=date(2028, 1, 1), values={"months": 12})
        change(seen=1)
        days = [NEW_YEAR, date(2027, 12, 31), date(2028, 1, 1)]
        assert [months_on(day) for day in days] == [18, 18, 12]


def test_rules_of_a_kind_come_in_order_and_one_row_each(in_app):
    with in_app():
        change()
        found = [rule.id for rule in queries.for_kind("shadowing", NEW_YEAR)]
        assert found == ["R06", "R19", "R20"]
        assert [rule.id for rule in queries.for_kind("secondment", NEW_YEAR)].count("R01") == 1


def test_a_rule_that_began_late_does_not_hold_before(in_app):
    """The Commission decides on new jobs of the most senior since 13 October 2025."""
    with in_app():
        assert queries.get("R10", date(2025, 10, 12)) is None
        assert queries.get("R10", date(2025, 10, 13)).values["level"] == 9


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"in_force": TODAY}, "in_force"),
        ({"in_force": date(2026, 1, 1)}, "in_force"),
        ({"until": date(2026, 12, 31)}, "until"),
        ({"source_as_of": date(2026, 11, 23)}, "source_as_of"),
        ({"source_url": "http://a.example"}, "source_url"),
        ({"source_title": " "}, "source_title"),
        ({"says": ""}, "says"),
        ({"what_now": ""}, "what_now"),
        ({"why": "  "}, "why"),
        ({"values": {"months": -1}}, "value_months"),
        ({"values": {}}, "values"),
        ({"values": {"months": 18, "years": 2}}, "values"),
    ],
)
def test_what_is_refused(in_app, changes, field):
    with in_app():
        with pytest.raises(Invalid) as refusal:
            change(**changes)
        assert list(refusal.value.fields) == [field]
        assert queries.history("R01") == []


def test_tomorrow_is_early_enough(in_app):
    with in_app():
        change(in_force=date(2026, 11, 23))
        assert months_on(date(2026, 11, 23)) == 18


@pytest.mark.parametrize("rule", ["R06", "R19", "R20"])
def test_what_the_database_holds_is_made_no_milder(in_app, rule):
    with in_app():
        with pytest.raises(Invalid) as refusal:
            change(rule, effect=RuleEffect.WARN, values={})
        assert list(refusal.value.fields) == ["effect"]
        change(rule, values={})


def test_a_rule_without_logic_cannot_be_invented(in_app):
    with in_app(), pytest.raises(NotFound):
        change("R99")


def test_only_administrators_of_the_platform(in_app):
    with in_app():
        home = factories.organisation("Rivers")
        for who in (
            factories.moderator(),
            factories.member("boss@rivers.example", home, "organisation_admin", "hr"),
            Actor(),
        ):
            with pytest.raises(NotAllowed):
                change(by=who)
        assert queries.history("R01") == []


@pytest.mark.both_databases
def test_who_changed_what_and_why_is_in_the_record(in_app):
    with in_app():
        admin = factories.administrator()
        made = change(by=admin)
        event = db.session.scalars(sa.select(AuditEvent).filter_by(object_kind="rule_row")).one()
        assert (event.object_id, event.actor_id) == (made.public_id, admin.person_id)
        assert event.detail["reason"] == EIGHTEEN.why
        assert event.detail["changes"]["values"] == [None, {"months": 18}]


def test_who_saw_fewer_rows_looks_again(in_app):
    with in_app():
        change()
        with pytest.raises(ChangedMeanwhile):
            change(values={"months": 20})


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "values",
    [
        {"until": date(2026, 12, 31)},
        {"why": ""},
        {"source_title": ""},
        {"effect": "forget"},
        {"number": 1},
    ],
)
def test_no_statement_by_hand_adds_a_row_that_could_not_be(in_app, values):
    with in_app():
        change()
        row = {
            column.name: getattr(queries.history("R01")[0], column.name)
            for column in RuleRow.__table__.columns
            if column.name not in {"id", "public_id"}
        }
        broken = {**row, "number": 2, **values}
        statement = (
            'INSERT INTO rule_row (rule, number, effect, says, what_now, "values", source_title,'
            " source_url, source_as_of, in_force, until, why, made_by_id, public_id, created_at)"
            ' SELECT :rule, :number, :effect, says, what_now, "values", :source_title,'
            " source_url, source_as_of, in_force, :until, :why, made_by_id, :public_id, created_at"
            " FROM rule_row"
        )
        names = ("rule", "number", "effect", "source_title", "until", "why")
        given = {name: broken[name] for name in names}
        bound = sa.text(statement).bindparams(
            sa.bindparam("until", type_=sa.Date()),
            sa.bindparam("public_id", type_=sa.Uuid()),
        )
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(bound, {**given, "public_id": NEW_ID})
        db.session.rollback()


def test_one_statement_for_all_that_a_page_asks(in_app, request):
    queries_heard = request.getfixturevalue("queries")
    with in_app():
        change()
        db.session.rollback()
        with queries_heard() as asked:
            for day in (TODAY, NEW_YEAR):
                queries.in_force(day)
                queries.for_kind("secondment", day)
                queries.next_change("R03", day)
        assert len(asked) == 1


def test_another_transaction_sees_what_was_added_meanwhile(in_app):
    with in_app():
        assert months_on(NEW_YEAR) == 24
        change()
        assert months_on(NEW_YEAR) == 18
