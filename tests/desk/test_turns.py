"""What waits beside approvals: for whom, from when, and what it says is to be done."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.desk import turns, waiting
from exchange.organisations import queries as organisations
from exchange.placements import living
from exchange.placements.ending import Waived
from exchange.placements.models import EndedHow
from exchange.stays import returning
from tests import factories
from tests.placements import appealing, guarding, moving, swaps
from tests.placements.conftest import at_stage, morning
from tests.stays import staying

__all__ = ["at_stage", "morning"]

MOVER, MANAGER, HOME_HR = "individual@rivers.example", "manager@rivers.example", "hr@rivers.example"
POSTER, HOST_HR = "poster@harbour.example", "hr@harbour.example"
CHAIR, HEAD, ADMIN = "chair@rivers.example", "head@rivers.example", "admin@crossover.example"
EVERYBODY = (MOVER, MANAGER, HOME_HR, POSTER, HOST_HR)
IN_APRIL, IN_JUNE = date(2027, 4, 19), date(2027, 6, 1)
FIRST, LAST = moving.FIRST_DAY, moving.LAST_DAY
BOTH_HR = {HOME_HR, HOST_HR}


def tell(who: str, *more: str) -> dict[str, set[str]]:
    """What is waited for, and of whom; the count in the menu says the same."""
    found: dict[str, set[str]] = {}
    for email in (who, *more):
        viewer = organisations.actor_by_email(email)
        listed = waiting.decisions(viewer, 1, 100).items
        counted = waiting.for_decision(viewer)
        assert counted.count == waiting.how_many(viewer) == len(listed), email
        for each in turns.on(viewer, listed).values():
            for one in each:
                found.setdefault(one.what, set()).add(email)
                assert counted.oldest <= one.since
    return found


def everybody() -> dict[str, set[str]]:
    return tell(*EVERYBODY)


def test_the_agreement_waits_to_be_issued_and_then_for_each_who_signs(at_stage):
    w = at_stage(moving.agreed)
    assert everybody() == {"Issue the agreement": BOTH_HR}
    moving.issue(w)
    assert everybody() == {"Sign the agreement": {MOVER, *BOTH_HR}}
    moving.sign(w, w.mover, "mover")
    moving.sign(w, w.home_hr, "home")
    assert everybody() == {"Sign the agreement": {HOST_HR}}
    moving.sign(w, w.host_hr, "host")
    assert everybody() == {}


def test_the_start_waits_for_the_host_manager_from_the_first_day(at_stage):
    at_stage(moving.signed)
    assert everybody() == {}
    with moving.on(FIRST):
        assert everybody() == {"Confirm that the person has started": {POSTER}}


def test_an_hour_waits_to_be_recorded_by_either_of_the_two(at_stage):
    at_stage(an_hour)
    assert everybody() == {}
    with moving.on(FIRST):
        assert everybody() == {"Record whether it took place": {MOVER, POSTER}}


def an_hour():
    return moving.agreed("session")


def test_the_host_confirms_the_outcome_of_a_project_on_its_last_day(at_stage):
    w = at_stage(a_project)
    with moving.on(w.placement.ends_on - moving.ONE_DAY):
        assert everybody() == {}
    with moving.on(w.placement.ends_on):
        assert everybody() == {"Confirm the outcome": {POSTER}}


def a_project():
    return moving.active("project")


def test_the_return_waits_for_home_hr_and_then_the_end(at_stage):
    w = at_stage(moving.active)
    with moving.on(IN_APRIL):
        assert everybody() == {}
    with moving.on(IN_APRIL + moving.ONE_DAY):
        assert everybody() == {"Confirm the post to return to": {HOME_HR}}
    with moving.on(IN_JUNE):
        moving.return_is_settled(w)
        assert everybody() == {}, "the last day is still to come"
    with moving.on(LAST):
        assert everybody() == {"Confirm what follows": {HOME_HR}}
        ref, version = w.placement.public_id, w.placement.version
        living.complete(w.home_hr, ref, version, EndedHow.RETURNED)
        assert everybody() == {}


def test_a_post_that_is_waived_is_waited_for_no_more(at_stage):
    w = at_stage(moving.active)
    with moving.on(IN_JUNE):
        ref, version = w.placement.public_id, w.placement.version
        returning.waive(w.home_hr, ref, version, Waived.LEAVES, "She has a new post")
        assert everybody() == {}
    with moving.on(LAST):
        assert everybody() == {"Confirm what follows": {HOME_HR}}


def test_after_an_early_end_home_still_says_which_post(at_stage):
    w = at_stage(moving.active)
    with moving.on(date(2027, 2, 1)):
        ref, version = w.placement.public_id, w.placement.version
        living.end_early(w.poster, ref, version, "No money left")
        assert everybody() == {"Confirm the post to return to": {HOME_HR}}


def test_an_extension_waits_for_each_who_has_yet_to_decide(at_stage):
    w = at_stage(moving.active)
    with moving.on(date(2027, 2, 1)):
        staying.ask(w)
        decide = "Decide about the extension"
        assert everybody() == {decide: {MANAGER, HOME_HR, POSTER, HOST_HR}}
        staying.approve(w, w.host_hr, "host_hr")
        staying.approve(w, w.manager, "home_manager")
        assert everybody() == {decide: {HOME_HR, POSTER}}


@pytest.mark.parametrize(
    ("role", "answers"),
    [("home_manager", {HOME_HR}), ("host_manager", {HOST_HR}), ("home_hr", {CHAIR, HEAD})],
)
def test_an_appeal_waits_for_those_to_whom_it_goes(at_stage, role, answers):
    w = at_stage(sent_and_confirmed)
    factories.member(CHAIR, w.home, "board")
    factories.member(HEAD, w.home, "organisation_admin")
    appealing.refuse(w, role)
    people = (*EVERYBODY, CHAIR, HEAD, ADMIN)
    assert tell(*people) == {}
    appealing.appeal(w)
    assert tell(*people) == {"Answer the appeal": answers}
    appealing.answer(w, factories.actor(min(answers)), appealing.DISMISS)
    assert tell(*people) == {}


def test_an_appeal_that_nobody_there_may_answer_waits_for_the_platform(at_stage):
    w = at_stage(sent_and_confirmed)
    appealing.refuse(w, "home_hr")
    appealing.appeal(w)
    assert tell(*EVERYBODY, ADMIN) == {"Answer the appeal": {ADMIN}}


def test_who_decided_for_the_host_is_not_asked_about_an_appeal_at_home(at_stage):
    w = at_stage(sent_and_confirmed)
    factories.member(HEAD, w.home, "hr")
    factories.member(HEAD, w.host, "hr")
    moving.approve(w, factories.actor(HEAD), "host_hr")
    appealing.refuse(w, "home_manager")
    appealing.appeal(w)
    assert tell(*EVERYBODY, HEAD) == {"Answer the appeal": {HOME_HR}}


def sent_and_confirmed():
    w = factories.world()
    moving.send_home(w)
    moving.confirm(w)
    return w


def test_a_swap_waits_for_the_host_to_name_and_then_for_home_to_receive(at_stage):
    w = at_stage(swaps.begun)
    assert everybody() == {"Name who comes the other way": {POSTER, HOST_HR}}
    asked = swaps.name(w)
    assert everybody() == {}, "who was named is asked, outside the room"
    swaps.say(asked)
    assert everybody() == {"Name who looks after the person who comes": {HOME_HR}}
    swaps.receive(w)
    assert everybody() == {}


def test_where_the_board_decides_the_board_is_waited_for_too(at_stage):
    """The chief executive moves, who is HR too: the chair issues, signs, and plans the return."""
    w = at_stage(of_a_chief)
    assert tell(*EVERYBODY, CHAIR) == {"Issue the agreement": {CHAIR, *BOTH_HR}}
    moving.issue(w)
    assert tell(*EVERYBODY, CHAIR) == {"Sign the agreement": {MOVER, CHAIR, *BOTH_HR}}
    moving.sign(w, w.mover, "mover")
    moving.sign(w, factories.actor(CHAIR), "home")
    moving.sign(w, w.host_hr, "host")
    guarding.declare(w, factories.actor(CHAIR))
    with moving.on(FIRST):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    with moving.on(date(2027, 2, 1)):
        assert tell(*EVERYBODY, CHAIR) == {"Confirm the post to return to": {CHAIR}}


def of_a_chief():
    home = factories.organisation("Rivers Trust", domain="rivers.example")
    host = factories.organisation(**factories.HARBOUR, domain="harbour.example")
    factories.member(MOVER, home, "chief_executive", "hr")
    chair = factories.member(CHAIR, home, "board")
    w = factories.move_between(home, host, "attachment")
    assert w.placement.needs_home_board
    moving.send_home(w)
    moving.approve(w, chair, "home_board")
    moving.host_agrees(w)
    moving.give_facts(w)
    return w


def agreed():
    moving.agreed()


def test_the_desk_and_the_home_page_say_what_is_to_be_done(staged, client_as):
    staged(agreed)
    client = client_as(HOME_HR)
    words = client.words("/hr")
    assert "1 waits for you" in words
    assert "Issue the agreement" in words
    assert "Issue the agreement" in client.words("/")
    assert "Issue the agreement" not in client_as(POSTER).words("/hr", 403)
