"""What many tests begin from: made by commands once, then copied for each test (on SQLite)."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask

from exchange.db import db
from tests.databases import Templates

Made = TypeVar("Made")


class Stages:
    """The databases on which something was made, and what its maker answered."""

    def __init__(self, folder: Path, templates: Templates) -> None:
        self.folder = folder
        self.templates = templates
        self.stood: Path | None = None
        self.known: dict[str, tuple[Path, Any]] = {}

    def stand(self, app: Flask, build: Callable[[], Made]) -> Made:
        """Put the test's database where that function leaves it, and answer what it answers.

        What it answers must be plain values: rows would belong to another session.
        """
        name = f"{build.__module__}.{build.__qualname__}"
        url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
        if url.get_backend_name() != "sqlite":
            with app.app_context():
                return build()
        path = Path(str(url.database))
        if name in self.known:
            self._put(app, self.known[name][0], path)
        else:
            if path == self.stood:  # a second stage in one test begins from nothing, as the first
                self._put(app, self.templates.sqlite, path)
            self._make(app, name, build, path)
        self.stood = path
        made: Made = copy.deepcopy(self.known[name][1])
        return made

    def _make(self, app: Flask, name: str, build: Callable[[], Any], path: Path) -> None:
        with app.app_context():
            made = build()
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()
        kept = self.folder / f"{len(self.known)}.sqlite3"
        shutil.copyfile(path, kept)
        self.known[name] = (kept, made)

    def _put(self, app: Flask, kept: Path, path: Path) -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        for beside in ("-wal", "-shm"):
            Path(f"{path}{beside}").unlink(missing_ok=True)
        shutil.copyfile(kept, path)
