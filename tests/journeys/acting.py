"""What people of a move do, each as the pages let them: forms filled in, links opened from mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from pypdf import PdfReader

from exchange import clock
from exchange.organisations import services as organisations
from exchange.organisations.models import ContactRole, Organisation
from tests import factories, html
from tests.client import Client

FIRST_DAY, LAST_DAY = date(2027, 3, 1), date(2027, 8, 31)
STATEMENT = "I have planned services for six years and want to see one from the bedside."
TITLE = "Help us plan care at home"
ON_A_LINE = re.compile(r"(.+?) · (?:waiting for (.+?), since .+?|(from .+?))\.")
IN_A_LIST = re.compile(r".+?: (.+)\. (?:Waiting for (.+?), since .+?|(From .+?))\.")

InApp = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Mailbox:
    """The outbox, as the people whom it writes to read it."""

    in_app: InApp

    def newest(self, to: str) -> str:
        """The text of the newest e-mail to an address."""
        with self.in_app():
            return str(factories.mails(to)[-1]["text"])

    def link(self, to: str, to_what: str = "http") -> str:
        """The path of the newest link of that kind that was mailed to an address."""
        with self.in_app():
            texts = [str(mail["text"]) for mail in factories.mails(to)]
        links = [word for text in texts for word in text.split() if word.startswith("http")]
        return urlsplit([one for one in links if to_what in one][-1]).path

    def code(self, to: str) -> str:
        """The six digits in it."""
        found = re.search(r"code is (\d{6})", self.newest(to))
        assert found, f"no code was sent to {to}"
        return found[1]


def contact(organisation: Organisation, role: ContactRole, name: str, email: str) -> None:
    """An administrator has verified who decides for an organisation by link."""
    organisations.verify_contact(
        factories.administrator(), organisation.public_id, role, name, email, "Rang the register"
    )


def on_day(field: str, day: date) -> dict[str, str]:
    """A date as three boxes."""
    return {f"{field}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def sign_up(browser: Client, mailbox: Mailbox, name: str, email: str) -> None:
    """An account with a work e-mail, its address confirmed by the link."""
    browser.submit("/sign-up", name=name, email=email, password=factories.PASSWORD)
    link = mailbox.link(email)
    assert email in browser.words(link)
    assert browser.submit(link).headers["Location"] == "/organisations/join"


def post(poster: Client, organisation: str) -> str:
    """A listing drafted step by step and sent to review; gives its path."""
    started = poster.submit(
        "/opportunities/new",
        side="host",
        whose=_value(poster, "/opportunities/new", organisation),
        kind="secondment",
    )
    listing = started.headers["Location"].removesuffix("/edit/what")
    steps: dict[str, dict[str, Any]] = {
        "what": {
            "title": TITLE,
            "summary": "Six months with the team that cares for people in their own homes.",
            "description": "You would walk the rounds with us and write the plan of next year.",
            "outcome": "A plan that the trustees adopt.",
            "supervisor": "The director of care",
        },
        "when": {
            "outcode": "BS1",
            "days_a_week": "4",
            **on_day("starts_on", FIRST_DAY),
            **on_day("ends_on", LAST_DAY),
            **on_day("closes_on", date(2026, 12, 18)),
        },
        "cost": {"level": "4", "cost_model": "free"},
    }
    for step, answers in steps.items():
        assert poster.submit(f"{listing}/edit/{step}", **answers).status_code == 302, step
    sent = poster.submit(f"{listing}/submit", on=f"{listing}/check", follow=True)
    assert "A moderator looks at it, usually within 1 working day" in sent.text
    return listing


def publish(moderator: Client, listing: str) -> None:
    """A moderator opens it from the queue and publishes it."""
    review = listing.replace("/opportunities/", "/moderation/listings/")
    assert TITLE in moderator.words("/moderation")
    moderator.submit(f"{review}/publish", on=review)


def apply(mover: Client, listing: str, employer: str) -> str:
    """An application from somebody of that employer; gives its path."""
    here = f"{listing}/apply"
    home = _value(mover, here, employer)
    sent = mover.submit(here, statement=STATEMENT, home_organisation=home, action="send")
    return sent.headers["Location"]


def offer(poster: Client, application: str) -> None:
    """A place on the listing's own dates, as the page fills them in."""
    assert poster.submit(f"{application}/offer").status_code == 302


def accept(mover: Client, application: str) -> str:
    """Yes to the offer; gives the path of the placement's room."""
    accepted = mover.submit(f"{application}/accept", on=application)
    room = accepted.headers["Location"]
    assert room.startswith("/placements/")
    return room


def send_home(mover: Client, room: str, **manager: str) -> None:
    """ "Send to my manager"."""
    assert mover.submit(f"{room}/send-home", **manager).headers["Location"] == room


def agree(browser: Client, room: str) -> None:
    """Somebody with an account agrees in the roles that are theirs."""
    assert browser.submit(f"{room}/approve").headers["Location"] == room


def decide_with_code(browser: Client, mailbox: Mailbox, email: str, **answers: str) -> str:
    """A contact without an account asks for a code and agrees; gives the words of the receipt."""
    link = mailbox.link(email)
    assert "Agree" not in {html.words(one) for one in browser.page(link).iter("button")}
    browser.submit(f"{link}/code", on=link)
    known = {"decision": "agree", "agree-code": mailbox.code(email), **answers}
    assert browser.submit(link, **known).status_code == 303
    return browser.words(link)


def declare(browser: Client, room: str) -> None:
    """Somebody has no interest to declare."""
    assert browser.submit(f"{room}/interests", has="no").status_code == 302


def declare_by_link(browser: Client, mailbox: Mailbox, email: str) -> None:
    """The same, by the link with which they decided."""
    link = mailbox.link(email, "/release/")
    assert browser.submit(f"{link}/interests", has="no").status_code in {302, 303}


def choose_pension(home_hr: Client, room: str) -> None:
    """Home pays on, the statement was given, and the scheme covers injury."""
    chosen = {"option": "a", "injury_cover": "scheme", **on_day("statement_on", clock.today())}
    assert home_hr.submit(f"{room}/pension", **chosen).status_code == 302


def sign(browser: Client, room: str) -> None:
    """Somebody signs with their password."""
    signed = browser.submit(f"{room}/agreement/sign", password=factories.PASSWORD)
    assert signed.status_code == 302


def sign_by_link(browser: Client, mailbox: Mailbox, email: str) -> None:
    """Whoever has no account signs by the link that was mailed, with a code."""
    link = mailbox.link(email, "/sign/")
    browser.submit(f"{link}/code", on=link)
    assert browser.submit(link, code=mailbox.code(email)).status_code in {302, 303}


def read_pdf(browser: Client, room: str) -> str:
    """The text of the agreement as a PDF."""
    file = browser.get(f"{room}/agreement/1.pdf")
    assert file.status_code == 200
    pages = PdfReader(BytesIO(file.data)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def waited_for(browser: Client, room: str) -> dict[str, str]:
    """Whom the room's page waits for, each with how long it has waited, or from when it will."""
    section = browser.page(room).find(".//section[@aria-labelledby='next']")
    assert section is not None, "the page does not say what happens next"
    lines = [html.words(one) for one in section.iter("p") if one.get("class") == "next__who"]
    items = [html.words(one) for one in section.iter("li")]
    found = [ON_A_LINE.match(one) for one in lines] + [IN_A_LIST.fullmatch(one) for one in items]
    seen: dict[str, str] = {}
    for match in filter(None, found):
        for who in match[1].split("; "):
            # What is due now stands first, and counts.
            seen.setdefault(who, match[2] or match[3].replace("From", "from"))
    return seen


def all_read(browsers: list[Client], room: str, expected: dict[str, str]) -> None:
    """Every party opens the same page and reads the same: who acts next, and for how long."""
    for number, browser in enumerate(browsers):
        seen = waited_for(browser, room)
        assert seen == expected, f"party {number} on {clock.today()} reads {seen}"


def _value(browser: Client, path: str, label: str) -> str:
    """What the radio button beside these words stands for."""
    page: Element = browser.page(path)
    ids = {one.get("for") for one in page.iter("label") if label in html.words(one)}
    return next(str(one.get("value")) for one in page.iter("input") if one.get("id") in ids)
