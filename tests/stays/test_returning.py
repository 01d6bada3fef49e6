"""Nobody comes back to nothing: no end is confirmed without a post or a reason for none."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from exchange.access import VISITOR
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.placements import living
from exchange.placements.ending import ReturnPost, Waived
from exchange.placements.models import EndedHow
from exchange.stays import linking, returning
from exchange.stays.returning import Post
from tests import factories
from tests.placements import moving
from tests.stays import staying

JUNE, LAST = date(2027, 6, 1), date(2027, 7, 3)
POST = Post("Officer, Flood Team", ReturnPost.SAME, date(2027, 7, 5))


@pytest.fixture
def w(at_stage):
    return at_stage(moving.active)


def complete(w, by=None):
    living.complete(by or w.home_hr, w.placement.public_id, w.placement.version, EndedHow.RETURNED)


def confirm(w, by=None, post=POST):
    returning.confirm(by or w.home_hr, w.placement.public_id, w.placement.version, post)


def waive(w, by=None, why=Waived.OTHER, reason="The team is moved."):
    returning.waive(by or w.home_hr, w.placement.public_id, w.placement.version, why, reason)


def test_no_end_is_confirmed_without_a_post_or_a_reason(w):
    with moving.on(LAST):
        with pytest.raises(IllegalTransition, match="which post Individual returns to"):
            complete(w)
        assert w.placement.status == "active"
        confirm(w)
        complete(w)
    assert w.placement.status == "completed"
    assert (w.placement.return_post, w.placement.return_is) == ("Officer, Flood Team", "same")


def test_a_reason_for_no_post_is_enough(w):
    with moving.on(LAST):
        waive(w)
        complete(w)
    assert w.placement.status == "completed"
    assert w.placement.return_waived_reason == "The team is moved."


def test_a_waiver_without_a_reason_is_none(w):
    with moving.on(LAST):
        with pytest.raises(Invalid) as refusal:
            waive(w, reason="  ")
        assert list(refusal.value.fields) == ["reason"]
        with pytest.raises(IllegalTransition):
            complete(w)


@pytest.mark.parametrize(
    ("post", "field"),
    [
        (Post(" ", ReturnPost.SAME, date(2027, 7, 5)), "title"),
        (Post("Officer", ReturnPost.SAME, LAST), "free_from"),
        (Post("Officer", ReturnPost.SAME, date(2027, 7, 5), date(2027, 5, 31)), "meeting_on"),
    ],
)
def test_what_is_wrong_with_a_post_stands_beside_its_field(w, post, field):
    with moving.on(JUNE):
        with pytest.raises(Invalid) as refusal:
            confirm(w, post=post)
        assert list(refusal.value.fields) == [field]
        assert not w.placement.return_is_settled


def test_home_hr_decides_and_only_administrators_beside_it_can_waive(w):
    admin = factories.administrator()
    with moving.on(JUNE):
        for other in (w.mover, w.manager, w.poster, w.host_hr):
            with pytest.raises(NotAllowed):
                confirm(w, other)
            with pytest.raises(NotAllowed):
                waive(w, other)
        with pytest.raises(NotAllowed):
            confirm(w, admin)
        waive(w, admin, Waived.EMPLOYER_CLOSED)
    assert w.placement.return_waived == "employer_closed"


def test_a_post_takes_the_place_of_a_waiver_and_the_other_way_round(w):
    with moving.on(JUNE):
        waive(w)
        confirm(w)
        assert (w.placement.return_waived, w.placement.return_waived_reason) == (None, "")
        waive(w)
        assert (w.placement.return_post, w.placement.return_from) == ("", None)
        assert "return_confirmed" in moving.told(w.mover)
        assert "return_waived" in moving.told(w.mover)


def test_after_an_early_end_the_post_is_still_to_be_named(w):
    with moving.on(JUNE):
        living.end_early(w.poster, w.placement.public_id, w.placement.version, "No money left.")
        assert w.placement.status == "ended_early"
        assert not w.placement.return_is_settled
        confirm(w, post=Post("Officer", ReturnPost.EQUIVALENT, date(2027, 6, 2)))
    assert w.placement.return_is_settled
    assert w.placement.status == "ended_early"


def test_home_is_asked_once_a_day_however_often_the_button_is_pressed(w):
    with moving.on(JUNE):
        for _ in range(2):
            returning.ask_home(w.mover, w.placement.public_id)
        assert moving.told(w.home_hr).count("return_wanted") == 1
    with moving.on(LAST):
        returning.ask_home(w.mover, w.placement.public_id)
        assert moving.told(w.home_hr).count("return_wanted") == 2


def test_home_without_an_account_names_the_post_and_confirms_the_end_by_link(w):
    staying.nobody_at_home(w)
    with moving.on(LAST):
        returning.ask_home(w.mover, w.placement.public_id)
        token = staying.link_to(staying.CONTACT)
        linking.send_code(VISITOR, token)
        code = staying.code_to(staying.CONTACT)
        with pytest.raises(IllegalTransition):
            linking.complete(VISITOR, token, EndedHow.RETURNED, "", code)
        with pytest.raises(Invalid) as refusal:
            linking.confirm_return(VISITOR, token, POST, "x")
        assert list(refusal.value.fields) == ["code"]
        linking.confirm_return(VISITOR, token, POST, code)
        linking.complete(VISITOR, token, EndedHow.RETURNED, "", code)
    assert w.placement.status == "completed"
    assert w.placement.ended_by_link == f"address:{staying.CONTACT}"
    assert w.placement.ended_by_id is None


@pytest.mark.both_databases
def test_no_statement_by_hand_completes_a_stay_without_a_return(in_app):
    with in_app():
        w = moving.active()
        done = (
            "status = 'completed', ended_how = 'returned', ended_by_id = host_manager_id,"
            " ended_on = '2027-07-03'"
        )
        with pytest.raises(IntegrityError, match="ck_placement_returns_somewhere"):
            moving.statement(w.placement, done)
