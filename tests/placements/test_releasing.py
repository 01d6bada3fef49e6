"""Deciding by link: what is kept of it, how long it lives, and what its holder may do."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import VISITOR
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import Gone, Invalid, NotAllowed, NotFound
from exchange.notices import outbox
from exchange.notices.models import Outbox
from exchange.organisations import services as joining
from exchange.organisations.models import ContactRole, Membership
from exchange.placements import queries, releasing, services
from exchange.placements.lifecycle import Role
from exchange.placements.models import DecisionLink
from tests import factories
from tests.placements import moving
from tests.placements.moving import MANAGER, approve, link_to, send_home

CONTACT = "hal@rivers.example"


@pytest.fixture
def w(at_stage):
    """A proposed secondment of which the employer has not heard."""
    return at_stage(factories.world)


def state(token):
    db.session.rollback()
    return queries.open_link(token).state


def later(**time):
    return clock.at(clock.now() + timedelta(**time))


def code_in_mail(email):
    text = factories.mails(email)[-1]["text"]
    return text.partition("code is ")[2][:6]


def take_hr_away(w, actor, email=CONTACT, role=ContactRole.HR):
    """Nobody with an account decides there now; a verified contact does."""
    of_person = sa.select(Membership).filter_by(person_id=actor.person_id)
    membership = db.session.scalars(of_person).one()
    organisation = membership.organisation.public_id
    admin = factories.administrator()
    joining.set_roles(admin, membership.public_id, frozenset(), "Left")
    joining.verify_contact(admin, organisation, role, "Hal", email, "Called the switchboard")


# What is kept


def test_only_a_hash_of_the_token_is_kept(w):
    token = send_home(w)
    [link] = db.session.scalars(sa.select(DecisionLink))
    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    rows = db.session.execute(sa.text("SELECT * FROM decision_link")).mappings().all()
    details = [str(one.detail) for one in db.session.scalars(sa.select(AuditEvent))]
    assert token not in f"{rows}{details}"
    assert link.token_hash not in "".join(details)


def test_the_token_is_wiped_from_the_outbox_once_it_is_sent(w):
    token = send_home(w)
    sent = []
    outbox.deliver_due({"mail": sent.append, "notice_mail": sent.append})
    assert any(token in str(one) for one in sent)
    left = [row.payload for row in db.session.scalars(sa.select(Outbox))]
    assert left == [{}] * len(left)


def test_the_mail_says_nothing_of_the_application(w):
    send_home(w)
    text = factories.mails(MANAGER)[-1]["text"]
    assert w.placement.application.statement not in text
    assert "six years" not in text


# How long it lives


def test_looking_changes_nothing_and_the_decision_is_single_use(w):
    token = send_home(w)
    before = db.session.execute(sa.text("SELECT * FROM decision_link")).all()
    assert [state(token) for _ in range(3)] == ["open"] * 3
    assert db.session.execute(sa.text("SELECT * FROM decision_link")).all() == before
    releasing.agree(VISITOR, token)
    assert state(token) == "decided"
    with pytest.raises(Gone, match="decided already"):
        releasing.agree(VISITOR, token)


@pytest.mark.parametrize("token", ["", "nothing", "\x00\udcff", "x" * 5000])
def test_an_unknown_token_is_not_found(w, token):
    with pytest.raises(NotFound):
        releasing.agree(VISITOR, token)


def test_an_expired_link_offers_a_fresh_one_to_the_same_address(w):
    token = send_home(w)
    with pytest.raises(Gone, match="still works"):
        releasing.fresh_link(VISITOR, token)
    with later(days=30, seconds=1):
        assert state(token) == "expired"
        with pytest.raises(Gone, match="expired"):
            releasing.agree(VISITOR, token)
        releasing.fresh_link(VISITOR, token)
        fresh = link_to(MANAGER)
        assert (fresh != token, state(token), state(fresh)) == (True, "replaced", "open")
        with pytest.raises(Gone):
            releasing.fresh_link(VISITOR, token)
        releasing.agree(VISITOR, fresh)
    assert w.placement.home_manager_how == "link"


def test_on_its_last_moment_it_still_works(w):
    token = send_home(w)
    with later(days=30):
        releasing.agree(VISITOR, token)


def test_a_new_naming_replaces_the_link(w):
    old = send_home(w, "friend@rivers.example")
    send_home(w)
    assert state(old) == "replaced"
    with pytest.raises(Gone, match="replaced"):
        releasing.agree(VISITOR, old)


def test_new_terms_replace_the_link(w):
    old = send_home(w)
    moving.change_terms(w, w.poster, days_a_week=3)
    assert (state(old), state(link_to(MANAGER))) == ("replaced", "open")


def test_a_placement_that_will_not_be_ends_its_links(w):
    token = send_home(w)
    services.withdraw(w.mover, w.placement.public_id, w.placement.version, "I stay.")
    assert state(token) == "replaced"


def test_deciding_signed_in_ends_the_link(w):
    token = send_home(w)
    approve(w, w.manager, "home_manager")
    assert state(token) == "replaced"


# What its holder may do


def test_a_link_to_somebodys_own_address_decides_as_that_person(w):
    releasing.agree(VISITOR, send_home(w))
    row = w.placement
    assert (row.home_manager_by, row.home_manager_how) == (w.manager.key, "link")


def test_a_link_to_nobodys_address_decides_as_the_address(w):
    releasing.agree(VISITOR, send_home(w, "boss@rivers.example"))
    assert w.placement.home_manager_by == "address:boss@rivers.example"


def test_the_manager_agrees_with_other_dates_and_the_others_are_asked_again(w):
    moving.host_agrees(w)
    token = send_home(w)
    releasing.agree_otherwise(VISITOR, token, date(2027, 2, 1), date(2027, 7, 31), 4.0)
    row = w.placement
    assert (row.starts_on, row.ends_on, row.days_a_week) == (
        date(2027, 2, 1),
        date(2027, 7, 31),
        4.0,
    )
    assert [role.value for role in row.needed if row.stands(role)] == ["home_manager"]
    assert (row.terms_version, row.status, state(token)) == (2, "proposed", "decided")
    assert moving.told(w.host_hr)[-2:] == ["terms_changed", "approved"]


def test_dates_that_do_not_fit_leave_the_link_open(w):
    token = send_home(w)
    with pytest.raises(Invalid) as refused:
        releasing.agree_otherwise(VISITOR, token, date(2027, 2, 1), date(2027, 2, 5), None)
    assert list(refused.value.fields) == ["ends_on"]
    assert (state(token), w.placement.terms_version) == ("open", 1)


def test_the_manager_refuses_with_category_and_reasons(w):
    token = send_home(w)
    with pytest.raises(Invalid) as refused:
        releasing.refuse(VISITOR, token, "", "")
    assert list(refused.value.fields) == ["category", "reason"]
    releasing.refuse(VISITOR, token, "service_need", "We are two short.")
    row = w.placement
    assert (row.status, row.refused_as, row.refused_by) == (
        "refused",
        "home_manager",
        w.manager.key,
    )
    assert state(token) == "decided"


def test_somebody_who_is_not_the_manager_says_so(w):
    token = send_home(w, "friend@rivers.example")
    releasing.not_the_manager(VISITOR, token)
    assert (w.placement.manager_email, state(token)) == ("", "decided")
    assert moving.told(w.mover)[-1] == "not_the_manager"
    with pytest.raises(Gone):
        releasing.agree(VISITOR, token)
    assert state(send_home(w)) == "open"


def test_the_manager_who_is_also_hr_of_the_host_decides_for_one_side_only(w):
    both = factories.member(w.manager.email, w.host, "hr")
    releasing.agree(VISITOR, send_home(w))
    with pytest.raises(NotAllowed):
        approve(w, both, "host_hr")


# Contacts of an organisation without an account


@pytest.fixture
def contact(w):
    """The world, and the secret of the link that home's HR contact was sent."""
    take_hr_away(w, w.home_hr)
    send_home(w)
    return link_to(CONTACT)


def test_a_contact_needs_the_code_that_was_sent_at_that_moment(w, contact):
    for wrong in ("", "000000"):
        with pytest.raises(Invalid) as refused:
            releasing.agree(VISITOR, contact, wrong)
        assert list(refused.value.fields) == ["code"]
    releasing.send_code(VISITOR, contact)
    code = code_in_mail(CONTACT)
    assert code not in str(db.session.execute(sa.text("SELECT * FROM decision_link")).all())
    releasing.agree(VISITOR, contact, f"{code[:3]} {code[3:]}", confirms_manager=True)
    assert w.placement.stands(Role.HOME_HR)


def test_a_contact_says_who_the_manager_is_and_agrees(w, contact):
    """So that a home organisation without an account is no dead end."""
    releasing.send_code(VISITOR, contact)
    with pytest.raises(Invalid) as refused:
        releasing.agree(VISITOR, contact, code_in_mail(CONTACT))
    assert list(refused.value.fields) == ["manager"]
    releasing.agree(VISITOR, contact, code_in_mail(CONTACT), confirms_manager=True)
    assert w.placement.manager_confirmed_by == f"address:{CONTACT}"
    releasing.agree(VISITOR, link_to(MANAGER))
    moving.host_agrees(w)
    moving.give_facts(w)
    assert w.placement.status == "agreed"


def test_a_contact_says_that_this_is_not_the_manager(w, contact):
    with pytest.raises(Invalid):
        releasing.wrong_manager(VISITOR, contact, "000000")
    releasing.send_code(VISITOR, contact)
    releasing.wrong_manager(VISITOR, contact, code_in_mail(CONTACT))
    assert (w.placement.manager_email, state(contact)) == ("", "open")
    assert moving.told(w.mover)[-1] == "not_the_manager"


def test_a_code_runs_out_after_a_quarter_of_an_hour(w, contact):
    releasing.send_code(VISITOR, contact)
    code = code_in_mail(CONTACT)
    with later(minutes=15, seconds=1), pytest.raises(Invalid):
        releasing.agree(VISITOR, contact, code, confirms_manager=True)
    with later(minutes=15):
        releasing.agree(VISITOR, contact, code, confirms_manager=True)


def test_after_five_wrong_codes_the_right_one_fails_until_another_is_sent(w, contact):
    releasing.send_code(VISITOR, contact)
    code = code_in_mail(CONTACT)
    for _ in range(5):
        releasing.count_wrong_code(VISITOR, contact)
    with pytest.raises(Invalid) as refused:
        releasing.agree(VISITOR, contact, code, confirms_manager=True)
    assert list(refused.value.fields) == ["code"]
    releasing.send_code(VISITOR, contact)
    with pytest.raises(Invalid):
        releasing.refuse(VISITOR, contact, "cost", "No.", "nothing")
    releasing.refuse(VISITOR, contact, "cost", "No.", code_in_mail(CONTACT))
    assert (w.placement.status, w.placement.refused_as) == ("refused", "home_hr")


def test_the_managers_link_needs_no_code_and_a_contacts_does_no_managers_deed(w, contact):
    for deed in (
        lambda: releasing.not_the_manager(VISITOR, contact),
        lambda: releasing.agree_otherwise(VISITOR, contact, date(2027, 2, 1), date(2027, 7, 31), 4),
    ):
        with pytest.raises(Invalid):
            deed()
    assert w.placement.manager_email == MANAGER
    releasing.agree(VISITOR, link_to(MANAGER))


def test_a_contact_with_the_movers_own_address_is_refused(w):
    take_hr_away(w, w.home_hr, "individual@rivers.example")
    send_home(w)
    own = link_to("individual@rivers.example")
    releasing.send_code(VISITOR, own)
    code = code_in_mail("individual@rivers.example")
    for deed in (
        lambda: releasing.agree(VISITOR, own, code, confirms_manager=True),
        lambda: releasing.refuse(VISITOR, own, "cost", "No.", code),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert (w.placement.status, w.placement.home_hr_at) == ("proposed", None)


@pytest.fixture
def on_both_sides(w):
    """Hal is the contact of both organisations and has agreed for home."""
    take_hr_away(w, w.home_hr)
    take_hr_away(w, w.host_hr)
    moving.change_terms(w, w.poster, days_a_week=4)
    host_link = link_to(CONTACT)
    send_home(w)
    home_link = link_to(CONTACT)
    releasing.send_code(VISITOR, home_link)
    releasing.agree(VISITOR, home_link, code_in_mail(CONTACT), confirms_manager=True)
    return host_link


def test_a_contact_of_both_sides_decides_for_one_only(w, on_both_sides):
    releasing.send_code(VISITOR, on_both_sides)
    with pytest.raises(NotAllowed):
        releasing.agree(VISITOR, on_both_sides, code_in_mail(CONTACT))
    assert w.placement.host_hr_at is None


def test_nor_after_making_an_account(w, on_both_sides):
    hal = factories.member(CONTACT, w.host, "hr")
    with pytest.raises(NotAllowed):
        approve(w, hal, "host_hr")


def test_the_chair_decides_by_link_where_the_board_has_no_account(in_app):
    with in_app():
        home = factories.organisation("Lantern Youth", domain="rivers.example")
        chief = factories.member("individual@rivers.example", home, "chief_executive", "hr")
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        admin = factories.administrator()
        chair = ("Chris", "chair@lantern.example", "On the register")
        joining.verify_contact(admin, home.public_id, ContactRole.CHAIR, *chair)
        w = factories.move_between(home, host, "secondment")
        services.send_home(chief, w.placement.public_id, w.placement.version)
        token = link_to("chair@lantern.example")
        releasing.send_code(VISITOR, token)
        releasing.agree(VISITOR, token, code_in_mail("chair@lantern.example"))
        moving.host_agrees(w)
        moving.give_facts(w)
        assert w.placement.status == "agreed"


def test_one_person_without_an_account_decides_by_two_links(w):
    joining.change_settings(
        factories.administrator(),
        w.home.public_id,
        ask_before_applying=False,
        one_person_decides=True,
        how_we_decide="",
    )
    take_hr_away(w, w.home_hr)
    services.send_home(w.mover, w.placement.public_id, w.placement.version)
    mails = [one for one in factories.mails(CONTACT) if "/release/" in one["text"]]
    assert len(mails) == 2
    for token in [factories.token_in(one) for one in mails]:
        releasing.send_code(VISITOR, token)
        releasing.agree(VISITOR, token, code_in_mail(CONTACT))
    assert [w.placement.stands(role) for role in (Role.HOME_MANAGER, Role.HOME_HR)] == [True] * 2
    assert w.placement.manager_confirmed_by == f"address:{CONTACT}"


def test_where_nobody_can_decide_the_administrators_are_told(w):
    of_hr = sa.select(Membership).filter_by(person_id=w.home_hr.person_id)
    membership = db.session.scalars(of_hr).one()
    admin = factories.administrator()
    joining.set_roles(admin, membership.public_id, frozenset(), "Left")
    send_home(w)
    assert moving.told(admin)[-1] == "contact_wanted"
