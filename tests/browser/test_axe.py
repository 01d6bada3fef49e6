"""axe finds nothing on any page, in any state of it; and no page scrolls sideways in a hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import request, template_rendered

from tests.browser import sights, world
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looks import check_axe, check_reflow

TEMPLATES = Path(__file__).parents[2] / "templates"
EXTENDS = re.compile(r'{%-? extends "([^"]+)"')
NOT_IN_THE_WORLD = "the world of these tests has nobody in this state; tests open it over HTTP"
NOT_LOOKED_AT: dict[str, str] = dict.fromkeys(
    ("watching/show.html",),
    NOT_IN_THE_WORLD,
)
"""Pages that no sight below shows, each with the reason."""


@pytest.fixture(scope="module")
def everything(templates, tmp_path_factory, browser):
    with world.built(templates, tmp_path_factory.mktemp("everything"), browser) as built:
        yield built


@pytest.mark.parametrize("sight", sights.ALL, ids=lambda sight: sight.name)
def test_axe_finds_nothing(everything, sight):
    page, shown = everything.page(sight.who), []
    page.set_viewport_size(DESKTOP)

    def saw(_app, template, **_):
        # The page before may still ask whether something new has come.
        if request.headers.get("Sec-Fetch-Dest") == "document":
            shown.append(template.name)

    with template_rendered.connected_to(saw, everything.app):
        answer = _look(page, everything.url + everything.path(sight.path), sight)
    assert (answer.status, shown[-1]) == (sight.status, sight.template), page.inner_text("h1")
    check_axe(page)
    page.set_viewport_size(PHONE)
    check_reflow(page)
    if sight.phone:
        check_axe(page)


def _look(page, url, sight):
    answer = page.goto(url)
    for name, value in sight.fill.items():
        page.fill(f"[name='{name}']", value)
    if sight.press:
        for closed in page.query_selector_all("main details:not([open]) > summary"):
            closed.click()
        with page.expect_navigation() as navigation:
            page.get_by_role("button", name=sight.press).last.click()
        answer = navigation.value
    return answer


def test_no_page_is_left_out():
    extends = {
        str(path.relative_to(TEMPLATES)): EXTENDS.findall(path.read_text())
        for path in TEMPLATES.rglob("*.html")
        if path.parent.parent.name != "notices"  # the e-mails in each language: no pages
    }
    layouts = {parent for parents in extends.values() for parent in parents}
    pages = {name for name, parents in extends.items() if parents} - layouts
    seen = {sight.template for sight in sights.ALL}
    assert pages - seen == set(NOT_LOOKED_AT)
