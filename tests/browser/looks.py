"""What a browser shows of a page that its HTML does not: contrast, names, width."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_axe = Axe()


def check_axe(page: Page) -> None:
    """Fails with each accessibility fault that axe-core finds on the page as it stands."""
    found = _axe.run(page).response["violations"]
    faults = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(f"{node['target'][0]}  {node['html'][:160]}" for node in rule["nodes"])
        for rule in found
    ]
    assert not faults, f"{page.url} breaks accessibility rules:\n" + "\n".join(faults)


def check_reflow(page: Page) -> None:
    """Fails when the page is wider than its window, so that people would scroll sideways."""
    width = page.evaluate("document.documentElement.scrollWidth")
    window = page.evaluate("document.documentElement.clientWidth")
    assert width <= window, f"{page.url} is {width} pixels wide in a window of {window}"
