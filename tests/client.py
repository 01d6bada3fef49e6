"""A browser without a screen: checks each page, sends forms as they stand on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exchange.db import SAFE_METHODS
from tests import html
from tests.databases import writes

HOUSEKEEPING = re.compile(
    r"UPDATE (participant SET read_up_to=|sign_in_session SET seen_at=)[^,]+ WHERE "
)
"""What a GET may write: conversation_read and session_seen, and nothing else of their rows."""


class Client(FlaskClient):
    """Flask's test client that fails on a bad page, and on a GET that changes something."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and check its answer."""
        with self.application.extensions["statements"].heard() as heard:
            response = super().open(*args, **kwargs)
        if not response.history:  # each hop was checked on its own
            if response.request.method in SAFE_METHODS:
                forbidden = [one for one in writes(heard) if not HOUSEKEEPING.match(one)]
                assert not forbidden, f"reading {response.request.path} wrote: {forbidden}"
            if _is_page(response):
                html.check(response.get_data(as_text=True))
        return response

    def page(self, path: str, status: int = 200) -> Element:
        """Open a page and give its tree; fails on another status."""
        response = self.get(path, follow_redirects=True)
        assert response.status_code == status, f"{path} answered {response.status}"
        return html.parse(response.get_data(as_text=True))

    def words(self, path: str, status: int = 200) -> str:
        """The words in the main part of a page."""
        tree = self.page(path, status)
        main = tree.find(".//main")
        return html.words(tree if main is None else main)

    def form(self, path: str, on: str, names: Iterable[str] = ()) -> Element:
        """The POST form on page `on` that leads to `path` and has all the named fields."""
        there = []
        for form in self.page(on).iter("form"):
            action = urlsplit(urljoin(on, form.get("action", ""))).path
            if (form.get("method") or "").lower() == "post" and action == urlsplit(path).path:
                missing = set(names) - {field.get("name") for field in form.iter()}
                if not missing:
                    return form
                there.append(missing)
        raise AssertionError(f"{on} has no form to {path}, or it lacks fields: {there}")

    def submit(
        self, path: str, *, on: str | None = None, follow: bool = False, **given: Any
    ) -> TestResponse:
        """Open page `on` (else `path`), fill the form that leads to `path`, and send it.

        What is not given is sent as the page has it; a list sends several values, None takes a
        field away.
        """
        form = self.form(path, on or path, given)
        data: dict[str, Any] = html.fields(form)
        data.update(given)
        sent = {name: value for name, value in data.items() if value is not None}
        return self.post(form.get("action", path), data=sent, follow_redirects=follow)

    def token(self, on: str) -> str:
        """The CSRF token of a page's first POST form, for requests that no page offers."""
        for form in self.page(on).iter("form"):
            if found := html.fields(form).get("csrf_token"):
                return found[0]
        raise AssertionError(f"{on} has no form with a csrf_token")


def _is_page(response: TestResponse) -> bool:
    redirects = 300 <= response.status_code < 400
    return response.mimetype == "text/html" and not redirects and response.request.method != "HEAD"
