"""`python -m exchange.demo`: set the demonstration up if need be, and serve it until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from flask_migrate import upgrade

from exchange import ROOT, create_app
from exchange.config import SettingsError
from exchange.db import db
from exchange.demo.cast import ACCOUNTS, PASSWORD
from exchange.demo.mark import is_demo
from exchange.demo.story import tell

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
FOLDER = ROOT / ".demo"
SECONDS_TO_ANSWER = 30


def main() -> int:
    """Answer 0 after Ctrl-C."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if host not in LOOPBACK:
        print("The demonstration serves this machine only: its passwords are public.")
        return 2
    address = f"http://{host}:{port}"
    os.environ.update(_environment(address))
    try:
        _load()
    except SettingsError as error:
        print(error)
        return 2
    return _serve(address, f"{host}:{port}")


def _environment(address: str) -> dict[str, str]:
    return {
        "EXCHANGE_DEMO": "1",
        "EXCHANGE_DATA_DIR": str(FOLDER),
        "EXCHANGE_DATABASE_URL": f"sqlite:///{FOLDER / 'demo.sqlite3'}",
        "EXCHANGE_MAIL_URL": f"file://{FOLDER / 'mail'}",
        "EXCHANGE_BASE_URL": address,
        "PYTHONPATH": str(ROOT),
    }


def _load() -> None:
    app = create_app()
    with app.app_context():
        upgrade()
        if is_demo():
            print("The demonstration goes on where it was left. `make demo-reset` starts over.")
            return
        print("Making up people, listings and moves …", flush=True)
        tell()
        db.session.remove()


def _serve(address: str, bind: str) -> int:
    python = [sys.executable, "-m"]
    log = (FOLDER / "log.jsonl").open("a")
    web = [
        *("gunicorn", "wsgi:app", "--bind", bind, "--workers", "1", "--threads", "8"),
        *("--worker-class", "gthread", "--no-control-socket", "--log-level", "error"),
        *("--graceful-timeout", "2"),
    ]
    processes = [
        # Sessions of their own: Ctrl-C reaches this process only, which then ends them in order.
        subprocess.Popen([*python, *command], cwd=ROOT, stderr=log, start_new_session=True)
        for command in (web, ["flask", "--app", "wsgi", "worker"])
    ]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if not _answers(address, processes[0]):
            print(f"Nothing answers on {address}. Is the port taken? Try PORT=9000 make demo")
            return 1
        _say(address)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        print(f"A part of the demonstration ended by itself; see {Path(log.name).name}.")
        return 1
    except KeyboardInterrupt:
        print("\nThe demonstration ends.")
        return 0
    finally:
        _end(processes)
        log.close()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _answers(address: str, web: subprocess.Popen[bytes]) -> bool:
    for _try in range(SECONDS_TO_ANSWER * 10):
        if web.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _say(address: str) -> None:
    print(f"\nCrossover: {address}\nE-mail of everybody: {address}/demo/outbox\n")
    print(f"Accounts (password {PASSWORD}):")
    for account, what in ACCOUNTS.items():
        print(f"  {account:<30}{what}")
    print("\nCtrl-C ends it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
