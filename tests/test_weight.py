"""Pages stay light: bytes gzipped of what a browser fetches, at the first visit and after it."""

from __future__ import annotations

import pytest
from flask import Flask

from benchmarks.weight import FIRST_VISIT, LATER_VISIT, weigh
from tests import factories

A_FULL_PAGE = 20
SUMMARY = "Help us to plan number {}, a service that people with {} different needs can reach."


@pytest.fixture
def full_pages(in_app, clock_at, drain):
    """As many listings as one page of results shows, none quite like another."""
    clock_at("2026-11-22 12:00")
    with in_app():
        poster = factories.member(
            "poster@harbour.example", factories.organisation("Harbour"), "poster"
        )
        for number in range(A_FULL_PAGE):
            summary = SUMMARY.format(number, number * 7919)
            factories.listing(poster, None, "session", title=f"Talk {number}", summary=summary)
    drain()


@pytest.mark.parametrize("path", ["/", "/opportunities"])
def test_a_page_with_everything_on_it_is_light(app: Flask, full_pages, path: str) -> None:
    found = weigh(app, path)

    assert found.first <= FIRST_VISIT
    assert found.later <= LATER_VISIT


def test_what_every_page_names_is_kept_by_the_browser(app: Flask) -> None:
    found = weigh(app, "/help")

    assert found.first - found.later > 20_000  # the styles and scripts are not fetched again
