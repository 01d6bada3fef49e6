"""Working through the outbox: claim under a lease, do, finish; back off after a failure.

A worker that dies leaves its lease behind; when it runs out another takes the work up. So work
is done at least once, and what it does must bear being done twice.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from exchange import clock
from exchange.db import db, housekeeping
from exchange.log import event, failure
from exchange.notices.models import Outbox

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
MOST_IN_A_ROW = 200
"""So that the worker's other steps get their turn while thousands of e-mails wait."""
FINISH_PAUSES = (0.5, 2.0, 5.0)
Afterwards = Callable[[], None]
Handler = Callable[[dict[str, Any]], Afterwards | None]
"""Does the work; may answer what is left to do once it is finished, and may fail."""


@dataclass(frozen=True)
class Claimed:
    """One piece of work under a lease."""

    id: int
    topic: str
    payload: dict[str, Any]
    attempts: int


class CannotDeliver(Exception):
    """It will never work: a refused recipient, say. Not tried again."""


class LeaseLost(Exception):
    """Another worker took the work up meanwhile."""


def deliver_due(handlers: Mapping[str, Handler]) -> int:
    """Do what is due now, one after the other; answers how much was done or failed.

    After a failure the worker's other steps come first: the next try may take long as well.
    """
    done = 0
    while done < MOST_IN_A_ROW:
        work = claim(worker_name(), sorted(handlers))
        if work is None:
            break
        done += 1
        if not _do(work, handlers[work.topic]):
            break
    return done


_in_hand: ContextVar[Claimed | None] = ContextVar("work", default=None)


def hold(longer: timedelta) -> None:
    """Keep the work in hand for so long from now; raises LeaseLost where another has it.

    For a step that must not be taken twice and whose answer may be slow.
    """
    work = _in_hand.get()
    if work is not None and not keep(work, worker_name(), longer):
        raise LeaseLost


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
def keep(work: Claimed, worker: str, longer: timedelta) -> bool:
    """Make a lease longer; False where it is another's by now."""
    return _close(work, worker, leased_until=clock.now() + longer) == 1


@housekeeping
def put_back(work: Claimed, worker: str, error: str) -> None:
    """Failed for now: try again after 2, 4, 8 … seconds, at most an hour."""
    pause = timedelta(seconds=min(3600, 2**work.attempts))
    _close(work, worker, run_at=clock.now() + pause, leased_until=None, last_error=error[:500])


@housekeeping
def give_up(work: Claimed, worker: str, error: str) -> None:
    """Failed for good; an administrator sees it."""
    _close(work, worker, failed_at=clock.now(), leased_until=None, last_error=error[:500])


def _close(work: Claimed, worker: str, **values: Any) -> int:
    changed = db.session.execute(
        sa.update(Outbox)
        .where(Outbox.id == work.id, Outbox.worker == worker, Outbox.done_at.is_(None))
        .values(**values)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())


def _do(work: Claimed, handler: Handler) -> bool:
    """Whether it went well, or will never; otherwise the next may fail in the same way."""
    name = worker_name()
    mine = _in_hand.set(work)
    try:
        afterwards = handler(work.payload)
    except CannotDeliver as error:
        give_up(work, name, str(error))
        failure("outbox_gave_up", outbox_id=work.id, topic=work.topic)
    except Exception as error:  # whatever a handler meets, the work must not be lost
        last = work.attempts >= MOST_ATTEMPTS
        (give_up if last else put_back)(work, name, f"{type(error).__name__}: {error}")
        failure("outbox_failed", outbox_id=work.id, topic=work.topic, attempts=work.attempts)
        return False
    else:
        _finish(work, name)
        event("outbox_done", outbox_id=work.id, topic=work.topic)
        if afterwards is not None:
            _leave(afterwards)
    finally:
        _in_hand.reset(mine)
    return True


def _finish(work: Claimed, name: str) -> None:
    """A database that is away for a moment must not make a mail go out twice."""
    for pause in FINISH_PAUSES:
        try:
            return finish(work, name)
        except SQLAlchemyError:
            failure("outbox_finish_failed", outbox_id=work.id)
            threading.Event().wait(pause)
    return finish(work, name)


def _leave(afterwards: Afterwards) -> None:
    try:
        afterwards()
    except Exception as error:  # it is finished: nothing that follows may have it done again
        event("outbox_afterwards_failed", error=type(error).__name__)
