"""Signing by link: for an employer where nobody has an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.access import VISITOR
from exchange.agreements import linked, queries
from exchange.db import db
from exchange.errors import Gone, Invalid, NotFound
from exchange.organisations import services as joining
from exchange.organisations.models import ContactRole, Membership
from exchange.placements import releasing
from exchange.placements.lifecycle import Party
from tests import factories
from tests.placements import moving
from tests.placements.test_releasing import code_in_mail, later, take_hr_away

CONTACT = "hal@harbour.example"


def sent_link(email: str = CONTACT) -> str:
    """The secret of the newest link by which that address signs."""
    mails = [one for one in factories.mails(email) if "/sign/" in one["text"]]
    return factories.token_in(mails[-1]) if mails else ""


def without_account(role=ContactRole.HR):
    """Agreed; then the host's HR leaves, and a verified contact signs. Home HR issues."""
    w = moving.agreed()
    take_hr_away(w, w.host_hr, CONTACT, role)
    moving.issue(w, w.home_hr)
    return w


@pytest.fixture
def w(at_stage):
    return at_stage(without_account)


def sign(token, email=CONTACT):
    linked.send_code(VISITOR, token)
    linked.sign(VISITOR, token, code_in_mail(email))


def test_the_contact_gets_a_link_and_signs_with_a_code(w):
    token = sent_link()
    assert linked.opened(token).state == "open"
    sign(token)
    signature = w.placement.signature(Party.HOST)
    assert (signature.name, signature.how, signature.by) == ("Hal", "link", f"address:{CONTACT}")
    [kept] = queries.newest(w.placement).signatures
    assert (kept.party, kept.name, kept.how) == ("host", "Hal", "link")
    assert linked.opened(token).state == "decided"


def test_with_the_two_others_it_is_in_force(w):
    sign(sent_link())
    moving.sign(w, w.mover, "mover")
    moving.sign(w, w.home_hr, "home")
    assert w.placement.status == "signed"


def test_the_chair_signs_where_there_is_no_contact_for_hr(at_stage):
    w = at_stage(lambda: without_account(ContactRole.CHAIR))
    sign(sent_link())
    assert w.placement.signature(Party.HOST).how == "link"


def test_nobody_to_ask_tells_the_administrators(at_stage):
    def build():
        w = moving.agreed()
        of_hr = sa.select(Membership).filter_by(person_id=w.host_hr.person_id)
        membership = db.session.scalars(of_hr).one()
        joining.set_roles(factories.administrator(), membership.public_id, frozenset(), "Left")
        moving.issue(w, w.home_hr)
        return w

    at_stage(build)
    assert moving.told(factories.administrator())[-1] == "contact_wanted"


def test_the_wrong_code_signs_nothing_and_is_counted(w):
    token = sent_link()
    linked.send_code(VISITOR, token)
    right = code_in_mail(CONTACT)
    wrong = "000000" if right != "000000" else "111111"
    with pytest.raises(Invalid, match="not the code"):
        linked.sign(VISITOR, token, wrong)
    for _ in range(releasing.MOST_TRIES):
        linked.count_wrong_code(VISITOR, token)
    with pytest.raises(Invalid, match="not the code"):
        linked.sign(VISITOR, token, right)
    assert w.placement.signature(Party.HOST) is None


def test_the_code_runs_out(w):
    token = sent_link()
    linked.send_code(VISITOR, token)
    with later(minutes=16), pytest.raises(Invalid):
        linked.sign(VISITOR, token, code_in_mail(CONTACT))


def test_a_change_ends_the_link_and_a_new_version_sends_another(w):
    first = sent_link()
    moving.issue(w, w.home_hr)
    assert linked.opened(first).state == "replaced"
    with pytest.raises(Gone):
        linked.send_code(VISITOR, first)
    second = sent_link()
    assert second != first
    sign(second)
    assert w.placement.has_signed(Party.HOST)


def test_whoever_signed_by_link_hears_that_it_is_void(w):
    sign(sent_link())
    moving.issue(w, w.home_hr)
    [mail] = [one for one in factories.mails(CONTACT) if "void" in one["subject"]]
    assert mail["text"].startswith("Dear Hal,")
    assert "new link" in mail["text"]


def test_an_expired_link_sends_a_fresh_one_to_the_same_address(w):
    first = sent_link()
    with clock.at(clock.now() + timedelta(days=31)):
        assert linked.opened(first).state == "expired"
        linked.fresh_link(VISITOR, first)
        assert linked.opened(sent_link()).state == "open"
        assert linked.opened(first).state == "replaced"


def test_a_link_that_still_works_sends_no_other(w):
    with pytest.raises(Gone, match="still works"):
        linked.fresh_link(VISITOR, sent_link())


def test_a_link_that_decides_signs_nothing_and_the_other_way_round(at_stage):
    w = at_stage(factories.world)
    decides = moving.send_home(w)
    with pytest.raises(NotFound):
        linked.opened(decides)


def test_a_link_that_signs_decides_nothing(w):
    with pytest.raises(NotFound):
        releasing.agree(VISITOR, sent_link())


def test_nothing_is_signed_twice(w):
    token = sent_link()
    sign(token)
    with pytest.raises(Gone, match="signed already"):
        linked.send_code(VISITOR, token)
