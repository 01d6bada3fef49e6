"""Tables as files that people open in a spreadsheet: CSV, and OpenDocument (ODS).

A name may begin with "=", and a spreadsheet would run it as a formula. Such a cell begins with an
apostrophe in both files, since an ODS is often saved as CSV afterwards.

CSV is UTF-8 with a byte order mark: without it Excel reads the file in the machine's old code page
and spoils every name with an accent. LibreOffice, Google Sheets and Excel all take the mark off.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import cast

from odfdo import Container, Document

Cell = str | int | float | Decimal | date | None
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""Each form of file, and what a browser is told that it is."""

STARTS_FORMULA = frozenset("=+-@＝＋－＠")
STARTS_CELL = frozenset("\t\r\n")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold even when it is escaped."""
BODY = re.compile(rb"<office:spreadsheet>.*</office:spreadsheet>", re.DOTALL)
STYLES = re.compile(rb"<office:automatic-styles>.*</office:automatic-styles>", re.DOTALL)
DAY_STYLE = (
    "<office:automatic-styles>"
    '<number:date-style style:name="D"><number:year number:style="long"/><number:text>-'
    '</number:text><number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4cm"/></style:style>'
    '<style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles>"
)


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its head, its rows."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def written(form: str, title: str, sheets: Sequence[Sheet]) -> bytes:
    """The tables as one file in one of FORMS."""
    return as_csv(sheets) if form == "csv" else as_ods(title, sheets)


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """Tables below each other, an empty line between them (RFC 4180)."""
    page = io.StringIO()
    to = csv.writer(page)
    for number, sheet in enumerate(sheets):
        if number:
            to.writerow([])
        to.writerow([safe(one) for one in sheet.head])
        to.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return page.getvalue().encode("utf-8-sig", "replace")


def as_ods(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Tables beside each other in one document.

    The rows are written as text into the library's document: its cell objects take 0.2 ms each,
    a minute for a large list.
    """
    document = Document("spreadsheet")
    tables = "".join(map(_table, sheets))
    body = f"<office:spreadsheet>{tables}</office:spreadsheet>".encode()
    content = STYLES.sub(lambda _old: DAY_STYLE.encode(), document.content.serialize())
    styles = document.styles.serialize()  # they come in French
    document.meta.title, document.meta.language = title, "en-GB"
    parts = cast(Container, document.container)  # a new document has one
    parts.set_part("content.xml", BODY.sub(lambda _old: body, content))
    parts.set_part("styles.xml", styles.replace(b'="fr"', b'="en"').replace(b'="FR"', b'="GB"'))
    parts.set_part("meta.xml", document.meta.serialize())
    file = io.BytesIO()
    parts.save(file)
    return file.getvalue()


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    first, seen = text[:1], text.lstrip()[:1]
    return f"'{text}" if first in STARTS_CELL or seen in STARTS_FORMULA else text


def _plain(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return safe(cell) if isinstance(cell, str) else cell


def _table(sheet: Sheet) -> str:
    head = "".join(_text(one, ' table:style-name="head"') for one in sheet.head)
    width = max([len(sheet.head), *map(len, sheet.rows)])
    columns = (
        f'<table:table-column table:style-name="wide" table:number-columns-repeated="{width}"/>'
    )
    rows = "".join(_row(map(_cell, row)) for row in sheet.rows)
    return (
        f'<table:table table:name="{_escaped(sheet.name)}">{columns}'
        f"<table:table-header-rows>{_row([head])}</table:table-header-rows>{rows}</table:table>"
    )


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, date):
        return (
            '<table:table-cell table:style-name="day" office:value-type="date"'
            f' office:date-value="{cell.isoformat()}"><text:p>{cell.isoformat()}</text:p>'
            "</table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
    )


def _text(text: str, style: str = "") -> str:
    return (
        f'<table:table-cell{style} office:value-type="string">'
        f"<text:p>{_escaped(safe(text))}</text:p></table:table-cell>"
    )


def _escaped(text: str) -> str:
    return escape(UNFIT.sub("", text))
