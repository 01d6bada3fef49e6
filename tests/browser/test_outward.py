"""A secondment out of a department in Chromium, from the account to the day after the return."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.browser import lives
from tests.browser.conftest import DESKTOP, PHONE
from tests.journeys import acting

MOVER, MANAGER, HOME_HR = "ella@rivers.example", "manager@rivers.example", "hr@rivers.example"
POSTER, HOST_HR = "poster@harbour.example", "hr@harbour.example"
TITLE = "Help us plan care at home"
FIRST_DAY, LAST_DAY = date(2027, 3, 1), date(2027, 8, 31)
AFTER = date(2027, 9, 1)


@pytest.fixture
def mailbox(in_app):
    return acting.Mailbox(in_app)


@pytest.fixture
def world(in_app, live, clock_at):
    """A department with HR, and a hospice with a published secondment, in the index."""
    clock_at("2026-11-24 09:00")
    with in_app():
        rivers = factories.organisation(**factories.RIVERS, domain="rivers.example")
        factories.member(HOME_HR, rivers, "hr")
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        poster = factories.member(POSTER, host, "poster")
        factories.member(HOST_HR, host, "hr")
        dates = {"starts_on": FIRST_DAY, "ends_on": LAST_DAY}
        factories.listing(poster, host, title=TITLE, days_a_week=4, **dates)
    live.drain()


@pytest.mark.parametrize(
    "window",
    [{"viewport": PHONE, "is_mobile": True, "has_touch": True}, {"viewport": DESKTOP}],
    ids=["in a hand", "at a desk"],
)
def test_a_policy_adviser_goes_out_and_comes_back(world, mailbox, hands, clock_at, window):
    mover = hands(**window)
    _sign_up(mover, mailbox)
    poster = hands(POSTER, **window)
    _apply(mover)
    room = _offer_and_accept(poster, mover)
    home_hr, host_hr = hands(HOME_HR, **window), hands(HOST_HR, **window)
    manager = hands(java_script_enabled=False, viewport=PHONE)
    parties = [mover, poster, home_hr, host_hr]
    _all_approve(*parties, manager, mailbox)
    assert {one.page.url.removeprefix(one.live.url) for one in parties} == {room}
    clock_at("2026-11-25 09:00")
    _the_costs_are_reckoned(mover, home_hr)
    for one in parties:
        lives.declare(one)
    lives.choose_pension(home_hr, date(2026, 11, 25))
    clock_at("2026-11-26 09:00")
    _both_hrs_draft_and_all_sign(mover, home_hr, host_hr)
    _they_read_the_pdf(mover)
    clock_at("2027-03-01 09:00")
    lives.start(poster)
    clock_at("2027-03-15 09:00")
    _it_goes_well(mover, poster, home_hr)
    clock_at("2027-07-02 09:00")
    _a_post_waits(home_hr)
    clock_at("2027-08-31 09:00")
    _it_is_complete(parties)


def _sign_up(mover, mailbox):
    mover.open("/")
    mover.menu("Create an account")
    mover.write(name="Ella Jones", email=MOVER, password=factories.PASSWORD)
    mover.press("Create account")
    mover.open(mailbox.link(MOVER))
    mover.press("Confirm and sign in")
    mover.follow("Department for Rivers")
    mover.write(job_title="Policy adviser")
    mover.press("Join")
    mover.reads("You now belong to Department for Rivers.")
    mover.email = MOVER


def _apply(mover):
    mover.menu("Opportunities")
    mover.write(q="care at home")
    mover.press("Search")
    mover.follow(TITLE)
    mover.press("Apply")
    mover.write(statement=acting.STATEMENT)
    mover.choose("Department for Rivers")
    mover.press("Send application")
    mover.reads("reads your application")


def _offer_and_accept(poster, mover):
    poster.look_again()
    poster.follow("Ella Jones")
    poster.press("Offer a place")
    poster.press("Offer the place")
    poster.reads("The offer")
    mover.look_again()
    mover.press("Accept the offer")
    mover.reads("You accepted.", "The person who moves")
    return mover.page.url.removeprefix(mover.live.url)


def _all_approve(mover, poster, home_hr, host_hr, manager, mailbox):
    mover.press("Send to my manager")
    mover.write(name="Mo Manager", email=MANAGER)
    mover.press("Send to my manager")
    mover.reads("Whoever decides at your employer has been asked")
    link = mailbox.link(MANAGER)
    manager.open(link)
    assert acting.STATEMENT not in manager.words()
    lives.agree_by_link(manager, link)
    assert not manager.page.context.cookies()
    home_hr.menu("HR desk")
    home_hr.follow("Ella Jones")
    home_hr.press("Confirm the line manager")
    home_hr.choose("Yes")
    home_hr.press("Save")
    lives.agree(home_hr)
    for one in (poster, host_hr):
        lives.enter(one, "Ella Jones to Harbour Hospice")
        lives.agree(one)
    mover.look_again()
    mover.press("Answer what the checks ask")
    mover.choose("Permanent")
    mover.press("Save the answers")
    mover.reads("Your answers are saved.", "Agreed by everybody")


def _the_costs_are_reckoned(mover, home_hr):
    """4 of 5 days of £60,000: 36 days of a year of 365 and 148 of one of 366; pension 28.97%."""
    home_hr.look_again()
    home_hr.follow("Fill in the cost worksheet")
    home_hr.write(salary="60000", contract_days="5", pension_scheme="Alpha", pension_rate="28.97")
    home_hr.press("Save the worksheet")
    home_hr.reads("£24,144.09", "£6,994.54")
    mover.look_again()
    mover.reads("£24,144.09")


def _both_hrs_draft_and_all_sign(mover, home_hr, host_hr):
    lives.change_clause(home_hr, "Ending it early", notice="6 weeks, in writing")
    home_hr.follow("Back to the agreement")
    home_hr.follow("Back to the placement")
    lives.change_clause(host_hr, "The post", pattern="Monday to Thursday, 9 to 5")
    host_hr.press("Look at what changed, and issue it")
    host_hr.reads("6 weeks, in writing", "Monday to Thursday, 9 to 5")
    host_hr.press("Issue version 1")
    host_hr.follow("Back to the placement")
    for one in (mover, home_hr, host_hr):
        lives.sign(one)
    mover.look_again()
    mover.reads("Signed", "from 1 March 2027")


def _they_read_the_pdf(mover):
    text = mover.read_pdf("Download it as a PDF")
    for words in (
        "Secondment agreement",
        "Ella Jones, Department for Rivers to Harbour Hospice",
        "1 March 2027 to 31 August 2027",
        "6 weeks, in writing",
        "Monday to Thursday, 9 to 5",
        "£24,144.09",
        "Signed by Ella Jones",
        "Signed by Hr",
    ):
        assert words in text


def _it_goes_well(mover, poster, home_hr):
    mover.look_again()
    mover.press("Check-in after two weeks")
    mover.choose("Green: it goes well")
    mover.write(text="I know everybody by name.")
    mover.press("Send")
    poster.look_again()
    poster.reads("Goes well")
    assert "I know everybody by name" not in poster.words()
    poster.press("Check-in after two weeks")
    poster.choose("Amber: some things worry me")
    poster.write(text="The laptop has not come yet.")
    poster.press("Send")
    home_hr.look_again()
    home_hr.reads("Some worries", "The laptop has not come yet.", "I know everybody by name.")


def _a_post_waits(home_hr):
    home_hr.look_again()
    home_hr.press("Confirm the post to return to")
    home_hr.write(title="Policy adviser, Flood Team")
    home_hr.choose("The same post as before")
    home_hr.write_day("free_from", AFTER)
    home_hr.press("Confirm the post")
    home_hr.reads("Confirmed. Everybody who takes part is told.", "Policy adviser, Flood Team")


def _it_is_complete(parties):
    mover, poster, home_hr, host_hr = parties
    home_hr.look_again()
    home_hr.press("Confirm the end")
    home_hr.choose("Returned to the home employer")
    home_hr.press("Confirm the end")
    home_hr.reads("The placement is complete.", "Completed")
    for one in (mover, poster, host_hr):
        one.look_again()
        one.reads("Completed", "Returned to the home employer", "Policy adviser, Flood Team")
