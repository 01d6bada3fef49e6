"""Telling many: one row for whoever publishes, each person told once, whatever is killed."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import SYSTEM, Actor
from exchange.accounts.models import Person
from exchange.db import command, db, write_transaction
from exchange.notices import fanning, outbox, preferences, services
from exchange.notices.events import Channel, Group
from exchange.notices.models import Notice, Outbox
from exchange.notices.preferences import Wish
from tests import kills, people

pytestmark = pytest.mark.both_databases
EVENT = "listing_published"
HANDLERS = {"fan_out": fanning.fan_out}


@command
def publish(actor: Actor, **more: int | str) -> None:
    """A command that tells an audience."""
    services.tell_many("crowd", 7, EVENT, "“Tides” is published.", "/opportunities", **more)


def crowd(subject_id: int, after: int, most: int) -> list[tuple[int, str]]:
    """Everybody whose address is of the crowd."""
    assert subject_id == 7
    query = sa.select(Person.id).where(Person.id > after, Person.email.contains("crowd"))
    found = db.session.scalars(query.order_by(Person.id).limit(most))
    return [(one, f"You watch {one}.") for one in found]


@pytest.fixture
def many(app, in_app, monkeypatch):
    """Nine people in a crowd, and batches of four."""
    monkeypatch.setitem(app.extensions["audiences"], "crowd", crowd)
    monkeypatch.setattr(fanning, "BATCH", 4)
    with in_app():
        people.person("somebody@else.example")
        found = [people.person(f"{number}@crowd.example") for number in range(9)]
        db.session.remove()
    return found


def told():
    """Who was told, in the order of the rows."""
    query = sa.select(Notice.person_id).where(Notice.event == EVENT).order_by(Notice.id)
    return list(db.session.scalars(query))


def test_each_of_an_audience_is_told_once_and_why(many, in_app):
    with in_app():
        publish(SYSTEM, but=many[2].person_id, organisation="Tide Watch", role="Tides")
        assert told() == []
        waits = db.session.query(Outbox).filter_by(topic="fan_out", done_at=None)
        assert waits.count() == 1
        assert outbox.deliver_due(HANDLERS) == 3
        expected = [one.person_id for one in many if one is not many[2]]
        assert told() == expected
        first = db.session.scalars(sa.select(Notice).filter_by(event=EVENT)).first()
        assert (first.organisation, first.role) == ("Tide Watch", "Tides")
        assert first.why == f"You watch {many[0].person_id}."
        assert first.mailing == "daily"
        assert outbox.deliver_due(HANDLERS) == 0


def test_a_batch_worked_through_twice_tells_nobody_twice(many, in_app):
    with in_app():
        publish(SYSTEM)
        payload = db.session.scalars(sa.select(Outbox.payload).filter_by(topic="fan_out")).one()
        for _twice in range(2):
            fanning.fan_out(payload)
        outbox.deliver_due(HANDLERS)
        assert told() == [one.person_id for one in many]


def test_everybody_hears_as_they_wish(many, in_app):
    with in_app():
        at_once = {Group.LISTINGS: Wish(True, Channel.AT_ONCE)}
        preferences.choose(many[0], at_once)
        preferences.choose(many[1], {Group.LISTINGS: Wish(False, Channel.OFF)})
        publish(SYSTEM)
        outbox.deliver_due(HANDLERS)
        assert many[1].person_id not in told()
        rows = db.session.scalars(sa.select(Outbox).filter_by(topic="notice_mail"))
        mailed = [one.payload["person_id"] for one in rows if one.payload["event"] == EVENT]
        assert mailed == [many[0].person_id]


def test_the_record_says_how_many_were_told(many, in_app, app):
    with in_app():
        publish(SYSTEM)
        outbox.deliver_due(HANDLERS)
        app.extensions["sealer"].verify(db.session)
        words = db.session.execute(
            sa.text("SELECT count(*) FROM audit_event WHERE action = 'notices.tell_batch'")
        ).scalar()
        assert words == 3


def test_a_worker_killed_at_every_step_tells_all_and_nobody_twice(many, app, in_app):
    with in_app():
        with write_transaction():
            db.session.execute(sa.update(Outbox).values(done_at=clock.now()))
        publish(SYSTEM)
        db.session.remove()
        db.engine.dispose()
    moment = clock.now()
    for step in itertools.count(1):
        moment += timedelta(hours=2)
        with clock.at(moment):
            ended = kills.killed(app, lambda: outbox.deliver_due(HANDLERS), at=step)
        if ended == kills.DONE:
            break
        assert ended == kills.KILLED
        assert step < 200
    assert step > 10, "it was hardly killed"
    with in_app():
        assert sorted(told()) == [one.person_id for one in many]
