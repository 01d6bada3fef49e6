"""Every command leaves its trace: one audit row for each object that it changed, under one id."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, object_session

import exchange
from exchange import clock
from exchange.audit import Audited, AuditEvent
from exchange.db import db
from tests import factories, story, story_of_people, story_of_talk

MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)
NOT_RUN: dict[str, str] = {}
"""Commands that the story leaves out, each with its reason. None does."""


def modules():
    """Every module of the house; the demonstration only runs the commands of others."""
    for found in pkgutil.walk_packages(exchange.__path__, "exchange."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def commands():
    """Where each command stands: {(module, function): name in the audit}."""
    return {
        (one.__module__, one.__name__): one
        for module in modules()
        for one in vars(module).values()
        if inspect.isfunction(one)
        and hasattr(one, "__command__")
        and one.__module__.startswith("exchange.")
    }


@dataclass
class Witness:
    """Sees what is written, by events of its own, and what the audit says of it."""

    changed: set = field(default_factory=set)
    runs: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def saw(self, _mapper, _connection, target):
        if isinstance(target, Audited) and object_session(target).is_modified(
            target, include_collections=False
        ):
            self.changed.add((target.audit_kind, target.public_id))

    def seal(self, session, run):
        rows = session.scalars(sa.select(AuditEvent).filter_by(command_id=run.id)).all()
        told = [(row.object_kind, row.object_id) for row in rows]
        if not told:
            self.faults.append(f"{run.name} left no audit row")
        if len(told) != len(set(told)):
            self.faults.append(f"{run.name} wrote two rows for one object")
        if not self.changed <= set(told):
            self.faults.append(f"{run.name} changed in silence: {self.changed - set(told)}")
        if any(row.action != run.name for row in rows):
            self.faults.append(f"{run.name} goes by another name in the audit")
        self.runs.append(run.name)
        self.changed = set()


EVENTS = ("after_insert", "after_update", "after_delete")


@pytest.fixture
def witness(app):
    """Watches every command of the test."""
    one = Witness()
    app.extensions["command_hooks"].before_commit.append(one.seal)
    for name in EVENTS:
        event.listen(Mapper, name, one.saw)
    with clock.at(MORNING), app.app_context():
        yield one
    for name in EVENTS:
        event.remove(Mapper, name, one.saw)


ALONE = (
    story_of_people.of_accounts,
    story_of_people.of_organisations,
    story_of_people.of_people,
    story_of_people.of_saved_searches,
    story_of_people.of_the_outbox,
)
AROUND_A_MOVE = (
    story.of_listings,
    story.of_moderation,
    story.of_applications,
    story.of_releases,
    story.of_invitations,
    story.of_deciding,
    story.of_second_thoughts,
    story.of_people_away,
    story.of_living,
    story.of_swaps,
    story.of_contacts,
    story.of_stays,
    story.of_safety,
    story.of_the_hr_desk,
    # Before talk, at whose end a moderator keeps the poster from writing.
    story_of_talk.of_questions,
    story_of_talk.of_talk,
)


def test_every_command_takes_its_actor_first():
    found = commands()
    assert len(found) > 80
    for where, one in found.items():
        assert next(iter(inspect.signature(one).parameters)) == "actor", where


def test_every_command_leaves_a_row_for_each_object_it_changed(app, witness):
    for chapter in ALONE:
        chapter()
    w = factories.world()
    for chapter in AROUND_A_MOVE:
        chapter(w)
    assert witness.faults == []
    names = {one.__command__ for one in commands().values()}
    assert names - set(witness.runs) == set(NOT_RUN), "tell of the new command in tests/story.py"
    assert app.extensions["sealer"].verify(db.session())


def test_a_change_without_a_row_would_be_seen(app, witness):
    app.extensions["command_hooks"].before_commit.pop(0)
    factories.person("ada@a.example")
    assert witness.faults[0] == "accounts.sign_up left no audit row"
    assert witness.faults[1].startswith("accounts.sign_up changed in silence: ")
