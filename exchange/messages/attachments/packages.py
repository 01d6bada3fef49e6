"""Documents that are zip files: which, and whether macros are in them. Nothing is unpacked. Pure.

Only two small members are read, up to a length: a zip that grows without end does no harm.
"""

from __future__ import annotations

import io
import zipfile
import zlib

MOST_MEMBERS = 10_000
LONGEST_READ = 500_000
_MAIN = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
}
_OPEN = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_TYPES = "[Content_Types].xml"
_MACRO_PLACES = ("basic/", "scripts/", "xl/macrosheets/")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


class IsNoDocument(Exception):
    """A zip file that is no document that may be sent."""


class HasMacros(Exception):
    """A document with programs in it."""


class IsLocked(Exception):
    """A document that cannot be looked into."""


def kind(content: bytes) -> str:
    """The code of the kind; raises IsNoDocument, HasMacros or IsLocked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _kind(archive)
    except _BROKEN as error:
        raise IsNoDocument from error


def _kind(archive: zipfile.ZipFile) -> str:
    members = {one.filename for one in archive.infolist()}
    if len(members) > MOST_MEMBERS:
        raise IsNoDocument
    if any(one.flag_bits & 1 for one in archive.infolist()):
        raise IsLocked
    if any(_is_macro(one.lower()) for one in members):
        raise HasMacros
    if "mimetype" in members:
        return _open_document(archive)
    if _TYPES in members:
        return _office(archive, members)
    raise IsNoDocument


def _is_macro(member: str) -> bool:
    return member.startswith(_MACRO_PLACES) or member.endswith(("vbaproject.bin", "vbadata.xml"))


def _open_document(archive: zipfile.ZipFile) -> str:
    found = _OPEN.get(_beginning(archive, "mimetype").strip())
    if found is None or "content.xml" not in archive.namelist():
        raise IsNoDocument
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in _beginning(archive, manifest):
        raise IsLocked
    return found


def _office(archive: zipfile.ZipFile, members: set[str]) -> str:
    types = _beginning(archive, _TYPES)
    if b"macroenabled" in types.lower():
        raise HasMacros
    for code, (main, content_type) in _MAIN.items():
        if main in members and content_type in types:
            return code
    raise IsNoDocument


def _beginning(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as file:
        return file.read(LONGEST_READ)
