"""Requests a second, waiting times and memory: ours through gunicorn beside the peer, in turns."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.houses import environment, facts
from benchmarks.peer import pages
from benchmarks.server import ROOT, Load, Server, cpu_of, load, memory, serving

MOST_MEGABYTES, AT_LISTINGS = 150, 10_000
CALM = 2.0  # a worker is weighed once so many seconds cost it next to nothing
NEXT_TO_NOTHING = 0.2  # seconds of CPU
LONGEST_START = 60


def main(folder: Path, sizes: list[int], requests: int) -> None:
    """Speed at the last size, memory at each."""
    for size in sizes:
        own = environment(folder, size)
        house = {**own, "BENCHMARK_HOUSE": json.dumps([str(folder), size])}
        with serving("wsgi:app", own) as ours:
            if size == sizes[-1]:
                with serving("benchmarks.peer:served()", house) as peer:
                    speed(folder, size, ours, peer, requests)
            else:
                for page in pages(facts(folder, size)):
                    load(ours, page, 24)
            _weigh(f"web process, {size:,} listings", ours.worker, size)
        _weigh_worker(own, size)


def speed(folder: Path, size: int, ours: Server, peer: Server, requests: int) -> None:
    """Print a row for each page."""
    print(f"gunicorn, 1 process and 8 threads, {size:,} listings, {requests} requests a page")
    print(f"{'page':<20}{'':>6}{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}")
    for page in pages(facts(folder, size)):
        for server in (ours, peer):
            load(server, page, 8)
        for name, server in (("ours", ours), ("bare", peer)):
            _print(page.name, name, load(server, page, requests))


def _print(page: str, name: str, found: Load) -> None:
    print(
        f"{page:<20}{name:>6}{found.per_second:>8.1f}{found.p50:>9.1f}{found.p95:>9.1f}{found.cpu:>9.2f}",
        flush=True,
    )


def _weigh(what: str, pid: int, size: int) -> None:
    resident, proportional = memory(pid)
    print(f"memory of the {what}: RSS {resident:.0f} MB, PSS {proportional:.0f} MB", flush=True)
    if size <= AT_LISTINGS and resident > MOST_MEGABYTES:
        print(f"ABOVE TARGET: {what}: {resident:.0f} MB, target {MOST_MEGABYTES} MB")


def _weigh_worker(own: dict[str, str], size: int) -> None:
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=quiet, stderr=quiet)
    try:
        _wait_until_calm(process.pid)
        _weigh(f"worker, {size:,} listings", process.pid, size)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_calm(pid: int) -> None:
    """On a busy machine starting takes its time, so it is told by the CPU it used."""
    until, before = time.monotonic() + LONGEST_START, cpu_of(pid)
    while time.monotonic() < until:
        time.sleep(CALM)
        now = cpu_of(pid)
        if now > 1 and now - before < NEXT_TO_NOTHING:
            return
        before = now


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(one) for one in sys.argv[3:]], int(sys.argv[2]))
