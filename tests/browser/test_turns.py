"""What a placement can come to in Chromium: longer, shorter, refused and looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.browser import lives
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD
from tests.journeys import acting
from tests.placements import moving
from tests.placements.parties import HOME_HR, HOST_HR, MANAGER, MOVER, POSTER

ROOM = "Individual to Harbour Hospice"
LATER = date(2027, 9, 3)


@pytest.fixture
def mailbox(in_app):
    return acting.Mailbox(in_app)


@pytest.fixture(autouse=True)
def november(clock_at):
    clock_at("2026-11-22 09:00")


@pytest.fixture
def under_way(in_app, clock_at):
    """A secondment from 4 January to 3 July 2027, in its third month."""
    with in_app():
        moving.active()
    clock_at("2027-03-15 09:00")


def test_a_placement_is_extended(under_way, in_app, hands, mailbox):
    poster = hands(POSTER)
    lives.enter(poster, ROOM)
    poster.follow("Ask for an extension")
    poster.write_day("ends_on", LATER)
    poster.write(reason="The plan needs the summer.")
    poster.press("Ask for the extension")
    poster.reads("Asked. Whoever has to agree has been told.")
    poster.press("Decide about the extension")
    poster.press("Agree to the later last day")
    manager = hands(java_script_enabled=False, viewport=PHONE)
    manager.open(mailbox.link(MANAGER, "/stays/"))
    manager.reads("The plan needs the summer.")
    manager.press("Agree")
    for email in (HOME_HR, HOST_HR):
        one = hands(email)
        lives.enter(one, ROOM)
        one.press("Decide about the extension")
        one.press("Agree to the later last day")
    mover = hands(MOVER)
    lives.enter(mover, ROOM)
    mover.press("Say whether you stay until 3 September 2027")
    mover.press("Agree to stay until 3 September 2027")
    poster.look_again()
    poster.reads("4 January 2027 to 3 July 2027", "Under way")
    for email in (MOVER, HOME_HR, HOST_HR):
        one = hands(email)
        lives.enter(one, ROOM)
        one.press("Sign the variation of the agreement")
        one.write(password=PASSWORD)
        one.press("Sign version 2")
        one.reads("You signed. The others can see it.")
    poster.look_again()
    poster.reads("4 January 2027 to 3 September 2027", "Granted", "Under way")


def test_a_placement_ends_early(under_way, hands, clock_at):
    mover, home_hr = hands(MOVER), hands(HOME_HR)
    for one in (mover, home_hr):
        lives.enter(one, ROOM)
    mover.follow("End it early")
    mover.reads("You end it as: The person who moves")
    mover.choose("On a later day, with notice")
    mover.write_day("last_day", date(2027, 4, 16))
    mover.write(reason="My team at home needs me.")
    mover.press("End it early")
    mover.reads("Ends early on 16 April 2027", "My team at home needs me.")
    home_hr.look_again()
    home_hr.press("Confirm the post to return to")
    home_hr.write(title="Officer, Flood Team")
    home_hr.choose("The same post as before")
    home_hr.write_day("free_from", date(2027, 4, 17))
    home_hr.press("Confirm the post")
    clock_at("2027-04-16 09:00")
    home_hr.look_again()
    home_hr.press("Confirm the end")
    home_hr.choose("Returned to the home employer")
    home_hr.press("Confirm the end")
    mover.look_again()
    mover.reads("Ended early", "Returned to the home employer", "Officer, Flood Team")


def test_a_refusal_is_looked_at_again(in_app, hands, mailbox):
    """The manager refuses by link; the mover asks once more; HR at home upholds it."""
    with in_app():
        moving.send_home(factories.world())
    manager = hands(java_script_enabled=False, viewport=PHONE)
    manager.open(mailbox.link(MANAGER))
    manager.unfold("Refuse, with your reasons")
    manager.page.get_by_label("Cost", exact=False).first.check()
    manager.write(**{"refuse-reason": "Nobody can cover."})
    manager.press("Refuse")
    manager.reads("You refused", "Nobody can cover.")
    mover = hands(MOVER)
    lives.enter(mover, ROOM)
    mover.reads("Refused", "Nobody can cover.", "You can ask once")
    mover.press("Ask for it to be looked at again")
    mover.write(reason="A colleague is back in January.")
    mover.press("Send the appeal")
    home_hr = hands(HOME_HR)
    lives.enter(home_hr, ROOM)
    home_hr.press("Answer the appeal")
    home_hr.reads("A colleague is back in January.")
    home_hr.choose("Uphold it, and agree in the place of who refused")
    home_hr.write(reason="Two people can share the work.")
    home_hr.press("Record your answer")
    mover.look_again()
    mover.reads("Waiting for approval", "Two people can share the work.")
