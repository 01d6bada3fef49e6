"""What one person does at a browser: reads, fills in and presses what the page in front offers."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, Response
from pypdf import PdfReader

from tests.browser.looks import check_reflow
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from tests.browser.conftest import Live


class Hands:
    """Somebody with a browser of their own. Addresses come from pages and e-mails alone."""

    def __init__(self, live: Live, page: Page, email: str = "") -> None:
        self.live = live
        self.page = page
        page.set_default_timeout(10_000)
        self.email = email

    def open(self, link: str) -> None:
        """Follow a link of an e-mail, or what somebody passed on."""
        self._is_here(self.page.goto(self.live.url + link))

    def look_again(self) -> None:
        """Load the page once more; whoever was away too long signs in again and comes back."""
        there = self.page.url.partition("#")[0]
        self._is_here(self.page.reload())
        if "/sign-in" in self.page.url:
            self._sign_in()
            assert self.page.url.partition("#")[0] == there

    def sign_in(self) -> None:
        """Sign in."""
        self.open("/sign-in")
        self._sign_in()

    def press(self, name: str) -> None:
        """Press a button, or a link that looks like one, and wait for the page behind it."""
        self._go(self.page.get_by_role("button", name=name, exact=True).first)

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow a link."""
        self._go(self.page.get_by_role("link", name=name, exact=exact).first)

    def menu(self, name: str) -> None:
        """Go there by the main menu, which a phone folds up."""
        fold = self.page.get_by_role("button", name="Menu", exact=True)
        if fold.is_visible():
            fold.click()
        self._go(self.page.locator("header").get_by_role("link", name=name))

    def choose(self, *words: str) -> None:
        """Choose radio buttons or tick boxes by the words beside them."""
        for one in words:
            self.page.get_by_label(one, exact=True).check()

    def pick(self, label: str, option: str) -> None:
        """Choose from a list."""
        self._field(label).select_option(label=option)

    def write(self, **texts: str) -> None:
        """Fill in fields by their names, which are short and do not change with the words."""
        for name, text in texts.items():
            self.page.locator(f"main [name='{name}']").fill(text)

    def write_day(self, name: str, day: date) -> None:
        """Fill in the three boxes of a date."""
        for part in ("day", "month", "year"):
            self.page.locator(f"main [name='{name}-{part}']").fill(str(getattr(day, part)))

    def unfold(self, words: str) -> None:
        """Open what is folded."""
        self.page.locator("summary").get_by_text(words).first.click()

    def reads(self, *texts: str) -> None:
        """What the page says, whatever else it says."""
        said = self.words()
        for one in texts:
            assert one in said, f"{self.page.url} does not say “{one}”:\n{said}"

    def words(self, where: str = "main") -> str:
        """The text of the page or of a part of it, on one line."""
        return " ".join(self.page.locator(where).first.inner_text().split())

    def is_offered(self, name: str) -> bool:
        """Whether there is such a button."""
        return self.page.get_by_role("button", name=name, exact=True).count() > 0

    def read_pdf(self, name: str) -> str:
        """Download a PDF by its link; its text on one line."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=name, exact=True).first.click()
        pages = PdfReader(BytesIO(Path(download.value.path()).read_bytes())).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def _sign_in(self) -> None:
        self.write(email=self.email, password=PASSWORD)
        self.press("Sign in")

    def _go(self, to: Locator) -> None:
        with self.page.expect_navigation() as navigation:
            to.click()
        self._is_here(navigation.value)

    def _is_here(self, answer: Response | None) -> None:
        """Nothing in a journey is refused, and no page of one scrolls sideways."""
        refused = answer is not None and not answer.ok
        assert not refused, f"{self.page.url} answers {answer}:\n{self.words('body')}"
        check_reflow(self.page)
