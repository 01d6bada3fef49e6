"""Every test of placements runs on one morning; many begin from a move that was walked before.

A stage is a database on which the commands of a world were run once; tests get a copy of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from exchange import clock, create_app
from exchange.accounts.passwords import use_cheap_hashing
from exchange.db import db
from exchange.placements.models import Placement
from tests import factories
from tests.databases import Templates, dispose, settings
from tests.factories import World

MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """The clock stands: the dates in these tests are written by hand."""
    with clock.at(MORNING):
        yield


class Stages:
    """Makes each stage when it is first wanted."""

    def __init__(self, templates: Templates, folder: Path) -> None:
        self.templates = templates
        self.folder = folder
        self.files: dict[str, Path] = {}

    def file(self, build: Callable[[], World]) -> Path:
        """A database on which that function was run."""
        name = f"{build.__module__}.{build.__name__}"
        if name not in self.files:
            folder = self.folder / name
            folder.mkdir()
            with self.templates.copy("sqlite", folder) as url:
                app = opened(url, folder)
                with app.app_context():
                    build()
                dispose(app)
            self.files[name] = Path(str(sa.make_url(url).database))
        return self.files[name]


def opened(url: str, folder: Path) -> Flask:
    """The house on a database."""
    use_cheap_hashing()
    return create_app(settings(url, folder / "data"))


@pytest.fixture(scope="session")
def stages(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """The stages of this run."""
    return Stages(templates, tmp_path_factory.mktemp("stages"))


@pytest.fixture
def at_stage(stages: Stages, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """`at_stage(factories.world)`: that world on a copy of its own, inside an app context."""
    with ExitStack() as stack:

        def stand(build: Callable[[], World]) -> World:
            path = tmp_path / "stage.sqlite3"
            shutil.copyfile(stages.file(build), path)
            app = opened(f"sqlite:///{path}", tmp_path)
            stack.callback(dispose, app)
            stack.enter_context(app.app_context())
            return found()

        yield stand


def found() -> World:
    """The world that stands in the database."""
    placement = db.session.scalars(sa.select(Placement)).one()
    emails = {
        "mover": "individual@rivers.example",
        "manager": "manager@rivers.example",
        "home_hr": "hr@rivers.example",
        "poster": "poster@harbour.example",
        "host_hr": "hr@harbour.example",
    }
    people = {part: factories.actor(email) for part, email in emails.items()}
    return World(
        home=placement.home_organisation,
        host=placement.host_organisation,
        listing=placement.opportunity,
        placement=placement,
        **people,
    )
