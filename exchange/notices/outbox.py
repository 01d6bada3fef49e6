"""Working through the outbox: claim under a lease, do, finish; back off after a failure.

A worker that dies leaves its lease behind; when it runs out another takes the work up. So work
is done at least once, and what it does must bear being done twice.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.db import db, housekeeping
from exchange.log import event, failure
from exchange.notices.models import Outbox

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
Handler = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Claimed:
    """One piece of work under a lease."""

    id: int
    topic: str
    payload: dict[str, Any]
    attempts: int


class CannotDeliver(Exception):
    """It will never work: a refused recipient, say. Not tried again."""


def deliver_due(handlers: Mapping[str, Handler]) -> int:
    """Do what is due now, one after the other; answers how much was done or failed."""
    done = 0
    while (work := claim(worker_name(), sorted(handlers))) is not None:
        _do(work, handlers[work.topic])
        done += 1
    return done


def worker_name() -> str:
    """Who holds a lease: machine, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:80]


@housekeeping
def claim(worker: str, topics: list[str]) -> Claimed | None:
    """Take a lease on the oldest piece of work that is due."""
    now = clock.now()
    next_due = (
        sa.select(Outbox.id)
        .where(
            Outbox.done_at.is_(None),
            Outbox.failed_at.is_(None),
            Outbox.run_at <= now,
            Outbox.topic.in_(topics),
            sa.or_(Outbox.leased_until.is_(None), Outbox.leased_until < now),
        )
        .order_by(Outbox.run_at, Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = db.session.execute(
        sa.update(Outbox)
        .where(Outbox.id == next_due)
        .values(leased_until=now + LEASE, worker=worker, attempts=Outbox.attempts + 1)
        .returning(Outbox.id, Outbox.topic, Outbox.payload, Outbox.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Claimed(*taken) if taken else None


@housekeeping
def finish(work: Claimed, worker: str) -> None:
    """Done. The payload goes: it may have held a link that lets somebody decide."""
    _close(work, worker, done_at=clock.now(), payload={}, leased_until=None)


@housekeeping
def put_back(work: Claimed, worker: str, error: str) -> None:
    """Failed for now: try again after 2, 4, 8 … seconds, at most an hour."""
    pause = timedelta(seconds=min(3600, 2**work.attempts))
    _close(work, worker, run_at=clock.now() + pause, leased_until=None, last_error=error[:500])


@housekeeping
def give_up(work: Claimed, worker: str, error: str) -> None:
    """Failed for good; an administrator sees it."""
    _close(work, worker, failed_at=clock.now(), leased_until=None, last_error=error[:500])


def _close(work: Claimed, worker: str, **values: Any) -> None:
    db.session.execute(
        sa.update(Outbox)
        .where(Outbox.id == work.id, Outbox.worker == worker)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _do(work: Claimed, handler: Handler) -> None:
    name = worker_name()
    try:
        handler(work.payload)
    except CannotDeliver as error:
        give_up(work, name, str(error))
        failure("outbox_gave_up", outbox_id=work.id, topic=work.topic)
    except Exception as error:  # whatever a handler meets, the work must not be lost
        last = work.attempts >= MOST_ATTEMPTS
        (give_up if last else put_back)(work, name, f"{type(error).__name__}: {error}")
        failure("outbox_failed", outbox_id=work.id, topic=work.topic, attempts=work.attempts)
    else:
        finish(work, name)
        event("outbox_done", outbox_id=work.id, topic=work.topic)
