"""Ideas come under the search box while somebody types, and the box stays an ordinary one."""

from __future__ import annotations

import pytest

from tests import factories


@pytest.fixture
def listings(live, in_app):
    """Two listings, indexed."""
    with in_app():
        hospice = factories.organisation("Harbour Hospice")
        sam = factories.member("sam@harbour.example", hospice, "poster")
        for title in ("Data analyst", "Budget lead"):
            factories.listing(sam, hospice, title=title)
    live.drain()


def test_ideas_come_as_one_types_and_the_focus_stays(live, listings, desktop):
    live.open(desktop, "/opportunities")
    desktop.locator("#q").press_sequentially("dat")
    ideas = desktop.locator("#q-ideas option")
    ideas.first.wait_for(state="attached")
    assert [one.get_attribute("value") for one in ideas.all()] == ["Data analyst"]
    assert desktop.evaluate("document.activeElement.id") == "q"


def test_without_script_the_box_searches_all_the_same(live, listings, plain):
    live.open(plain, "/opportunities?kind=secondment")
    plain.fill("#q", "data")
    plain.press("#q", "Enter")
    plain.wait_for_url("**/opportunities?**q=data**")
    assert "kind=secondment" in plain.url
    assert plain.locator("[role=status]").inner_text() == "1 opportunity"
