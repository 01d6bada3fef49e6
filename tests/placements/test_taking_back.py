"""An approval is withdrawn before signing: by account, by link, with a reason, and never later."""

from __future__ import annotations

import pytest

from exchange.access import VISITOR
from exchange.errors import ChangedMeanwhile, Gone, IllegalTransition, Invalid, NotAllowed
from exchange.placements import reconsidering, releasing, story
from exchange.placements.lifecycle import Role
from tests import factories
from tests.placements import guarding, moving

APPROVED = ("home_manager", "home_hr", "host_manager", "host_hr")


def take_back(w, actor, role, reason="The budget was cut."):
    version = w.placement.version
    reconsidering.take_back(actor, w.placement.public_id, version, Role(role), reason)


@pytest.fixture
def agreed(at_stage):
    return at_stage(moving.agreed)


@pytest.mark.parametrize(
    ("who", "role"),
    [("manager", "home_manager"), ("home_hr", "home_hr"), ("poster", "host_manager")],
)
def test_what_was_agreed_is_proposed_again_and_the_others_stand(agreed, who, role):
    w = agreed
    take_back(w, getattr(w, who), role)
    assert w.placement.status == "proposed"
    assert w.placement.agreed_at is None
    stand = [one for one in APPROVED if w.placement.stands(Role(one))]
    assert stand == [one for one in APPROVED if one != role]
    for party in (w.mover, w.poster, w.home_hr, w.host_hr):
        assert "taken_back" in moving.told(party)
    moving.approve(w, getattr(w, who), role)
    assert w.placement.status == "agreed"


def test_who_withdrew_reads_it_in_the_history(agreed):
    take_back(agreed, agreed.host_hr, "host_hr", "We have no desk.")
    told = story.entries(agreed.host_hr, agreed.placement)[-1]
    assert told.title == "HR at the host, Harbour Hospice: approval withdrawn"
    assert told.text == "We have no desk."


def test_before_everything_is_agreed_it_stays_proposed(at_stage):
    w = at_stage(factories.world)
    moving.approve(w, w.poster, "host_manager")
    take_back(w, w.poster, "host_manager")
    assert w.placement.status == "proposed"
    assert not w.placement.stands(Role.HOST_MANAGER)


def test_after_signing_nobody_withdraws_an_approval(at_stage):
    w = at_stage(moving.signed)
    with pytest.raises(IllegalTransition):
        take_back(w, w.host_hr, "host_hr")
    assert w.placement.status == "signed"


def test_what_one_party_has_signed_is_void(agreed):
    guarding.settle(agreed)
    moving.issue(agreed)
    moving.sign(agreed, agreed.mover, "mover")
    take_back(agreed, agreed.host_hr, "host_hr")
    assert agreed.placement.status == "proposed"
    assert agreed.placement.mover_signed_at is None
    assert "signature_void" in moving.told(agreed.mover)


@pytest.mark.parametrize("who", ["mover", "poster", "host_hr", "manager"])
def test_nobody_else_withdraws_it(agreed, who):
    with pytest.raises(NotAllowed):
        take_back(agreed, getattr(agreed, who), "home_hr")


def test_a_reason_a_standing_approval_and_the_newest_page_are_needed(agreed):
    w = agreed
    with pytest.raises(Invalid):
        take_back(w, w.host_hr, "host_hr", " ")
    with pytest.raises(ChangedMeanwhile):
        reconsidering.take_back(
            w.host_hr, w.placement.public_id, w.placement.version - 1, Role.HOST_HR, "No desk."
        )
    take_back(w, w.host_hr, "host_hr")
    with pytest.raises(IllegalTransition, match="no approval"):
        take_back(w, w.host_hr, "host_hr")


def test_only_who_is_asked_again_waits_anew(at_stage):
    """Those who had not decided go on waiting since they were asked."""
    w = at_stage(factories.world)
    moving.send_home(w)
    moving.approve(w, w.poster, "host_manager")
    asked = w.placement.request(Role.HOST_HR).asked_at
    with moving.on(moving.FIRST_DAY):
        take_back(w, w.poster, "host_manager")
        again = w.placement.request(Role.HOST_MANAGER).asked_at
    assert w.placement.request(Role.HOST_HR).asked_at == asked
    assert (again.year, again.month, again.day) == (2027, 1, 4)


def test_a_manager_withdraws_by_the_link_and_is_asked_again(at_stage):
    w = at_stage(factories.world)
    token = moving.send_home(w)
    releasing.agree(VISITOR, token)
    releasing.take_back(VISITOR, token, "We need her.")
    assert not w.placement.stands(Role.HOME_MANAGER)
    fresh = moving.link_to(moving.MANAGER)
    assert fresh != token
    releasing.agree(VISITOR, fresh)
    assert w.placement.stands(Role.HOME_MANAGER)
    with pytest.raises(Gone):
        releasing.take_back(VISITOR, token, "Again.")


@pytest.mark.parametrize("before", ["decided", "refused", "others"])
def test_a_link_withdraws_only_what_was_agreed_by_it(at_stage, before):
    w = at_stage(factories.world)
    token = moving.send_home(w)
    if before == "refused":
        releasing.refuse(VISITOR, token, "cost", "No money.")
    if before == "others":
        releasing.agree(VISITOR, token)
        moving.change_terms(w, w.poster, days_a_week=4)
    with pytest.raises(Gone):
        releasing.take_back(VISITOR, token, "We need her.")


def test_a_contact_types_a_fresh_code(in_app):
    with in_app():
        w = moving.agreed_by_contact()
        token = w.token
        with pytest.raises(Invalid):
            releasing.take_back(VISITOR, token, "No desk.", "000000")
        releasing.send_code(VISITOR, token)
        code = moving.code_to("hal@harbour.example")
        releasing.take_back(VISITOR, token, "No desk.", code)
        assert not w.world.placement.stands(Role.HOST_HR)
