"""A swap: two placements that are agreed, signed and given up together, or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from functools import wraps

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from exchange.db import db
from exchange.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.notices.models import Notice
from exchange.placements import living, pairing, queries, services, steps, story
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
        assert not any("Bea" in one for one in said_to(at_home))


def said_to(actor):
    query = sa.select(Notice.text).filter_by(person_id=actor.person_id)
    return list(db.session.scalars(query))


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
    assert not any("Bea" in one for one in said_to(w.home_hr))
    with pytest.raises(IllegalTransition, match="Nobody has agreed to come"):
        swaps.receive(w)


def test_nobody_else_answers_for_them(w):
    asked = swaps.name(w)
    for who in (swaps.BOSS, w.poster.email, w.home_hr.email, "admin@crossover.example"):
        with pytest.raises(NotFound):
            swaps.say(asked, who=who)


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
    swaps.approve_second(paired, earlier_months=20)
    assert swaps.statuses(paired) == ("proposed", "proposed")
    moving.give_facts(paired.second, earlier_months=18)
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
            start(signed.second, signed.first.poster)
        start(signed.second, signed.second.poster)
        assert swaps.statuses(signed) == ("signed", "active")
        start(signed.first, signed.first.poster)
    assert swaps.statuses(signed) == ("active", "active")


def start(w, who):
    living.confirm_start(who, w.placement.public_id, w.placement.version)


# What happens to one half does to the other: the table of `together`, by hand.


def refused(w):
    moving.refuse(w, w.host_hr, "host_hr", reason="No desk for Ada")


def did_not_start(w):
    with on(FIRST_DAY):
        version = w.placement.version
        living.did_not_start(w.poster, w.placement.public_id, version, "Nobody came")


def under_way(s):
    with on(FIRST_DAY):
        start(s.second, s.second.poster)


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
    assert not any("No desk for Ada" in one for one in said_to(back.mover))


def test_the_reason_of_a_withdrawal_stays_too(paired):
    swaps.withdraw(paired.first, "My father is ill")
    back = paired.second
    told = " ".join(entry.title + entry.text for entry in story.entries(back.mover, back.placement))
    assert "My father is ill" not in told


def test_an_early_end_of_one_half_leaves_the_other_and_says_so(signed):
    with on(FIRST_DAY):
        for one in signed.halves:
            start(one, one.poster)
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
