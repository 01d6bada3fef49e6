"""Every test of placements runs on one morning; many begin from a move that was walked before.

A stage is a database on which the commands of a world were run once; tests get a copy of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import wraps

import pytest
import sqlalchemy as sa
from flask import Flask

from exchange import clock
from exchange.db import db
from exchange.placements.models import Placement
from tests import factories
from tests.factories import World
from tests.stages import Stages

MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """The clock stands: the dates in these tests are written by hand."""
    with clock.at(MORNING):
        yield


@pytest.fixture
def at_stage(app: Flask, stages: Stages) -> Iterator[Callable[..., World]]:
    """`at_stage(factories.world)`: that world on a copy of its own, inside an app context."""
    with ExitStack() as stack:

        def stand(build: Callable[[], World]) -> World:
            stack.close()  # a second stage in one test takes the place of the first
            stages.stand(app, _without_answer(build))
            stack.enter_context(app.app_context())
            return found()

        yield stand


def _without_answer(build: Callable[[], World]) -> Callable[[], None]:
    @wraps(build)
    def run() -> None:
        build()

    return run


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
