"""Commands on a proposed placement: sent home, a manager named, decided, terms, given up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from exchange.access import VISITOR
from exchange.applications import queries as answers
from exchange.applications import sifting
from exchange.audit import history
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.placements import queries, releasing, services
from tests import factories
from tests.placements import moving
from tests.placements.moving import (
    MANAGER,
    approve,
    change_terms,
    confirm,
    heard,
    refuse,
    send_home,
)


@pytest.fixture
def w(at_stage):
    """A proposed secondment of which the employer has not heard."""
    return at_stage(factories.world)


# Sending it home


def test_the_employer_hears_nothing_before_the_mover_sends_it(w):
    moving.host_agrees(w)
    assert heard(w.home_hr, w.manager) == ([], [])
    for one in (w.home_hr, w.manager):
        with pytest.raises(NotFound):
            queries.by_public_id(one, w.placement.public_id)
        assert queries.waiting_for(one) == []
        with pytest.raises(NotFound):
            approve(w, one, "home_hr")


def test_the_employer_hears_when_the_mover_sends_it(w):
    send_home(w)
    notices, _ = heard(w.home_hr)
    assert notices == ["decision_wanted"]
    assert len(heard(w.manager)[1]) == 1, "one link by mail, and nothing else"
    for one in (w.home_hr, w.manager):
        assert queries.by_public_id(one, w.placement.public_id) is w.placement
    assert [role.value for _, role in queries.waiting_for(w.manager)] == ["home_manager"]


def test_only_the_mover_sends_it(w):
    for other in (w.poster, w.host_hr):
        with pytest.raises(NotAllowed):
            services.send_home(other, w.placement.public_id, w.placement.version, "Mo", MANAGER)


def test_a_session_needs_no_employers_decision(in_app):
    with in_app():
        session = factories.world("session")
        with pytest.raises(IllegalTransition):
            send_home(session)


# Refusing and giving up


@pytest.mark.parametrize("way", ["refuse", "withdraw"])
def test_a_placement_that_will_not_be_frees_its_place_and_tells_reserves(w, way):
    other = factories.person("second@elsewhere.example")
    waiting = _in_reserve(w, other)
    if way == "refuse":
        refuse(w, w.poster, "host_manager", "dates", "The ward closes for a month.")
    else:
        services.withdraw(w.mover, w.placement.public_id, w.placement.version, "I stay.")
    assert w.placement.application.status == "not_proceeding"
    assert w.placement.application.place is None
    assert moving.told(other)[-1] == "place_free"
    assert moving.told(w.poster).count("place_to_fill") == 1
    factories.offer(w.poster, answers.by_public_id(other, waiting.public_id))


def _in_reserve(w, person):
    employer = factories.organisation("Northmoor")
    person = factories.member(person.email, employer)
    sent = factories.application(person, w.listing, employer)
    sifting.shortlist(w.poster, sent.public_id, sent.version)
    sifting.reserve(w.poster, sent.public_id, sent.version)
    return sent


@pytest.mark.parametrize(
    ("category", "reason", "fields"),
    [
        ("", "", ["category", "reason"]),
        ("because", "No.", ["category"]),
        ("cost", "   ", ["reason"]),
    ],
)
def test_a_refusal_needs_category_and_reasons(w, category, reason, fields):
    with pytest.raises(Invalid) as refused:
        refuse(w, w.poster, "host_manager", category, reason)
    assert list(refused.value.fields) == fields
    assert w.placement.status == "proposed"


@pytest.mark.both_databases
def test_a_refusal_keeps_who_in_which_role_and_why(in_app):
    with in_app():
        w = factories.world()
        reason = "The team is two people short. " * 60
        refuse(w, w.poster, "host_manager", "service_need", reason)
        row = w.placement
        assert (row.status, row.refused_as, row.refused_by) == (
            "refused",
            "host_manager",
            w.poster.key,
        )
        assert row.refusal_reason == reason
        assert history(db.session(), "placement", row.public_id)[-1].detail["reason"] == reason
        with pytest.raises(IllegalTransition):
            approve(w, w.host_hr, "host_hr")


@pytest.mark.both_databases
def test_mover_or_host_withdraws_before_the_start_with_a_reason(in_app):
    with in_app():
        w = moving.agreed()
        ref = w.placement.public_id
        with pytest.raises(Invalid, match="Give a reason"):
            services.withdraw(w.mover, ref, w.placement.version, " ")
        with pytest.raises(NotAllowed):
            services.withdraw(w.home_hr, ref, w.placement.version, "No.")
        services.withdraw(w.host_hr, ref, w.placement.version, "The grant ended. " * 50)
        assert w.placement.status == "withdrawn"
        assert w.listing.status == "published", "filled before, open again now"


# Terms


def test_changed_terms_void_what_was_decided_and_everybody_is_asked_again(w):
    old = send_home(w)
    releasing.agree(VISITOR, old)
    confirm(w)
    approve(w, w.home_hr, "home_hr")
    moving.host_agrees(w)
    change_terms(w, w.host_hr, days_a_week=3)
    assert w.placement.terms_version == 2
    assert not any(w.placement.stands(role) for role in w.placement.needed)
    new = moving.link_to(MANAGER)
    assert new != old
    for one in (w.home_hr, w.poster, w.host_hr):
        assert "decision_wanted" in heard(one)[0][-2:]
    releasing.agree(VISITOR, new)
    approve(w, w.home_hr, "home_hr")
    assert w.placement.manager_confirmed_at is not None, "who the manager is has not changed"


def test_terms_of_an_agreed_placement_go_back_to_proposed(in_app):
    with in_app():
        w = moving.agreed()
        change_terms(w, w.mover, ends_on=date(2027, 8, 3))
        assert (w.placement.status, w.placement.agreed_at) == ("proposed", None)
        assert w.placement.application.status == "placed", "the place is kept meanwhile"


def test_the_same_terms_void_nothing(w):
    moving.host_agrees(w)
    change_terms(w, w.poster, days_a_week=5.0, cost_home=Decimal("100.00"))
    assert w.placement.terms_version == 1
    assert w.placement.host_hr_at is not None


def test_a_session_at_another_hour_is_still_agreed(in_app):
    with in_app():
        w = factories.world("session")
        change_terms(w, w.poster, hours=2)
        assert (w.placement.status, w.placement.hours) == ("agreed", 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2027, 1, 3)}, "ends_on"),
        ({"ends_on": date(2027, 3, 1)}, "ends_on"),
        ({"days_a_week": 6.0}, "days_a_week"),
        ({"days_a_week": 0.0}, "days_a_week"),
        ({"cost_home": Decimal("100.01")}, "cost_home"),
        ({"cost_funder": Decimal(-1)}, "cost_funder"),
    ],
)
def test_impossible_terms_are_refused_beside_their_field(w, changes, field):
    with pytest.raises(Invalid) as refused:
        change_terms(w, w.poster, **changes)
    assert list(refused.value.fields) == [field]
    assert w.placement.terms_version == 1


def test_home_hr_changes_terms_only_once_it_was_sent(w):
    with pytest.raises(NotFound):
        change_terms(w, w.home_hr, days_a_week=3)
    send_home(w)
    change_terms(w, w.home_hr, days_a_week=3)
    with pytest.raises(NotAllowed):
        change_terms(w, w.manager, days_a_week=4)


# Two who look at different versions


STALE = {
    "send_home": lambda w, v: services.send_home(w.mover, w.placement.public_id, v, "Mo", MANAGER),
    "confirm_manager": lambda w, v: services.confirm_manager(
        w.home_hr, w.placement.public_id, v, True
    ),
    "approve": lambda w, v: services.approve(
        w.poster, w.placement.public_id, v, services.Role.HOST_MANAGER
    ),
    "refuse": lambda w, v: services.refuse(
        w.poster, w.placement.public_id, v, services.Role.HOST_MANAGER, "cost", "No."
    ),
    "change_terms": lambda w, v: services.change_terms(
        w.poster, w.placement.public_id, v, moving.terms(w, days_a_week=4)
    ),
    "give_facts": lambda w, v: services.give_facts(w.mover, w.placement.public_id, v, moving.FACTS),
    "withdraw": lambda w, v: services.withdraw(w.mover, w.placement.public_id, v, "I stay."),
}


def test_what_changed_meanwhile_is_not_decided_on(w):
    send_home(w)
    old = w.placement.version
    moving.give_facts(w)
    for name, run in STALE.items():
        with pytest.raises(ChangedMeanwhile):
            run(w, old)
        assert w.placement.version == old + 1, name
