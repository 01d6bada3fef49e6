"""Commands on a proposed placement: sent home, a manager named, decided, terms, given up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from exchange.access import SYSTEM, VISITOR
from exchange.accounts import services as accounts
from exchange.applications import queries as answers
from exchange.applications import sifting
from exchange.audit import history
from exchange.db import command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.notices.models import Notice, Outbox
from exchange.organisations import services as joining
from exchange.organisations.models import OrganisationDomain
from exchange.placements import queries, releasing, services
from tests import factories
from tests.placements import moving
from tests.placements.moving import MANAGER, approve, change_terms, confirm, refuse, send_home


@pytest.fixture
def w(at_stage):
    """A proposed secondment of which the employer has not heard."""
    return at_stage(factories.world)


def heard(*people):
    """What people were told about placements, on the page and by mail."""
    ids = [one.person_id for one in people]
    notices = sa.select(Notice.event).where(
        Notice.person_id.in_(ids), Notice.path.startswith("/placements/")
    )
    queued = [row.payload for row in db.session.scalars(sa.select(Outbox))]
    addresses = {one.email for one in people}
    mails = [
        one
        for one in queued
        if (one.get("person_id") in ids and one["path"].startswith("/placements/"))
        or (one.get("to") in addresses and "/release/" in one["text"])
    ]
    return list(db.session.scalars(notices)), mails


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
    assert moving.told(w.poster).count("place_free") == 1
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
