"""The hardest cases that befall somebody who is away, each walked by whom it happens to."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from exchange.access import VISITOR
from exchange.db import db
from exchange.errors import IllegalTransition, NotAllowed
from exchange.notices.models import Notice
from exchange.organisations import services as joining
from exchange.organisations.models import Membership
from exchange.placements import checks, living
from exchange.placements.ending import Waived
from exchange.placements.models import EndedHow, Placement
from exchange.stays import extending, linking, noting, panels, queries, returning, tasks
from exchange.stays.lifecycle import NoteKind
from exchange.stays.noting import Noted
from tests import factories
from tests.placements import moving
from tests.stays import staying

CHARITY = {"name": "Harbour Hospice"}
DEPARTMENT = {
    "name": "Department for Harbours",
    "sector": "civil_service",
    "staff_status": "home_civil_service",
}
JUNE, LAST = date(2027, 6, 1), date(2027, 7, 3)
BORN, BACK = date(2027, 3, 1), date(2027, 12, 1)


@pytest.fixture
def w(at_stage):
    return at_stage(moving.active)


def inward():
    """Eighteen months from a charity into a department, begun on 4 January 2027."""
    return moving.active(home=CHARITY, host=DEPARTMENT, ends_on=date(2028, 7, 3))


def waive(w, by, why, reason):
    returning.waive(by, w.placement.public_id, w.placement.version, why, reason)


def complete(w, by, how):
    living.complete(by, w.placement.public_id, w.placement.version, how)


def said_next(w, viewer):
    """What the page says happens now."""
    panel = panels.coming_back(viewer, w.placement, JUNE)
    assert panel is not None
    return " ".join(panel["next"])


def closed(w):
    """The employer closes: nobody there has a part here any more."""
    query = sa.select(Membership.public_id).filter_by(person_id=w.home_hr.person_id)
    admin = factories.administrator()
    joining.set_roles(admin, db.session.scalars(query).one(), frozenset(), "It closed.")
    return admin


# --- case 9: the home post is abolished, or the home employer closes or merges meanwhile


def test_hard_case_9_the_home_post_is_abolished_while_the_person_is_away(w):
    with moving.on(JUNE):
        waive(w, w.home_hr, Waived.POST_ABOLISHED, "The flood team was closed in May.")
        # everybody hears of it now, not on the last day
        for person in (w.mover, w.poster, w.host_hr):
            assert "return_waived" in moving.told(person)
        assert w.placement.status == "active", "the placement itself goes on"
        words = said_next(w, w.mover)
        assert "which other posts are open to them" in words
        assert "being away is no reason to be chosen first" in words
        assert "an extension buys time" in words
        # and it can be bought
        staying.ask(w)
        linking.approve(VISITOR, staying.link_to(moving.MANAGER))
        staying.approve(w, w.home_hr, "home_hr")
        staying.approve(w, w.poster, "host_manager")
        staying.approve(w, w.host_hr, "host_hr")
        staying.mover_agrees(w)
        staying.sign_variation(w)
        assert w.placement.ends_on == date(2027, 9, 3)
        assert w.placement.return_waived == "post_abolished", "longer time makes no post"
    with moving.on(date(2027, 9, 3)):
        complete(w, w.home_hr, EndedHow.LEFT)
    assert w.placement.status == "completed"
    assert w.placement.return_waived_reason == "The flood team was closed in May."


def test_hard_case_9_the_home_employer_is_insolvent_and_nobody_there_can_decide(w):
    with moving.on(JUNE):
        admin = closed(w)
        for other in (w.mover, w.poster, w.host_hr):
            with pytest.raises(NotAllowed):
                waive(w, other, Waived.EMPLOYER_CLOSED, "It closed on 28 May.")
        # the worker asks; nobody is there to be asked, so the administrators are
        returning.ask_home(w.mover, w.placement.public_id)
        assert "contact_wanted" in moving.told(admin)
        waive(w, admin, Waived.EMPLOYER_CLOSED, "It closed on 28 May; the notice was seen.")
        assert "administrator or insolvency practitioner" in said_next(w, w.mover)
        assert "The host and the person decide whether the placement can go on" in said_next(
            w, w.host_hr
        )
        # the host ends it, since the employer who lent the person is gone
        version = w.placement.version
        living.end_early(w.host_hr, w.placement.public_id, version, "The home employer closed.")
    assert w.placement.status == "ended_early"
    assert w.placement.return_is_settled
    record = queries.record(w.placement)
    later = date(2027, 6, 20)
    assert "return_plan" not in [one.code for one in tasks.open_now(w.placement, record, later)]


def test_hard_case_9_the_home_employer_merges_while_the_person_is_away(w):
    with moving.on(JUNE):
        waive(w, w.home_hr, Waived.EMPLOYER_MERGED, "Rivers is part of Water from 1 June.")
        words = said_next(w, w.mover)
        assert "confirms in writing that the contract passed to it" in words
        assert "The new employer joins here" in words
        # the new employer's HR found a post before the end: it takes the waiver's place
        moving.return_is_settled(w)
    assert (w.placement.return_post, w.placement.return_waived) == ("Officer, Flood Team", None)
    with moving.on(LAST):
        complete(w, w.home_hr, EndedHow.RETURNED)
    assert w.placement.status == "completed"


def test_hard_case_9_without_a_word_from_home_nothing_is_completed(w):
    with moving.on(LAST), pytest.raises(IllegalTransition):
        complete(w, w.home_hr, EndedHow.RETURNED)
    assert w.placement.status == "active"


# --- case 10: maternity or long sickness


def on_leave(w):
    """Parental leave from 1 March: the mover notes it, the host confirms the absence."""
    with moving.on(BORN):
        noted = Noted(NoteKind.LEAVE, BORN, date(2027, 11, 30), "Maternity leave")
        noting.note(w.mover, w.placement.public_id, noted)
        living.go_on_leave(w.poster, w.placement.public_id, w.placement.version, "Parental leave")


def two_years(w, day):
    return next(one for one in checks.findings(w.placement, day) if one.rule.id == "R01")


def test_hard_case_10_maternity_leave_does_not_pause_the_24_months(at_stage):
    w = at_stage(inward)
    before = two_years(w, BORN).why
    on_leave(w)
    assert w.placement.status == "on_leave"
    assert w.placement.ends_on == date(2028, 7, 3), "no date moves by itself"
    assert two_years(w, BORN).why == before
    assert "It may last until 3 January 2029." in before
    with moving.on(BACK):
        living.come_back(w.poster, w.placement.public_id, w.placement.version)
        assert two_years(w, BACK).why == before, "nine months away are nine months used"
        # nine months more would make up for it; all agree, and the rule still stands
        staying.ask(w, w.mover, ends_on=date(2029, 4, 3))
        linking.approve(VISITOR, staying.link_to(moving.MANAGER))
        staying.approve(w, w.home_hr, "home_hr")
        staying.approve(w, w.poster, "host_manager")
        staying.approve(w, w.host_hr, "host_hr")
        found = staying.extension(w)
        assert found.status == "open"
        assert [one.rule.id for one in extending.blocking(found, BACK)] == ["R01"]
        # the Commission may approve it, as for everybody
        moving.approved_outside(w, "R01", date(2029, 4, 3))
        extending.answer_checks(w.host_hr, found.public_id, found.version, None)
        staying.sign_variation(w)
    assert w.placement.ends_on == date(2029, 4, 3)


def test_hard_case_10_nobody_is_asked_how_it_goes_while_on_leave(w):
    midpoint = date(2027, 4, 4)
    asked = {one.code for one in tasks.open_now(w.placement, queries.record(w.placement), midpoint)}
    assert {"midpoint_mover", "midpoint_host"} <= asked
    on_leave(w)
    asked = {one.code for one in tasks.open_now(w.placement, queries.record(w.placement), midpoint)}
    assert not asked & {"week_6_mover", "week_6_host", "midpoint_mover", "midpoint_host"}
    # but the return is planned, whoever is away
    may = date(2027, 5, 4)
    asked = {one.code for one in tasks.open_now(w.placement, queries.record(w.placement), may)}
    assert "return_plan" in asked


ILL = "Chemotherapy until May"


def test_hard_case_10_what_is_said_of_a_long_sickness_is_for_hr_alone(w):
    with moving.on(BORN):
        for _time in range(2):  # the form was sent twice
            noting.note(w.mover, w.placement.public_id, Noted(NoteKind.SICKNESS, BORN, None, ILL))
        assert moving.told(w.home_hr).count("stay_noted") == 1
        viewers = {
            "mover": w.mover,
            "home_hr": w.home_hr,
            "host_hr": w.host_hr,
            "host_manager": w.poster,
            "line_manager": w.manager,
        }
        found = {}
        for part, viewer in viewers.items():
            panel = panels.during(viewer, w.placement, BORN)
            found[part] = [(one.title, one.text) for one in panel["notes"]]
    assert found == {
        "mover": [("Sickness", ILL)],
        "home_hr": [("Sickness", ILL)],
        "host_hr": [("Sickness", ILL)],
        "host_manager": [("Something else", "")],
        "line_manager": [("Something else", "")],
    }


def test_hard_case_10_the_page_says_that_no_absence_stops_the_clock_and_who_pays(
    staged, in_app, client_as
):
    staged(_active)
    with in_app():
        path = f"/placements/{db.session.scalars(sa.select(Placement.public_id)).one()}/stay/note"
    with moving.on(BORN):
        page = client_as("individual@rivers.example").words(path)
    assert "Does a long absence stop the clock? No." in page
    assert "Nothing in the rules that we know stops the 24 months" in page
    assert "Who pays during an absence stands in the agreement" in page


def _active():
    moving.active()


AWAY = "Away until the last day or longer: what now"


@pytest.mark.parametrize(
    ("until", "told"),
    [(date(2027, 7, 2), False), (LAST, True), (date(2027, 9, 1), True), (None, False)],
)
def test_hard_case_10_the_panel_knows_of_an_absence_that_lasts_to_the_end(w, until, told):
    with moving.on(BORN):
        noted = Noted(NoteKind.LEAVE, BORN, until, "Maternity leave")
        noting.note(w.mover, w.placement.public_id, noted)
        found = panels.during(w.poster, w.placement, BORN)["away_until"]
    assert found == (until if told else None)
    query = sa.select(Notice.text).filter_by(person_id=w.home_hr.person_id, event="stay_noted")
    said = db.session.scalars(query).one()
    assert ("the placement's page says what to do now" in said) is told


def test_hard_case_10_whether_somebody_is_ill_until_the_end_only_hr_and_the_writer_know(w):
    with moving.on(BORN):
        ill = Noted(NoteKind.SICKNESS, BORN, LAST, ILL)
        noting.note(w.mover, w.placement.public_id, ill)
        viewers = (w.mover, w.home_hr, w.host_hr, w.poster, w.manager)
        found = [panels.during(one, w.placement, BORN)["away_until"] for one in viewers]
    assert found == [LAST, LAST, LAST, None, None]


def test_hard_case_10_the_page_says_what_now_when_an_absence_reaches_the_last_day(
    in_app, client_as
):
    with in_app():
        w = moving.active()
        with moving.on(BORN):
            until = date(2027, 11, 30)
            noted = Noted(NoteKind.LEAVE, BORN, until, "Maternity leave")
            noting.note(w.mover, w.placement.public_id, noted)
            living.go_on_leave(w.poster, w.placement.public_id, w.placement.version, "Leave")
        room = f"/placements/{w.placement.public_id}"
    with moving.on(JUNE):
        page = client_as("individual@rivers.example").words(room)
    assert AWAY in page
    assert "until 30 November 2027, and the last day is 3 July 2027" in page
    assert "nobody has to come back to Harbour Hospice for it" in page
    assert "To make up the time, ask for an extension by 3 July 2027" in page
    assert "notes the return, which ends the absence here" in page
    with moving.on(date(2027, 7, 4)):
        page = client_as("individual@rivers.example").words(room)
    assert AWAY in page
    assert "ask for an extension by" not in page, "the last day is over"
