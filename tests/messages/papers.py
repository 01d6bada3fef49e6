"""Files of each kind, as small as they can be, and others that only pretend."""

from __future__ import annotations

import io
import zipfile

WRITTEN = (2026, 11, 22, 12, 0, 0)
PDF = (
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40) + b"\xff\xd9"
PROGRAM = b"MZ\x90\x00\x03" + bytes(200)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
VIRUS = b"%PDF-1.7\nA-TEST-THAT-THE-SCANNER-FINDS\n%%EOF\n"


def zipped(**members: str) -> bytes:
    """A zip file; in the names, `__` stands for a slash and `_dot_` for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in members.items():
            # A time of its own: two workers that name tests by these bytes must agree.
            member = zipfile.ZipInfo(name.replace("__", "/").replace("_dot_", "."), WRITTEN)
            archive.writestr(member, text)
    return made.getvalue()


def office(main: str, content_type: str, **more: str) -> bytes:
    """A document of Office with its main part and what else is in it."""
    types = f'<Override PartName="/{main}" ContentType="application/{content_type}"/>'
    name = main.replace("/", "__").replace(".", "_dot_")
    return zipped(**{"[Content_Types]_dot_xml": types, name: "<x/>", **more})


_OOXML = "vnd.openxmlformats-officedocument"
WORD_TYPE = f"{_OOXML}.wordprocessingml.document.main+xml"
WORD = office("word/document.xml", WORD_TYPE)
SHEET = office("xl/workbook.xml", f"{_OOXML}.spreadsheetml.sheet.main+xml")
SLIDES = office("ppt/presentation.xml", f"{_OOXML}.presentationml.presentation.main+xml")
WORD_WITH_MACROS = office("word/document.xml", WORD_TYPE, word__vbaProject_dot_bin="x")
SHEET_WITH_MACROS = office("xl/workbook.xml", "vnd.ms-excel.sheet.macroEnabled.main+xml")
OPEN_TEXT = zipped(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<x/>")
OPEN_SHEET = zipped(
    mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="<x/>"
)
OPEN_WITH_MACROS = zipped(
    mimetype="application/vnd.oasis.opendocument.text",
    content_dot_xml="<x/>",
    Basic__Standard__Module1_dot_xml="<x/>",
)
OPEN_LOCKED = zipped(
    mimetype="application/vnd.oasis.opendocument.text",
    content_dot_xml="x",
    **{"META-INF__manifest_dot_xml": "<manifest:encryption-data/>"},
)
OPEN_SLIDES = zipped(
    mimetype="application/vnd.oasis.opendocument.presentation", content_dot_xml="<x/>"
)
ARCHIVE = zipped(letter_dot_txt="Hello")
