"""Who the line manager is: naming, confirming, and organisations where one person decides."""

from __future__ import annotations

import pytest

from exchange.access import SYSTEM, VISITOR
from exchange.accounts import services as accounts
from exchange.db import command
from exchange.errors import IllegalTransition, Invalid, NotAllowed
from exchange.organisations import services as joining
from exchange.organisations.models import OrganisationDomain
from exchange.placements import releasing, services
from tests import factories
from tests.placements import moving
from tests.placements.moving import (
    approve,
    confirm,
    heard,
    send_home,
)


@pytest.fixture
def w(at_stage):
    """A proposed secondment of which the employer has not heard."""
    return at_stage(factories.world)


# Naming the manager


@pytest.mark.parametrize(
    "address",
    [
        "individual@rivers.example",
        "Individual@Rivers.Example ",
        "individual+boss@rivers.example",
        "manager@harbour.example",
        "boss@elsewhere.example",
        "boss@rivers.example.org",
        "boss@notrivers.example",
        "boss@gmail.com",
        "manager",
        "",
    ],
)
def test_a_forged_manager_is_refused(w, address):
    with pytest.raises(Invalid) as refused:
        send_home(w, address)
    assert list(refused.value.fields) == ["email"]
    assert w.placement.sent_home_at is None
    assert heard(w.home_hr, w.manager) == ([], [])


def change_own_address(w, email):
    accounts.ask_change_of_address(w.mover, email)
    return factories.token_in(factories.mails(email)[-1])


def test_a_former_address_of_the_mover_is_refused(w):
    accounts.change_address(VISITOR, change_own_address(w, "ada@rivers.example"))
    for own in ("individual@rivers.example", "ada@rivers.example"):
        with pytest.raises(Invalid, match="address of your own"):
            send_home(w, own)


def test_an_address_that_the_mover_asked_to_have_is_refused(w):
    change_own_address(w, "alias@rivers.example")
    with pytest.raises(Invalid, match="address of your own"):
        send_home(w, "alias@rivers.example")


def test_an_address_that_becomes_the_movers_own_later_does_not_decide(w):
    token = send_home(w, "alias@rivers.example")
    accounts.change_address(VISITOR, change_own_address(w, "alias@rivers.example"))
    with pytest.raises(NotAllowed):
        releasing.agree(VISITOR, token)


@command
def give_domain(actor, organisation, domain):
    organisation.domains.append(OrganisationDomain(domain=domain))


def test_free_mail_is_no_domain_of_an_employer_even_where_a_register_says_so(w):
    give_domain(SYSTEM, w.home, "gmail.com")
    with pytest.raises(Invalid, match="work address"):
        send_home(w, "boss@gmail.com")


def test_a_member_of_home_with_another_domain_may_be_named(w):
    factories.member("boss@consultants.example", w.home)
    assert send_home(w, "boss@consultants.example")


def test_somebody_who_only_asked_to_join_home_may_not_be_named(w):
    friend = factories.person("friend@elsewhere.example")
    joining.ask_to_join(friend, w.home.public_id, "Boss", "Honest")
    with pytest.raises(Invalid, match="work address"):
        send_home(w, "friend@elsewhere.example")


def test_a_manager_without_a_name_is_refused(w):
    with pytest.raises(Invalid) as refused:
        send_home(w, name="  ")
    assert list(refused.value.fields) == ["name"]


# Who the manager is: HR's word


def test_hr_says_that_this_is_not_the_manager(w):
    releasing.agree(VISITOR, send_home(w, "friend@rivers.example"))
    confirm(w, yes=False)
    assert w.placement.manager_email == ""
    assert w.placement.home_manager_at is None
    assert "not_the_manager" in heard(w.mover)[0]
    token = send_home(w)
    releasing.agree(VISITOR, token)
    assert w.placement.home_manager_by == w.manager.key


def test_a_manager_named_anew_needs_hr_again(w):
    send_home(w)
    confirm(w)
    approve(w, w.home_hr, "home_hr")
    token = send_home(w, "friend@rivers.example", "A friend")
    releasing.agree(VISITOR, token)
    moving.host_agrees(w)
    moving.give_facts(w)
    assert w.placement.status == "proposed"
    assert w.placement.manager_confirmed_at is None
    assert w.placement.home_hr_at is None


def test_the_manager_is_not_named_anew_after_deciding(w):
    releasing.agree(VISITOR, send_home(w))
    with pytest.raises(IllegalTransition, match="asked already"):
        send_home(w, "friend@rivers.example")


def test_hr_confirms_nobody(w):
    send_home(w)
    confirm(w, yes=False)
    with pytest.raises(IllegalTransition, match="Nobody is named"):
        confirm(w)


def test_for_a_project_hr_sees_who_was_named_and_challenges_it(in_app):
    with in_app():
        w = factories.world("project")
        token = send_home(w, "friend@rivers.example")
        assert heard(w.home_hr)[0] == ["manager_named"]
        releasing.agree(VISITOR, token)
        approve(w, w.poster, "host_manager")
        assert w.placement.status == "agreed", "quicker than HR could look"
        confirm(w, yes=False)
        assert w.placement.status == "proposed"
        assert heard(w.poster)[0][-1] == "reopened"
        releasing.agree(VISITOR, send_home(w))
        assert w.placement.status == "agreed"
        assert w.placement.application.status == "placed"


# One person who decides


@pytest.fixture
def lantern(in_app):
    """A charity of six: its chief declared that one person decides as manager and HR."""
    with in_app():
        home = factories.organisation("Lantern Youth", domain="rivers.example")
        w = factories.move_between(
            home, factories.organisation("Harbour Hospice", domain="harbour.example"), "secondment"
        )
        joining.change_settings(
            factories.administrator(),
            home.public_id,
            ask_before_applying=False,
            one_person_decides=True,
            how_we_decide="",
        )
        services.send_home(w.mover, w.placement.public_id, w.placement.version)
        yield w


@pytest.mark.parametrize("roles", [("home_manager", "home_hr"), ("home_hr", "home_manager")])
def test_one_person_decides_as_manager_and_hr(lantern, roles):
    for role in roles:
        approve(lantern, lantern.home_hr, role)
    moving.host_agrees(lantern)
    moving.give_facts(lantern)
    assert lantern.placement.status == "agreed"
    assert heard(lantern.home_hr)[0][:2] == ["decision_wanted", "decision_wanted"]


def test_one_person_never_decides_for_both_sides(lantern):
    both = factories.member(lantern.home_hr.email, lantern.host, "hr")
    approve(lantern, both, "home_manager")
    with pytest.raises(NotAllowed):
        approve(lantern, both, "host_hr")


def test_one_person_never_decides_on_their_own_move(lantern):
    alone = factories.member(lantern.mover.email, lantern.home, "hr", "organisation_admin")
    for role in ("home_manager", "home_hr"):
        with pytest.raises(NotAllowed):
            approve(lantern, alone, role)


def test_a_project_tells_the_one_person_who_decides(in_app):
    with in_app():
        w = factories.world("project")
        joining.change_settings(
            factories.administrator(),
            w.home.public_id,
            ask_before_applying=False,
            one_person_decides=True,
            how_we_decide="",
        )
        services.send_home(w.mover, w.placement.public_id, w.placement.version)
        assert heard(w.home_hr)[0] == ["decision_wanted"]


def test_without_the_declaration_hr_does_not_decide_as_manager(w):
    send_home(w)
    with pytest.raises(NotAllowed):
        approve(w, w.home_hr, "home_manager")


def test_the_board_decides_about_its_chief_executive_and_confirms_the_end(in_app):
    with in_app():
        home = factories.organisation("Lantern Youth", domain="rivers.example")
        chief = factories.member("individual@rivers.example", home, "chief_executive", "hr")
        chair = factories.member("chair@rivers.example", home, "board")
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        w = factories.move_between(home, host, "attachment")
        services.send_home(chief, w.placement.public_id, w.placement.version)
        assert heard(chair)[0] == ["decision_wanted"]
        with pytest.raises(NotAllowed):
            approve(w, chief, "home_board")
        approve(w, chair, "home_board")
        moving.host_agrees(w)
        moving.give_facts(w)
        assert w.placement.status == "agreed"
