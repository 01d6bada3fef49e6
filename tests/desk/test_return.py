"""The Cabinet Office's return: what a quarter holds, who makes one, and that it names nobody."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
import sqlalchemy as sa
from odfdo import Document

from exchange.audit import AuditEvent
from exchange.db import db
from exchange.desk import seconded
from exchange.desk.seconded import Quarter
from tests import factories, html
from tests.desk import moved

RIVERS_HR, HARBOUR_HR = "hr@rivers.example", "hr@harbour.example"
THIS, NEXT = Quarter(2027, 1), Quarter(2027, 2)


@pytest.mark.parametrize(
    ("code", "first", "last", "name", "before"),
    [
        ((2026, 1), date(2026, 1, 1), date(2026, 3, 31), "January to March 2026", (2025, 4)),
        ((2028, 1), date(2028, 1, 1), date(2028, 3, 31), "January to March 2028", (2027, 4)),
        ((2026, 4), date(2026, 10, 1), date(2026, 12, 31), "October to December 2026", (2026, 3)),
    ],
)
def test_a_quarter_has_its_days(code, first, last, name, before):
    quarter = Quarter(*code)
    assert (quarter.first, quarter.last, quarter.name) == (first, last, name)
    assert quarter.before == Quarter(*before)
    assert quarter.before.next == quarter


def test_two_years_back_may_be_asked_for(clock_at):
    clock_at("2027-01-01 00:30")
    codes = [one.code for one in seconded.quarters()]
    assert codes[0] == "2027-1"
    assert codes[-1] == "2025-1"
    assert len(codes) == 9


def cast() -> None:
    """Out: one under way, one ended early, one not begun, a project. In: one from a council."""
    at = moved.employers()
    rivers, harbour, northmoor = at["rivers"], at["harbour"], at["northmoor"]
    moved.reach(moved.move("Olive", rivers, harbour, level=5), "active")
    early = moved.reach(moved.move("Early", rivers, northmoor, days_a_week=2.5), "active")
    moved.end_early(early, date(2027, 2, 15))
    moved.reach(moved.move("Later", rivers, harbour), "signed")
    moved.reach(moved.move("Helper", rivers, harbour, "project"), "active")
    moved.reach(moved.move("Inge", northmoor, rivers), "active")
    moved.reach(moved.move("Elsewhere", northmoor, harbour), "active")


@pytest.fixture
def walked(clock_at, staged):
    """The cast, in the March after it began."""
    clock_at("2026-11-22 09:00")
    staged(cast)
    clock_at("2027-03-10 09:00")


def lines(quarter: Quarter) -> list[tuple[object, ...]]:
    """What HR of the department tells, a tuple a line."""
    rivers = moved.known("rivers")
    found = seconded.lines(factories.actor(RIVERS_HR), rivers, quarter)
    return [tuple(one.cells) for one in found]


@pytest.mark.both_databases
def test_a_quarter_holds_who_was_out_or_in_on_any_of_its_days(walked, in_app):
    with in_app():
        half = "Home 100%"
        assert lines(THIS) == [
            (
                *("Out", "Harbour Hospice", "Charity", "Secondment", "Grade 7 · Senior manager"),
                *(date(2027, 1, 4), date(2027, 7, 3), 5, half),
            ),
            (
                *("Out", "Northmoor Council", "Local government", "Secondment", "SEO · Manager"),
                *(date(2027, 1, 4), date(2027, 2, 15), 2.5, half),
            ),
            (
                *("In", "Northmoor Council", "Local government", "Secondment", "SEO · Manager"),
                *(date(2027, 1, 4), date(2027, 7, 3), 5, half),
            ),
        ]
        assert [one[0] for one in lines(NEXT)] == ["Out", "In"]
        assert lines(Quarter(2026, 4)) == []
        assert lines(Quarter(2027, 3))[0][0] == "Out", "the third of July is in the third quarter"
        assert lines(Quarter(2027, 4)) == []


def test_totals_add_up(walked, in_app):
    with in_app():
        rivers = moved.known("rivers")
        made = seconded.made(factories.actor(RIVERS_HR), rivers, THIS)
        assert made.totals == [
            ["All in the quarter", 2, 1],
            ["Began in the quarter", 2, 1],
            ["Ended in the quarter", 1, 0],
            ["Kind: Secondment", 2, 1],
            ["Level: Grade 7 · Senior manager", 1, 0],
            ["Level: SEO · Manager", 1, 1],
            ["Sector: Charity", 1, 0],
            ["Sector: Local government", 1, 1],
            ["Organisation: Harbour Hospice", 1, 0],
            ["Organisation: Northmoor Council", 1, 1],
        ]
        assert made.period == "1 January 2027 to 10 March 2027"


def test_the_page_says_what_it_holds_and_as_of_when(client_as, walked):
    page = client_as(RIVERS_HR).page("/hr/return?quarter=2027-1")
    rows = [html.words(one) for row in page.findall(".//tbody/tr") for one in row]
    assert rows[:3] == ["All in the quarter", "2", "1"]
    words = html.words(page)
    assert "As of 10 March 2027" in words
    assert "It names nobody" in words


@pytest.mark.parametrize("form", ["csv", "ods"])
def test_the_file_has_the_totals_and_the_lines_and_no_name(client_as, walked, form):
    answer = client_as(RIVERS_HR).submit(f"/hr/return/{form}", on="/hr/return?quarter=2027-1")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="secondments-2027-1-2027-03-10.{form}"'
    )
    if form == "csv":
        table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
        assert table[0] == [
            "Department for Rivers, 1 January 2027 to 10 March 2027, as of 10 March 2027",
            "Out",
            "In",
        ]
        assert table[11] == []
        assert table[13][:4] == ["Out", "Harbour Hospice", "Charity", "Secondment"]
        text = answer.data.decode()
    else:
        document = Document(io.BytesIO(answer.data))
        assert [one.name for one in document.body.tables] == ["Totals", "Moves"]
        assert document.body.tables[1].height == 4
        text = document.content.serialize().decode()
    assert not any(name in text for name in ("Olive", "Early", "Inge", moved.CANARY))


def test_taking_it_is_written_down(client_as, walked, in_app):
    client_as(RIVERS_HR).submit("/hr/return/csv", on="/hr/return?quarter=2027-1")
    with in_app():
        event = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert event.action == "desk.take_return"
        assert event.object_id == moved.known("rivers").public_id
        assert event.detail == {"list": "return", "form": "csv", "rows": 3, "quarter": "2027-1"}


def test_a_charity_reads_why_it_makes_none(client_as, walked):
    desk = client_as(HARBOUR_HR)
    words = desk.words("/hr/return")
    assert "Harbour Hospice makes no such return" in words
    assert "Its staff are not civil servants" in words
    answer = desk.post("/hr/return/csv", data={"csrf_token": desk.token("/account/name")})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("ni_civil_service", "which the Cabinet Office does not ask"),
        ("mixed", "Only some of its staff are civil servants"),
        ("unknown", "We do not know yet"),
    ],
)
def test_each_other_staff_status_reads_why(client_as, in_app, status, why):
    with in_app():
        agency = factories.organisation("Agency", staff_status=status)
        factories.member("hr@agency.example", agency, "hr")
    assert why in client_as("hr@agency.example").words("/hr/return")


def test_a_quarter_without_anybody_says_so(client_as, walked):
    assert "Nobody was out or in" in client_as(RIVERS_HR).words("/hr/return?quarter=2025-3")


def test_of_several_organisations_one_is_chosen(client_as, walked, in_app):
    with in_app():
        factories.member(RIVERS_HR, moved.known("northmoor"), "hr")
        council = moved.known("northmoor").public_id
    desk = client_as(RIVERS_HR)
    assert "All in the quarter" in desk.words("/hr/return?quarter=2027-1")
    words = desk.words(f"/hr/return?organisation={council}")
    assert "Northmoor Council makes no such return" in words
    assert desk.get(f"/hr/return?organisation={council}x").status_code == 404


def test_who_decides_for_two_departments_tells_of_each_alone(walked, in_app):
    with in_app():
        moors = factories.organisation("Department for Moors", staff_status="home_civil_service")
        both = factories.member(RIVERS_HR, moors, "hr")
        assert seconded.made(both, moors, THIS).count == 0
        assert seconded.lines(both, moors, THIS) == []
        assert seconded.made(both, moved.known("rivers"), THIS).count == 3
