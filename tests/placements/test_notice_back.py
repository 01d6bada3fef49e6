"""A notice of an early end is taken back: by who gave it, with the others' consent, in time."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.placements import living, story, taking_back
from exchange.placements.early_end import Notice
from exchange.placements.ending import Capacity
from tests import factories
from tests.placements import moving
from tests.placements.moving import on

APRIL, MAY, LAST = date(2027, 4, 1), date(2027, 5, 14), date(2027, 7, 3)
WHY = "The other post fell through."


def give(w, actor, day=APRIL, last=MAY, capacity=None):
    """Somebody gives notice."""
    notice = Notice(last, capacity)
    with on(day):
        living.end_early(actor, w.placement.public_id, w.placement.version, "A new post.", notice)


def take_back(w, actor, reason=WHY, *, agree=True, day=APRIL, version=None):
    ref, seen = w.placement.public_id, version or w.placement.version
    with on(day):
        taking_back.take_back_notice(actor, ref, seen, reason, others_agree=agree)


def noticed():
    """The mover gave notice."""
    w = moving.active()
    give(w, w.mover)
    return w


@pytest.fixture
def w(at_stage):
    return at_stage(noticed)


def says(w):
    """What stands of the notice, and how the placement goes on."""
    row = w.placement
    left = (row.early_end_by, row.early_end_as, row.early_end_given_at)
    return row.status, row.ends_early_on, row.last_day, row.end_reason, left


GOES_ON = ("active", None, LAST, "", (None, None, None))


def test_whoever_gave_it_takes_it_back_and_nothing_of_it_is_left(w):
    since = w.placement.moved_at
    take_back(w, w.mover)
    assert says(w) == GOES_ON
    assert w.placement.moved_at == since
    for person in (w.mover, w.poster, w.host_hr, w.home_hr):
        assert "notice_taken_back" in moving.told(person)
    mail = factories.mails(moving.MANAGER)[-1]["text"]
    assert "does not end on 14 May 2027. It goes on until 3 July 2027, as agreed." in mail
    assert mail.endswith(WHY)


def test_the_history_tells_the_notice_and_that_it_was_taken_back(w):
    take_back(w, w.mover)
    given, back = story.entries(w.home_hr, w.placement)[-2:]
    assert (given.title, given.text) == ("Notice was given: it ends on 14 May 2027", "A new post.")
    assert (back.title, back.text) == ("Notice of an early end was taken back", WHY)
    assert back.by == "Individual"


@pytest.mark.parametrize("by", ["poster", "host_hr", "home_hr", "manager"])
def test_nobody_else_takes_it_back(w, by):
    before = says(w)
    with pytest.raises(NotAllowed):
        take_back(w, getattr(w, by))
    assert says(w) == before


@pytest.mark.parametrize("by", ["poster", "host_hr", "home_hr", "manager"])
def test_each_party_takes_back_its_own(at_stage, by):
    w = at_stage(moving.active)
    give(w, getattr(w, by))
    take_back(w, getattr(w, by))
    assert says(w) == GOES_ON


# HR of the employer for which notice was given, by whomever: who gave it may have left.
FOR_THEIR_EMPLOYER = [("poster", "host_hr"), ("manager", "home_hr")]


@pytest.mark.parametrize(("gave", "by"), FOR_THEIR_EMPLOYER)
def test_hr_takes_back_what_was_given_for_their_employer(at_stage, gave, by):
    w = at_stage(moving.active)
    give(w, getattr(w, gave))
    other = {"host_hr": w.home_hr, "home_hr": w.host_hr}[by]
    with pytest.raises(NotAllowed):
        take_back(w, other)
    take_back(w, getattr(w, by))
    assert says(w) == GOES_ON


def test_it_needs_a_reason_and_the_consent_of_the_others(w):
    for reason, agree, fields in ((" ", True, ["reason"]), (WHY, False, ["others_agree"])):
        with pytest.raises(Invalid) as refused:
            take_back(w, w.mover, reason, agree=agree)
        assert list(refused.value.fields) == fields
    assert w.placement.ends_early_on == MAY


def test_once_it_takes_effect_it_stands(w):
    take_back_late = pytest.raises(IllegalTransition, match="ends today or has ended")
    with take_back_late:
        take_back(w, w.mover, day=MAY)
    assert w.placement.ends_early_on == MAY
    take_back(w, w.mover, day=date(2027, 5, 13))
    assert says(w) == GOES_ON


def test_once_home_has_planned_the_return_it_stands(w):
    with on(date(2027, 4, 2)):
        moving.return_is_settled(w)
    with pytest.raises(IllegalTransition, match="has planned the return since"):
        take_back(w, w.mover, day=date(2027, 4, 3))
    assert w.placement.ends_early_on == MAY


def test_a_return_that_was_planned_before_does_not_hold_it(at_stage):
    w = at_stage(moving.active)
    with on(date(2027, 3, 1)):
        moving.return_is_settled(w)
    give(w, w.mover)
    take_back(w, w.mover)
    assert says(w) == GOES_ON


def test_when_somebody_else_gave_notice_too_that_one_stands(w):
    give(w, w.host_hr, last=date(2027, 5, 3), capacity=Capacity.HOST_HR)
    with pytest.raises(NotAllowed):
        take_back(w, w.mover)
    assert w.placement.ends_early_on == date(2027, 5, 3)


def test_it_is_taken_back_from_leave_and_not_twice(w):
    with on(APRIL):
        living.go_on_leave(w.poster, w.placement.public_id, w.placement.version, "Illness")
    take_back(w, w.mover)
    assert says(w)[0] == "on_leave"
    with pytest.raises(IllegalTransition, match="No notice"):
        take_back(w, w.mover)


def test_who_saw_an_older_state_is_told(w):
    version = w.placement.version
    give(w, w.mover, last=date(2027, 5, 20))
    with pytest.raises(ChangedMeanwhile):
        take_back(w, w.mover, version=version)


def test_after_an_end_at_once_there_is_nothing_to_take_back(at_stage):
    w = at_stage(moving.active)
    with on(APRIL):
        living.end_early(w.mover, w.placement.public_id, w.placement.version, "Ill.")
    with pytest.raises(IllegalTransition):
        take_back(w, w.mover)
    assert w.placement.status == "ended_early"


def test_the_page_offers_it_to_who_gave_it_and_keeps_what_was_typed(in_app, client_as):
    with in_app():
        room, offer = f"/placements/{noticed().placement.public_id}", "Take back the notice"
    with on(APRIL):
        assert offer not in client_as("hr@rivers.example").words(room)
        mover = client_as("individual@rivers.example")
        assert offer in mover.words(room)
        assert "ends on 14 May 2027" in mover.words(f"{room}/take-back-notice")
        refused = mover.submit(f"{room}/take-back-notice", reason=WHY)
        assert refused.status_code == 422
        page = refused.get_data(as_text=True)
        assert "tick this once they agree" in page
        assert WHY in page
        mover.submit(f"{room}/take-back-notice", reason=WHY, others_agree="y")
        assert offer not in mover.words(f"{room}#acts")
