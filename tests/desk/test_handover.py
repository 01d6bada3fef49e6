"""Somebody leaves: what they look after goes to one successor, or nobody leaves."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from exchange.access import VISITOR
from exchange.db import db
from exchange.desk import handover
from exchange.errors import Invalid, NotAllowed, NotFound
from exchange.messages.models import Participant
from exchange.notices.models import Notice
from exchange.opportunities.models import Opportunity
from exchange.organisations.models import Membership
from exchange.placements import queries as placements
from exchange.placements import releasing, services
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from tests import factories
from tests.desk.conftest import HOST_HR, MANAGER, MOVER, POSTER, send_home

HEIR = "heir@harbour.example"


def membership(email):
    actor = factories.actor(email)
    return db.session.scalars(
        sa.select(Membership).filter_by(person_id=actor.person_id, status="active")
    ).one()


def heir(world, *roles):
    factories.member(HEIR, world.host, *roles)
    return membership(HEIR).public_id


def leave(successor=None, who=POSTER):
    handover.leave(factories.actor(who), membership(who).public_id, successor, "A new job")


@pytest.mark.both_databases
def test_everything_goes_to_the_successor_in_one_action(world, inside):
    with inside():
        draft = factories.listing(world.poster, world.host, published=False, title="A draft")
        leave(heir(world, "poster"))
        new = factories.actor(HEIR).person_id
        owners = set(db.session.scalars(sa.select(Opportunity.poster_id)))
        placement = db.session.scalars(sa.select(Placement)).one()
        present = sa.select(Participant.person_id).where(Participant.left_at.is_(None))
        talking = set(db.session.scalars(present))
        assert (owners, placement.host_manager_id) == ({new}, new)
        assert draft.poster_id == new
        assert talking == {new, world.mover.person_id, world.host_hr.person_id}
        assert factories.actor(POSTER).standings == ()


def test_what_was_approved_stays_approved_by_who_approved_it(world, inside):
    with inside():
        ref = world.placement.public_id
        version = placements.by_public_id(world.poster, ref).version
        services.approve(world.poster, ref, version, Role.HOST_MANAGER)
        leave(heir(world, "poster"))
        placement = db.session.scalars(sa.select(Placement)).one()
        assert placement.stands(Role.HOST_MANAGER)
        assert placement.decision(Role.HOST_MANAGER).name == "Poster"


def test_nobody_leaves_live_things_without_an_owner(world, inside):
    with inside():
        with pytest.raises(Invalid, match="Choose who takes over"):
            leave()
        assert factories.actor(POSTER).organisation_ids == {world.host.id}


def test_a_plain_member_takes_over_only_where_a_manager_gives_the_role(world, inside):
    with inside():
        successor = heir(world)
        with pytest.raises(Invalid, match="Choose who takes over"):
            leave(successor)
        chief = factories.member("chief@harbour.example", world.host, "organisation_admin")
        handover.remove_member(chief, membership(POSTER).public_id, successor, "She has left us")
        assert "poster" in membership(HEIR).roles
        assert "named by Chief" in membership(HEIR).how_verified


def test_never_to_the_mover(world, inside):
    with inside():
        factories.member(MOVER, world.host, "poster")
        mine = sa.select(Membership).filter_by(
            person_id=world.mover.person_id, organisation_id=world.host.id
        )
        with pytest.raises(Invalid, match="is the person who moves"):
            leave(db.session.scalars(mine).one().public_id)


def test_never_to_somebody_who_decided_at_home(world, inside):
    with inside():
        factories.member(HEIR, world.home, "hr")
        send_home(world)
        hr, ref = factories.actor(HEIR), world.placement.public_id
        version = placements.by_public_id(hr, ref).version
        services.confirm_manager(hr, ref, version, True)
        factories.member(HEIR, world.host, "poster")
        there = sa.select(Membership).filter_by(
            person_id=hr.person_id, organisation_id=world.host.id
        )
        with pytest.raises(Invalid, match="decides for the home employer"):
            leave(db.session.scalars(there).one().public_id)


def test_never_to_the_moderator_who_published_it(world, inside):
    with inside():
        factories.member("moderator@crossover.example", world.host, "poster")
        with pytest.raises(Invalid, match="published one of these listings"):
            leave(membership("moderator@crossover.example").public_id)


def test_somebody_of_another_organisation_is_no_successor(world, inside):
    with inside(), pytest.raises(Invalid, match="Choose who takes over"):
        leave(membership(MANAGER).public_id)


def test_who_looks_after_nothing_just_leaves(world, inside):
    with inside():
        leave(None, HOST_HR)
        assert factories.actor(HOST_HR).standings == ()
        assert db.session.scalars(sa.select(Opportunity)).one().poster_id == world.poster.person_id


def test_a_line_manager_who_leaves_is_named_anew_by_the_mover(world, inside):
    with inside():
        send_home(world)
        token = factories.token_in(factories.mails(MANAGER)[-1])
        leave(None, MANAGER)
        placement = db.session.scalars(sa.select(Placement)).one()
        assert placement.manager_email == ""
        assert "manager_left" in _told(world.mover)
        assert placements.open_link(token).state == "replaced"


def test_a_line_manager_who_agreed_before_leaving_has_agreed(world, inside):
    with inside():
        send_home(world)
        releasing.agree(VISITOR, factories.token_in(factories.mails(MANAGER)[-1]))
        leave(None, MANAGER)
        placement = db.session.scalars(sa.select(Placement)).one()
        assert placement.stands(Role.HOME_MANAGER)
        assert placement.manager_email == MANAGER


def test_who_may_end_whose_membership(world, inside):
    with inside():
        theirs = membership(HOST_HR).public_id
        with pytest.raises(NotFound):
            handover.leave(world.poster, theirs, None, "")
        with pytest.raises(NotFound):
            handover.remove_member(world.poster, theirs, None, "Because")
        chief = factories.member("chief@harbour.example", world.host, "organisation_admin")
        with pytest.raises(NotAllowed):
            handover.remove_member(
                chief, membership("chief@harbour.example").public_id, None, "Because"
            )
        with pytest.raises(Invalid, match="Give a reason"):
            handover.remove_member(chief, theirs, None, "  ")


def test_the_page_shows_what_goes_to_whom(client_as, world, inside):
    with inside():
        heir(world, "poster")
        path = f"/account/leave/{membership(POSTER).public_id}"
        chosen = str(membership(HEIR).public_id)
    poster = client_as(POSTER)
    words = poster.words(path)
    assert "A secondment with us" in words
    assert "Heir, Officer" in words
    assert "2 conversations about these" in words
    refused = poster.submit(path, reason="A new job")
    assert refused.status_code == 422
    assert "A new job" in refused.text
    assert poster.submit(path, successor=chosen).headers["Location"] == "/account"
    assert "You no longer belong" in poster.words(path)
    assert "A secondment with us" in client_as(HEIR).words("/my-listings")


def test_an_administrator_removes_with_a_reason(client_as, world, inside):
    with inside():
        factories.administrator()
        one = membership(HOST_HR)
        path = f"/organisations/{world.host.public_id}/members/{one.public_id}/remove"
        elsewhere = f"/organisations/{world.home.public_id}/members/{one.public_id}/remove"
    root = client_as("admin@crossover.example")
    assert client_as(POSTER).get(path).status_code == 404
    assert root.get(elsewhere).status_code == 404
    assert root.submit(path).status_code == 422
    assert root.submit(path, reason="She has left us").status_code == 302
    assert "no longer belong to Harbour Hospice. She has left us" in client_as(HOST_HR).words(
        "/notices"
    )


def _told(actor):
    query = sa.select(Notice.event).filter_by(person_id=actor.person_id)
    return set(db.session.scalars(query))
