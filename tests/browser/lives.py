"""Stretches of a placement's life, as its people click through them. Each begins in the room."""

from __future__ import annotations

from datetime import date

from tests.browser.hands import Hands
from tests.factories import PASSWORD
from tests.journeys.acting import Mailbox

PLACEMENTS, OURS = "Placements", "Of your organisation"


def enter(person: Hands, name: str) -> str:
    """To the room by the menu; answers its address, as the person could pass it on."""
    person.menu(PLACEMENTS)
    if not person.page.locator("main").get_by_role("link", name=name).count():
        person.follow(OURS)
    person.follow(name)
    return person.page.url.removeprefix(person.live.url)


def agree(person: Hands) -> None:
    """Somebody with an account agrees."""
    person.look_again()
    person.press("Agree")
    person.press("Agree to these terms")
    person.reads("You agreed. The others can see it.")


def agree_by_link(person: Hands, link: str) -> None:
    """Whoever was asked by e-mail agrees, and declares on the way out."""
    person.open(link)
    person.press("Agree")
    person.reads("You agreed")
    person.follow("declare your interests")
    person.choose("No, nothing to declare")
    person.press("Declare")
    person.reads("Nothing to declare.")


def declare(person: Hands) -> None:
    """Nothing to declare."""
    person.look_again()
    person.follow("Declare your interests")
    person.choose("No, nothing to declare")
    person.press("Declare")


def choose_pension(home_hr: Hands, statement_on: date) -> None:
    """Home pays on, and the scheme covers injury."""
    home_hr.look_again()
    home_hr.follow("Record how it goes on", exact=False)
    home_hr.choose("A: home goes on paying, and asks the host for the money")
    home_hr.write_day("statement_on", statement_on)
    home_hr.choose("The Civil Service injury benefits go on")
    home_hr.press("Save")


def change_clause(person: Hands, title: str, **values: str) -> None:
    """HR of one side changes a part of the draft."""
    person.look_again()
    person.follow("Change the draft")
    person.follow(title, exact=False)
    person.write(**values)
    person.press("Save this part")


def issue(person: Hands) -> None:
    """HR looks through what changed and issues it."""
    person.look_again()
    person.press("Issue the agreement")
    person.press("Look at what changed, and issue it")
    person.press("Issue version 1")


def sign(person: Hands) -> None:
    """Somebody signs with their password."""
    person.look_again()
    person.press("Sign the agreement")
    person.write(password=PASSWORD)
    person.press("Sign version 1")
    person.reads("You signed. The others can see it.")
    person.follow("Back to the placement")


def sign_by_link(person: Hands, mailbox: Mailbox, email: str) -> None:
    """Whoever has no account signs by the link and with the code that were mailed."""
    person.open(mailbox.link(email, "/sign/"))
    person.press("Send me a code")
    person.write(code=mailbox.code(email))
    person.press("Sign version 1")
    person.reads("You signed")


def start(person: Hands) -> None:
    """The host says that the person is there."""
    person.look_again()
    person.press("Confirm the start")
    person.press("Yes, they have started")
    person.reads("The start is confirmed.", "Under way")
