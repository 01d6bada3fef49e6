"""One migrated template a session, one copy of it a test, and what a test's engine was asked.

Copies instead of savepoints: races, BEGIN IMMEDIATE and work after a commit would be false
inside an outer transaction.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from exchange import create_app
from exchange.config import Settings
from exchange.db import db, prepare
from exchange.search import indexer
from exchange.search.embedded.adapter import WhooshSearch
from exchange.web.limits import limiter
from tests import pg

SECRET = "a secret of the tests, long enough to pass"
WRITES = re.compile(r"\b(INSERT\s+INTO|UPDATE\s+\"?\w+\"?\s+SET|DELETE\s+FROM)\b", re.IGNORECASE)
NOT_COUNTED = re.compile(r"\s*(BEGIN|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|COMMIT)\b", re.IGNORECASE)


def settings(url: str, folder: Path, **changes: Any) -> Settings:
    """Settings of a test."""
    values: dict[str, Any] = {"secret_key": SECRET, "data_dir": folder, "database_url": url}
    return Settings(**{**values, "testing": True, **changes})


def dispose(app: Flask) -> None:
    """Close every connection of an app."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class House:
    """One app for many tests: building it costs more than most tests, moving it costs nothing.

    Each test brings a database and a data folder of its own. There is one engine for each kind of
    database, whose connections go where the test is, so that a statement is compiled once and not
    in each test. What tests hang onto commands is taken down again.
    """

    def __init__(self, first: Settings) -> None:
        self.app = create_app(first)
        hooks = self.app.extensions["command_hooks"]
        self.hooks = (list(hooks.before_commit), list(hooks.after_commit))
        self.sources = list(self.app.extensions["search"].sources.values())
        self.bridge = self.app.extensions["search"].bridge
        self.engines: dict[str, sa.Engine] = {}
        self.url = sa.make_url(first.database_url)

    def move_to(self, where: Settings) -> Flask:
        """The app on another database and data folder."""
        app = self.app
        self.url = sa.make_url(where.database_url)
        app.extensions["settings"] = where
        app.config["SQLALCHEMY_DATABASE_URI"] = where.database_url
        db._app_engines[app][None] = self._engine()
        with app.app_context():
            engine = WhooshSearch(where.search_dir)
            indexer.init_index(app, engine, self.sources, self.bridge)
        limiter.enabled = False  # a test of the limits may have switched it on
        hooks = app.extensions["command_hooks"]
        hooks.before_commit[:], hooks.after_commit[:] = self.hooks
        return app

    def _engine(self) -> sa.Engine:
        backend = self.url.get_backend_name()
        if backend not in self.engines:
            with self.app.app_context():
                options: dict[str, Any] = {"url": self.url}
                db._apply_driver_defaults(options, self.app)
                engine = db._make_engine(None, options, self.app)
            prepare(engine)
            event.listen(engine, "do_connect", self._connect)
            self.engines[backend] = engine
        return self.engines[backend]

    def _connect(self, dialect: Any, _record: Any, cargs: list[Any], cparams: Any) -> None:
        args, parameters = dialect.create_connect_args(self.url)
        cargs[:] = args
        cparams.update(parameters)


class Templates:
    """Makes each template when it is first wanted, and copies of it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.numbers = itertools.count(1)

    @contextmanager
    def copy(self, backend: str, folder: Path, *, migrated: bool = True) -> Iterator[str]:
        """The address of a database of one's own; an empty one unless `migrated`."""
        if backend == "sqlite":
            path = folder / "test.sqlite3"
            if migrated:
                shutil.copyfile(self.sqlite, path)
            yield f"sqlite:///{path}"
        else:
            template = self._postgres if migrated else "template0"
            name = f"test_{next(self.numbers)}"
            self._tell_server(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
            yield self._address(name)
            self._tell_server(f"DROP DATABASE {name} WITH (FORCE)")

    @cached_property
    def sqlite(self) -> Path:
        """The migrated file that others are copies of."""
        path = self.folder / "template.sqlite3"
        self._migrate(f"sqlite:///{path}")
        with sa.create_engine(f"sqlite:///{path}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.engine.dispose()
        return path

    @cached_property
    def _postgres(self) -> str:
        self._tell_server("CREATE DATABASE migrated TEMPLATE template0")
        self._migrate(self._address("migrated"))
        return "migrated"

    @cached_property
    def _server(self) -> str:
        return self.stack.enter_context(pg.server())

    def _address(self, name: str) -> str:
        return sa.make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _tell_server(self, statement: str) -> None:
        host = sa.make_url(self._server).query["host"]
        with psycopg.connect(
            host=str(host), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _migrate(self, url: str) -> None:
        app = create_app(settings(url, self.folder))
        with app.app_context():
            flask_migrate.upgrade()
        dispose(app)


class Statements:
    """What an app's engine was asked while somebody listened."""

    def __init__(self, app: Flask) -> None:
        self.listening: list[list[str]] = []
        with app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "before_cursor_execute", self._note)
        app.extensions["statements"] = self

    def stop(self) -> None:
        """Listen no longer: the engine goes on to other tests."""
        event.remove(self.engine, "before_cursor_execute", self._note)

    @contextmanager
    def heard(self) -> Iterator[list[str]]:
        """The statements of the block, transaction control and pragmas aside."""
        mine: list[str] = []
        self.listening.append(mine)
        try:
            yield mine
        finally:
            self.listening = [one for one in self.listening if one is not mine]

    def _note(self, *seen: Any) -> None:
        statement: str = seen[2]
        if not NOT_COUNTED.match(statement):
            for heard in self.listening:
                heard.append(statement)


def writes(statements: list[str]) -> list[str]:
    """Those of the statements that change something."""
    return [one for one in statements if WRITES.search(one)]
