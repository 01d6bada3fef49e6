"""A swap: two placements that are agreed, signed and given up together, or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from functools import wraps

import pytest
import sqlalchemy as sa

from exchange.db import db
from exchange.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.notices.models import Notice
from exchange.placements import queries, steps
from exchange.placements.lifecycle import Role
from tests import factories
from tests.placements import moving, swaps
from tests.placements.moving import FIRST_DAY, LAST_DAY, on

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


# Who comes the other way


def test_the_host_names_somebody_who_is_asked_first(w):
    asked = swaps.name(w)
    bea = factories.actor(swaps.B)
    assert asked.status == "asked"
    [text] = heard(bea, "swap_asked")
    assert "Harbour Hospice asks whether you would go to Department for Rivers" in text
    assert w.mover.name not in text
    for at_home in (w.home_hr, w.mover):
        assert not any("Bea" in one for one in swaps.said_to(at_home))


@pytest.mark.parametrize("who", ["mover", "manager", "home_hr"])
def test_others_do_not_name_who_comes(w, who):
    with pytest.raises(NotAllowed):
        swaps.name(w, getattr(w, who))


def test_hr_of_the_host_may_name_too(w):
    assert swaps.name(w, w.host_hr).status == "asked"


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("hr@rivers.example", "Nobody with this address belongs to your organisation"),
        ("nobody@harbour.example", "Nobody with this address belongs to your organisation"),
        ("poster@harbour.example", "This person looks after who comes to you"),
    ],
)
def test_who_cannot_come_the_other_way(w, email, said):
    with pytest.raises(Invalid) as refusal:
        swaps.name(w, email=email)
    assert said in refusal.value.fields["email"]


def test_nobody_comes_who_decided_about_this_move(w):
    moving.approve(w, w.host_hr, "host_hr")
    with pytest.raises(Invalid, match="decided about this placement"):
        swaps.name(w, email=w.host_hr.email)


def test_a_no_asks_no_reason_and_only_who_named_is_told(w):
    asked = swaps.name(w)
    swaps.say(asked, agrees=False)
    assert swaps.live(w) is None
    assert "does not want to go; name somebody else" in heard(w.poster, "swap_answered")[0]
    assert not any("Bea" in one for one in swaps.said_to(w.home_hr))
    with pytest.raises(IllegalTransition, match="Nobody has agreed to come"):
        swaps.receive(w)


def test_nobody_else_answers_for_them(w):
    asked = swaps.name(w)
    for who in (swaps.BOSS, w.poster.email, w.home_hr.email, "admin@crossover.example"):
        with pytest.raises(NotFound):
            swaps.say(asked, who=who)


def test_who_is_asked_already_is_not_asked_again(w):
    asked = swaps.name(w)
    assert swaps.name(w) is asked
    swaps.say(asked)
    assert swaps.name(w).status == "consented", "an answer is not asked for twice"
    assert len(heard(factories.actor(swaps.B), "swap_asked")) == 1


def test_naming_somebody_else_ends_the_first_question(w):
    asked = swaps.name(w)
    swaps.name(w, email=swaps.BOSS)
    db.session.refresh(asked)
    assert asked.status == "replaced"
    with pytest.raises(IllegalTransition):
        swaps.say(asked)


def test_nothing_begins_before_they_agree(w):
    swaps.name(w)
    with pytest.raises(IllegalTransition, match="Nobody has agreed to come"):
        swaps.receive(w)


@pytest.mark.parametrize("who", ["mover", "poster", "host_hr", "manager"])
def test_only_hr_at_home_says_who_looks_after_them(w, who):
    swaps.say(swaps.name(w))
    with pytest.raises(NotAllowed):
        swaps.receive(w, getattr(w, who))


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("poster@harbour.example", "Nobody with this address belongs"),
        ("individual@rivers.example", "This person moves in the swap"),
    ],
)
def test_who_cannot_look_after_them(w, email, said):
    swaps.say(swaps.name(w))
    with pytest.raises(Invalid) as refusal:
        swaps.receive(w, email=email)
    assert said in refusal.value.fields["email"]


@both_databases
def test_the_second_half_is_the_first_the_other_way_round(paired):
    first, second = (one.placement for one in paired.halves)
    assert (first.partner_id, second.partner_id) == (second.id, first.id)
    assert (second.mover.email, second.host_manager.email) == (swaps.B, swaps.KEEPER)
    assert second.home_organisation_id == first.host_organisation_id
    assert second.host_organisation_id == first.home_organisation_id
    assert (second.starts_on, second.ends_on) == (FIRST_DAY, LAST_DAY)
    assert second.days_a_week == 5
    assert second.needed == (Role.HOME_MANAGER, Role.HOME_HR, Role.HOST_MANAGER, Role.HOST_HR)
    assert (second.status, second.needs_signatures) == ("proposed", True)


def test_home_of_the_second_half_hears_nothing_before_its_mover_sends_it(paired):
    back = paired.second
    with pytest.raises(NotFound):
        queries.by_public_id(factories.actor(swaps.BOSS), back.placement.public_id)
    with pytest.raises(NotFound):
        queries.by_public_id(back.home_hr, back.placement.public_id)
    assert queries.by_public_id(back.mover, back.placement.public_id) is back.placement


def test_there_is_one_other_half(paired):
    with pytest.raises(IllegalTransition, match="does not look for somebody"):
        swaps.name(paired.first, email=swaps.BOSS)


# Agreed together


@both_databases
def test_neither_half_is_agreed_before_both_are_ready(paired):
    swaps.approve_first(paired)
    assert swaps.statuses(paired) == ("proposed", "proposed")
    swaps.approve_second(paired)
    assert swaps.statuses(paired) == ("agreed", "agreed")
    assert paired.first.placement.agreed_at == paired.second.placement.agreed_at


def test_the_other_way_round_too(paired):
    swaps.approve_second(paired)
    assert swaps.statuses(paired) == ("proposed", "proposed")
    swaps.approve_first(paired)
    assert swaps.statuses(paired) == ("agreed", "agreed")


def test_a_check_that_blocks_one_half_holds_both(paired):
    """Hard case 2: months that were spent before count, on the half that comes in."""
    swaps.approve_first(paired)
    before = {"earlier_ended_on": date(2024, 3, 31)}
    swaps.approve_second(paired, earlier_months=20, **before)
    assert swaps.statuses(paired) == ("proposed", "proposed")
    moving.give_facts(paired.second, earlier_months=18, **before)
    assert swaps.statuses(paired) == ("agreed", "agreed")


def test_half_a_swap_is_not_agreed_alone(w):
    moving.releasing.agree(moving.VISITOR, moving.link_to(moving.MANAGER))
    moving.approve(w, w.home_hr, "home_hr")
    moving.host_agrees(w)
    moving.give_facts(w)
    assert w.placement.status == "proposed"
    with pytest.raises(IllegalTransition, match="only together with its other half"):
        steps.agree(w.placement, [])


def test_the_guard_refuses_one_half_while_the_other_lacks_an_approval(paired):
    swaps.approve_first(paired)
    with pytest.raises(IllegalTransition, match="still needs: home manager"):
        steps.agree(paired.first.placement, [])


# Signed together


@both_databases
def test_the_two_agreements_come_into_force_at_one_moment(agreed):
    swaps.sign(agreed.first)
    assert swaps.statuses(agreed) == ("agreed", "agreed")
    swaps.sign(agreed.second)
    assert swaps.statuses(agreed) == ("signed", "signed")
    assert agreed.first.placement.signed_at == agreed.second.placement.signed_at


def test_a_new_version_of_one_agreement_opens_both_and_keeps_the_others_signatures(signed):
    moving.issue(signed.first)
    assert swaps.statuses(signed) == ("agreed", "agreed")
    assert signed.second.placement.signed_at is None
    assert signed.second.placement.signature(moving.Party.MOVER) is not None
    for party, who in (("mover", "mover"), ("home", "home_hr"), ("host", "host_hr")):
        moving.sign(signed.first, getattr(signed.first, who), party)
    assert swaps.statuses(signed) == ("signed", "signed")


def test_each_half_is_started_by_its_own_host(signed):
    with on(FIRST_DAY):
        with pytest.raises(NotFound):
            swaps.start(signed.second, signed.first.poster)
        swaps.start(signed.second, signed.second.poster)
        assert swaps.statuses(signed) == ("signed", "active")
        swaps.start(signed.first, signed.first.poster)
    assert swaps.statuses(signed) == ("active", "active")
