"""Nobody stays longer without a yes of their own, and the history tells each step."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.access import VISITOR
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.placements import living, story, taking_back
from exchange.stays import extending, linking, tasks
from tests.placements import moving
from tests.stays import staying
from tests.stays.test_extensions import JUNE, LAST, all_agree, state


@pytest.fixture
def w(at_stage):
    world = at_stage(moving.active)
    with moving.on(JUNE):
        yield world


def test_the_mover_is_asked_and_nothing_is_granted_without_their_yes(w):
    staying.ask(w)
    assert "decision_wanted" in moving.told(w.mover)
    linking.approve(VISITOR, staying.link_to(moving.MANAGER))
    for actor, role in ((w.home_hr, "home_hr"), (w.poster, "host_manager"), (w.host_hr, "host_hr")):
        staying.approve(w, actor, role)
    assert state(w) == ("open", LAST)
    staying.mover_agrees(w)
    row = staying.extension(w)
    assert row.status == "granted"
    assert w.placement.ends_on == LAST, "the signed agreement governs until three have signed"
    assert (row.mover_agreed_at.date(), row.mover_agreed_by) == (JUNE, w.mover.key)


def test_asking_it_oneself_is_the_yes(w):
    asked = staying.ask(w, w.mover)
    assert (asked.mover_agreed_at.date(), asked.mover_agreed_by) == (JUNE, w.mover.key)
    with pytest.raises(ChangedMeanwhile):
        staying.mover_agrees(w)
    with pytest.raises(IllegalTransition, match="You agreed to it already"):
        extending.decline(w.mover, asked.public_id, asked.version, "Not any more.")


@pytest.mark.parametrize("part", ["manager", "home_hr", "poster", "host_hr"])
def test_nobody_says_yes_or_no_for_the_mover(w, part):
    asked = staying.ask(w)
    actor = getattr(w, part)
    with pytest.raises(NotAllowed):
        extending.agree(actor, asked.public_id, asked.version)
    with pytest.raises(NotAllowed):
        extending.decline(actor, asked.public_id, asked.version, "No.")


def test_the_mover_refuses_with_a_reason_and_the_old_end_stays(w):
    asked = staying.ask(w)
    with pytest.raises(Invalid) as refusal:
        extending.decline(w.mover, asked.public_id, asked.version, " ")
    assert list(refusal.value.fields) == ["reason"]
    extending.decline(w.mover, asked.public_id, asked.version, "My post waits.")
    assert state(w) == ("refused", LAST)
    row = staying.extension(w)
    assert (row.refused_as, row.refused_by, row.refusal_reason) == (
        None,
        w.mover.key,
        "My post waits.",
    )
    with pytest.raises(IllegalTransition):
        extending.agree(w.mover, row.public_id, row.version)


def test_what_the_mover_saw_before_another_decided_is_not_agreed_to(w):
    asked = staying.ask(w)
    seen = asked.version
    staying.approve(w, w.poster, "host_manager")
    with pytest.raises(ChangedMeanwhile):
        extending.agree(w.mover, asked.public_id, seen)


def test_the_history_tells_each_step_of_an_extension(w):
    asked = staying.ask(w)
    extending.decline(w.mover, asked.public_id, asked.version, "My post waits.")
    staying.ask(w)
    all_agree(w)
    titles = [one.title for one in story.entries(w.mover, w.placement)]
    told = [one for one in titles if one.startswith("Extension until 3 September 2027: ")]
    assert [one.partition(": ")[2] for one in told] == [
        "asked for",
        "the person who moves refused",
        "asked for",
        "the person who moves agreed",
        "Line manager at home, Department for Rivers agreed",
        "HR at home, Department for Rivers agreed",
        "Manager at the host, Harbour Hospice agreed",
        "HR at the host, Harbour Hospice agreed",
        "granted",
    ]


def test_after_notice_nobody_decides_until_it_is_taken_back(w):
    staying.ask(w, w.mover)
    give = living.Notice(date(2027, 6, 30))
    living.end_early(w.home_hr, w.placement.public_id, w.placement.version, "We need her.", give)
    with pytest.raises(IllegalTransition, match="Notice was given: it ends on 30 June 2027"):
        staying.approve(w, w.host_hr, "host_hr")
    today, record = JUNE, staying.record(w)
    asked = [one.what for one in tasks.steps(w.placement, record, today)]
    assert "Decide about the extension" not in asked
    version = w.placement.version
    why = "A colleague came back."
    taking_back.take_back_notice(w.home_hr, w.placement.public_id, version, why, others_agree=True)
    asked = [one.what for one in tasks.steps(w.placement, staying.record(w), today)]
    assert "Decide about the extension" in asked
    staying.approve(w, w.host_hr, "host_hr")
    assert state(w) == ("open", LAST)
