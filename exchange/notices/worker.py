"""The worker: does what commits left behind, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType

from flask import Flask

from exchange.db import db
from exchange.log import event, failure

IDLE_SECONDS = 0.2
AFTER_FAILURE_SECONDS = 2.0
Step = Callable[[], int]


def stop_when_told() -> threading.Event:
    """Set once the process is asked to end."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    return stop


def run(app: Flask, steps: Sequence[Step], stop: threading.Event) -> None:
    """Take each step in turn, again and again. A step answers how much it did."""
    event("worker_started")
    while not stop.is_set():
        stop.wait(_round(app, steps))
    event("worker_stopped")


def drain(app: Flask, steps: Sequence[Step]) -> None:
    """Take the steps until none of them finds anything to do."""
    with app.app_context():
        while sum(step() for step in steps):
            pass


def _round(app: Flask, steps: Sequence[Step]) -> float:
    try:
        with app.app_context():
            done = sum(step() for step in steps)
            db.session.remove()
    except Exception:  # a database that restarts must not end the worker
        failure("worker_round_failed")
        return AFTER_FAILURE_SECONDS
    return 0.0 if done else IDLE_SECONDS
