"""Organisations from registers: read a CSV line by line, keep what differs, report what is bad.

One organisation stands on one line, so that a broken line spoils nothing but itself.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import command, db
from exchange.organisations.domains import is_domain, is_free_mail
from exchange.organisations.models import Organisation, OrganisationDomain, Sector, StaffStatus
from exchange.reference import outcodes
from exchange.reference.staff_status import staff_status_for

LONGEST = {
    "source": 40,
    "external_id": 120,
    "name": 240,
    "short_name": 80,
    "sector": 40,
    "kind": 120,
    "parent": 120,
    "region": 80,
    "postcode": 40,
    "latitude": 24,
    "longitude": 24,
    "website": 300,
    "email_domain": 253,
    "annual_income": 24,
    "purpose": 4000,
}
"""The columns of the file, in any order, and how many characters each may have."""
NEEDED = ("source", "external_id", "name", "sector")
LONGEST_LINE = 100_000  # bytes
BATCH = 200  # rows in one transaction
MOST_INCOME = Decimal(10) ** 12
UNSHOWABLE = re.compile("[\x01-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
WINDOWS = {
    number: bytes([number]).decode("cp1252", "replace").replace("\ufffd", " ")
    for number in range(0x80, 0xA0)
}
"""Registers hold characters of Windows-1252 that somebody read as Latin-1: a curly quote, say."""
BARE_HOST = re.compile(r"[^\W_][\w-]*(\.[\w-]+)+(/\S*)?")


@dataclass(frozen=True)
class Row:
    """One organisation as a register has it; `values` are columns of Organisation."""

    number: int
    source: str
    external_id: str
    values: Mapping[str, Any]
    domain: str = ""


@dataclass(frozen=True)
class Refused:
    """A line that does not go in, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Imported:
    """How many organisations of a batch are new, changed, or as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Imported) -> Imported:
        return Imported(self.new + other.new, self.changed + other.changed, self.same + other.same)


class _Bad(ValueError):
    """Why a line is refused."""


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of an endless one only as much as shows that it is too long."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)


def read_rows(lines: Iterable[bytes]) -> Iterator[Row | Refused]:
    """Rows and refusals in the order of the file. The first line names the columns."""
    numbered = enumerate(lines, start=1)
    try:
        header = _header(next(numbered, (1, b""))[1])
    except _Bad as problem:
        yield Refused(1, str(problem))
        return
    for number, line in numbered:
        if line.strip():
            try:
                yield _row(number, header, _cells(line))
            except _Bad as problem:
                yield Refused(number, str(problem))


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in pieces of one transaction each."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


@command
def import_batch(actor: Actor, rows: list[Row]) -> Imported:
    """Add what is new and change what differs. For our administrators and the command line.

    Staff status is set once, from public lists, since an administrator may know better later.
    A row that is as it was writes nothing, not even to the audit.
    """
    require(actor, Permission.ORGANISATION_IMPORT, None)
    known = _known(rows)
    total = Imported()
    for row in rows:
        organisation = known.get((row.source, row.external_id))
        if organisation is None:
            organisation = known[row.source, row.external_id] = _add(row)
            total += Imported(new=1)
        elif _update(organisation, row):
            total += Imported(changed=1)
        else:
            total += Imported(same=1)
    return total


def _known(rows: list[Row]) -> dict[tuple[str, str], Organisation]:
    found: dict[tuple[str, str], Organisation] = {}
    for source in {row.source for row in rows}:
        wanted = [row.external_id for row in rows if row.source == source]
        query = (
            sa.select(Organisation)
            .where(Organisation.source == source, Organisation.external_id.in_(wanted))
            .options(selectinload(Organisation.domains))
        )
        found |= {(source, one.external_id): one for one in db.session.scalars(query)}
    return found


def _add(row: Row) -> Organisation:
    sector, kind, name = row.values["sector"], row.values["kind"], row.values["name"]
    status, because = staff_status_for(sector.value, kind, name)
    organisation = Organisation(
        source=row.source,
        external_id=row.external_id,
        staff_status=StaffStatus(status),
        staff_status_source=because,
        staff_status_as_of=clock.today(),
        domains=[],
        **row.values,
    )
    _add_domain(organisation, row)
    db.session.add(organisation)
    return organisation


def _update(organisation: Organisation, row: Row) -> bool:
    changed = _add_domain(organisation, row)
    for name, value in row.values.items():
        if getattr(organisation, name) != value:
            setattr(organisation, name, value)
            changed = True
    return changed


def _add_domain(organisation: Organisation, row: Row) -> bool:
    """A domain that an administrator removed keeps its row, so that it does not come back here."""
    if not row.domain or any(one.domain == row.domain for one in organisation.domains):
        return False
    organisation.domains.append(
        OrganisationDomain(domain=row.domain, source=f"register: {row.source}")
    )
    return True


def _header(line: bytes) -> list[str]:
    header = [name.strip() for name in _cells(line.removeprefix(b"\xef\xbb\xbf"))]
    missing = [name for name in LONGEST if name not in header]
    if missing:
        raise _Bad(f"the first line must name the columns; missing: {', '.join(missing)}")
    return header


def _cells(line: bytes) -> list[str]:
    if len(line) > LONGEST_LINE:
        raise _Bad(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise _Bad(f"byte {error.start + 1} is not UTF-8") from None
    if "\0" in text:
        raise _Bad("there is a NUL in the line: is the file UTF-16?")
    clean = UNSHOWABLE.sub(" ", text.translate(WINDOWS))
    try:
        return next(csv.reader([clean], strict=True), [])
    except csv.Error:
        raise _Bad("the quotation marks do not match") from None


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise _Bad(f"{len(cells)} columns where the first line has {len(header)}")
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    for name, most in LONGEST.items():
        if len(given[name]) > most:
            raise _Bad(f"{name} is longer than {most:,} characters")
    if missing := [name for name in NEEDED if not given[name]]:
        raise _Bad(f"{' and '.join(missing)} missing")
    place = outcodes.get(given["postcode"]) if given["postcode"] else None
    values = {
        "name": given["name"],
        "short_name": given["short_name"],
        "sector": _sector(given["sector"]),
        "kind": given["kind"],
        "parent_external_id": given["parent"],
        "region": given["region"] or (place.region if place else ""),
        "outcode": place.code if place else "",
        "latitude": _degrees(given, "latitude", 90, place.latitude if place else None),
        "longitude": _degrees(given, "longitude", 180, place.longitude if place else None),
        "website": _website(given["website"]),
        "annual_income": _income(given["annual_income"]),
        "purpose": given["purpose"],
    }
    domain = _domain(given["email_domain"])
    return Row(number, given["source"], given["external_id"], values, domain)


def _sector(text: str) -> Sector:
    try:
        return Sector(text)
    except ValueError:
        raise _Bad(f"sector {text[:40]} is none of: {', '.join(Sector)}") from None


def _degrees(given: Mapping[str, str], name: str, most: int, near: float | None) -> float | None:
    """The coordinate given, else that of the postcode's district."""
    if not given[name]:
        return near
    try:
        value = float(given[name])
    except ValueError:
        value = math.nan
    if not -most <= value <= most:
        raise _Bad(f"{name} {given[name]} is no number of degrees")
    return value


def _income(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < MOST_INCOME:
        raise _Bad(f"annual_income {text} is no amount in pounds")
    return amount.quantize(Decimal("0.01"))


def _website(text: str) -> str:
    """An http or https address. A bare host is read as http, as charities write it; words that
    are no address ("in progress") are left out; another scheme is refused, since it is a trap.
    """
    if BARE_HOST.fullmatch(text):
        return f"http://{text}"
    try:
        parts = urlsplit(text)
        scheme, host = parts.scheme, parts.hostname or ""
    except ValueError:
        return ""
    if scheme not in {"", "http", "https"}:
        raise _Bad("website must begin with http:// or https://")
    return text if scheme and BARE_HOST.fullmatch(host) and " " not in text else ""


def _domain(text: str) -> str:
    domain = text.lower().lstrip("@")
    if domain and not is_domain(domain):
        raise _Bad(f"email_domain {domain[:80]} is no domain")
    if is_free_mail(f"x@{domain}"):
        raise _Bad(f"email_domain {domain} is free mail and shows no employer")
    return domain
