"""What a file is follows from its content, and its name must not say anything else."""

from __future__ import annotations

import pytest

from exchange.messages.attachments.kinds import LARGEST, Refused, clean, examine
from tests.messages import papers

TAKEN = [
    ("plan.pdf", papers.PDF, "pdf", "plan.pdf"),
    ("PLAN.PDF", papers.PDF, "pdf", "PLAN.PDF"),
    ("plan", papers.PDF, "pdf", "plan.pdf"),
    ("plan.docx", papers.WORD, "docx", "plan.docx"),
    ("costs.xlsx", papers.SHEET, "xlsx", "costs.xlsx"),
    ("talk.pptx", papers.SLIDES, "pptx", "talk.pptx"),
    ("plan.odt", papers.OPEN_TEXT, "odt", "plan.odt"),
    ("costs.ods", papers.OPEN_SHEET, "ods", "costs.ods"),
    ("notes.txt", b"Bring a coat.", "txt", "notes.txt"),
    ("notes.txt", "Caf\u00e9 at nine".encode("cp1252"), "txt", "notes.txt"),
    ("notes.txt", "Caf\u00e9 at nine".encode("utf-16"), "txt", "notes.txt"),
    ("notes", b"Bring a coat.", "txt", "notes.txt"),
    ("people.csv", b"name,day\r\nAda,Monday\r\n", "csv", "people.csv"),
    ("way.png", papers.PNG, "png", "way.png"),
    ("way.jpg", papers.JPEG, "jpeg", "way.jpg"),
    ("way.jpeg", papers.JPEG, "jpeg", "way.jpeg"),
    ("../../etc/plan.pdf", papers.PDF, "pdf", "plan.pdf"),
]
REFUSED = [
    ("plan.pdf", papers.PROGRAM, "is a program"),
    ("plan.pdf", b"\x7fELF\x02\x01" + bytes(60), "is a program"),
    ("plan.txt", b"#!/bin/sh\nrm -r /", "is a program"),
    ("setup.exe", papers.PROGRAM, "is a program"),
    ("plan.docx", papers.WORD_WITH_MACROS, "has macros"),
    ("plan.docm", papers.WORD_WITH_MACROS, "has macros"),
    ("costs.xlsx", papers.SHEET_WITH_MACROS, "has macros"),
    ("plan.odt", papers.OPEN_WITH_MACROS, "has macros"),
    ("plan.odt", papers.OPEN_LOCKED, "has a password"),
    ("plan.doc", papers.OLD_WORD, "older Office file"),
    ("talk.odp", papers.OPEN_SLIDES, "is an archive, or is damaged"),
    ("all.zip", papers.ARCHIVE, "is an archive, or is damaged"),
    ("plan.docx", papers.ARCHIVE, "is an archive, or is damaged"),
    ("plan.docx", papers.WORD[:60], "is an archive, or is damaged"),
    ("page.html", b"<!DOCTYPE html><html><body>Hello", "is a web page"),
    ("page.txt", b"\n <HTML><body>Hello", "is a web page"),
    ("way.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is a web page"),
    ("way.png", b"<?xml version='1.0'?><svg/>", "is a web page"),
    ("code.js", b"alert(1)", r"ends in \.js"),
    ("run.bat", b"del everything", r"ends in \.bat"),
    ("way.gif", b"GIF89a\x01\x00\x01\x00" + bytes(20), "is of a kind that cannot"),
    ("notes.txt", b"Hello\x00there", "is of a kind that cannot"),
    ("plan.pdf", b"", "is empty"),
    ("way.png", papers.PDF, r"holds PDF. Give it a name that ends in \.pdf"),
    ("plan.pdf.exe", papers.PDF, "holds PDF"),
    ("costs.docx", papers.SHEET, "holds Excel"),
    ("way.txt", papers.PNG, "holds PNG picture"),
    ("big.txt", b"x" * 5_000_001, "is larger than 5 MB"),
]


@pytest.mark.parametrize(("name", "content", "kind", "cleaned"), TAKEN)
def test_what_may_be_sent(name, content, kind, cleaned):
    found = examine(name, content)
    assert (found.kind, found.name, found.marking) == (kind, cleaned, "")
    assert found.content == content


@pytest.mark.parametrize(("name", "content", "why"), REFUSED)
def test_what_may_not_and_why(name, content, why):
    with pytest.raises(Refused, match=why):
        examine(name, content)


def test_five_megabytes_are_the_most():
    assert LARGEST == 5_000_000
    assert examine("big.txt", b"x" * 5_000_000).size == 5_000_000


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
        ("/etc/passwd", "passwd"),
        ("plan\u202efdp.exe", "plan fdp.exe"),
        ("plan\r\nX-Header: 1.pdf", "plan X-Header: 1.pdf"),
        ("  plan   of  work .pdf", "plan of work.pdf"),
        ("....", "file"),
        ("", "file"),
        ("\x00\x07", "file"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("Cynllun gw\u02c6yl.pdf", "Cynllun gw\u02c6yl.pdf"),
    ],
)
def test_names_are_cleaned(name, shown):
    assert clean(name) == shown


@pytest.mark.parametrize(
    ("name", "content", "marking"),
    [
        ("OFFICIAL-SENSITIVE_plan.pdf", papers.PDF, "OFFICIAL-SENSITIVE"),
        ("plan_SECRET.pdf", papers.PDF, "SECRET"),
        ("Official sensitive plan.pdf", papers.PDF, ""),
        ("plan.txt", b"TOP SECRET\nThe plan", "TOP SECRET"),
        ("plan.csv", "a,OFFICIAL-SENSITIVE".encode("utf-16"), "OFFICIAL-SENSITIVE"),
        ("plan.pdf", papers.PDF + b"SECRET", ""),
    ],
)
def test_a_protective_marking_is_seen_in_the_name_and_in_text(name, content, marking):
    assert examine(name, content).marking == marking
