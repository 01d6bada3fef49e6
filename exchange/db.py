"""The database: base class, types, SQLite set-up, and @command, the one place that commits.

A command ends the request's read transaction and opens a write one. On SQLite that is
BEGIN IMMEDIATE, so that two writers queue instead of losing an update; reads stay BEGIN.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Flask, current_app, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from exchange import clock
from exchange.errors import ChangedMeanwhile

P = ParamSpec("P")
R = TypeVar("R")

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
JsonType = sa.JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite forgets zones, so they are put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive moments, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give back an aware moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table. Constraint names follow one convention so that migrations can name them."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: UtcDateTime,
        dict[str, Any]: JsonType,
        list[str]: JsonType,
    }


class Identified:
    """An integer key for joins and search, and a random one for addresses."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def choice(kind: type[StrEnum]) -> sa.Enum:
    """A column type for a StrEnum: stored as its value, held by a CHECK on both databases."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


db = SQLAlchemy(metadata=Base.metadata)


@dataclass
class CommandRun:
    """One command while it runs: what the audit rows of one commit have in common."""

    name: str
    actor: Any
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    reason: str = ""


@dataclass
class Hooks:
    """What create_app hangs on each command: sealing the audit before, waking work after."""

    before_commit: list[Callable[[Session, CommandRun], None]] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)


_running: ContextVar[CommandRun | None] = ContextVar("command", default=None)


def running() -> CommandRun | None:
    """The command in progress, if any."""
    return _running.get()


def because(reason: str) -> None:
    """Say why, in the words of who does it; goes into the command's audit rows."""
    run = _running.get()
    if run is not None:
        run.reason = reason


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Run a use case as one transaction: `function(actor, …)` commits whole or not at all.

    Raises ChangedMeanwhile when somebody else was quicker (version column or unique constraint).
    A command never calls a command, and never runs while a page is only being read.
    """
    name = f"{function.__module__.split('.')[1]}.{function.__name__}"

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        _refuse_on_reading(name)
        if _running.get() is not None:
            raise RuntimeError(f"{name} was called inside {_running.get()}")
        current = CommandRun(name, args[0] if args else None)
        hooks = command_hooks()
        with write_transaction() as session:
            token = _running.set(current)
            try:
                result = function(*args, **kwargs)
                session.flush()
                for hook in hooks.before_commit:
                    hook(session, current)
            finally:
                _running.reset(token)
        for after in hooks.after_commit:
            after()
        return result

    run.__command__ = name  # type: ignore[attr-defined]  # the test that walks all commands reads it
    return run


def housekeeping(function: Callable[P, R]) -> Callable[P, R]:
    """One transaction without an audit row, for marks that are not decisions.

    Used for conversation_read and session_seen, the two writes that a GET may cause, for drafts
    of messages, and for the worker's leases. A test holds the list.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with write_transaction():
            return function(*args, **kwargs)

    run.__housekeeping__ = function.__name__  # type: ignore[attr-defined]  # read by that test
    return run


@contextmanager
def write_transaction() -> Any:
    """A write transaction on the scoped session; commits, or rolls back and raises."""
    session = db.session()
    session.rollback()
    session.connection(execution_options={"write": True})
    try:
        yield session
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise ChangedMeanwhile from error
    except IntegrityError as error:
        session.rollback()
        if _is_collision(error):
            raise ChangedMeanwhile from error
        raise
    except BaseException:
        session.rollback()
        raise


def lock(row: Base) -> None:
    """Read a row again for a change; on PostgreSQL nobody else changes it until the commit."""
    columns = [column.key for column in sa.inspect(type(row)).column_attrs]
    db.session().refresh(row, attribute_names=columns, with_for_update=True)


def _is_collision(error: IntegrityError) -> bool:
    """Whether two writers wanted the same unique thing; any other broken constraint is a bug."""
    unique_violation = "23505"
    on_postgres = getattr(error.orig, "sqlstate", None) == unique_violation
    return on_postgres or "UNIQUE constraint failed" in str(error.orig)


def command_hooks() -> Hooks:
    """The hooks of the current app."""
    hooks: Hooks = current_app.extensions["command_hooks"]
    return hooks


def _refuse_on_reading(name: str) -> None:
    if has_request_context() and request.method in SAFE_METHODS:
        raise RuntimeError(f"{name} would write during a {request.method}")


def init_db(app: Flask) -> None:
    """Connect the app to its database and set SQLite up."""
    app.extensions["command_hooks"] = Hooks()
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def prepare(engine: sa.Engine) -> None:
    """Set an engine up as this service needs it."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=10000",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
