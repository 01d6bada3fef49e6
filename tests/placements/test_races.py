"""Two at the same moment: no approval is lost, no place given twice, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.applications import queries as answers
from exchange.applications import services as applying
from exchange.applications.models import Application
from exchange.db import db
from exchange.errors import ChangedMeanwhile, ExchangeError, IllegalTransition, NotAllowed
from exchange.notices.models import Notice
from exchange.opportunities.models import Opportunity
from exchange.organisations.models import Membership
from exchange.placements import (
    proposing,
    reconsidering,
    releasing,
    reminding,
    replacing,
    services,
)
from exchange.placements.appeals import Answer
from exchange.placements.approval_models import Appeal
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from tests import factories
from tests.placements import moving

pytestmark = pytest.mark.both_databases
LONGEST_SECONDS = 60
HOST_HR = Role.HOST_HR


def together(app, *deeds):
    """Run the deeds at the same moment, each in a thread and app context of its own.

    Answers for each None, or the domain error that it met; any other error fails the test.
    """
    barrier = threading.Barrier(len(deeds))

    def run(deed):
        with app.app_context():
            db.session.execute(sa.text("SELECT 1"))
            db.session.rollback()
            barrier.wait(LONGEST_SECONDS)
            try:
                deed()
            except ExchangeError as error:
                return type(error)
            return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        # The clock stands in this thread's context, so each thread gets a copy of it.
        running = [pool.submit(copy_context().run, run, deed) for deed in deeds]
        return [one.result(LONGEST_SECONDS) for one in running]


@pytest.fixture
def w(in_app):
    """A proposed secondment; its ids are used in threads, its rows are not."""
    with in_app():
        world = factories.world()
        world.ref, world.version = world.placement.public_id, world.placement.version
        world.listing_ref = world.listing.public_id
    return world


def row(in_app, model=Placement):
    with in_app():
        found = db.session.scalars(sa.select(model)).one()
        db.session.expunge_all()
        return found


def test_no_approval_is_lost_when_two_approve_at_once(app, in_app, w):
    outcomes = together(
        app,
        lambda: services.approve(w.poster, w.ref, w.version, Role.HOST_MANAGER),
        lambda: services.approve(w.host_hr, w.ref, w.version, Role.HOST_HR),
    )
    placement = row(in_app)
    recorded = [placement.stands(role) for role in (Role.HOST_MANAGER, Role.HOST_HR)]
    assert recorded == [outcome is None for outcome in outcomes]
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, ChangedMeanwhile]))


def test_the_same_approval_twice_at_once_is_recorded_once(app, in_app, w):
    outcomes = together(
        app,
        *[lambda: services.approve(w.poster, w.ref, w.version, Role.HOST_MANAGER)] * 2,
    )
    assert outcomes.count(None) == 1
    assert outcomes.count(ChangedMeanwhile) == 1


def test_approving_what_is_withdrawn_at_that_moment(app, in_app, w):
    approved, withdrawn = together(
        app,
        lambda: services.approve(w.poster, w.ref, w.version, Role.HOST_MANAGER),
        lambda: services.withdraw(w.mover, w.ref, w.version, "I stay."),
    )
    placement = row(in_app)
    assert (approved is None) != (withdrawn is None)
    assert placement.stands(Role.HOST_MANAGER) is (approved is None)
    assert placement.status == ("proposed" if approved is None else "withdrawn")
    assert ChangedMeanwhile in (approved, withdrawn)


def test_twenty_accept_three_places(app, in_app):
    with in_app():
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        poster = factories.member("poster@harbour.example", host, "poster")
        listing = factories.listing(poster, host, "session", places=3)
        offers = []
        for number in range(20):
            person = factories.person(f"person{number}@elsewhere.example")
            sent = factories.application(person, listing, None)
            factories.offer(poster, sent)
            version = answers.by_public_id(person, sent.public_id).version
            offers.append((person, sent.public_id, version))
    outcomes = together(
        app, *[lambda offer=offer: proposing.accept_offer(*offer) for offer in offers]
    )
    assert outcomes.count(None) == 3
    assert set(outcomes) <= {None, IllegalTransition, ChangedMeanwhile}
    with in_app():
        places = db.session.scalars(
            sa.select(Application.place).where(Application.place.is_not(None))
        )
        assert sorted(places) == [1, 2, 3]
        assert db.session.scalar(sa.select(sa.func.count(Placement.id))) == 3
        assert db.session.scalars(sa.select(Opportunity.status)).one() == "filled"


def test_a_double_click_sends_one_application(app, in_app, w):
    with in_app():
        factories.person("second@elsewhere.example")
        employer = factories.organisation("Northmoor")
        person, home = factories.member("second@elsewhere.example", employer), employer.public_id
    statement = "I have nursed for ten years and would like to plan."
    outcomes = together(app, *[lambda: applying.submit(person, w.listing_ref, statement, home)] * 2)
    assert outcomes.count(None) == 1
    assert set(outcomes) <= {None, ChangedMeanwhile, IllegalTransition}
    with in_app():
        mine = sa.select(sa.func.count()).where(Application.applicant_id == person.person_id)
        assert db.session.scalar(mine) == 1


FIFTY = [
    # who, what they do at that moment; five of each
    ("poster", "approve", "host_manager"),
    ("host_hr", "approve", "host_hr"),
    ("host_hr", "refuse", "host_hr"),
    ("poster", "refuse", "host_manager"),
    ("mover", "withdraw", ""),
    ("poster", "terms", ""),
    ("host_hr", "take back", "host_hr"),
    ("second_hr", "approve", "host_hr"),
    ("host_hr", "hand over", ""),
    ("mover", "terms", ""),
] * 5


def _racing(w, who, what, role):
    actor = getattr(w, who)
    seen = (actor, w.ref, w.version)
    return {
        "approve": lambda: services.approve(*seen, Role(role)),
        "refuse": lambda: services.refuse(*seen, Role(role), "cost", "No money."),
        "withdraw": lambda: services.withdraw(*seen, "I stay."),
        "terms": lambda: services.change_terms(*seen, w.terms),
        "take back": lambda: reconsidering.take_back(*seen, Role(role), "No desk."),
        "hand over": lambda: replacing.hand_over(*seen, w.successor),
    }[what]


@pytest.fixture
def crowd(in_app, w):
    """The same, with a second of HR, a colleague of the poster's, and other terms to ask for."""
    with in_app():
        host = db.session.merge(w.host)
        w.second_hr = factories.member("second@harbour.example", host, "hr")
        colleague = factories.member("colleague@harbour.example", host)
        w.successor = db.session.scalars(
            sa.select(Membership.public_id).filter_by(person_id=colleague.person_id)
        ).one()
        placement = db.session.scalars(sa.select(Placement)).one()
        w.terms = replace(releasing.terms_of(placement), days_a_week=4)
    return w


def test_fifty_who_act_at_once_leave_one_outcome(app, in_app, crowd):
    """All saw the same version: exactly one is first, and the other 49 read that it changed; or
    that it is somebody else's to decide now, where the host handed it over first."""
    outcomes = together(app, *[_racing(crowd, *deed) for deed in FIFTY])
    assert outcomes.count(None) == 1
    _who, what, role = FIFTY[outcomes.index(None)]
    handed = {NotAllowed} if what == "hand over" else set()
    assert set(outcomes) <= {None, ChangedMeanwhile, IllegalTransition, *handed}
    placement = row(in_app)
    assert placement.version == crowd.version + 1
    stands = {one.value for one in Role if placement.stands(one)}
    assert stands == ({role} if what == "approve" else set())
    after = {"refuse": "refused", "withdraw": "withdrawn"}.get(what, "proposed")
    assert placement.status == after
    assert placement.terms_version == (2 if what == "terms" else 1)
    assert (placement.host_manager_id != crowd.poster.person_id) is (what == "hand over")


def test_two_answers_to_an_appeal_leave_one(app, in_app, w):
    with in_app():
        second = factories.member("second@harbour.example", db.session.merge(w.host), "hr")
        services.refuse(w.poster, w.ref, w.version, Role.HOST_MANAGER, "cost", "No money.")
        reconsidering.appeal(w.mover, w.ref, _version(), "It costs nothing.")
        version = _version()
    outcomes = together(
        app,
        lambda: reconsidering.decide_appeal(w.host_hr, w.ref, version, Answer.DISMISS, "It does."),
        lambda: reconsidering.decide_appeal(second, w.ref, version, Answer.AGREE, "It does not."),
    )
    assert outcomes.count(None) == 1
    assert row(in_app).status == ("refused" if outcomes[0] is None else "proposed")


def test_two_appeals_at_once_are_one(app, in_app, w):
    with in_app():
        services.refuse(w.poster, w.ref, w.version, Role.HOST_MANAGER, "cost", "No money.")
        version = _version()
    outcomes = together(
        app, *[lambda: reconsidering.appeal(w.mover, w.ref, version, "It costs nothing.")] * 2
    )
    assert outcomes.count(None) == 1
    with in_app():
        assert db.session.scalar(sa.select(sa.func.count(Appeal.id))) == 1


def test_two_workers_remind_once(app, in_app, w):
    with in_app():
        before = _notices(w.poster)
    with clock.at(clock.now() + timedelta(days=4)):
        together(app, reminding.step, reminding.step)
    with in_app():
        assert _notices(w.poster) == before + 1


def _version():
    return db.session.scalars(sa.select(Placement.version)).one()


def _notices(actor):
    wanted = sa.select(sa.func.count(Notice.id)).filter_by(
        person_id=actor.person_id, event="decision_wanted"
    )
    return db.session.scalar(wanted)


def inward(mover=None):
    """A move into the civil service for a year, in which only the host's HR has yet to agree."""
    end = date(2028, 1, 3)
    if mover is None:
        home = factories.organisation(**factories.HARBOUR, domain="rivers.example")
        host = factories.organisation(**factories.RIVERS, domain="harbour.example")
    else:
        home, host = mover.home, mover.host
    w = factories.move_between(home, host, "secondment", ends_on=end)
    moving.home_agrees(w)
    moving.approve(w, w.poster, "host_manager")
    moving.give_facts(w, earlier_months=0)
    return w


def test_two_moves_into_the_civil_service_are_not_agreed_without_counting_each_other(app, in_app):
    """Each alone is within 24 months; both together are not, and each saw the other proposed."""
    with in_app():
        first = inward()
        second = inward(first)
        hr = first.host_hr
        deeds = [
            partial(services.approve, hr, one.placement.public_id, one.placement.version, HOST_HR)
            for one in (first, second)
        ]
    assert together(app, *deeds) == [None, None]
    with in_app():
        states = sorted(one.status.value for one in db.session.scalars(sa.select(Placement)))
    assert states == ["agreed", "proposed"]
