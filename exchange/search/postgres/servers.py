"""Connections to one PostgreSQL server, and its errors in the port's words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from exchange.search.port import SearchTimeout, SearchUnavailable

CONNECT_SECONDS = 3
POOL, POOL_OVERFLOW, POOL_SECONDS = 4, 12, 2.0
RECYCLE = 1800  # seconds


class Moved(SearchUnavailable):
    """A rebuild took the tables away under our hands: ask for the pointer again."""


class Server:
    """A small pool of its own; after a fork the child opens another."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open()

    def _open(self) -> None:
        self._process = os.getpid()
        self._engine = sa.create_engine(
            self._url,
            pool_size=POOL,
            max_overflow=POOL_OVERFLOW,
            pool_timeout=POOL_SECONDS,
            pool_recycle=RECYCLE,
            pool_pre_ping=True,
            hide_parameters=True,  # they are documents and what people typed
            # Prepared statements are planned without looking at the words; ours depend on them.
            connect_args={"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None},
        )

    def _current(self) -> sa.Engine:
        if self._process != os.getpid():
            self._engine.dispose(close=False)  # the parent's connections are the parent's to close
            self._open()
        return self._engine

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction."""
        with in_our_words(), self._current().begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """For one statement: no transaction around it."""
        engine = self._current().execution_options(isolation_level="AUTOCOMMIT")
        with in_our_words(), engine.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Several statements that see one state."""
        engine = self._current().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with in_our_words(), engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        self._current().dispose()


@contextmanager
def in_our_words() -> Iterator[None]:
    """Raise SearchTimeout or SearchUnavailable instead of what the driver raises."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _told(error.orig or error) from error
    except (psycopg.Error, sa.exc.TimeoutError) as error:
        raise _told(error) from error


def _told(error: BaseException) -> Exception:
    if isinstance(error, psycopg.errors.QueryCanceled):
        return SearchTimeout("PostgreSQL did not answer within the time that was allowed")
    if isinstance(error, psycopg.errors.UndefinedTable):
        return Moved("the index is not there")
    state = getattr(error, "sqlstate", None)
    # What PostgreSQL says of a statement may quote a document, and ours is logged.
    problem = f"{type(error).__name__} {state}" if state else str(error)
    return SearchUnavailable(f"PostgreSQL cannot be asked: {problem}")
