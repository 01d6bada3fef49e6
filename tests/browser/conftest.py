"""Chromium, and an app that it can reach. Without Chromium these tests skip and say so."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from werkzeug.serving import make_server

from exchange import clock
from exchange.notices import worker
from tests.browser.hands import Hands
from tests.factories import PASSWORD

HERE = Path(__file__).parent
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NewContext = Callable[..., BrowserContext]
ClockAt = Callable[[str | datetime], datetime]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder drives Chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


def chromium() -> str | None:
    """The browser's path: CHROMIUM, else what the system has."""
    given = os.environ.get("CHROMIUM")
    return given or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: `live` knows the address. The plugin's own fixture warns under this pytest."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium instead of one that Playwright would download."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: apt-get install chromium, or set CHROMIUM to its path")
    # The sandbox needs rights that containers and root do not have; pages here are our own.
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": path, "args": flags}


class Live:
    """The app on a port of the loopback, at the time that `clock_at` has set last."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.now: datetime | None = None
        self.server = make_server("127.0.0.1", 0, self, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer a request. Each has a thread of its own, which the test's clock does not reach."""
        with nullcontext() if self.now is None else clock.at(self.now):
            return self.app(environ, start_response)

    def drain(self) -> None:
        """Do what waits for the worker: mail, notices, the index."""
        worker.drain(self.app, self.app.extensions["worker_steps"])

    def open(self, page: Page, path: str) -> Page:
        """Go to a page of the app."""
        page.goto(self.url + path)
        return page

    def sign_in(self, page: Page, email: str, password: str = PASSWORD) -> Page:
        """Sign in through the form."""
        self.open(page, "/sign-in")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """The app, served by threads while the test runs."""
    served = Live(app)
    thread = threading.Thread(target=served.server.serve_forever, daemon=True)
    thread.start()
    yield served
    served.server.shutdown()
    thread.join()
    served.server.server_close()


@pytest.fixture
def clock_at(clock_at: ClockAt, live: Live) -> ClockAt:
    """The same, for the threads of the server as well."""

    def stand(moment: str | datetime) -> datetime:
        live.now = clock_at(moment)
        return live.now

    return stand


@pytest.fixture
def open_page(new_context: NewContext) -> Iterator[Callable[..., Page]]:
    """`open_page(**context options)`: a page that fails the test when its console complains."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Chromium logs every refused page; only files of our own that are missing are a fault.
        refused = message.text.startswith("Failed to load resource")
        if message.type == "error" and (not refused or "/static/" in message.location["url"]):
            complaints.append(f"{message.text} {message.location['url']}")

    def opened(**options: Any) -> Page:
        page = new_context(**options).new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    assert not complaints, "the console complains:\n" + "\n".join(complaints)


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Page:
    """A page on a desk."""
    return open_page(viewport=DESKTOP)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A page in a hand."""
    return open_page(viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def plain(open_page: Callable[..., Page]) -> Page:
    """A page in a phone-sized browser that runs no script."""
    return open_page(viewport=PHONE, java_script_enabled=False)


@pytest.fixture
def hands(live: Live, open_page: Callable[..., Page]) -> Callable[..., Hands]:
    """`hands(email)`: somebody at a desk who has signed in; without an address, who has not."""

    def sat_down(email: str = "", **options: Any) -> Hands:
        person = Hands(live, open_page(**{"viewport": DESKTOP, **options}), email)
        if email:
            person.sign_in()
        return person

    return sat_down
