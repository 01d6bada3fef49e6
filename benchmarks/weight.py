"""What a page weighs: bytes gzipped of its HTML and of every style, script and picture it names."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from flask import Flask
from werkzeug.test import Client

KEPT = re.compile(r"max-age=(\d+)")
A_DAY = 86_400
IN_STYLE = re.compile(r"url\([\"']?(?!data:)([^\"')]+)")
FIRST_VISIT, LATER_VISIT = 75_000, 15_000


@dataclass(frozen=True)
class Weight:
    """Bytes over the wire, were all of it gzipped."""

    first: int
    later: int
    """With what the browser may keep for a day or more already there."""


class _Named(HTMLParser):
    """Collects the addresses that a browser fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = {"link": "href", "script": "src", "img": "src"}.get(tag)
        if name and given.get(name) and given.get("rel") not in {"canonical", "next", "prev"}:
            self.found.add(given[name] or "")


def weigh(app: Flask, path: str) -> Weight:
    """Weigh a page as a visitor gets it."""
    client = Client(app)
    page = client.get(path)
    assert page.status_code == 200, f"{path} answered {page.status}"
    named = _Named()
    named.feed(page.get_data(as_text=True))
    html = _zipped(page.data)
    first, later, waiting, seen = html, html, sorted(named.found), set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        with client.get(address) as asset:
            assert asset.status_code == 200, f"{path} names {address}: {asset.status}"
            if asset.mimetype == "text/css":
                inner = IN_STYLE.findall(asset.get_data(as_text=True))
                waiting += [urljoin(address, one) for one in inner]
            size = _zipped(asset.get_data())
            first += size
            later += 0 if _is_kept(asset.headers.get("Cache-Control", "")) else size
    return Weight(first, later)


def _zipped(body: bytes) -> int:
    return len(gzip.compress(body, 6, mtime=0))


def _is_kept(cache_control: str) -> bool:
    found = KEPT.search(cache_control)
    return found is not None and int(found[1]) >= A_DAY
