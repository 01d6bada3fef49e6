"""Organisations from registers: what goes in, what is refused, what is never overwritten."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, VISITOR
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import NotAllowed
from exchange.organisations import services
from exchange.organisations.cli import import_organisations
from exchange.organisations.importing import (
    LONGEST_LINE,
    Imported,
    Refused,
    Row,
    import_batch,
    lines_of,
    read_rows,
)
from exchange.organisations.models import Organisation, OrganisationDomain, Sector, StaffStatus
from tests import people

HEADER = (
    "source,external_id,name,short_name,sector,kind,parent,region,postcode,latitude,longitude,"
    "website,email_domain,annual_income,purpose"
)
GOOD = {
    "source": "register",
    "external_id": "GB-CHC-1234567",
    "name": "Northmoor Food Bank",
    "sector": "charity",
    "postcode": "LS1 4AP",
    "website": "https://northmoor.example",
    "email_domain": "northmoor.example",
    "annual_income": "12000",
    "purpose": '"Food, and company"',
}


def line(**changes: str) -> str:
    values = {**GOOD, **changes}
    return ",".join(values.get(name, "") for name in HEADER.split(","))


def read(*lines: str | bytes) -> list[Row | Refused]:
    raw = [one if isinstance(one, bytes) else one.encode() for one in (HEADER, *lines)]
    return list(read_rows(lines_of(io.BytesIO(b"\n".join(raw)))))


def first() -> Organisation:
    return db.session.scalars(sa.select(Organisation)).first()


def load(*lines: str) -> Imported:
    return import_batch(SYSTEM, [row for row in read(*lines) if isinstance(row, Row)])


def test_a_good_line():
    (row,) = read(line())
    assert (row.number, row.source, row.external_id) == (2, "register", "GB-CHC-1234567")
    assert row.domain == "northmoor.example"
    assert row.values["outcode"] == "LS1"
    assert row.values["region"] == "Yorkshire and The Humber"
    assert row.values["annual_income"] == Decimal("12000.00")
    assert row.values["purpose"] == "Food, and company"
    assert round(row.values["latitude"]) == 54


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (line().encode("utf-16"), "not UTF-8"),
        (line(name="Caf\xe9").encode("latin-1"), "not UTF-8"),
        (line(name="a\x00b"), "NUL"),
        ("register,GB-CHC-1,Northmoor", "3 columns where the first line has 15"),
        (line() + ",more", "16 columns"),
        (line(name="x" * 241), "name is longer than 240"),
        (line(purpose="x" * 4001), "purpose is longer"),
        (line(purpose="x" * LONGEST_LINE), "longer than 100,000 bytes"),
        (line(name=""), "name missing"),
        (line(source="", external_id=""), "source and external_id missing"),
        (line(sector="army"), "sector army is none of"),
        (line(annual_income="lots"), "annual_income lots is no amount"),
        (line(annual_income="NaN"), "no amount"),
        (line(annual_income="-1"), "no amount"),
        (line(annual_income="1e99"), "no amount"),
        (line(latitude="north"), "latitude north is no number"),
        (line(latitude="nan"), "latitude nan"),
        (line(website="javascript:alert(1)"), "http:// or https://"),
        (line(website="ftp://northmoor.example"), "http:// or https://"),
        (line(email_domain="gmail.com"), "free mail"),
        (line(email_domain="not a domain"), "no domain"),
        (line(purpose='"open'), "quotation marks"),
    ],
)
def test_a_bad_line_is_refused_and_the_next_goes_in(bad, says):
    refused, *rest = read(bad, line())
    assert isinstance(refused, Refused)
    assert (refused.number, says in refused.reason) == (2, True), refused.reason
    assert isinstance(rest[-1], Row)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("www.northmoor.example", "http://www.northmoor.example"),
        ("HTTPS://Northmoor.example/a?b=c", "HTTPS://Northmoor.example/a?b=c"),
        ("in progress", ""),
        ("http://in progress", ""),
        ("http://[", ""),
    ],
)
def test_what_becomes_of_a_website(typed, kept):
    (row,) = read(line(website=typed))
    assert row.values["website"] == kept


def test_windows_characters_are_mended_and_signs_that_cannot_be_shown_go():
    (row,) = read(line(name="People\u0092s \u202eTrust\x07"))
    assert row.values["name"] == "People’s  Trust"


@pytest.mark.parametrize("header", ["", "name,sector", "\x00", HEADER.replace("kind,", "")])
def test_without_the_columns_nothing_goes_in(header):
    (only,) = read_rows(lines_of(io.BytesIO(f"{header}\n{line()}".encode())))
    assert (only.number, isinstance(only, Refused)) == (1, True)


def test_columns_may_stand_in_another_order_after_a_byte_order_mark():
    names = ["more", *reversed(HEADER.split(","))]
    cells = [GOOD.get(name, "") for name in names]
    text = "\ufeff" + ",".join(names) + "\n" + ",".join(cells)
    (row,) = read_rows(lines_of(io.BytesIO(text.encode())))
    assert row.values["name"] == "Northmoor Food Bank"


@pytest.mark.both_databases
def test_an_import_twice_changes_nothing_and_leaves_no_trace(in_app):
    with in_app():
        assert load(line()) == Imported(new=1)
        before = db.session.scalar(sa.select(sa.func.count(AuditEvent.seq)))
        assert load(line()) == Imported(same=1)
        assert db.session.scalar(sa.select(sa.func.count(AuditEvent.seq))) == before
        assert db.session.scalar(sa.select(sa.func.count(Organisation.id))) == 1
        assert db.session.scalar(sa.select(sa.func.count(OrganisationDomain.id))) == 1


def test_the_same_organisation_twice_in_a_batch_is_one(in_app):
    with in_app():
        assert load(line(), line(name="Northmoor Larder")) == Imported(new=1, changed=1)
        assert first().name == "Northmoor Larder"


def test_what_the_register_changed_is_changed(in_app):
    with in_app():
        load(line())
        assert load(line(name="Northmoor Larder", annual_income="")) == Imported(changed=1)
        assert (first().name, first().annual_income) == ("Northmoor Larder", None)


def test_what_people_decided_is_never_overwritten(in_app):
    with in_app():
        load(line())
        root, id_ = people.administrator(), first().public_id
        assert first().staff_status is StaffStatus.NEITHER
        assert first().staff_status_as_of == clock.today()
        when = date(2026, 4, 1)
        services.set_staff_status(root, id_, StaffStatus.MIXED, "Annual report", when)
        services.change_settings(
            root, id_, ask_before_applying=True, one_person_decides=True, how_we_decide="So."
        )
        services.remove_domain(root, id_, "northmoor.example")
        load(line(name="Northmoor Larder"))
        found = first()
        assert (found.staff_status, found.staff_status_source) == ("mixed", "Annual report")
        assert (found.how_we_decide, found.one_person_decides) == ("So.", True)
        assert [one.source for one in found.domains] == ["removed by an administrator"]


@pytest.mark.parametrize("who", ["visitor", "person"])
def test_only_administrators_and_the_command_line_import(in_app, who):
    with in_app():
        actor = VISITOR if who == "visitor" else people.person("ada@northmoor.example")
        with pytest.raises(NotAllowed):
            import_batch(actor, [row for row in read(line()) if isinstance(row, Row)])
        assert first() is None


def test_the_command_lists_bad_lines_and_answers_with_1(app, in_app, tmp_path):
    file = tmp_path / "register.csv"
    file.write_text("\n".join([HEADER, line(), line(sector="army"), line(external_id="2")]))
    result = app.test_cli_runner().invoke(import_organisations, [str(file)])
    assert result.exit_code == 1
    assert "line 3: sector army is none of" in result.output
    assert "2 new, 0 changed, 0 unchanged, 1 refused" in result.output
    with in_app():
        assert db.session.scalar(sa.select(sa.func.count(Organisation.id))) == 2


def test_the_command_answers_with_0_when_every_line_is_good(app, tmp_path):
    file = tmp_path / "register.csv"
    rows = [line(external_id=str(number), email_domain="") for number in range(401)]
    file.write_text("\n".join([HEADER, *rows]))
    result = app.test_cli_runner().invoke(import_organisations, [str(file)])
    assert (result.exit_code, result.output) == (
        0,
        "401 new, 0 changed, 0 unchanged, 0 refused\n",
    )


def test_a_known_row_asks_the_database_no_more_than_its_batch(in_app, queries):
    rows = [line(external_id=str(number)) for number in range(50)]
    with in_app():
        load(*rows)
        db.session.remove()
        with queries() as asked:
            load(*rows)
    assert len(asked) <= 2


def test_every_sector_of_ours_is_known():
    rows = read(*(line(sector=one.value) for one in Sector))
    assert [row.values["sector"] for row in rows] == list(Sector)
