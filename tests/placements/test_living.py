"""Commands on an agreed placement: its start, leave, and its end, each by whom and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from exchange.clock import LONDON
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.placements import living, progress
from exchange.placements.models import EndedHow
from tests import factories
from tests.placements import guarding, moving
from tests.placements.moving import FIRST_DAY, LAST_DAY, on

DAY = timedelta(days=1)


@pytest.fixture
def w(at_stage):
    """An agreed secondment."""
    return at_stage(moving.agreed)


@pytest.fixture
def paper(at_stage):
    """A secondment that all have signed."""
    return at_stage(moving.signed)


@pytest.fixture
def begun(at_stage):
    """A secondment that has begun."""
    return at_stage(moving.active)


def run(command, w, actor, *values):
    return command(actor, w.placement.public_id, w.placement.version, *values)


def test_it_does_not_start_before_its_first_day(w):
    with on(FIRST_DAY - DAY), pytest.raises(IllegalTransition, match="starts on 4 January 2027"):
        run(living.confirm_start, w, w.poster)
    assert w.placement.status == "agreed"


@pytest.mark.parametrize("by", ["poster", "host_hr"])
def test_the_host_confirms_the_start(paper, by):
    who = getattr(paper, by)
    with on(FIRST_DAY):
        run(living.confirm_start, paper, who)
    assert (paper.placement.status, paper.placement.started_by_id) == ("active", who.person_id)


@pytest.mark.parametrize("by", ["mover", "home_hr", "manager"])
def test_nobody_else_confirms_the_start_or_that_nobody_came(w, by):
    with on(FIRST_DAY):
        for command, values in ((living.confirm_start, ()), (living.did_not_start, ("No.",))):
            with pytest.raises(NotAllowed):
                run(command, w, getattr(w, by), *values)
    assert w.placement.status == "agreed"


def test_nobody_came(w):
    with on(FIRST_DAY - DAY), pytest.raises(IllegalTransition):
        run(living.did_not_start, w, w.poster, "She is ill.")
    with on(FIRST_DAY):
        with pytest.raises(Invalid, match="Give a reason"):
            run(living.did_not_start, w, w.poster, "")
        run(living.did_not_start, w, w.poster, "She is ill.")
    assert (w.placement.status, w.placement.end_reason) == ("did_not_start", "She is ill.")
    assert w.placement.application.status == "not_proceeding"
    assert w.listing.status == "published"


def test_a_secondment_is_not_recorded_like_a_session(w):
    with on(FIRST_DAY), pytest.raises(IllegalTransition, match="another way"):
        run(living.record_happened, w, w.mover, True)


@pytest.mark.parametrize("kind", ["session", "shadowing", "mentoring"])
def test_what_did_not_happen_has_a_reason_and_frees_the_place(in_app, kind):
    with in_app():
        w = moving.agreed(kind)
        with on(FIRST_DAY - DAY), pytest.raises(IllegalTransition):
            run(living.record_happened, w, w.mover, True)
        with on(FIRST_DAY):
            with pytest.raises(NotAllowed):
                run(living.record_happened, w, w.host_hr, True)
            with pytest.raises(Invalid):
                run(living.record_happened, w, w.mover, False)
            run(living.record_happened, w, w.mover, False, "The train stood still.")
        assert w.placement.status == "did_not_start"
        assert w.placement.application.status == "not_proceeding"


def test_leave_and_return_are_noted_by_the_host(begun):
    with pytest.raises(NotAllowed):
        run(living.go_on_leave, begun, begun.mover, "Parental leave")
    run(living.go_on_leave, begun, begun.poster, "Parental leave")
    assert begun.placement.status == "on_leave"
    with on(LAST_DAY), pytest.raises(IllegalTransition):
        run(living.complete, begun, begun.home_hr, EndedHow.RETURNED)
    run(living.come_back, begun, begun.host_hr)
    assert (begun.placement.status, begun.placement.ends_on) == ("active", LAST_DAY)


@pytest.mark.parametrize("by", ["mover", "poster", "host_hr", "home_hr"])
def test_either_side_ends_it_early_with_a_reason(begun, by):
    who = getattr(begun, by)
    with on(date(2027, 3, 1)):
        with pytest.raises(Invalid):
            run(living.end_early, begun, who, "")
        run(living.end_early, begun, who, "The project is done.")
    row = begun.placement
    assert (row.status, row.ended_on, row.ended_by_id) == (
        "ended_early",
        date(2027, 3, 1),
        who.person_id,
    )


def test_the_line_manager_ends_it_too_but_no_colleague(begun):
    colleague = factories.member("colleague@rivers.example", begun.home)
    with pytest.raises((NotAllowed, NotFound)):
        run(living.end_early, begun, colleague, "We need her back.")
    run(living.end_early, begun, begun.manager, "We need her back.")
    assert (begun.placement.status, begun.placement.early_end_as) == ("ended_early", "home_manager")


def test_it_ends_early_from_leave(begun):
    run(living.go_on_leave, begun, begun.poster, "Illness")
    run(living.end_early, begun, begun.mover, "I do not come back.")
    assert begun.placement.status == "ended_early"


def test_home_hr_confirms_what_follows_from_the_last_day_on(begun):
    with on(LAST_DAY - DAY), pytest.raises(IllegalTransition, match="last day"):
        run(living.complete, begun, begun.home_hr, EndedHow.RETURNED)
    with on(LAST_DAY + DAY):
        for other in (begun.poster, begun.host_hr, begun.mover, begun.manager):
            with pytest.raises(NotAllowed):
                run(living.complete, begun, other, EndedHow.RETURNED)
        with pytest.raises(IllegalTransition, match="which post Individual returns to"):
            run(living.complete, begun, begun.home_hr, EndedHow.RETURNED)
        moving.return_is_settled(begun)
        with pytest.raises(Invalid) as refused:
            run(living.complete, begun, begun.home_hr, EndedHow.HAPPENED)
        assert list(refused.value.fields) == ["how"]
        run(living.complete, begun, begun.home_hr, EndedHow.MOVED_ELSEWHERE, "To a council.")
    row = begun.placement
    assert (row.status, row.ended_on, row.ended_how) == ("completed", LAST_DAY, "moved_elsewhere")


def test_the_board_confirms_what_follows_for_its_chief_executive(in_app):
    with in_app():
        home = factories.organisation("Lantern Youth", domain="rivers.example")
        factories.member("individual@rivers.example", home, "chief_executive", "hr")
        chair = factories.member("chair@rivers.example", home, "board")
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        w = factories.move_between(home, host, "secondment")
        run(moving.services.send_home, w, w.mover)
        moving.approve(w, chair, "home_board")
        moving.host_agrees(w)
        moving.give_facts(w)
        for actor in (w.mover, chair, w.poster, w.host_hr):
            guarding.declare(w, actor)
        moving.issue(w)
        for actor, party in ((w.mover, "mover"), (chair, "home"), (w.host_hr, "host")):
            moving.sign(w, actor, party)
        with on(FIRST_DAY):
            run(living.confirm_start, w, w.poster)
        with on(LAST_DAY):
            with pytest.raises(NotAllowed):
                run(living.complete, w, w.mover, EndedHow.RETURNED)
            with pytest.raises(NotAllowed):
                moving.return_is_settled(replace(w, home_hr=w.mover))
            moving.return_is_settled(replace(w, home_hr=chair))
            run(living.complete, w, chair, EndedHow.RETURNED)
        assert w.placement.status == "completed"


def test_what_changed_meanwhile_is_not_ended(begun):
    old = begun.placement.version
    run(living.go_on_leave, begun, begun.poster, "Illness")
    ref = begun.placement.public_id
    for attempt in (
        lambda: living.come_back(begun.poster, ref, old),
        lambda: living.end_early(begun.poster, ref, old, "No."),
        lambda: living.complete(begun.home_hr, ref, old, EndedHow.RETURNED),
        lambda: living.confirm_start(begun.poster, ref, old),
        lambda: living.did_not_start(begun.poster, ref, old, "No."),
        lambda: living.record_happened(begun.poster, ref, old, True),
        lambda: living.go_on_leave(begun.poster, ref, old, "No."),
    ):
        with pytest.raises(ChangedMeanwhile):
            attempt()
    assert begun.placement.status == "on_leave"


def test_a_start_or_an_end_is_waited_for_from_its_day_on(paper):
    placement = paper.placement
    morning = datetime(2027, 1, 4, tzinfo=LONDON)
    before, on_the_day = (
        progress.steps(placement, day, 0)[0] for day in (FIRST_DAY - DAY, FIRST_DAY)
    )
    assert (before.due, before.since) == (FIRST_DAY, morning)
    assert (on_the_day.due, on_the_day.since) == (None, morning)
    with on(FIRST_DAY):
        run(living.confirm_start, paper, paper.poster)
    (end,) = progress.steps(placement, LAST_DAY, 0)
    assert (end.due, end.since) == (None, datetime(2027, 7, 3, tzinfo=LONDON))


def test_hr_that_is_away_is_not_sent_to_hr(begun):
    (end,) = progress.steps(begun.placement, LAST_DAY, 0)
    assert end.if_away == (
        "If they are away, a colleague in the same role at Department for Rivers can do it."
    )
