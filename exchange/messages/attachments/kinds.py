"""What a file is, by its content; its name is only cleaned, and must not say anything else. Pure.

Raises Refused with the reason in words. What may be sent is a document, a table, slides, plain
text or a picture: nothing that runs, and nothing that a browser would show as a page of ours.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import puremagic

from exchange.messages.attachments import packages
from exchange.reference.markings import marking_in

LARGEST = 5_000_000
MOST = 3
LONGEST_STEM = 100
ALLOWED = (
    "PDF, Word, Excel or PowerPoint without macros, OpenDocument, plain text, CSV, PNG or JPEG"
)


class Refused(ValueError):
    """Why a file cannot be sent."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be sent."""

    code: str
    name: str
    endings: tuple[str, ...]
    mimetype: str


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
KINDS = {
    one.code: one
    for one in (
        Kind("pdf", "PDF", (".pdf",), "application/pdf"),
        Kind("docx", "Word", (".docx",), f"{_OOXML}.wordprocessingml.document"),
        Kind("xlsx", "Excel", (".xlsx",), f"{_OOXML}.spreadsheetml.sheet"),
        Kind("pptx", "PowerPoint", (".pptx",), f"{_OOXML}.presentationml.presentation"),
        Kind("odt", "OpenDocument text", (".odt",), f"{_ODF}.text"),
        Kind("ods", "OpenDocument sheet", (".ods",), f"{_ODF}.spreadsheet"),
        Kind("txt", "Plain text", (".txt",), "text/plain"),
        Kind("csv", "CSV", (".csv",), "text/csv"),
        Kind("png", "PNG picture", (".png",), "image/png"),
        Kind("jpeg", "JPEG picture", (".jpg", ".jpeg"), "image/jpeg"),
    )
}
_BY_MAGIC = {".pdf": "pdf", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
_BEGINS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_RUNS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_MACH_O = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<head", "<body", "<?php", "<!--")
_BREAKS = re.compile(r"[_.+()\[\]]+")


@dataclass(frozen=True)
class Upload:
    """A file that may be sent, as it was read."""

    name: str
    kind: str
    content: bytes
    sha256: str
    marking: str
    """A protective marking in its name or its text."""

    @property
    def size(self) -> int:
        """How many bytes."""
        return len(self.content)


def examine(name: str, content: bytes) -> Upload:
    """A file that was chosen, if it may be sent; raises Refused."""
    cleaned = clean(name)
    if not content:
        raise Refused(f"“{cleaned}” is empty")
    if len(content) > LARGEST:
        raise Refused(f"“{cleaned}” is larger than {LARGEST // 1_000_000} MB")
    text = _text(content)
    try:
        kind = KINDS[_kind(content, text, _ending(cleaned))]
    except Refused as why:
        raise Refused(f"“{cleaned}” {why}") from None
    said = text if kind.code in {"txt", "csv"} else ""
    marking = marking_in(_BREAKS.sub(" ", cleaned)) or marking_in(said or "")
    sha256 = hashlib.sha256(content).hexdigest()
    return Upload(_named(cleaned, kind), kind.code, content, sha256, marking)


def clean(name: str) -> str:
    """A name without folders, control characters and marks that turn the direction of text."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in last)
    whole = " ".join(shown.split()).strip(" .") or "file"
    ending = _ending(whole)
    return whole.removesuffix(ending)[:LONGEST_STEM].rstrip(" .") + ending


def _ending(name: str) -> str:
    """What stands after the last dot, with it; nothing where that is no ending."""
    stem, dot, ending = name.rpartition(".")
    return f"{dot}{ending}" if stem and ending.isalnum() and len(ending) <= 12 else ""


def _named(name: str, kind: Kind) -> str:
    ending = _ending(name)
    if not ending:
        return f"{name}{kind.endings[0]}"
    if ending.lower() not in kind.endings:
        raise Refused(f"“{name}” holds {kind.name}. Give it a name that ends in {kind.endings[0]}")
    return name


def _kind(content: bytes, text: str | None, ending: str) -> str:
    if content.startswith((*_RUNS, *_MACH_O)):
        raise Refused("is a program. Programs cannot be sent here")
    if content.startswith(_OLD_OFFICE):
        raise Refused("is an older Office file or has a password. Save it as .docx, .xlsx or .pptx")
    if content.startswith(b"PK"):
        return _package(content)
    if (known := _by_magic(content)) is not None:
        return known
    if text is None:
        raise Refused(f"is of a kind that cannot be sent here. Send {ALLOWED}")
    return _plain(text, ending)


def _by_magic(content: bytes) -> str | None:
    try:
        likely = [one.extension for one in puremagic.magic_string(content)]
    except puremagic.PureError:
        return None
    found = (_BY_MAGIC[one] for one in likely if one in _BY_MAGIC)
    return next((one for one in found if content.startswith(_BEGINS[one])), None)


def _package(content: bytes) -> str:
    try:
        return packages.kind(content)
    except packages.HasMacros:
        raise Refused("has macros. Save it without macros, then choose it again") from None
    except packages.IsLocked:
        raise Refused("has a password. Save it without one, then choose it again") from None
    except packages.IsNoDocument:
        raise Refused(f"is an archive, or is damaged. Send {ALLOWED}") from None


def _plain(text: str, ending: str) -> str:
    if text.lstrip().lower().startswith(_MARKUP):
        raise Refused("is a web page, a drawing or a program as text. Send it as PDF")
    if ending.lower() == ".csv":
        return "csv"
    if ending.lower() in {".txt", ""}:
        return "txt"
    raise Refused(f"ends in {ending}. Of text, only .txt and .csv can be sent here")


def _text(content: bytes) -> str | None:
    """The text that the bytes are; None where they are none."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _has_controls(text) else text
    return None


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _has_controls(text: str) -> bool:
    return _CONTROLS.search(text) is not None
