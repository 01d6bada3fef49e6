"""The hardest cases that safeguards answer: what the product does about each.

The world is a secondment of a civil servant to a hospice, or of somebody of a hospice into a
department, from 4 January to 3 July 2027.
"""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.db import db
from exchange.errors import IllegalTransition, NotAllowed, NotFound
from exchange.placements import checks, living
from exchange.placements.models import Placement
from exchange.placements.panels import steps
from exchange.placements.safeguards import interests, notes, queries
from exchange.placements.safeguards.words import Matter, Side, Vetting, VettingState
from tests import factories
from tests.placements import guarding, moving
from tests.placements.guarding import found, outcome
from tests.placements.moving import FIRST_DAY, on
from tests.placements.parties import HOME_HR, HOST_HR, MANAGER, MOVER, POSTER, address

DEPARTMENT = {
    "name": "Department for Rivers",
    "sector": "civil_service",
    "staff_status": "home_civil_service",
}
HOSPICE = {"name": "Harbour Hospice"}


@pytest.fixture
def active(at_stage):
    return at_stage(moving.active)


@pytest.fixture
def inward(at_stage):
    """An inward secondment, agreed; nobody has spoken of vetting."""

    def build():
        w = factories.world(home=HOSPICE, host=DEPARTMENT)
        moving.home_agrees(w)
        moving.host_agrees(w)
        moving.give_facts(w, earlier_months=0)

    return at_stage(build)


def waited_for(w):
    return {(one.what, one.who) for one in steps(w.placement, clock.today())}


WRITE = "Write how it is handled"


def test_hard_case_5_two_days_charity_three_days_department_on_the_same_policy(at_stage):
    """The conflict is live each week: no agreement before both HRs accept who does what."""
    w = at_stage(factories.world)
    moving.change_terms(w, w.mover, days_a_week=3)
    moving.send_home(w)
    guarding.declare_conflict(w, w.host_hr, Matter.CAMPAIGNS, Side.HOST)
    moving.home_agrees(w)
    moving.host_agrees(w)
    moving.give_facts(w)
    assert w.placement.status == "proposed"
    guarding.write_handling(
        w,
        w.home_hr,
        "The flood policy, on all five days",
        "Papers are kept apart; seen weekly",
    )
    assert outcome(w, "R12") == "not_met"
    guarding.accept(w, w.host_hr)
    assert w.placement.status == "agreed"


def test_hard_case_6_the_host_awards_a_grant_to_the_home_side_mid_placement(active):
    """The move goes on; both HRs are told, have a task, and see it in red until it is handled."""
    w = active
    guarding.declare_conflict(w, w.host_hr, Matter.FUNDS, Side.HOST)
    assert w.placement.status == "active"
    assert moving.told(w.home_hr)[-1] == "conflict_declared"
    asked = {who for what, who in waited_for(w) if what == WRITE}
    assert len(asked) == 2
    guarding.write_handling(w, w.host_hr)
    assert len({who for what, who in waited_for(w) if what.startswith("Accept")}) == 1
    guarding.accept(w, w.home_hr)
    assert not {what for what, _who in waited_for(w)} & {WRITE, "Accept how a matter is handled"}
    assert moving.told(w.mover)[-1] == "handling_accepted"


def test_hard_case_6_both_hrs_see_it_in_red_and_others_do_not(
    app, in_app, stages, client_as, clock_at
):
    def build():
        w = moving.active()
        guarding.declare_conflict(w, w.host_hr, Matter.FUNDS, Side.HOST)

    stages.stand(app, build)
    clock_at("2027-02-01 09:00")
    with in_app():
        room = address(_only())
    alarm = "A matter between the organisations is not handled yet"
    for email, sees in ((HOME_HR, True), (HOST_HR, True), (MOVER, False), (MANAGER, False)):
        words = client_as(email).words(room)
        assert (alarm in words) == sees, email
        assert ("The flood grant of 2026" in words) == sees, email
    assert "Harbour Hospice funds Department for Rivers" in client_as(MOVER).words(room)
    assert "funds Department" not in client_as(MANAGER).words(room)


def _only():
    return db.session.scalars(sa.select(Placement)).one()


@pytest.mark.parametrize("matter", [Matter.CAMPAIGNS, Matter.LITIGATES])
def test_hard_case_7_the_home_charity_campaigns_or_goes_to_court_against_the_host(inward, matter):
    """Between yes and the start: the start is blocked until both HRs accept the handling."""
    w = inward
    moving.sign_all(w)
    guarding.declare_conflict(w, w.home_hr, matter, Side.HOME)
    with on(FIRST_DAY), pytest.raises(IllegalTransition, match="Nothing stands between"):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    guarding.write_handling(
        w, w.host_hr, "The case, and briefings before the election", "The director sees to it"
    )
    guarding.accept(w, w.home_hr)
    with on(FIRST_DAY):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    assert w.placement.status == "active"


def test_hard_case_8_clearance_is_not_back_by_the_first_day(inward):
    """Warned from the day it is asked for; the start is refused, with what to do, until it is."""
    w = inward
    guarding.need(w, Vetting.BPSS, Vetting.SC)
    guarding.confirm(w, Vetting.BPSS)
    guarding.note_state(w, Vetting.SC, VettingState.REQUESTED)
    warning = found(w, "R14W")
    assert warning.outcome == "not_met"
    assert "before the work at home is given to somebody else" in warning.rule.what_now
    guarding.all_declare(w)
    moving.issue_as_it_is(w)
    for who, party in ((w.mover, "mover"), (w.home_hr, "home"), (w.host_hr, "host")):
        moving.sign(w, who, party)
    with on(FIRST_DAY):
        with pytest.raises(IllegalTransition, match="Checks on the person are confirmed"):
            living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
        assert "Record the checks" in {what for what, _who in waited_for(w)}
        assert w.placement.status == "signed"
    with on(date(2027, 2, 1)):
        guarding.confirm(w, Vetting.SC)
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    assert w.placement.status == "active"


@pytest.mark.parametrize(
    ("home", "host", "says", "does_not"),
    [
        (HOSPICE, DEPARTMENT, "fair and open competition", "Business Appointment Rules"),
        (DEPARTMENT, HOSPICE, "Business Appointment Rules", "fair and open competition"),
    ],
)
def test_hard_case_12_promoted_or_applies_for_the_permanent_job(
    app, in_app, client_as, home, host, says, does_not
):
    """Inward the page says open competition, outward the appointment rules; interests renew."""
    with in_app():
        w = factories.world(home=home, host=host)
        moving.send_home(w)
        room = address(w.placement)
        guarding.declare(w, w.mover)
        first = w.placement.declarations[0]
        interests.ask_again(w.host_hr, w.placement.public_id, first.public_id, "A promotion")
        assert "to be renewed" in found(w, "R11").why
        assert "The person who moves" in found(w, "R11").why
    for email in (MOVER, HOME_HR, HOST_HR):
        words = client_as(email).words(room)
        assert says in words
        assert does_not not in words


NOTED = "He shouted at two volunteers on 3 February."


def test_hard_case_13_misconduct_or_whistleblowing_at_the_host(
    app, in_app, stages, client_as, clock_at
):
    """Discipline stays at home; what may be shared is said; a note reaches both HRs only."""
    stages.stand(app, moving.active)
    clock_at("2027-02-04 09:00")
    with in_app():
        placement = _only()
        room = address(placement)
        poster = factories.actor(POSTER)
        notes.write_note(poster, placement.public_id, NOTED)
        for who in (HOME_HR, HOST_HR):
            assert moving.told(factories.actor(who))[-1] == "private_note"
        assert "private_note" not in moving.told(factories.actor(MOVER))
        assert NOTED not in str(factories.mails())
        assert queries.notes(factories.actor(MOVER), placement) == []
        for stranger in (factories.administrator(), factories.somebody("nobody@mail.example")):
            with pytest.raises((NotAllowed, NotFound)):
                notes.write_note(stranger, placement.public_id, "Hm")
    for email in (HOME_HR, HOST_HR, POSTER):
        assert NOTED in client_as(email).words(f"{room}/concerns"), email
    for email in (MOVER, MANAGER):
        client = client_as(email)
        words = client.words(f"{room}/concerns")
        assert "Discipline and grievance" in words
        assert "decided there, by its own procedure" in words
        assert "Not shared: health" in words
        assert NOTED not in words
        assert NOTED not in client.get(room).text
    client_as(MOVER).submit(f"{room}/concerns", text="I was told to hide a figure.")
    assert "hide a figure" in client_as(HOST_HR).words(f"{room}/concerns")
    assert "hide a figure" not in client_as(POSTER).words(f"{room}/concerns")


def test_the_other_checks_stay_as_they_are(active):
    assert [one.rule.id for one in checks.blocking(active.placement, clock.today(), "start")] == []
