"""Files for spreadsheets: what a cell may not start, and that both forms say the same."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document

from exchange.desk import sheets
from exchange.desk.sheets import Sheet

ROWS = [
    ["Zoë O’Hara", date(2027, 1, 4), 5, Decimal("2.5"), None],
    ['=HYPERLINK("http://evil.example","x")', None, 0, Decimal(0), 'a "quoted", part'],
]
HEAD = ["Person", "First day", "Days", "Share", "Note"]


def read_csv(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def read_ods(file: bytes) -> Document:
    return Document(io.BytesIO(file))


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("Ada = Bea", "Ada = Bea"),
        ("O'Neil", "O'Neil"),
        ("", ""),
    ],
)
def test_no_text_begins_a_formula(typed, cell):
    assert sheets.safe(typed) == cell


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_whatever_is_typed_the_first_sign_is_harmless(text):
    cell = read_csv(sheets.as_csv([Sheet("One", ["A", "B"], [[text, "end"]])]))[1][0]
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert cell[:1] not in {"\t", "\r"}
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_csv_opens_in_excel_with_its_accents():
    file = sheets.as_csv([Sheet("One", HEAD, ROWS)])
    assert file.startswith(b"\xef\xbb\xbfPerson,First day,")
    assert read_csv(file)[1:] == [
        ["Zoë O’Hara", "2027-01-04", "5", "2.5", ""],
        ['\'=HYPERLINK("http://evil.example","x")', "", "0", "0", 'a "quoted", part'],
    ]


def test_two_tables_of_a_csv_stand_apart():
    file = sheets.as_csv([Sheet("One", ["A"], [["x"]]), Sheet("Two", ["B"], [[1]])])
    assert file.decode("utf-8-sig").split("\r\n") == ["A", "x", "", "B", "1", ""]


def test_an_ods_keeps_dates_and_numbers_as_such():
    file = sheets.as_ods("Moves <1>", [Sheet("A & B", HEAD, ROWS), Sheet("Totals", ["N"], [[1]])])
    document = read_ods(file)
    table, totals = document.body.tables
    assert (table.name, totals.name) == ("A & B", "Totals")
    assert table.get_values()[:2] == [
        HEAD,
        ["Zoë O’Hara", date(2027, 1, 4), 5, Decimal("2.5"), None],
    ]
    assert table.get_value((0, 2)) == '\'=HYPERLINK("http://evil.example","x")'
    assert document.meta.title == "Moves <1>"
    styles = document.get_part("styles.xml").serialize()
    assert b'fo:country="GB"' in styles
    assert b'"FR"' not in styles


def test_what_xml_cannot_hold_is_left_out():
    table = read_ods(sheets.as_ods("x", [Sheet("x", ["a"], [["a\x00b\x0bc\ufffe"]])])).body.tables[
        0
    ]
    assert table.get_value((0, 1)) == "abc"


def test_an_empty_list_is_a_file_with_its_head():
    assert read_csv(sheets.as_csv([Sheet("x", ["a", "b"], [])])) == [["a", "b"]]
    assert read_ods(sheets.as_ods("x", [Sheet("x", ["a", "b"], [])])).body.tables[0].height == 1
