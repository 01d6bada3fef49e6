"""The peer: a bare Flask app that renders the same templates from constants.

The real app answers each page once; what its view gave the template is kept. The bare app has the
same look, the same addresses and nothing else: no database, guard, session, search or log.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, render_template, request, template_rendered
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.houses import COOKIE, Facts, facts, house
from exchange.web.look import init_look

OF_THE_REQUEST = {"g", "request", "session", "csrf_token"}
OF_OTHER_ROOMS = ("watch_button", "public_questions")
"""What templates ask of rooms above their own: the peer is given what those answered."""
TOKEN = re.compile(r'<input type="hidden" name="csrf_token"[^>]*>')


@dataclass(frozen=True)
class Page:
    """A page to measure; `cookie` signs somebody in."""

    name: str
    path: str
    cookie: str = ""

    @cached_property
    def environ(self) -> WSGIEnvironment:
        """What a server would hand to the app."""
        builder = EnvironBuilder(self.path, base_url="http://127.0.0.1", headers=self.headers)
        return builder.get_environ()

    @property
    def headers(self) -> dict[str, str]:
        """The browser's."""
        return {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}

    def ask(self, app: Flask) -> str:
        """The page's text from an app; fails on anything but 200."""
        body, status, _headers = run_wsgi_app(app, dict(self.environ), buffered=True)
        assert status == "200 OK", f"{self.path} answered {status}"
        return b"".join(body).decode()

    def call(self, app: Flask) -> None:
        """The same with nothing beside the app's own work, for the stop-watch."""
        answer = app(dict(self.environ), _start)
        for _piece in answer:
            pass
        answer.close()  # type: ignore[attr-defined]  # werkzeug's answers have it


def _start(_status: str, _headers: list[tuple[str, str]], _trouble: Any = None) -> Any:
    return None


def pages(there: Facts) -> list[Page]:
    """What is measured."""
    return [
        Page("home", "/"),
        Page("home, signed in", "/", there.cookie),
        Page("search, words", "/opportunities?q=housing+advice"),
        Page("search, facets", "/opportunities?kind=secondment&sector=charity"),
        Page("search, both", "/opportunities?q=housing+advice&kind=secondment&sector=charity"),
        Page("search, everything", "/opportunities"),
        Page("listing", there.listing),
        Page("placement room", there.room, there.cookie),
    ]


def bare(app: Flask, page: Page) -> Flask:
    """An app that answers this page as the real one just did; fails where it differs."""
    kept: list[tuple[str, str, dict[str, Any]]] = []

    def keep(_app: Flask, template: Any, context: dict[str, Any]) -> None:
        values = {name: one for name, one in context.items() if name not in OF_THE_REQUEST}
        kept.append((str(request.endpoint), template.name, values))

    page.ask(app)  # the marks that a first look may leave expire what it read
    answers: dict[str, Any] = {}
    with template_rendered.connected_to(keep, app), _heard(app, answers):
        said = page.ask(app)
    peer = _like(app, *kept[-1])
    for name, answer in answers.items():
        peer.jinja_env.globals[name] = lambda *_asked, answer=answer: answer
    assert TOKEN.sub("", page.ask(peer)) == TOKEN.sub("", said), f"the peer differs on {page.path}"
    return peer


@contextmanager
def _heard(app: Flask, answers: dict[str, Any]) -> Iterator[None]:
    """Keep what the rooms above answer to the template that asks them."""
    known = app.jinja_env.globals
    real = {name: known[name] for name in OF_OTHER_ROOMS}

    def heard(name: str) -> Callable[..., Any]:
        return lambda *asked: answers.setdefault(name, real[name](*asked))

    known.update({name: heard(name) for name in real})
    yield
    known.update(real)


def _like(app: Flask, endpoint: str, template: str, values: dict[str, Any]) -> Flask:
    peer = Flask("peer", template_folder=app.template_folder, static_folder=app.static_folder)
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            peer.url_map.add(rule.empty())
    init_look(peer, app.jinja_env.globals["service_name"])
    for mine, real in (
        (peer.jinja_env.globals, app.jinja_env.globals),
        (peer.jinja_env.filters, app.jinja_env.filters),
    ):
        for name in real.keys() - mine.keys():
            mine[name] = real[name]
    peer.jinja_env.globals["csrf_token"] = lambda: "a constant, as long as a token" * 3
    peer.view_functions[endpoint] = lambda **_path: render_template(template, **values)
    return peer


def served() -> Any:
    """For gunicorn: the bare apps of all pages behind one door, told apart by their address."""
    folder, listings = json.loads(os.environ["BENCHMARK_HOUSE"])
    app = house(Path(folder), listings)
    peers = {_key(one.environ): bare(app, one) for one in pages(facts(Path(folder), listings))}

    first = next(iter(peers.values()))  # for what is no page, such as a script

    def door(environ: WSGIEnvironment, start: StartResponse) -> Any:
        return peers.get(_key(environ), first)(environ, start)

    return door


def _key(environ: WSGIEnvironment) -> tuple[str, str, bool]:
    return environ["PATH_INFO"], environ["QUERY_STRING"], "HTTP_COOKIE" in environ
