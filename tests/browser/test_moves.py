"""The other kinds of move in Chromium: inward, loan, swap, project and an hour with somebody."""

from __future__ import annotations

import pytest

from exchange.organisations.models import ContactRole
from tests import factories
from tests.browser import lives
from tests.browser.conftest import PHONE
from tests.journeys import acting
from tests.placements import guarding, moving, parties, swaps
from tests.placements.parties import HOME_HR, HOST_HR, MANAGER, MOVER, POSTER

CONTACT = "menna@rivers.example"
ROOM = "Individual to Harbours Agency"
FIRST_HALF, SECOND_HALF = "Individual to Harbour Hospice", "Bea to Department for Rivers"


@pytest.fixture
def mailbox(in_app):
    return acting.Mailbox(in_app)


@pytest.fixture(autouse=True)
def november(clock_at):
    clock_at("2026-11-22 09:00")


@pytest.fixture
def plain_hands(hands):
    """Somebody with a phone that runs no scripts, and no account."""
    return hands(java_script_enabled=False, viewport=PHONE)


def test_a_charity_worker_comes_into_an_agency(in_app, hands, plain_hands, mailbox, clock_at):
    """Home is a small charity: its HR contact has no account, decides and signs by link."""
    with in_app():
        _charity_to_agency()
    mover, poster, host_hr = hands(MOVER), hands(POSTER), hands(HOST_HR)
    for one in (mover, poster, host_hr):
        lives.enter(one, ROOM)
    mover.press("Send to my manager")
    mover.write(name="Mo Manager", email=MANAGER)
    mover.press("Send to my manager")
    lives.agree_by_link(plain_hands, mailbox.link(MANAGER))
    _contact_agrees(plain_hands, mailbox)
    lives.agree(poster)
    lives.agree(host_hr)
    _answer_what_the_commission_asks(mover)
    _check_the_person(host_hr)
    for one in (mover, poster, host_hr):
        lives.declare(one)
    lives.issue(host_hr)
    host_hr.follow("Back to the placement")
    lives.sign(mover)
    lives.sign(host_hr)
    lives.sign_by_link(plain_hands, mailbox, CONTACT)
    mover.look_again()
    text = mover.read_pdf("Download it as a PDF")
    assert "Exception 3, secondments (Recruitment Principles)" in text
    assert "Signed by Menna Rees" in text
    clock_at("2027-01-04 09:00")
    lives.start(poster)


def _charity_to_agency():
    home = factories.organisation("Bridge Refuge", domain="rivers.example")
    agency = factories.organisation(**factories.HARBOURS, domain="harbour.example")
    acting.contact(home, ContactRole.HR, "Menna Rees", CONTACT)
    mover = factories.member(MOVER, home)
    poster = factories.member(POSTER, agency, "poster")
    factories.member(HOST_HR, agency, "hr")
    parties.placed(mover, poster, agency, home, "secondment")


def _contact_agrees(contact, mailbox):
    contact.open(mailbox.link(CONTACT))
    contact.press("Send me a code")
    contact.page.get_by_label("is the line manager of").check()
    contact.page.get_by_label("The code that we sent you").first.fill(mailbox.code(CONTACT))
    contact.press("Agree")
    contact.reads("You agreed")
    contact.follow("declare your interests")
    contact.choose("No, nothing to declare")
    contact.press("Declare")


def _answer_what_the_commission_asks(mover):
    mover.look_again()
    mover.press("Answer what the checks ask")
    mover.choose("Permanent")
    mover.write(earlier_months="0", pay="52000", bonus="0")
    mover.page.locator("[name=host_level]").select_option("5")
    mover.press("Save the answers")


def _check_the_person(host_hr):
    """Nationality, and the baseline check: needed, then confirmed."""
    host_hr.look_again()
    host_hr.follow("Note the nationality check", exact=False)
    host_hr.page.get_by_label("No", exact=True).first.check()
    host_hr.choose("Yes, and the person can take the post")
    host_hr.press("Save")
    host_hr.follow("Say which checks the post needs")
    host_hr.choose("Baseline standard (BPSS)")
    host_hr.press("Save")
    host_hr.follow("Update Baseline standard (BPSS)")
    host_hr.choose("Confirmed")
    host_hr.press("Save")
    host_hr.reads("Agreed", "Confirmed")


def test_a_civil_servant_is_lent_to_an_agency(in_app, hands, clock_at):
    """A loan between two employers of the Civil Service: its own terms, no vetting, no pension."""
    with in_app():
        guarding.settle(moving.agreed("loan"))
    mover, poster, home_hr, host_hr = (hands(one) for one in (MOVER, POSTER, HOME_HR, HOST_HR))
    for one in (mover, poster, home_hr, host_hr):
        lives.enter(one, ROOM)
    lives.change_clause(host_hr, "The post", pattern="Tuesday to Thursday")
    host_hr.press("Look at what changed, and issue it")
    host_hr.reads("Tuesday to Thursday")
    host_hr.press("Issue version 1")
    host_hr.follow("Back to the placement")
    for one in (mover, home_hr, host_hr):
        lives.sign(one)
    text = mover.read_pdf("Download it as a PDF")
    for words in ("Terms of a loan", "Harbours Agency", "4 January 2027", "Tuesday to Thursday"):
        assert words in text
    clock_at("2027-01-04 09:00")
    lives.start(poster)
    home_hr.look_again()
    home_hr.reads("Under way")


def test_two_people_change_places(in_app, hands, clock_at):
    """The host names who comes the other way; both halves are signed, and both begin."""
    with in_app():
        swaps.begun()
    poster, home_hr, host_hr = hands(POSTER), hands(HOME_HR), hands(HOST_HR)
    mover, bea, keeper = hands(MOVER), hands(swaps.B), hands(swaps.KEEPER)
    _other_half_begins(poster, home_hr, bea)
    with in_app():
        both = swaps.stands()
        swaps.approve_first(both)
        swaps.approve_second(both)
        for half in both.halves:
            guarding.settle(half)
    _sign_a_half(FIRST_HALF, mover, home_hr, host_hr)
    poster.look_again()
    poster.reads("Sign the other half of the swap")
    _sign_a_half(SECOND_HALF, bea, home_hr, host_hr)
    assert "Bea, Harbour Hospice to Department for Rivers" in bea.read_pdf("Download it as a PDF")
    lives.enter(keeper, SECOND_HALF)
    clock_at("2027-01-04 09:00")
    lives.start(poster)
    lives.start(keeper)
    mover.look_again()
    mover.reads("Under way")


def _other_half_begins(poster, home_hr, bea):
    lives.enter(poster, FIRST_HALF)
    poster.follow("Name who comes the other way")
    poster.write(email=swaps.B)
    poster.press("Ask this person")
    bea.look_again()
    bea.follow("unread notice", exact=False)
    bea.follow("asks whether you would go", exact=False)
    bea.choose("Yes, I would go")
    bea.press("Send my answer")
    bea.reads("You said yes")
    lives.enter(home_hr, FIRST_HALF)
    home_hr.press("Name who looks after the person who comes")
    home_hr.write(email=swaps.KEEPER)
    home_hr.press("Begin the other half")
    home_hr.reads(SECOND_HALF)


def _sign_a_half(name, mover, home_hr, host_hr):
    for one in (mover, home_hr, host_hr):
        lives.enter(one, name)
    lives.issue(home_hr)
    home_hr.follow("Back to the placement")
    for one in (mover, home_hr, host_hr):
        lives.sign(one)


def test_a_project_needs_no_hr(in_app, hands, plain_hands, mailbox, clock_at):
    """The manager and the host agree, a scope note says what for, and the host says it is done."""
    with in_app():
        factories.world("project")
    mover, poster = hands(MOVER), hands(POSTER)
    for one in (mover, poster):
        lives.enter(one, "Individual to Harbour Hospice")
    mover.press("Send to my manager")
    mover.write(name="Mo Manager", email=MANAGER)
    mover.press("Send to my manager")
    plain_hands.open(mailbox.link(MANAGER))
    plain_hands.press("Agree")
    plain_hands.reads("You agreed")
    lives.agree(poster)
    poster.reads("Agreed by everybody")
    text = mover.read_pdf("download it as a PDF")
    assert "Scope note" in text
    assert "A plan that the trustees adopt." in text
    clock_at("2027-01-04 09:00")
    lives.start(poster)
    clock_at("2027-02-26 09:00")
    poster.look_again()
    poster.press("Confirm the end")
    poster.press("Confirm the end")
    poster.reads("The placement is complete.", "Completed", "The host confirmed the outcome")


def test_an_hour_with_somebody_is_recorded_by_either_of_the_two(in_app, hands, clock_at):
    """A session: two people agree, and afterwards one of them says that it took place."""
    with in_app():
        factories.world("session")
    clock_at("2027-01-05 09:00")
    mover, poster = hands(MOVER), hands(POSTER)
    for one in (mover, poster):
        lives.enter(one, "Individual to Harbour Hospice")
    mover.press("Record how it went")
    mover.choose("Yes")
    mover.press("Record")
    poster.look_again()
    poster.reads("It took place, 5 January 2027", "Nothing more is waited for here.")
