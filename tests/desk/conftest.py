"""What the tests of the desk share: one move between two employers, and more like it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from exchange.applications import queries as applications
from exchange.db import db
from exchange.placements import proposing, services
from exchange.placements.models import Placement
from tests import factories
from tests.factories import World

MOVER, MANAGER, HOME_HR = "individual@rivers.example", "manager@rivers.example", "hr@rivers.example"
POSTER, HOST_HR = "poster@harbour.example", "hr@harbour.example"


@pytest.fixture
def world(in_app):
    """A proposed secondment from Rivers to Harbour, not sent home yet."""
    with in_app():
        return factories.world()


@pytest.fixture
def inside(in_app, world):
    """`with inside():` for services, with the world's rows readable in that context."""

    @contextmanager
    def entered():
        with in_app():
            db.session.add_all([world.home, world.host, world.listing, world.placement])
            yield

    return entered


def another_move(world: World, email: str) -> Placement:
    """One more proposed secondment between the same two, by somebody else from Rivers."""
    mover = factories.member(email, world.home)
    listing = factories.listing(world.poster, world.host, title=f"A place for {mover.name}")
    sent = factories.application(mover, listing, world.home)
    factories.offer(world.poster, sent)
    sent = applications.by_public_id(mover, sent.public_id)
    return proposing.accept_offer(mover, sent.public_id, sent.version)


def send_home(world: World) -> None:
    """The mover sends the move to the line manager."""
    placement = world.placement
    services.send_home(world.mover, placement.public_id, placement.version, "Mo Manager", MANAGER)
