"""Which server answers: a replica that has seen the last write, else the primary.

Every write moves the mark of its kind. The mark is read on the primary before the replica is
asked, and the replica's own mark comes from the snapshot that it answers from. So what a write
has hidden is never shown by a replica that lags.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from exchange.log import event
from exchange.search.port import IndexSpec, SearchTimeout, SearchUnavailable
from exchange.search.postgres.servers import Moved, Server
from exchange.search.postgres.tables import Pointer, pointers

TRIES = 10  # while rebuilds take tables away
WORK_MEMORY = "32MB"  # a list of hits lies in memory
REST_SECONDS = 10.0  # before a replica that could not be reached is asked again

T = TypeVar("T")
Question = Callable[[sa.Connection, Pointer], T]


class Behind(Exception):
    """The replica has not seen the last write."""


class Reading:
    """Asks questions of the current generation of an index."""

    def __init__(self, schema: str, primary: Server, replica: Server | None) -> None:
        self._schema = schema
        self._primary = primary
        self._replica = replica
        self._rests_until = 0.0

    def ask(self, spec: IndexSpec, seconds: float, question: Question[T]) -> T:
        """The answer; raises SearchTimeout or SearchUnavailable."""
        until = time.monotonic() + seconds
        if self._replica and time.monotonic() >= self._rests_until:
            newest = self._newest_mark(spec)
            try:
                return self._ask(self._replica, spec, until, question, newest)
            except (Behind, Moved):
                pass
            except SearchUnavailable as error:
                self._rests_until = time.monotonic() + REST_SECONDS
                event("search_replica_unavailable", kind=spec.kind, problem=str(error))
        return self._ask_primary(spec, until, question)

    def _ask_primary(self, spec: IndexSpec, until: float, question: Question[T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._ask(self._primary, spec, until, question)
            except Moved:
                continue
        return self._ask(self._primary, spec, until, question)

    def _newest_mark(self, spec: IndexSpec) -> int:
        table = pointers(self._schema)
        query = sa.select(table.c.mark).where(table.c.kind == spec.kind)
        with self._primary.looking() as connection:
            return connection.scalar(query) or 0

    def _ask(
        self, server: Server, spec: IndexSpec, until: float, question: Question[T], newest: int = 0
    ) -> T:
        left = until - time.monotonic()
        if left <= 0:
            raise SearchTimeout("not answered within the time that was allowed")
        with server.snapshot() as connection:
            pointer = self._pointer(connection, spec, left)
            if newest and (pointer is None or pointer.mark < newest):
                raise Behind
            return question(connection, fitting(spec, pointer))

    def _pointer(self, connection: sa.Connection, spec: IndexSpec, left: float) -> Pointer | None:
        """The current generation. Limits the statements that follow, in the same round trip."""
        set_config = sa.func.set_config
        limits = (
            set_config("statement_timeout", str(max(1, int(left * 1000))), True),
            set_config("jit", "off", True),  # compiling takes longer than answering
            set_config("work_mem", WORK_MEMORY, True),
            # The planner does not know what reading a vector costs, and would read all of them.
            set_config("enable_seqscan", "off", True),
        )
        table = pointers(self._schema)
        columns = [table.c[name] for name in Pointer._fields]
        query = sa.select(*columns, *limits).where(table.c.kind == spec.kind)
        row = connection.execute(query).one_or_none()
        return Pointer(*row[: len(columns)]) if row else None


def fitting(spec: IndexSpec, pointer: Pointer | None) -> Pointer:
    """The pointer, if it leads to an index of the declared layout; else SearchUnavailable."""
    if pointer is None or pointer.digest != spec.digest:
        raise SearchUnavailable(f"the index of {spec.kind} must be rebuilt")
    return pointer
