"""A real server that is made to be killed, and people who send forms to it over HTTP meanwhile.

The server is gunicorn with its master, one worker and eight threads, in a process group of its
own. It is forked from a process that has the app already, so that fifty lives take a minute.
"""

from __future__ import annotations

import http.client
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from gunicorn.app.base import BaseApplication

from benchmarks.houses import COOKIE
from benchmarks.server import THREADS
from exchange import clock
from tests import html
from tests.databases import dispose
from tests.notices.mailing import free_port

SECONDS_TO_ANSWER = 20.0
DIED = (OSError, http.client.HTTPException)
"""What a browser meets when a server dies before, within or after its answer."""
Headers = dict[str, str]


class Gunicorn(BaseApplication):
    """The app as gunicorn serves it, with the clock at a moment; after a form the answer takes
    `slow` seconds to leave, as on a bad line."""

    def __init__(self, app: Flask, port: int, moment: datetime, slow: float) -> None:
        self.app, self.port, self.moment, self.slow = app, port, moment, slow
        super().__init__()

    def load_config(self) -> None:
        """As benchmarks/server.py has it."""
        for name, value in {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "loglevel": "critical",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Each request asks the clock in a thread of its own."""

        def door(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            with clock.at(self.moment):
                answer = self.app(environ, start)
            if environ["REQUEST_METHOD"] == "POST":
                time.sleep(self.slow)
            return answer

        return door


@dataclass
class Server:
    """One life of a server."""

    port: int
    group: int
    is_dead: bool = False
    sent: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released with each form that is on its way."""
    took: list[float] = field(default_factory=list)
    """Seconds from each form to its answer."""

    def kill(self) -> None:
        """kill -9 of the whole group, at once."""
        self.is_dead = True
        os.killpg(self.group, signal.SIGKILL)


@contextmanager
def living(app: Flask, moment: datetime, slow: float = 0) -> Iterator[Server]:
    """A server that answers; killed at the end of the block, if it was not before."""
    dispose(app)
    port = free_port()
    pid = os.fork()
    if not pid:
        _serve(app, port, moment, slow)
    server = Server(port, pid)
    try:
        _wait(port)
        yield server
    finally:
        server.kill()
        os.waitpid(pid, 0)


def _serve(app: Flask, port: int, moment: datetime, slow: float) -> None:
    try:
        os.setsid()
        quiet = os.open(os.devnull, os.O_RDWR)
        for one in (0, 1, 2):
            os.dup2(quiet, one)
        sys.argv = ["gunicorn"]
        Gunicorn(app, port, moment, slow).run()
    finally:
        os._exit(3)


def _wait(port: int) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
            line.request("GET", "/healthz")
            line.getresponse().read()
            line.close()
        except DIED:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the server did not start")


@dataclass
class Form:
    """A form as it stood on a page, filled in: a browser sends the same again on reloading."""

    path: str
    fields: dict[str, str]
    says: str
    """By what is found what it has written."""


@dataclass
class Browser:
    """Somebody at a browser. `lost` is the form to which no answer has come yet."""

    cookie: str
    acknowledged: list[str] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    lost: Form | None = None
    sent_again: int = 0

    def fill(self, port: int, path: str, says: str, **given: str) -> Form | None:
        """Open the page with the form and fill it in; None where the page does not come."""
        try:
            status, text = self._ask(port, "GET", path)
        except DIED:
            return None
        if status != http.client.OK:
            self.refused.append((path, status))
            return None
        (form,) = (one for one in html.parse(text).iter("form") if one.get("action") == path)
        fields = {name: str(values[0]) for name, values in html.fields(form).items() if values}
        return Form(path, {**fields, **given}, says)

    def send(self, server: Server, form: Form) -> bool:
        """Send it; False where the server died without an answer."""
        self.sent_again += self.lost is form
        self.lost = form
        server.sent.release()
        begun = time.monotonic()
        try:
            status, _text = self._ask(server.port, "POST", form.path, urlencode(form.fields))
        except DIED:
            return False
        server.took.append(time.monotonic() - begun)
        self.lost = None
        if status == http.client.FOUND:
            self.acknowledged.append(form.says)
        else:
            self.refused.append((form.says, status))
        return True

    def _ask(self, port: int, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers: Headers = {"Cookie": f"{COOKIE}={self.cookie}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
            crumbs = SimpleCookie(answer.headers.get("Set-Cookie", ""))
            self.cookie = crumbs[COOKIE].value if COOKIE in crumbs else self.cookie
            return answer.status, text
        finally:
            line.close()
