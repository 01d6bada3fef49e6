"""Administration: contacts wanted, the outbox, the record and staff."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from exchange.audit import AuditEvent
from exchange.db import db
from exchange.desk import contacts, services
from exchange.errors import IllegalTransition, NotAllowed
from exchange.notices import outbox
from exchange.notices.models import Outbox
from exchange.organisations import services as joining
from exchange.organisations.models import ContactRole
from exchange.placements import services as placements
from tests import factories
from tests.desk.conftest import HOME_HR, MOVER, another_move, send_home

ADMIN = "admin@crossover.example"


@pytest.fixture
def admin(world, client_as):
    return client_as(ADMIN)


@pytest.fixture
def failed(world, inside):
    """One piece of work that was given up."""
    with inside():
        work = outbox.claim("worker", ["mail"])
        outbox.give_up(work, "worker", "mailbox is full")
        return work.id


@pytest.mark.parametrize("path", ["/admin", "/admin/audit", "/admin/staff"])
def test_only_administrators_administer(client, client_as, world, path):
    assert "/sign-in" in client.get(path).headers["Location"]
    for who in (MOVER, HOME_HR, "moderator@crossover.example"):
        assert client_as(who).get(path).status_code == 403
    assert client_as(ADMIN).get(path).status_code == 200


def test_an_organisation_where_nobody_can_decide_is_wanted_once(admin, inside, world):
    with inside():
        lonely = factories.organisation("Lonely Lighthouse")
        world.home = lonely
        factories.member("boss@lighthouse.example", lonely)
        for name in ("ada", "ben"):
            move = another_move(world, f"{name}@lighthouse.example")
            mover = factories.actor(f"{name}@lighthouse.example")
            placements.send_home(
                mover, move.public_id, move.version, "Bo Boss", "boss@lighthouse.example"
            )
        found = contacts.wanted()
        assert [(one.organisation.name, one.contact, one.placements) for one in found] == [
            ("Lonely Lighthouse", "an HR contact", 2)
        ]
    assert "Lonely Lighthouse" in admin.words("/admin")
    with inside():
        root = factories.administrator()
        joining.verify_contact(
            root, lonely.public_id, ContactRole.HR, "Kim", "kim@lighthouse.example", "Rang them"
        )
        assert contacts.wanted() == []


def test_where_the_last_hr_gave_the_role_up_a_contact_is_wanted(inside, world):
    with inside():
        factories.joining.set_roles(
            factories.administrator(), _membership(HOME_HR), frozenset(), "She moved on"
        )
        send_home(world)
        assert [one.organisation.name for one in contacts.wanted()] == ["Department for Rivers"]


def test_what_was_given_up_can_be_tried_again(admin, inside, failed):
    assert "mailbox is full" in admin.words("/admin")
    assert "1 could not be sent" in admin.words("/admin")
    answer = admin.submit(f"/admin/outbox/{failed}/retry", on="/admin", follow=True)
    assert "It waits in the queue again" in answer.text
    with inside():
        work = db.session.get(Outbox, failed)
        assert (work.failed_at, work.attempts) == (None, 0)
        events = sa.select(AuditEvent).filter_by(action="desk.try_again")
        assert db.session.scalars(events).one().detail == {"last_error": "mailbox is full"}


def test_only_administrators_try_again_and_only_what_failed(inside, world, failed):
    with inside():
        with pytest.raises(NotAllowed):
            services.try_again(world.mover, failed)
        services.try_again(factories.administrator(), failed)
        with pytest.raises(IllegalTransition):
            services.try_again(factories.administrator(), failed)


def test_the_record_is_found_by_thing_person_and_action(admin, inside, world):
    with inside():
        ref = world.placement.public_id
        send_home(world)
    words = admin.words(f"/admin/audit?object={ref}")
    assert "placements.send_home: placement" in words
    assert "by Individual" in words
    assert "opportunities." not in words
    assert "manager name: nothing → Mo Manager" in words
    assert "2 events" in words
    by_mover = admin.words(f"/admin/audit?actor={MOVER}&action=send_home&kind=placement")
    assert "1 event" in by_mover
    assert "Nothing matches" in admin.words("/admin/audit?actor=nobody@post.example")


@pytest.mark.parametrize("query", ["object=nonsense", "actor=" + "x" * 255, "action=%00"])
def test_silly_filters_get_an_error_beside_the_field(admin, query):
    page = admin.get(f"/admin/audit?{query}")
    assert page.status_code == 422
    assert "There is a problem" in page.text


def test_the_record_never_shows_a_secret(admin):
    words = admin.words("/admin/audit?kind=account_token") + admin.words("/admin/audit?kind=person")
    assert "password hash: … → …" in words
    assert "$argon2" not in words


def test_staff_are_made_and_unmade_but_nobody_unmakes_themselves(admin, inside, world):
    saved = admin.submit("/admin/staff", email=MOVER, moderator="y", follow=True)
    assert "are saved" in saved.text
    with inside():
        assert factories.actor(MOVER).is_moderator
    refused = admin.submit("/admin/staff", email=ADMIN)
    assert refused.status_code == 422
    assert "Ask another administrator" in refused.text
    assert admin.submit("/admin/staff", email="nobody@post.example").status_code == 422
    with inside():
        assert factories.actor(ADMIN).is_administrator


def _membership(email):
    one = factories.actor(email)
    query = sa.select(factories.Membership).filter_by(person_id=one.person_id)
    return db.session.scalars(query).one().public_id
