"""What becomes of an appeal: dismissed, upheld and decided, upheld and asked anew, or too late."""

from __future__ import annotations

import pytest

from exchange.access import VISITOR
from exchange.applications import services as applying
from exchange.db import db
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.placements import proposing, releasing, story
from exchange.placements.lifecycle import Role
from tests import factories
from tests.placements import moving
from tests.placements.appealing import AGREE, ASK_ANOTHER, DISMISS, answer, appeal, head, refuse


@pytest.fixture
def w(at_stage):
    """Sent home, the manager confirmed; nobody has decided yet."""
    world = at_stage(factories.world)
    moving.send_home(world)
    moving.confirm(world)
    return world


def test_dismissed_it_stays_refused_and_the_reasons_are_told(w):
    refuse(w, "home_manager")
    appeal(w)
    answer(w, w.home_hr, DISMISS, "The post is being cut.")
    assert w.placement.status == "refused"
    assert w.placement.application.place is None
    assert story.entries(w.mover, w.placement)[-1].text == "The post is being cut."
    assert moving.told(w.mover)[-1] == "appeal_answered"
    with pytest.raises(IllegalTransition):
        answer(w, w.home_hr, AGREE)


def test_upheld_hr_agrees_in_the_managers_place(w):
    refuse(w, "home_manager")
    assert w.placement.application.place is None
    appeal(w)
    answer(w, w.home_hr, AGREE, "We can cover it.")
    assert w.placement.status == "proposed"
    assert w.placement.application.place == 1
    assert w.placement.application.status == "accepted"
    decision = w.placement.decision(Role.HOME_MANAGER)
    assert (decision.by, decision.name) == (w.home_hr.key, w.home_hr.name)
    moving.approve(w, w.home_hr, "home_hr")
    moving.host_agrees(w)
    moving.give_facts(w)
    assert w.placement.status == "agreed"
    assert w.placement.application.status == "placed"


def test_who_agrees_in_hrs_place_says_who_the_manager_is(at_stage):
    """HR refused before it had confirmed the line manager."""
    w = at_stage(factories.world)
    chair = head(w, "home", "board")
    moving.send_home(w)
    refuse(w, "home_hr")
    appeal(w)
    answer(w, chair, AGREE)
    assert w.placement.stands(Role.HOME_HR)
    assert w.placement.manager_confirmed_by == chair.key


def test_what_the_others_approved_before_the_refusal_stands(w):
    moving.host_agrees(w)
    refuse(w, "home_manager")
    appeal(w)
    answer(w, w.home_hr, AGREE)
    assert w.placement.stands(Role.HOST_MANAGER)
    assert w.placement.stands(Role.HOST_HR)


def test_upheld_another_manager_is_named_and_not_the_same_again(w):
    refuse(w, "home_manager")
    appeal(w)
    answer(w, w.home_hr, ASK_ANOTHER)
    assert w.placement.manager_email == ""
    assert "name_another" in moving.told(w.mover)
    with pytest.raises(Invalid) as refusal:
        moving.send_home(w)
    assert "somebody else decides" in refusal.value.fields["email"]
    releasing.agree(VISITOR, moving.send_home(w, "director@rivers.example", "Di Rector"))
    assert w.placement.stands(Role.HOME_MANAGER)


def test_upheld_another_of_hr_is_asked_and_who_refused_decides_no_more(w):
    chair = head(w, "home", "board")
    second = factories.member("second@rivers.example", w.home, "hr")
    refuse(w, "home_hr")
    appeal(w)
    before = moving.told(w.home_hr).count("decision_wanted")
    answer(w, chair, ASK_ANOTHER)
    assert moving.told(second)[-1] == "decision_wanted"
    assert moving.told(w.home_hr).count("decision_wanted") == before
    with pytest.raises(NotAllowed):
        moving.approve(w, w.home_hr, "home_hr")
    moving.approve(w, second, "home_hr")
    assert w.placement.stands(Role.HOME_HR)


def test_upheld_the_host_hands_it_to_another_who_decides(w):
    refuse(w, "host_manager")
    appeal(w)
    answer(w, w.host_hr, ASK_ANOTHER)
    assert "hand_over_wanted" in moving.told(w.host_hr)
    with pytest.raises(NotAllowed):
        moving.approve(w, w.poster, "host_manager")


def test_a_link_that_was_waiting_is_sent_afresh(at_stage):
    w = at_stage(factories.world)
    old = moving.send_home(w)
    refuse(w, "host_manager")
    appeal(w)
    answer(w, w.host_hr, AGREE)
    fresh = moving.link_to(moving.MANAGER)
    assert fresh != old
    releasing.agree(VISITOR, fresh)
    assert w.placement.stands(Role.HOME_MANAGER)


def test_the_place_has_gone_meanwhile(w):
    refuse(w, "home_manager")
    appeal(w)
    _take_the_place(w)
    answer(w, w.home_hr, AGREE, "It should not have been refused.")
    assert w.placement.status == "refused"
    assert w.placement.appeals[0].outcome == "place_gone"
    assert w.placement.application.place is None
    assert moving.told(w.mover)[-1] == "appeal_answered"


def _take_the_place(w):
    other = factories.member("other@rivers.example", w.home)
    sent = factories.application(other, w.listing, w.home)
    factories.offer(w.poster, sent)
    proposing.accept_offer(other, sent.public_id, _version(sent))


def _version(sent):
    db.session.refresh(sent)
    return sent.version


def test_a_listing_that_has_ended_gives_no_place(w):
    refuse(w, "home_manager")
    appeal(w)
    applying.withdraw_listing(w.poster, w.listing.public_id, "The grant ended.")
    answer(w, w.home_hr, AGREE)
    assert w.placement.appeals[0].outcome == "place_gone"


def test_a_later_answer_to_the_same_listing_is_kept(w):
    refuse(w, "home_manager")
    appeal(w)
    factories.application(w.mover, w.listing, w.home)
    answer(w, w.home_hr, AGREE)
    assert w.placement.appeals[0].outcome == "place_gone"
