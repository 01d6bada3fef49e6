"""kill -9 at each step: what is left behind must be all of a command, or nothing of it."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from exchange.db import Base, command_hooks, db

Deed = Callable[[], Any]
DONE, BROKE = 0, 3
KILLED = -signal.SIGKILL


def left_behind(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, and no connection kept."""
    with app.app_context():
        with db.engine.connect() as connection:
            rows = {
                table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
                for table in Base.metadata.sorted_tables
            }
        db.session.remove()
        db.engine.dispose()
    return rows


def killed_at_each_step(app: Flask, deed: Deed) -> int:
    """Kill a process before each statement and before the commit; nothing may be left of it.

    Then once more right after the commit: all must be there. Answers how many kills there were.
    """
    before = left_behind(app)
    steps = _steps_to_commit(app, deed)
    for step in range(1, steps + 1):
        ended = killed(app, deed, at=step)
        assert ended == KILLED, f"the process ended with {ended}; its error is above"
        assert left_behind(app) == before, f"something was left of what was killed at {step}"
    assert killed(app, deed, after_commit=True) == KILLED
    assert left_behind(app) != before, "what was committed is gone"
    return steps + 1


def killed(app: Flask, deed: Deed, *, at: int = 0, after_commit: bool = False) -> int:
    """Do it in a process that is killed at that step; answers how the process ended."""
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        _as_child(app, deed, at, after_commit)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _steps_to_commit(app: Flask, deed: Deed) -> int:
    """How many statements it takes, the commit included; told by a process killed there."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        with app.app_context():
            seen = [0]

            def count(*_args: Any) -> None:
                seen[0] += 1

            def tell(*_args: Any) -> None:
                os.write(writer, str(seen[0] + 1).encode())
                os.kill(os.getpid(), signal.SIGKILL)

            event.listen(db.engine, "before_cursor_execute", count)
            event.listen(db.engine, "commit", tell)
            deed()
        os._exit(BROKE)
    os.close(writer)
    os.waitpid(pid, 0)
    with os.fdopen(reader) as pipe:
        return int(pipe.read())


def _as_child(app: Flask, deed: Deed, at: int, after_commit: bool) -> None:
    try:
        with app.app_context():
            seen = [0]

            def count(*_args: Any) -> None:
                seen[0] += 1
                if seen[0] == at:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(db.engine, "before_cursor_execute", count)
            event.listen(db.engine, "commit", count)
            if after_commit:
                commits: list[None] = []
                event.listen(db.engine, "commit", lambda *_args: commits.append(None))
                command_hooks().after_commit.insert(0, lambda: _die_after(len(commits)))
            deed()
    except BaseException:
        traceback.print_exc()
        os._exit(BROKE)
    os._exit(DONE)


def _die_after(commits: int) -> None:
    """One command is one commit: between two of them a kill would leave half."""
    if commits != 1:
        sys.stderr.write(f"{commits} commits in one command\n")
        os._exit(BROKE)
    os.kill(os.getpid(), signal.SIGKILL)
