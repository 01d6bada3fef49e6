"""Kills a PostgreSQL primary while search is written, and counts what is missing afterwards.

`python -m benchmarks.failover` starts a primary and a streaming replica in a temporary folder,
fills the index through the adapter, reads it from the replica, kills every process of the primary,
and promotes the replica. With a synchronous standby everything acknowledged must be there: exits
with 1 when it is not, or when a lagging replica showed what a write had hidden. The asynchronous
result is printed for comparison.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from exchange.config import Settings
from exchange.search.port import Audience, IndexSpec, SearchDoc, SearchRequest, TextField
from exchange.search.port import SearchError as Unanswered
from exchange.search.postgres.adapter import PostgresSearch
from exchange.search.query import Term
from tests import pg

SPEC = IndexSpec(
    "thing", (TextField("title", 4.0), TextField("body")), ("sector",), suggest="title"
)
EVERYBODY = Audience(frozenset({"all"}))
DOCUMENTS, WRITES, TRIES, READS = 2_000, 300, 30, 200
STANDBY = "standby"
OPTIONS = {
    "listen_addresses": "",
    "wal_log_hints": "on",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",  # lies in the folder, so a kill leaves nothing behind
}
SECONDS = 20.0


@dataclass
class Pair:
    """A primary and its replica."""

    home: pg.Home
    ports: tuple[int, int]
    primary: subprocess.Popen[bytes]
    replica: subprocess.Popen[bytes]
    data: tuple[Path, Path]

    def engine(self) -> PostgresSearch:
        """As the service would make it from its settings."""
        settings = Settings.from_environment(
            {
                "EXCHANGE_SECRET_KEY": "not secret, as nobody signs in here",
                "EXCHANGE_SEARCH": "postgres",
                "EXCHANGE_DATABASE_URL": self.home.address(self.ports[0]),
                "EXCHANGE_SEARCH_READ_URL": self.home.address(self.ports[1]),
            }
        )
        return declared(PostgresSearch(settings.database_url, settings.search_read_url))

    def ask(self, which: int, statement: str) -> Any:
        """One value from the primary (0) or the replica (1)."""
        where = {"host": str(self.home.root), "port": self.ports[which], "user": "postgres"}
        with psycopg.connect(**where, dbname="postgres", autocommit=True) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None


@dataclass
class Writer:
    """Writes document after document, and notes what was acknowledged."""

    engine: PostgresSearch
    acknowledged: dict[int, int] = field(default_factory=dict)
    enough: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until the primary is gone."""
        for number in range(1_000_000):
            doc = document(number % (DOCUMENTS * 2), version=2 + number // (DOCUMENTS * 2))
            try:
                self.engine.put("thing", [doc])
            except Unanswered:
                return
            self.acknowledged[doc.id] = doc.version
            if number == WRITES:
                self.enough.set()


def main() -> int:
    """Both ways of replicating; 0 when nothing that counts is missing."""
    lost = 0
    with pg.home() as home:
        for n, synchronous in enumerate((True, False)):
            name = "synchronous" if synchronous else "asynchronous"
            with pair(home, name, (5500 + 2 * n, 5501 + 2 * n), synchronous) as both:
                print(f"\n{name} replication")
                missing, stale = fail_over(both)
            lost += stale + (missing if synchronous else 0)
    print(f"\n{'nothing that was acknowledged is missing' if not lost else f'{lost} WRONG'}")
    return 1 if lost else 0


def fail_over(both: Pair) -> tuple[int, int]:
    """Documents missing after the promotion, and answers that showed what was hidden."""
    engine = both.engine()
    expected = dict.fromkeys(range(DOCUMENTS), 1)
    engine.rebuild("thing", iter([document(n) for n in expected]))
    visible(both, engine, expected)
    stale = hidden_stays_hidden(both, engine, expected)
    read_from_replica(both, engine)
    writer = Writer(engine)
    thread = threading.Thread(target=writer.run)
    thread.start()
    assert writer.enough.wait(SECONDS), "the writer made no progress"
    killed = kill(both.primary)
    began = time.perf_counter()
    assert both.ask(1, "SELECT pg_promote(true, 20)"), "the replica was not promoted"
    promoted = declared(PostgresSearch(both.home.address(both.ports[1])))
    promoted.put("thing", [document(DOCUMENTS * 3)])
    took = time.perf_counter() - began
    thread.join(SECONDS)
    engine.close()
    print(f"  killed {killed} processes after {len(writer.acknowledged):,} acknowledged writes")
    print(f"  promoted, and the first new write acknowledged, {took * 1000:,.0f} ms later")
    expected |= writer.acknowledged | {DOCUMENTS * 3: 1}
    missing = count("promoted replica", promoted, expected)
    recovered(both, {k: v for k, v in expected.items() if k != DOCUMENTS * 3})
    return missing, stale


def visible(both: Pair, engine: PostgresSearch, expected: dict[int, int]) -> None:
    """How long after its acknowledgement a write is found on the replica itself."""
    replica = declared(PostgresSearch(both.home.address(both.ports[1])))
    taken = []
    for n in range(TRIES):
        id_ = DOCUMENTS * 2 + n
        engine.put("thing", [document(id_)])
        expected[id_] = 1
        began = time.perf_counter()
        while not found(replica, id_) and time.perf_counter() - began < SECONDS:
            pass
        taken.append((time.perf_counter() - began) * 1000)
    replica.close()
    print(
        f"  visible on the replica after {statistics.median(taken):.1f} ms, at most "
        f"{max(taken):.1f} ms ({TRIES} writes)"
    )


def hidden_stays_hidden(both: Pair, engine: PostgresSearch, expected: dict[int, int]) -> int:
    """Answers, while the replica stands still, that still show what a write has taken away."""
    both.ask(1, "SELECT pg_wal_replay_pause()")
    shown = 0
    for id_ in range(TRIES):
        engine.delete("thing", [id_])
        del expected[id_]
        shown += found(engine, id_)
    both.ask(1, "SELECT pg_wal_replay_resume()")
    print(f"  while the replica stood still: {TRIES} taken away, {shown} still shown")
    return shown


def read_from_replica(both: Pair, engine: PostgresSearch) -> None:
    """Searches are answered by the replica, by its own count of transactions."""
    counted = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'postgres'"
    caught_up(both)
    before = both.ask(1, counted)
    for n in range(READS):
        assert found(engine, TRIES + n)
    engine.close()  # a connection that ends has counted all it did
    until = time.perf_counter() + SECONDS
    while (answered := both.ask(1, counted) - before) < READS:
        assert time.perf_counter() < until, f"the replica answered {answered} of {READS}"
    print(f"  {READS} searches were answered by the replica")


def caught_up(both: Pair) -> None:
    """Wait for the replica."""
    newest = both.ask(0, "SELECT pg_current_wal_lsn()")
    until = time.perf_counter() + SECONDS
    while not both.ask(1, f"SELECT pg_last_wal_replay_lsn() >= '{newest}'"):
        assert time.perf_counter() < until, "the replica does not keep up"


def count(name: str, engine: PostgresSearch, expected: dict[int, int]) -> int:
    """Documents that were acknowledged and are not there, or only in an older version."""
    drift = engine.verify("thing", iter(expected.items()))
    missing = len(drift.missing) + len(drift.stale)
    print(
        f"  {name}: {len(expected):,} acknowledged, {missing} of them missing, "
        f"{len(drift.surplus)} written but not yet acknowledged"
    )
    engine.close()
    return missing


def recovered(both: Pair, expected: dict[int, int]) -> None:
    """The killed primary starts again, alone; this also takes away what its death left behind."""
    (both.data[0] / "postmaster.pid").unlink()  # else it may refuse: the dead hold the lock
    again = both.home.start(
        both.data[0], {**OPTIONS, "synchronous_standby_names": ""}, both.ports[0]
    )
    try:
        count(
            "old primary after recovery",
            declared(PostgresSearch(both.home.address(both.ports[0]))),
            expected,
        )
    finally:
        stop(again)


@contextmanager
def pair(home: pg.Home, name: str, ports: tuple[int, int], synchronous: bool) -> Iterator[Pair]:
    """Two servers on sockets in the folder."""
    data = (home.root / f"{name}-primary", home.root / f"{name}-replica")
    with ExitStack() as stack:
        home.initdb(data[0])
        primary = home.start(data[0], OPTIONS, ports[0])
        stack.callback(stop, primary)
        where = f"host={home.root} port={ports[0]} user=postgres application_name={STANDBY}"
        # Without -c fast it waits for the next checkpoint, which may take minutes.
        home.run("pg_basebackup", "-d", where, "-D", data[1], "-R", "-c", "fast")
        replica = home.start(data[1], OPTIONS, ports[1])
        stack.callback(stop, replica)
        both = Pair(home, ports, primary, replica, data)
        if synchronous:
            both.ask(0, f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
            both.ask(0, "SELECT pg_reload_conf()")
            replicates(both)
        yield both


def replicates(both: Pair) -> None:
    """Wait until the primary waits for the replica."""
    until = time.perf_counter() + SECONDS
    while both.ask(0, "SELECT sync_state FROM pg_stat_replication") != "sync":
        assert time.perf_counter() < until, "the replica did not become synchronous"


def kill(server: subprocess.Popen[bytes]) -> int:
    """Kill a server and all of its processes at once; how many."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    family = [server.pid, *map(int, children.read_text().split() if children.exists() else [])]
    for process in family:
        os.kill(process, signal.SIGKILL)
    server.wait(SECONDS)
    return len(family)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server, unless it was killed."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        server.wait(SECONDS)


def declared(engine: PostgresSearch) -> PostgresSearch:
    """The engine, knowing our one kind."""
    engine.ensure(SPEC)
    return engine


def document(id_: int, version: int = 1) -> SearchDoc:
    """Can be found by its own word."""
    texts = {"title": f"unique{id_}x", "body": f"policy adviser version {version} " * 20}
    return SearchDoc(id_, version, texts, EVERYBODY.keys, keywords={"sector": ("charity",)})


def found(engine: PostgresSearch, id_: int) -> bool:
    """Whether a search shows the document."""
    return engine.search("thing", SearchRequest(Term(f"unique{id_}x"), EVERYBODY)).total > 0


if __name__ == "__main__":
    sys.exit(main())
