"""A decision that waits is asked for again after 3 working days; those above are told after 7.

The world is made on Sunday 22 November 2026 at nine: 3 working days end on Wednesday the 25th, 7 on
Tuesday 1 December (in Scotland on Wednesday, since St Andrew's Day is a bank holiday).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from exchange import clock
from exchange.access import VISITOR
from exchange.audit import history
from exchange.db import db
from exchange.errors import Gone, NotAllowed
from exchange.organisations import services as joining
from exchange.organisations.models import ContactRole
from exchange.placements import progress, releasing, reminding, story
from exchange.placements.lifecycle import Role
from tests import factories
from tests.placements import moving
from tests.placements.swaps import said_to

LATE, REMINDED = "decision_late", "decision_wanted"


def on_day(text):
    return clock.at(datetime.fromisoformat(f"{text}T09:00").replace(tzinfo=UTC))


def round_on(day):
    """What the worker tells on that day."""
    with on_day(day):
        return reminding.step()


@pytest.fixture
def w(at_stage):
    """Only the poster is waited for: the host's HR has agreed, and home was not asked."""
    world = at_stage(factories.world)
    moving.approve(world, world.host_hr, "host_hr")
    return world


def reminders(actor):
    return moving.told(actor).count(REMINDED)


@pytest.mark.parametrize(
    ("day", "told", "late"),
    [
        ("2026-11-23", 0, 0),
        ("2026-11-24", 0, 0),
        ("2026-11-25", 1, 0),
        ("2026-11-30", 1, 0),
        ("2026-12-01", 1, 1),
    ],
)
def test_on_which_day(w, day, told, late):
    before = reminders(w.poster)
    round_on(day)
    assert reminders(w.poster) - before == told
    assert moving.told(w.host_hr).count(LATE) == late
    assert moving.told(w.mover).count(LATE) == late


def test_each_once_whatever_the_worker_does(w):
    before = reminders(w.poster)
    done = [
        round_on(day)
        for day in ("2026-11-25", "2026-11-25", "2026-11-26", "2026-12-01", "2026-12-01")
    ]
    assert done == [1, 0, 0, 1, 0]
    assert round_on("2027-06-01") == 0
    assert reminders(w.poster) - before == 1
    assert moving.told(w.host_hr).count(LATE) == 1


def test_a_weekend_and_christmas_count_nothing(at_stage):
    w = at_stage(factories.world)
    with on_day("2026-12-23"):
        moving.change_terms(w, w.mover, days_a_week=4)
    moved = [(day, round_on(day)) for day in ("2026-12-26", "2026-12-28", "2026-12-29")]
    assert moved == [("2026-12-26", 0), ("2026-12-28", 0), ("2026-12-29", 0)]
    assert round_on("2026-12-30") == 2  # the poster and the host's HR


@pytest.mark.parametrize(("outcode", "done"), [("LS1", 1), ("EH1", 0), ("BT1", 1)])
def test_bank_holidays_of_the_nation_of_who_decides(w, outcode, done):
    w.host.outcode = outcode
    db.session.commit()
    round_on("2026-11-25")
    assert round_on("2026-12-01") == done


def test_new_terms_are_asked_and_reminded_anew(w):
    assert round_on("2026-11-25") == 1
    with on_day("2026-11-26"):
        moving.change_terms(w, w.mover, days_a_week=4)
    assert round_on("2026-11-27") == 0
    assert round_on("2026-12-01") == 2  # three working days later, and HR of the host again


def test_who_has_decided_or_whose_placement_is_over_is_left_in_peace(w):
    moving.approve(w, w.poster, "host_manager")
    assert round_on("2026-12-10") == 0


def test_what_is_withdrawn_is_forgotten(at_stage):
    w = at_stage(factories.world)
    moving.services.withdraw(w.mover, w.placement.public_id, w.placement.version, "I stay.")
    assert round_on("2026-12-10") == 0


def test_the_employer_is_not_reminded_before_it_was_asked(at_stage):
    w = at_stage(factories.world)
    round_on("2026-12-10")
    assert not {LATE, REMINDED} & set(moving.told(w.home_hr))
    assert moving.heard(w.manager)[1] == []


def test_a_manager_by_link_gets_a_fresh_link_by_mail(at_stage):
    w = at_stage(factories.world)
    old = moving.send_home(w)
    round_on("2026-11-25")
    fresh = moving.link_to(moving.MANAGER)
    assert fresh != old
    mail = factories.mails(moving.MANAGER)[-1]
    assert mail["subject"] == "Reminder: your decision is needed"
    releasing.agree(VISITOR, old)  # either mail may be at hand
    assert w.placement.stands(Role.HOME_MANAGER)
    with pytest.raises(Gone):
        releasing.agree(VISITOR, fresh)


# Who is told after seven days.


def escalated(w):
    """Whom a decision by that role is late for, by address."""
    round_on("2026-12-01")
    people = [w.mover, w.manager, w.home_hr, w.poster, w.host_hr, factories.administrator()]
    return {one.email for one in people if LATE in moving.told(one)}


def test_hr_hears_of_a_late_manager(at_stage):
    w = at_stage(factories.world)
    moving.send_home(w)
    moving.confirm(w)
    moving.approve(w, w.home_hr, "home_hr")
    moving.host_agrees(w)
    assert escalated(w) == {w.mover.email, w.home_hr.email}


def test_the_administrators_of_the_platform_hear_of_late_hr(at_stage):
    w = at_stage(factories.world)
    moving.approve(w, w.poster, "host_manager")
    assert escalated(w) == {w.mover.email, "admin@crossover.example"}


def test_or_the_organisations_own_administrator_with_where_to_name_a_deputy(at_stage):
    w = at_stage(factories.world)
    moving.approve(w, w.poster, "host_manager")
    head = factories.member("head@harbour.example", w.host, "organisation_admin")
    assert escalated(w) == {w.mover.email}
    assert LATE in moving.told(head)
    [path] = _paths(head)
    assert path == f"/organisations/{w.host.public_id}/deputies"


def _paths(actor):
    found = db.session.query(moving.Notice).filter_by(person_id=actor.person_id, event=LATE)
    return [one.path for one in found]


def test_the_mover_reads_who_is_late_and_who_was_told(w):
    round_on("2026-12-01")
    text = (
        db.session.query(moving.Notice)
        .filter_by(person_id=w.mover.person_id, event=LATE)
        .one()
        .text
    )
    assert text == (
        "Manager at the host, Harbour Hospice, has not decided for 7 working days,"
        " so we told HR at Harbour Hospice."
    )


# What everybody reads.


def test_the_steps_say_by_when_and_what_was_done(w):
    round_on("2026-11-25")
    step = next(
        one
        for one in progress.steps(w.placement, clock.today(), 0)
        if one.role is Role.HOST_MANAGER
    )
    assert step.decide_by.isoformat() == "2026-11-25"
    assert step.tell_on.isoformat() == "2026-12-01"
    assert step.reminded_at.date().isoformat() == "2026-11-25"
    assert step.escalated_at is None
    assert step.if_away == (
        "If they are away, HR at Harbour Hospice can hand this over to a colleague."
    )


def test_both_stand_in_the_record_and_in_the_history(w):
    round_on("2026-11-25")
    round_on("2026-12-01")
    details = [one.detail for one in history(db.session(), "placement", w.placement.public_id)]
    assert details[-2:] == [
        {"late": "remind", "role": "host_manager", "terms": 1},
        {"late": "escalate", "role": "host_manager", "terms": 1},
    ]
    titles = [one.title for one in story.entries(w.mover, w.placement)][-2:]
    assert titles == [
        "Manager at the host, Harbour Hospice: reminded",
        "Manager at the host, Harbour Hospice: late, so those above were told",
    ]


def test_nobody_but_the_worker_reminds(w):
    request = w.placement.request(Role.HOST_MANAGER)
    with pytest.raises(NotAllowed):
        reminding.tell_late(w.mover, request.id)


def test_a_contact_by_link_is_reminded_by_mail(in_app):
    with in_app():
        home = factories.organisation(**factories.RIVERS, domain="rivers.example")
        host = factories.organisation(**factories.HARBOUR, domain="harbour.example")
        joining.verify_contact(
            factories.administrator(),
            host.public_id,
            moving.ContactRole.HR,
            "Hal",
            "hal@harbour.example",
            "Rang them",
        )
        factories.move_between(home, host, "attachment", with_host_hr=False)
        before = len(factories.mails("hal@harbour.example"))
        round_on("2026-11-25")
        assert len(factories.mails("hal@harbour.example")) == before + 1


@pytest.mark.parametrize(
    ("contact", "address", "told"),
    [
        (ContactRole.HR, "hal@harbour.example", "we told HR at Harbour Hospice"),
        (ContactRole.CHAIR, "hal@harbour.example", "the chair of the board of Harbour Hospice"),
        (ContactRole.HR, "individual@rivers.example", "we told our administrators"),
    ],
)
def test_where_nobody_above_has_an_account_the_verified_contact_is_told(
    at_stage, contact, address, told
):
    w = at_stage(without_hr_at_host)
    admin = factories.administrator()
    joining.verify_contact(admin, w.host.public_id, contact, "Hal", address, "Rang them")
    before = len(factories.mails(address))
    round_on("2026-12-01")
    mails = [one["text"] for one in factories.mails(address)[before:]]
    about_us = "Manager at the host, Harbour Hospice, has not decided"
    found = [one for one in mails if about_us in one and "verified contact" in one]
    assert len(found) == (0 if "administrators" in told else 1)
    assert told in said_to(w.mover)[-1]
    assert (moving.told(admin).count(LATE) > 0) is ("administrators" in told)


def without_hr_at_host():
    home = factories.organisation(**factories.RIVERS, domain="rivers.example")
    host = factories.organisation(**factories.HARBOUR, domain="harbour.example")
    return factories.move_between(home, host, "project", with_host_hr=False)
