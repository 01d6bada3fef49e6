"""The outbox loses nothing: leases, retries with pauses, giving up, and one worker at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import VISITOR
from exchange.db import command, db
from exchange.notices import outbox, services
from exchange.notices.models import Outbox

pytestmark = pytest.mark.both_databases
PAYLOAD = {"to": "a@b.example", "subject": "s", "text": "a secret link"}


@command
def leave(actor, *topics):
    """A command that leaves work behind."""
    for topic in topics:
        services.queue(topic, PAYLOAD)


def only():
    """The one row of the outbox."""
    db.session.rollback()
    return db.session.scalars(sa.select(Outbox)).one()


def fail(_payload):
    """A handler that never works."""
    raise OSError("no route")


def test_what_is_done_is_wiped(in_app):
    seen = []
    with in_app():
        leave(VISITOR, "mail")
        assert outbox.deliver_due({"mail": seen.append}) == 1
        assert seen == [PAYLOAD]
        assert only().done_at is not None
        assert only().payload == {}
        assert outbox.deliver_due({"mail": seen.append}) == 0


def test_what_nobody_handles_waits(in_app):
    with in_app():
        leave(VISITOR, "mail")
        assert outbox.deliver_due({}) == 0
        assert only().done_at is None


def test_a_failure_is_tried_again_after_a_pause_that_grows(in_app, clock_at):
    with in_app():
        start = clock_at("2026-11-22 10:00")
        leave(VISITOR, "mail")
        outbox.deliver_due({"mail": fail})
        assert only().run_at == start + timedelta(seconds=2)
        assert outbox.deliver_due({"mail": fail}) == 0, "not before its time"
        clock_at(start + timedelta(seconds=3))
        outbox.deliver_due({"mail": fail})
        assert only().run_at == clock.now() + timedelta(seconds=4)
        assert only().payload == PAYLOAD


def test_after_the_last_try_it_is_given_up_and_said_why(in_app, clock_at):
    with in_app():
        start = clock_at("2026-11-22 10:00")
        leave(VISITOR, "mail")
        for hours in range(outbox.MOST_ATTEMPTS):
            clock_at(start + timedelta(hours=hours))
            outbox.deliver_due({"mail": fail})
        assert only().failed_at is not None
        assert only().last_error == "OSError: no route"


def test_what_can_never_work_is_given_up_at_once(in_app):
    def refuse(_payload):
        raise outbox.CannotDeliver("no such mailbox")

    with in_app():
        leave(VISITOR, "mail")
        outbox.deliver_due({"mail": refuse})
        assert only().attempts == 1
        assert only().failed_at is not None


def test_a_lease_keeps_others_away_until_it_runs_out(in_app, clock_at):
    with in_app():
        start = clock_at("2026-11-22 10:00")
        leave(VISITOR, "mail")
        first = outbox.claim("one", ["mail"])
        assert outbox.claim("two", ["mail"]) is None
        clock_at(start + outbox.LEASE + timedelta(seconds=1))
        second = outbox.claim("two", ["mail"])
        assert (first.id, second.attempts) == (second.id, 2)
        outbox.finish(first, "one")
        assert only().done_at is None, "who lost the lease cannot finish"
        outbox.finish(second, "two")
        assert only().done_at is not None


def test_the_oldest_comes_first(in_app):
    done = []
    with in_app():
        leave(VISITOR, "a", "b")
        handlers = {"a": lambda _p: done.append("a"), "b": lambda _p: done.append("b")}
        outbox.deliver_due(handlers)
        assert done == ["a", "b"]
