"""Taking the list away: exactly what the page shows, no reasons, and written down."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from odfdo import Document

from exchange.audit import AuditEvent
from exchange.db import db
from exchange.desk import exports
from tests import factories
from tests.desk import moved
from tests.desk.moved import CANARY
from tests.placements import moving

RIVERS_HR, NORTHMOOR_HR = "hr@rivers.example", "hr@northmoor.example"
EVIL = '=cmd("calc")'


def cast() -> None:
    """Moves of the department: under way, away, ended early, refused; one between others."""
    at = moved.employers()
    rivers, harbour, northmoor = at["rivers"], at["harbour"], at["northmoor"]
    moved.reach(moved.move("sent", rivers, harbour), "sent")
    moved.reach(moved.move("away", rivers, harbour), "on_leave")
    early = moved.reach(moved.move("early", rivers, northmoor), "active")
    moved.end_early(early, early.placement.starts_on)
    refused = moved.reach(moved.move("refused", rivers, harbour), "sent")
    moving.refuse(refused, refused.home_hr, "home_hr", "performance_or_conduct", CANARY)
    moved.reach(moved.move("elsewhere", northmoor, harbour), "sent")


@pytest.fixture
def walked(clock_at, staged):
    """The cast, on the morning on which it was made."""
    clock_at("2026-11-22 09:00")
    staged(cast)


def take(client, form="csv", show="moves", query=""):
    """Press the button under the list."""
    return client.submit(f"/hr/export/{form}", on=f"/hr?show={show}{query}")


def rows(answer):
    """The rows of a CSV by the words of its head."""
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_has_the_list_and_its_filters(client_as, walked):
    desk = client_as(RIVERS_HR)
    answer = take(desk)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="out-and-in-2026-11-22.csv"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert {one["Person"] for one in rows(answer)} == {"Sent", "Away"}
    assert [one["Person"] for one in rows(take(desk, query="&status=on_leave"))] == ["Away"]
    assert {one["Person"] for one in rows(take(desk, show="finished"))} == {"Early", "Refused"}


def test_a_row_says_who_where_when_and_what_is_waited_for(client_as, walked):
    (row,) = rows(take(client_as(RIVERS_HR), query="&person=sent"))
    page = row.pop("Page")
    assert page.startswith("http://127.0.0.1:8000/placements/")
    assert row == {
        "Person": "Sent",
        "Which way": "Out",
        "From": "Department for Rivers",
        "To": "Harbour Hospice",
        "Kind": "Secondment",
        "State": "Waiting for approval",
        "First day": "2027-01-04",
        "Last day": "2027-07-03",
        "Days a week": "5.0",
        "Hours": "20.0",
        "Home pays %": "100.00",
        "Host pays %": "0.00",
        "Funder pays %": "0.00",
        "What is waited for": "Decide about this placement",
        "Of whom": "Line manager at home, Department for Rivers",
        "Since": "2026-11-22",
        "Agreed on": "",
        "Signed on": "",
        "Started on": "",
        "Ended on": "",
        "How it ended": "",
    }


@pytest.mark.parametrize("form", ["csv", "ods"])
@pytest.mark.parametrize("show", ["moves", "finished"])
def test_no_file_holds_a_reason(client_as, walked, form, show):
    answer = take(client_as(RIVERS_HR), form, show)
    held = answer.data
    if form == "ods":
        held = Document(io.BytesIO(held)).content.serialize()
    assert CANARY.encode() not in held
    assert b"conduct" not in held


def test_both_forms_say_the_same(client_as, walked):
    desk = client_as(RIVERS_HR)
    table = Document(io.BytesIO(take(desk, "ods").data)).body.tables[0]
    assert table.name == "Out and in"
    names = [row[0] for row in table.get_values()]
    assert names == ["Person", *(one["Person"] for one in rows(take(desk)))]


def test_taking_it_is_written_down_with_its_length(client_as, walked, in_app):
    take(client_as(RIVERS_HR), "ods", query="&direction=out&person=sent")
    with in_app():
        event = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert (event.action, event.object_kind) == ("desk.take_list", "organisation")
        assert event.actor_id == factories.actor(RIVERS_HR).person_id
        assert event.detail == {
            "list": "moves",
            "form": "ods",
            "rows": 1,
            "filters": {"direction": "out", "person": "sent"},
        }


def test_filters_that_cannot_be_read_give_no_file(client_as, walked, in_app):
    desk = client_as(RIVERS_HR)
    token = desk.token("/hr?show=moves")
    answer = desk.post("/hr/export/csv", data={"csrf_token": token, "person": "x" * 121})
    assert answer.status_code == 422
    assert "Use up to 120 characters" in answer.text
    with in_app():
        taken = sa.select(sa.func.count()).where(AuditEvent.action == "desk.take_list")
        assert db.session.scalar(taken) == 0


def test_a_list_too_long_for_a_file_says_so(client_as, walked, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    answer = take(client_as(RIVERS_HR))
    assert answer.status_code == 422
    assert "A file holds up to 1 moves. Narrow the list" in answer.text


def test_a_name_that_is_a_formula_stays_a_name(client_as, clock_at, in_app):
    clock_at("2026-11-22 09:00")
    with in_app():
        at = moved.employers()
        factories.person("evil@rivers.example", EVIL)
        moved.reach(moved.move("evil", at["rivers"], at["harbour"]), "sent")
    desk = client_as(RIVERS_HR)
    assert [one["Person"] for one in rows(take(desk))] == [f"'{EVIL}"]
    table = Document(io.BytesIO(take(desk, "ods").data)).body.tables[0]
    assert table.get_value((0, 1)) == f"'{EVIL}"
    assert b"table:formula" not in Document(io.BytesIO(take(desk, "ods").data)).content.serialize()


def test_a_file_asks_the_database_the_same_at_any_length(client_as, walked, in_app, queries):
    desk = client_as(RIVERS_HR)

    def asked():
        with queries() as statements:
            answer = take(desk)
        return len(statements), len(rows(answer))

    asked()
    before, few = asked()
    with in_app():
        for name in ("ada", "ben", "cem"):
            moved.reach(moved.again(name, "rivers", "harbour"), "sent")
    after, many = asked()
    assert (few, many) == (2, 5)
    assert after == before
