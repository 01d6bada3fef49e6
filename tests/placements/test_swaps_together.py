"""What happens to one half of a swap does to the other, and the last lock."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from functools import wraps

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.db import db
from exchange.errors import IllegalTransition
from exchange.notices.models import Notice
from exchange.placements import living, pairing, progress, queries, services, steps, story
from tests.placements import appealing, moving, swaps
from tests.placements.moving import FIRST_DAY, on

both_databases = pytest.mark.both_databases


STAGES = {"paired": swaps.paired, "agreed": swaps.agreed, "signed": swaps.signed}


@pytest.fixture
def stand(app, stages):
    """`stand("agreed")`: a swap made by commands once, on a copy of its own."""
    with ExitStack() as stack:

        def at(stage):
            stages.stand(app, builders[stage])
            stack.enter_context(app.app_context())
            return swaps.stands()

        yield at


def _without_answer(build):
    @wraps(build)
    def run() -> None:
        build()

    return run


builders = {name: _without_answer(build) for name, build in STAGES.items()}


@pytest.fixture
def paired(stand):
    return stand("paired")


@pytest.fixture
def agreed(stand):
    return stand("agreed")


@pytest.fixture
def signed(stand):
    return stand("signed")


@pytest.fixture
def w(in_app):
    with in_app():
        yield swaps.begun()


def heard(actor, event):
    query = sa.select(Notice.text).filter_by(person_id=actor.person_id, event=event)
    return list(db.session.scalars(query))


# What happens to one half does to the other: the table of `together`, by hand.


def refused(w):
    moving.refuse(w, w.host_hr, "host_hr", reason="No desk for Ada")


def did_not_start(w):
    with on(FIRST_DAY):
        version = w.placement.version
        living.did_not_start(w.poster, w.placement.public_id, version, "Nobody came")


def under_way(s):
    with on(FIRST_DAY):
        swaps.start(s.second, s.second.poster)


def nothing(_swap):
    pass


FALLS = [
    ("paired", nothing, refused, ("refused", "withdrawn")),
    ("paired", nothing, swaps.withdraw, ("withdrawn", "withdrawn")),
    ("agreed", nothing, swaps.withdraw, ("withdrawn", "withdrawn")),
    ("signed", nothing, swaps.withdraw, ("withdrawn", "withdrawn")),
    ("signed", nothing, did_not_start, ("did_not_start", "withdrawn")),
    ("signed", under_way, swaps.withdraw, ("withdrawn", "active")),
    ("signed", under_way, did_not_start, ("did_not_start", "active")),
]


@both_databases
@pytest.mark.parametrize(("stage", "before", "falls", "after"), FALLS)
def test_when_one_half_falls(stand, stage, before, falls, after):
    s = stand(stage)
    before(s)
    falls(s.first)
    assert swaps.statuses(s) == after
    event = "withdrawn" if after[1] == "withdrawn" else "other_half"
    for one in (s.second.mover, s.second.poster):
        assert "The other half of this swap" in heard(one, event)[-1]


@pytest.mark.parametrize("stage", ["paired", "agreed", "signed"])
def test_when_the_second_half_is_withdrawn_the_first_falls_and_its_place_is_free(stand, stage):
    s = stand(stage)
    swaps.withdraw(s.second)
    assert swaps.statuses(s) == ("withdrawn", "withdrawn")
    application = s.first.placement.application
    assert (application.status, application.place) == ("not_proceeding", None)
    assert s.first.listing.status == "published"


def test_the_reasons_of_one_half_stay_in_it(paired):
    refused(paired.first)
    back = paired.second
    assert back.placement.end_reason == (
        "The other half of this swap was refused. Neither takes place without the other."
    )
    told = " ".join(entry.title + entry.text for entry in story.entries(back.mover, back.placement))
    assert "Ended with the other half of the swap" in told
    assert "No desk for Ada" not in told
    assert not any("No desk for Ada" in one for one in swaps.said_to(back.mover))


def test_the_reason_of_a_withdrawal_stays_too(paired):
    swaps.withdraw(paired.first, "My father is ill")
    back = paired.second
    told = " ".join(entry.title + entry.text for entry in story.entries(back.mover, back.placement))
    assert "My father is ill" not in told


def test_an_early_end_of_one_half_leaves_the_other_and_says_so(signed):
    with on(FIRST_DAY):
        for one in signed.halves:
            swaps.start(one, one.poster)
        placement = signed.first.placement
        living.end_early(signed.first.mover, placement.public_id, placement.version, "Ill")
    assert swaps.statuses(signed) == ("ended_early", "active")
    assert "This half goes on unless you end it" in heard(signed.second.mover, "other_half")[0]


@both_databases
@pytest.mark.parametrize("stage", ["paired", "agreed", "signed"])
@pytest.mark.parametrize("changed", ["first", "second"])
def test_new_terms_of_one_half_void_both_and_both_keep_the_same_dates(stand, stage, changed):
    s = stand(stage)
    if stage == "paired":
        swaps.approve_first(s)
    half = getattr(s, changed)
    moving.change_terms(half, half.poster, ends_on=date(2027, 8, 3))
    assert swaps.statuses(s) == ("proposed", "proposed")
    for one in s.halves:
        placement = one.placement
        assert (placement.ends_on, placement.terms_version) == (date(2027, 8, 3), 2)
        assert [placement.stands(role) for role in placement.needed] == [False] * 4
        assert placement.signature(moving.Party.MOVER) is None


def test_what_is_under_way_on_the_other_half_cannot_be_bargained_again(signed):
    under_way(signed)
    with pytest.raises(IllegalTransition, match="under way or over"):
        moving.change_terms(signed.first, signed.first.poster, ends_on=date(2027, 8, 3))
    with pytest.raises(IllegalTransition, match="under way or over"):
        moving.issue(signed.first)


def test_a_half_that_is_not_agreed_any_more_takes_the_other_back_with_its_approvals(signed):
    """As when an approval is withdrawn: approvals of the other half stand, signatures do not."""
    steps.move(signed.first.placement, "reopen")
    signed.first.placement.agreed_at = None
    signed.first.placement.void_signatures()
    db.session.commit()
    assert swaps.statuses(signed) == ("proposed", "proposed")
    second = signed.second.placement
    assert all(second.stands(role) for role in second.needed)
    assert second.signature(moving.Party.MOVER) is None
    assert "What was approved here still counts" in heard(signed.second.mover, "reopened")[0]


# The last lock; the rest of it stands in test_locks_database.


@both_databases
def test_nobody_is_named_twice_and_nothing_is_made_without_consent(in_app):
    with in_app():
        w = swaps.begun()
        asked = swaps.name(w)
        db.session.commit()
        twin = pairing.Pairing(
            placement_id=w.placement.id, mover_id=asked.mover_id, named_by_id=asked.named_by_id
        )
        db.session.add(twin)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()
        with pytest.raises(IntegrityError, match="made_with_consent"):
            db.session.execute(sa.text("UPDATE pairing SET status = 'made'"))
        db.session.rollback()


def test_a_swap_that_is_over_asks_nobody(w):
    asked = swaps.name(w)
    services.withdraw(w.mover, w.placement.public_id, w.placement.version, "I stay")
    with pytest.raises(IllegalTransition, match="does not look for somebody"):
        swaps.say(asked)


def test_a_signed_half_waits_for_the_other_and_cannot_begin_alone(agreed):
    half, other = agreed.halves
    swaps.sign(half)
    assert half.placement.status == "agreed"
    asked = [(one.what, one.who) for one in progress.steps(half.placement, FIRST_DAY, 0)]
    they = "Those who sign for the way from Harbour Hospice to Department for Rivers"
    assert asked == [("Sign the other half of the swap", they)]
    with on(FIRST_DAY), pytest.raises(IllegalTransition, match="other half"):
        living.confirm_start(half.poster, half.placement.public_id, half.placement.version)
    swaps.sign(other)
    assert swaps.statuses(agreed) == ("signed", "signed")


def _ended(half, who, version):
    living.end_early(who, half, version, "Ill")


def _on_leave(half, who, version):
    living.go_on_leave(who, half, version, "A child is born")


@both_databases
@pytest.mark.parametrize("then", [_ended, _on_leave])
def test_a_step_of_one_half_needs_nothing_of_the_other_in_memory(stand, then):
    """As in a request of its own, which has read this half alone."""
    half = stand("signed").first
    poster, placement_id, version = half.poster, half.placement.public_id, half.placement.version
    with on(FIRST_DAY):
        db.session.remove()
        living.confirm_start(poster, placement_id, version)
        version = queries.by_public_id(poster, placement_id).version
        db.session.remove()
        then(placement_id, poster, version)
    begun = queries.by_public_id(poster, placement_id)
    assert begun.status == {_ended: "ended_early", _on_leave: "on_leave"}[then]


def test_an_appeal_that_is_upheld_says_that_the_other_half_is_gone(paired):
    """Not that the place went to somebody else, which is not true of a swap."""
    first = paired.first
    head = appealing.head(first)
    moving.refuse(first, first.home_hr, "home_hr", "service_need", "The team cannot spare them.")
    appealing.appeal(first)
    appealing.answer(first, head, appealing.AGREE, "It can.")
    assert swaps.statuses(paired) == ("refused", "withdrawn")
    words = heard(first.mover, "appeal_answered")[-1]
    assert "the other half of this swap ended with it" in words
    assert "a new swap, or on a plain secondment" in words
    assert "somebody else meanwhile" not in words
