"""Backup and restore: every table as lines of JSON in one zip file, the same for both databases,
and the files that people sent.

So a backup of SQLite can be read into PostgreSQL. Only named members are read, and never an
index: its files are pickles, which must not come from anywhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from exchange import clock
from exchange.db import Base, db, housekeeping
from exchange.errors import NotFound
from exchange.messages.attachments import store
from exchange.messages.attachments.models import Attachment

FORMAT = "crossover-backup-1"
FILES = "attachments"
BATCH = 500
READ: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    UUID: UUID,
    Decimal: Decimal,
}


class CannotRestore(Exception):
    """The file or the database is not fit for it; the message says why."""


def write(file: Path) -> dict[str, int]:
    """Write every table as it is at one moment; answers the number of rows of each."""
    session, counts = db.session(), {}
    _stand_still(session)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in Base.metadata.sorted_tables:
            with archive.open(f"{table.name}.ndjson", "w") as member:
                counts[table.name] = sum(1 for line in _lines(session, table) if member.write(line))
        files = _write_files(session, archive)
        manifest = {
            "format": FORMAT,
            "revision": revision(session),
            "at": clock.now().isoformat(),
            "rows": counts,
            "files": files,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    session.rollback()
    return counts


@housekeeping
def read(file: Path) -> dict[str, int]:
    """Fill an empty database from a backup, whole or not at all; raises CannotRestore."""
    session = db.session()
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            _check(session, manifest)
            session.execute(sa.text("DELETE FROM audit_head"))
            counts = {
                table.name: _fill(session, archive, table) for table in Base.metadata.sorted_tables
            }
            _read_files(session, archive, manifest["files"])
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise CannotRestore(f"This is not a whole backup: {error}") from error
    if counts != manifest["rows"]:
        raise CannotRestore("The file does not hold as many rows as it says.")
    _move_sequences(session)
    return counts


def revision(session: Session) -> str:
    """The schema's revision."""
    found = session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return str(found)


def _stand_still(session: Session) -> None:
    """One moment for all tables: SQLite's read transactions are so by themselves."""
    session.rollback()
    options = {"isolation_level": "REPEATABLE READ"}
    on_postgres = session.get_bind().dialect.name == "postgresql"
    session.connection(execution_options=options if on_postgres else {})


def _lines(session: Session, table: sa.Table) -> Iterator[bytes]:
    rows = session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
    for row in rows:
        plain = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(plain, ensure_ascii=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _check(session: Session, manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise CannotRestore("This is not a backup of this service.")
    if manifest["revision"] != revision(session):
        raise CannotRestore(
            f"The backup has schema {manifest['revision']}, the database"
            f" {revision(session)}. Restore with the release that wrote it, then migrate."
        )
    for table in Base.metadata.sorted_tables:
        if table.name != "audit_head" and session.execute(sa.select(table).limit(1)).first():
            raise CannotRestore(f"The database is not empty: {table.name} has rows.")


def _write_files(session: Session, archive: zipfile.ZipFile) -> list[str]:
    """The bytes of what people sent; answers under which names they stand."""
    written = []
    for stored in session.scalars(sa.select(Attachment.stored).order_by(Attachment.id)):
        try:
            content = store.read(stored)
        except NotFound:  # the scanner found something in it, or it was lost before
            continue
        archive.writestr(f"{FILES}/{stored}", content)
        written.append(stored)
    return written


def _read_files(session: Session, archive: zipfile.ZipFile, names: list[str]) -> None:
    """Put them back: only what a row names, and only as that row says it was."""
    hashes = dict(session.execute(sa.select(Attachment.stored, Attachment.sha256)).all())
    for stored in names:
        content = archive.read(f"{FILES}/{stored}")
        if hashlib.sha256(content).hexdigest() != hashes[stored]:
            raise CannotRestore("A file in it is not as it was sent.")
        store.remove(stored)
        store.write(content, stored)


def _fill(session: Session, archive: zipfile.ZipFile, table: sa.Table) -> int:
    count, batch = 0, []
    with io.TextIOWrapper(archive.open(f"{table.name}.ndjson"), "ascii") as lines:
        for line in lines:
            batch.append(_row(table, json.loads(line)))
            count += 1
            if len(batch) == BATCH:
                session.execute(sa.insert(table), batch)
                batch = []
    if batch:
        session.execute(sa.insert(table), batch)
    return count


def _row(table: sa.Table, plain: dict[str, Any]) -> dict[str, Any]:
    return {column.name: _value(column, plain[column.name]) for column in table.columns}


def _value(column: sa.Column[Any], value: Any) -> Any:
    kind: Any = column.type
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    if value is None or isinstance(kind, sa.JSON):
        return value
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return kind.enum_class(value)
    reader = READ.get(kind.python_type)
    return reader(value) if reader else value


def _move_sequences(session: Session) -> None:
    """PostgreSQL counts on from the highest key that came in."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns and isinstance(table.c.id.type, sa.Integer):
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            highest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            session.execute(sa.select(sa.func.setval(sequence, highest, False)))
