"""Follows the counts beside a search: each link must lead to exactly the number it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from flask.testing import FlaskClient

from tests.client import Client

COUNT = re.compile(r'<div role="status"[^>]*>\s*<h2[^>]*>([^<]*)</h2>')
LINK = re.compile(
    r'<a class="facet__link" href="([^"]+)" rel="nofollow"><span>([^<]*)</span>'
    r' <span class="facet__count">([^<]*)</span></a>'
)
TAKEN_OFF = re.compile(r'<a class="facet__link facet__link--on" href="([^"]+)" rel="nofollow">')


@dataclass(frozen=True)
class Click:
    """One link beside the results."""

    text: str
    href: str
    number: int
    more: bool


def opened(client: Client, path: str) -> str:
    """A page's text, read without the checks that every page gets elsewhere."""
    answer = FlaskClient.open(client, path)
    assert answer.status_code == 200, f"{path} answered {answer.status}"
    return answer.text


def total(text: str) -> int:
    """How many results a page says there are."""
    found = COUNT.search(text)
    assert found, "the page does not say how many"
    number = found[1].split()[0].replace(",", "")
    return 0 if number in {"No", "Nobody"} else int(number)


def clicks(text: str) -> Iterator[Click]:
    """Every count of a page."""
    for href, name, said in LINK.findall(text):
        number, *more = said.split()
        assert name.startswith("+ ") == bool(more), f"{name} {said}"
        yield Click(unescape(name), unescape(href), int(number.replace(",", "")), bool(more))


def taken_off(text: str) -> list[str]:
    """The addresses of a page that take a chosen value off."""
    return [unescape(one) for one in TAKEN_OFF.findall(text)]


def follow(client: Client, path: str) -> list[Click]:
    """Open a page and then every count of it; fails with each that promised another number."""
    text = opened(client, path)
    here, there = total(text), list(clicks(text))
    wrong = {}
    for one in there:
        got = total(opened(client, one.href))
        if got != one.number + (here if one.more else 0):
            wrong[one.text] = f"{one.number} at {here} led to {got}: {one.href}"
    assert not wrong, f"{path} promises what it does not keep: {wrong}"
    return there
