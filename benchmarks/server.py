"""A real server on the loopback: gunicorn with one process and eight threads, and who asks it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from benchmarks.houses import COOKIE
from benchmarks.peer import Page

ROOT = Path(__file__).parent.parent
THREADS = 8
BROWSERS = 4
SECONDS_TO_ANSWER = 60


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, and the process that does the work."""

    port: int
    master: int

    @property
    def worker(self) -> int:
        """The one child of gunicorn's master."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        return int(children[0])

    def cpu(self) -> float:
        """Seconds of CPU that the worker has used."""
        return cpu_of(self.worker)


@dataclass(frozen=True)
class Load:
    """What a server did with many requests; milliseconds."""

    per_second: float
    p50: float
    p95: float
    cpu: float


@contextmanager
def serving(target: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve `module:app` until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}"),
        *("--workers", "1", "--threads", str(THREADS), "--worker-class", "gthread"),
        *("--no-control-socket", "--log-level", "error", "--timeout", "120"),
    ]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/static/crossover/start.js").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def load(server: Server, page: Page, requests: int) -> Load:
    """Ask for a page so many times in all, from several browsers at once."""
    before, begun = server.cpu(), time.perf_counter()
    with ThreadPoolExecutor(BROWSERS) as browsers:
        asked = [
            browsers.submit(_browse, server.port, page, requests // BROWSERS)
            for _ in range(BROWSERS)
        ]
        times = [one for browser in asked for one in browser.result()]
    took, cpu = time.perf_counter() - begun, server.cpu() - before
    cuts = quantiles(times, n=20)
    return Load(len(times) / took, cuts[9], cuts[18], cpu * 1000 / len(times))


def _browse(port: int, page: Page, requests: int) -> list[float]:
    """Milliseconds of each request over one connection."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookie = {"Cookie": f"{COOKIE}={page.cookie}"} if page.cookie else {}
    times = []
    for _request in range(requests):
        begun = time.perf_counter()
        line.request("GET", page.path, headers=cookie)
        answer = line.getresponse()
        answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status != http.client.OK:
            raise SystemExit(f"{page.path} answered {answer.status} under load")
    line.close()
    return times


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """Resident and proportional megabytes (10^6 bytes) of a process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return kilobytes["Rss"] * 1024 / 1e6, kilobytes["Pss"] * 1024 / 1e6
