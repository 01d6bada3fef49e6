"""The page that nobody asked for holds in a real browser, at every width."""

import pytest

from tests.browser.looks import check_axe, check_reflow


@pytest.mark.parametrize("window", ["desktop", "phone"])
def test_a_page_that_is_not_there_is_accessible(live, request, window):
    page = live.open(request.getfixturevalue(window), "/nowhere")
    assert page.title().startswith("Error:")
    check_axe(page)
    check_reflow(page)


def test_it_reads_without_scripts(live, plain):
    live.open(plain, "/nowhere")
    assert plain.locator("h1").count() == 1
    assert plain.locator("main").inner_text()


def test_it_holds_at_320_pixels(live, open_page):
    check_reflow(live.open(open_page(viewport={"width": 320, "height": 640}), "/nowhere"))


def test_a_planted_fault_is_seen(live, desktop):
    live.open(desktop, "/nowhere")
    desktop.set_content("<html><body><img src='data:,' width='3000'></body></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        check_axe(desktop)
    with pytest.raises(AssertionError, match="pixels wide"):
        check_reflow(desktop)
