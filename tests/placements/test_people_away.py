"""Somebody is away or has left: a deputy decides, a decision is passed on, a move handed over."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from exchange.access import VISITOR
from exchange.db import db
from exchange.desk import handover, waiting
from exchange.errors import Gone, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.messages import queries as messages
from exchange.organisations import deputy_services
from exchange.organisations import services as joining
from exchange.organisations.deputy_services import NewDeputy
from exchange.organisations.models import ContactRole, DeputyRole, Membership
from exchange.placements import queries, releasing, replacing, services, story
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from tests import factories
from tests.placements import moving

DEE = "dee@rivers.example"
FROM, TO = date(2026, 11, 22), date(2026, 11, 27)


def membership(actor, organisation):
    query = sa.select(Membership.public_id).filter_by(
        person_id=actor.person_id, organisation_id=organisation.id, status="active"
    )
    return db.session.scalars(query).one()


def deputise(absent, deputy, organisation, role="hr"):
    """That person stands in for the other; answers them as they then are."""
    new = NewDeputy(
        DeputyRole(role),
        membership(absent, organisation),
        membership(deputy, organisation),
        FROM,
        TO,
    )
    deputy_services.name_deputy(absent, organisation.public_id, new)
    return factories.actor(deputy.email)


@pytest.fixture
def w(at_stage):
    """Sent home, the manager confirmed; nobody has decided yet."""
    world = at_stage(factories.world)
    moving.send_home(world)
    moving.confirm(world)
    return world


@pytest.fixture
def dee(w):
    """Deputy of home HR."""
    return deputise(w.home_hr, factories.member(DEE, w.home), w.home)


# Deputies.


def test_a_deputy_decides_and_for_whom_is_recorded(w, dee):
    moving.approve(w, dee, "home_hr")
    decision = w.placement.decision(Role.HOME_HR)
    assert (decision.by, decision.instead_of) == (dee.key, w.home_hr.key)
    assert decision.by_whom == "Dee, deputy of Hr"
    text = [one.text for one in story.approvals(w.home_hr, w.placement) if one.state == "done"]
    assert text == [
        "Agreed by Dee, deputy of Hr on 22 November 2026, signed in, to version 1 of the terms."
    ]


def test_the_other_side_reads_no_name(w, dee):
    moving.approve(w, dee, "home_hr")
    texts = " ".join(one.text for one in story.approvals(w.poster, w.placement))
    assert "Dee" not in texts
    assert "deputy" not in texts


def test_a_deputy_refuses_too(w, dee):
    moving.refuse(w, dee, "home_hr")
    assert w.placement.status == "refused"
    assert w.placement.refused_by == dee.key


@pytest.mark.parametrize("role", ["home_manager", "host_manager", "host_hr", "home_board"])
def test_a_deputy_gains_no_other_role(w, dee, role):
    with pytest.raises(NotAllowed):
        moving.approve(w, dee, role)


def test_a_deputy_is_asked_and_finds_it_on_the_desk(at_stage):
    w = at_stage(factories.world)
    dee = deputise(w.home_hr, factories.member(DEE, w.home), w.home)
    with pytest.raises(NotFound):
        queries.by_public_id(dee, w.placement.public_id)  # not sent home yet
    moving.send_home(w)
    assert "decision_wanted" in moving.told(dee)
    moving.confirm(w)
    assert waiting.for_decision(dee).count == 1
    assert [role for _, role in queries.waiting_for(dee)] == [Role.HOME_HR]


def test_after_the_last_day_a_deputy_is_nobody(w, dee):
    with moving.on(date(2026, 11, 28)):
        late = factories.actor(DEE)
        with pytest.raises(NotFound):
            moving.approve(w, late, "home_hr")
        assert waiting.for_decision(late).count == 0


def test_what_a_deputy_decided_stands_afterwards(w, dee):
    moving.approve(w, dee, "home_hr")
    with moving.on(date(2026, 12, 5)):
        assert w.placement.stands(Role.HOME_HR)


def test_not_for_the_mover_who_is_hr(at_stage):
    """The deputy whom the mover named decides nothing about the mover."""
    w = at_stage(factories.world)
    mover = factories.member(w.mover.email, w.home, "hr")
    dee = deputise(mover, factories.member(DEE, w.home), w.home)
    moving.send_home(w)
    moving.confirm(w)
    with pytest.raises(NotAllowed):
        moving.approve(w, dee, "home_hr")
    assert waiting.for_decision(dee).count == 0
    assert "decision_wanted" not in moving.told(dee)


def test_nobody_gains_two_sides_by_it(w):
    """HR of both employers agreed at home; their deputy does not agree for the host."""
    both = factories.member(w.home_hr.email, w.host, "hr")
    moving.approve(w, both, "home_hr")
    sam = deputise(both, factories.member("sam@harbour.example", w.host), w.host)
    with pytest.raises(NotAllowed):
        moving.approve(w, sam, "host_hr")
    assert waiting.for_decision(sam).count == 0


def test_who_let_a_deputy_decide_has_decided(w, dee):
    """And not the other way round either."""
    both = factories.member(w.home_hr.email, w.host, "hr")
    moving.approve(w, dee, "home_hr")
    with pytest.raises(NotAllowed):
        moving.approve(w, both, "host_hr")
    assert waiting.for_decision(both).count == 0


# The line manager passes it on.


def pass_on(w, email=DEE, name="Dee"):
    releasing.pass_on(VISITOR, moving.link_to(moving.MANAGER), name, email)
    return moving.link_to(email)


def test_the_manager_passes_the_decision_to_a_deputy(w):
    old = moving.link_to(moving.MANAGER)
    token = pass_on(w)
    assert w.placement.manager_unconfirmed  # HR says anew whether this is right
    assert "passed_on" in moving.told(w.home_hr)
    assert "passed_on" in moving.told(w.mover)
    with pytest.raises(Gone):
        releasing.agree(VISITOR, old)
    releasing.agree(VISITOR, token)
    decision = w.placement.decision(Role.HOME_MANAGER)
    assert decision.by_whom == "Dee, deputy of Mo Manager"
    moving.confirm(w)
    moving.approve(w, w.home_hr, "home_hr")
    assert w.placement.stands(Role.HOME_HR)


def test_hr_challenges_whom_it_was_passed_to(w):
    token = pass_on(w)
    releasing.agree(VISITOR, token)
    moving.confirm(w, yes=False)
    assert not w.placement.stands(Role.HOME_MANAGER)
    assert w.placement.manager_instead_of is None
    assert "not_the_manager" in moving.told(w.mover)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("individual@rivers.example", "who moves"),
        ("individual+boss@rivers.example", "who moves"),
        ("dee@gmail.com", "work address at"),
        ("dee@elsewhere.example", "work address at"),
        (moving.MANAGER, "your own address"),
    ],
)
def test_the_same_checks_hold_as_for_the_mover(w, email, words):
    with pytest.raises(Invalid) as refusal:
        pass_on(w, email)
    assert words in refusal.value.fields["email"]


def test_who_passed_it_on_decides_for_the_host_no_more(w):
    manager = factories.member(w.manager.email, w.host, "hr")
    releasing.agree(VISITOR, pass_on(w))
    with pytest.raises(NotAllowed):
        moving.approve(w, manager, "host_hr")


def test_the_page_of_the_link_offers_it_and_says_it_was_done(w, client):
    token = moving.link_to(moving.MANAGER)
    db.session.rollback()
    page = client.get(f"/release/{token}").text
    assert "Pass the decision to a colleague" in page
    sent = {"decision": "pass-on", "pass-on-name": "Dee", "pass-on-email": DEE}
    assert client.post(f"/release/{token}", data=sent).status_code == 303
    after = client.get(f"/release/{token}")
    assert after.status_code == 410
    assert "You passed this decision to Dee" in after.text
    fresh = client.get(f"/release/{moving.link_to(DEE)}").text
    assert "in place of Mo Manager, who passed this to you" in fresh


# HR names another.


def replace(w, actor, email=DEE, name="Dee"):
    version = w.placement.version
    replacing.replace_manager(actor, w.placement.public_id, version, name, email)


def test_hr_names_another_manager_who_needs_no_confirming(w):
    old = moving.link_to(moving.MANAGER)
    replace(w, w.home_hr)
    assert not w.placement.manager_unconfirmed
    with pytest.raises(Gone):
        releasing.agree(VISITOR, old)
    releasing.agree(VISITOR, moving.link_to(DEE))
    moving.approve(w, w.home_hr, "home_hr")
    assert w.placement.stands(Role.HOME_MANAGER)


def test_hr_replaces_a_manager_who_has_left(w):
    handover.leave(w.manager, membership(w.manager, w.home), None, "A new post")
    assert w.placement.manager_email == ""
    replace(w, w.home_hr)
    releasing.agree(VISITOR, moving.link_to(DEE))
    assert w.placement.stands(Role.HOME_MANAGER)


@pytest.mark.parametrize("who", ["mover", "manager", "poster", "host_hr"])
def test_nobody_else_names_one(w, who):
    with pytest.raises(NotAllowed):
        replace(w, getattr(w, who))


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("hr@rivers.example", "you decide as HR"),
        (moving.MANAGER, "asked already"),
        ("individual@rivers.example", "who moves"),
        ("dee@elsewhere.example", "work address at"),
    ],
)
def test_with_the_same_checks(w, email, words):
    with pytest.raises(Invalid) as refusal:
        replace(w, w.home_hr, email)
    assert words in refusal.value.fields["email"]


def test_what_a_manager_has_decided_is_not_asked_of_another(w):
    releasing.agree(VISITOR, moving.link_to(moving.MANAGER))
    with pytest.raises(IllegalTransition):
        replace(w, w.home_hr)


# The host hands it over.


def hand_over(w, actor, to):
    where = membership(to, w.host)
    replacing.hand_over(actor, w.placement.public_id, w.placement.version, where)


@pytest.fixture
def sam(w):
    return factories.member("sam@harbour.example", w.host)


@pytest.mark.parametrize("who", ["poster", "host_hr"])
def test_another_at_the_host_looks_after_it_and_decides(w, sam, who):
    hand_over(w, getattr(w, who), sam)
    assert w.placement.host_manager_id == sam.person_id
    assert moving.told(sam)[-1] == "decision_wanted"
    talk = messages.about(sam, "placement", w.placement.public_id)
    assert talk is not None
    assert messages.about(w.poster, "placement", w.placement.public_id) is None
    with pytest.raises(NotAllowed):
        moving.approve(w, w.poster, "host_manager")
    moving.approve(w, sam, "host_manager")
    assert w.placement.stands(Role.HOST_MANAGER)


def test_what_the_one_before_approved_stands(w, sam):
    moving.approve(w, w.poster, "host_manager")
    hand_over(w, w.host_hr, sam)
    assert w.placement.decision(Role.HOST_MANAGER).by == w.poster.key
    assert w.placement.stands(Role.HOST_MANAGER)
    assert moving.told(sam)[-1] == "took_over"


def test_never_to_the_mover_nor_to_who_decides_at_home(w):
    mover = factories.member(w.mover.email, w.host)
    with pytest.raises(Invalid):
        hand_over(w, w.host_hr, mover)
    manager = factories.member(w.manager.email, w.host)
    with pytest.raises(Invalid, match="home employer"):
        hand_over(w, w.host_hr, manager)


@pytest.mark.parametrize("who", ["mover", "manager", "home_hr"])
def test_nobody_else_hands_it_over(w, sam, who):
    with pytest.raises(NotAllowed):
        hand_over(w, getattr(w, who), sam)


# Who decides has left.


def test_the_others_of_hr_are_told_and_the_approvals_stand(w):
    second = factories.member("second@rivers.example", w.home, "hr")
    before = moving.told(second).count("decision_wanted")
    handover.leave(w.home_hr, membership(w.home_hr, w.home), None, "A new post")
    assert moving.told(second).count("decision_wanted") == before + 1
    moving.approve(w, second, "home_hr")
    assert w.placement.manager_confirmed_by == w.home_hr.key


def test_where_no_hr_is_left_the_administrators_are_told(w):
    admin = factories.administrator()
    handover.leave(w.home_hr, membership(w.home_hr, w.home), None, "A new post")
    assert moving.told(admin)[-1] == "contact_wanted"


def test_or_the_verified_contact_gets_a_link(w):
    joining.verify_contact(
        factories.administrator(),
        w.home.public_id,
        ContactRole.HR,
        "Hal",
        "hal@rivers.example",
        "Rang them",
    )
    handover.leave(w.home_hr, membership(w.home_hr, w.home), None, "A new post")
    assert moving.link_to("hal@rivers.example")


def test_an_approval_given_before_leaving_stands(w):
    moving.approve(w, w.home_hr, "home_hr")
    handover.leave(w.home_hr, membership(w.home_hr, w.home), None, "A new post")
    assert db.session.scalars(sa.select(Placement)).one().stands(Role.HOME_HR)


# Who confirms the manager in somebody's place.


def test_a_deputy_who_confirms_the_manager_says_for_whom_to_home_alone(at_stage):
    w = at_stage(factories.world)
    moving.send_home(w)
    dee = deputise(w.home_hr, factories.member(DEE, w.home), w.home)
    services.confirm_manager(dee, w.placement.public_id, w.placement.version, True)
    assert w.placement.manager_confirmed_by == dee.key
    confirmed = [
        [one.text for one in story.entries(who, w.placement) if "confirmed" in one.title]
        for who in (w.home_hr, w.poster)
    ]
    assert confirmed == [["As deputy of Hr"], [""]]


def test_who_confirms_in_their_own_role_is_nobodys_deputy(w):
    told = [one for one in story.entries(w.home_hr, w.placement) if "confirmed" in one.title]
    assert [one.text for one in told] == [""]
