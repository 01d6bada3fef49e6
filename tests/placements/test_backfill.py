"""The backfill chain: a released move leaves a desk, a listing offers it, and hears what became."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from exchange.access import VISITOR
from exchange.db import db
from exchange.errors import IllegalTransition, NotAllowed, NotFound
from exchange.notices.models import Notice
from exchange.opportunities import queries as listings
from exchange.opportunities import services as posting
from exchange.opportunities import steps
from exchange.opportunities.models import Opportunity
from exchange.placements import backfill, backfilling, living, queries, releasing, services
from tests import factories
from tests.opportunities import make
from tests.placements import moving
from tests.placements.moving import on

both_databases = pytest.mark.both_databases
COMPLETE = {
    "description": "Answer letters about rivers.",
    "outcome": "No letter waits longer than a week.",
    "supervisor": "Mo Manager",
    "outcode": "LS1",
    "closes_at": factories.listing_values().closes_at,
    "cost_model": factories.listing_values().cost_model,
}


@pytest.fixture
def browse(app):
    """`browse(actor)`: a browser in which the person is signed in."""
    return lambda who: make.browser(app, who)


@pytest.fixture
def w(at_stage):
    """A secondment to which home has agreed; the host has not decided."""
    return at_stage(released)


def released():
    world = factories.world()
    moving.home_agrees(world)
    return world


def offered(w, by=None):
    """The draft that offers the desk."""
    placement = w.placement
    return backfilling.offer_desk(by or w.home_hr, placement.public_id, placement.version)


def shown(w):
    """The desk's listing, published by its poster at home."""
    draft = offered(w)
    poster = factories.member("post@rivers.example", w.home, "poster")
    values = replace(steps.values_of(draft), **COMPLETE)
    posting.save_draft(poster, draft.public_id, values, draft.version)
    posting.submit(poster, draft.public_id, draft.version)
    factories.publish(factories.moderator(), draft.public_id)
    return draft


def heard(actor, event):
    query = sa.select(Notice).filter_by(person_id=actor.person_id, event=event)
    return [(one.text, one.path) for one in db.session.scalars(query)]


def test_hr_offers_the_desk_with_what_is_known(w):
    draft = offered(w)
    assert (draft.kind, draft.side, draft.posted_as) == ("secondment", "host", "organisation")
    assert draft.organisation_id == w.home.id
    assert draft.title == "Officer, while a colleague is away"
    assert (draft.starts_on, draft.ends_on) == (date(2027, 1, 4), date(2027, 7, 3))
    assert (draft.level, draft.days_a_week, draft.status) == (4, 5, "draft")


def test_a_short_move_leaves_the_desk_for_a_short_secondment(in_app):
    with in_app():
        w = factories.world("attachment")
        moving.home_agrees(w)
        assert offered(w).kind == "attachment"


def test_the_draft_names_nobody(w):
    draft = offered(w)
    said = " ".join((draft.title, draft.summary, draft.description, draft.outcome))
    assert w.mover.name not in said
    assert w.host.name not in said


def test_those_who_post_for_home_are_told_and_not_whose_desk(w):
    poster = factories.member("post@rivers.example", w.home, "poster")
    draft = offered(w)
    [(text, path)] = heard(poster, "backfill_drafted")
    assert path == f"/opportunities/{draft.public_id}"
    assert w.mover.name not in text
    with pytest.raises(NotFound):
        queries.by_public_id(poster, w.placement.public_id)


def test_not_before_home_agrees(in_app):
    with in_app():
        w = factories.world()
        moving.send_home(w)
        moving.confirm(w)
        with pytest.raises(IllegalTransition, match="not agreed to the release"):
            offered(w)
        assert backfill.empty_desks(w.home_hr, queries.visible(w.home_hr)) == []


def test_not_for_a_project_which_empties_no_desk(in_app):
    with in_app():
        w = factories.world("project")
        releasing.agree(VISITOR, moving.send_home(w))
        with pytest.raises(IllegalTransition):
            offered(w)


def test_one_at_a_time_and_another_once_it_was_withdrawn(w):
    draft = offered(w)
    with pytest.raises(IllegalTransition, match="offers the desk already"):
        offered(w)
    factories.applying.withdraw_listing(w.home_hr, draft.public_id, "Not now")
    assert offered(w).id != draft.id


@pytest.mark.parametrize("who", ["host_hr", "poster", "manager"])
def test_others_cannot(w, who):
    with pytest.raises(NotAllowed):
        offered(w, getattr(w, who))


def test_nobody_offers_their_own_desk(in_app):
    with in_app():
        w = factories.world()
        moving.home_agrees(w)
        mover = factories.member(w.mover.email, w.home, "hr", "poster")
        with pytest.raises(NotAllowed):
            offered(w, mover)


def test_the_desk_stands_among_the_empty_ones_until_it_is_offered(w):
    assert [one.id for one in empty(w.home_hr)] == [w.placement.id]
    assert empty(w.host_hr) == []
    offered(w)
    assert empty(w.home_hr) == []


def empty(viewer):
    return backfill.empty_desks(viewer, queries.visible(viewer))


def gone_before_the_start(w, how):
    version = w.placement.version
    if how == "refused":
        moving.refuse(w, w.host_hr, "host_hr")
    elif how == "withdrawn":
        services.withdraw(w.mover, w.placement.public_id, version, "I stay")
    else:
        in_force(w)
        with on(w.placement.starts_on):
            end = living.did_not_start
            if how == "ended_early":
                living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
                end = living.end_early
            end(w.poster, w.placement.public_id, w.placement.version, "Ill")
    assert w.placement.status == how


def in_force(w):
    moving.host_agrees(w)
    moving.give_facts(w)
    moving.sign_all(w)


WHY = {
    "refused": "The move that would empty this desk was refused.",
    "withdrawn": "The move that would empty this desk was withdrawn.",
    "did_not_start": "The move that would empty this desk did not start.",
    "ended_early": "The move that emptied this desk has ended early.",
}


@both_databases
@pytest.mark.parametrize("how", WHY)
def test_when_the_move_is_off_the_listing_is_paused_and_its_side_told(at_stage, how):
    w = at_stage(released)
    listing = shown(w)
    poster = factories.actor("post@rivers.example")
    gone_before_the_start(w, how)
    db.session.refresh(listing)
    assert (listing.status, listing.attention) == ("paused", WHY[how])
    for one in (poster, w.home_hr):
        [(text, path)] = heard(one, "backfill_warned")
        assert WHY[how] in text
        assert "resume it if it is still needed, or withdraw it" in text
        assert w.mover.name not in text
        assert path == f"/opportunities/{listing.public_id}"
    assert heard(w.mover, "backfill_warned") == []


def test_a_draft_is_warned_and_stays_a_draft(w):
    draft = offered(w)
    moving.refuse(w, w.host_hr, "host_hr")
    db.session.refresh(draft)
    assert (draft.status, draft.attention) == ("draft", WHY["refused"])
    assert "Go on with it if it is still needed" in heard(w.home_hr, "backfill_warned")[0][0]


def test_what_was_withdrawn_is_left_alone(w):
    draft = offered(w)
    factories.applying.withdraw_listing(w.home_hr, draft.public_id, "Not now")
    moving.refuse(w, w.host_hr, "host_hr")
    db.session.refresh(draft)
    assert draft.attention == ""
    assert heard(w.home_hr, "backfill_warned") == []


def test_the_pages_say_why_and_what_now_to_its_own_side_only(app, browse):
    with app.app_context():
        w = released()
        listing = shown(w)
        moving.refuse(w, w.host_hr, "host_hr")
        path, room = f"/opportunities/{listing.public_id}", f"/placements/{w.placement.public_id}"
        poster, stranger = factories.actor("post@rivers.example"), factories.person("a@b.example")
    words = browse(poster).words(path)
    assert "Look at this listing again" in words
    assert WHY["refused"] in words
    assert "Resume it if it is still needed. If not, withdraw it." in words
    assert "Individual" not in words
    outside = browse(stranger).words(path)
    assert WHY["refused"] not in outside
    assert "Paused" in outside
    browse(poster).submit(f"{path}/resume", on=path)
    assert "Look at this listing again" not in browse(poster).words(path)
    assert "Officer, while a colleague is away" in browse(w.home_hr).words(room)
    for who in (w.host_hr, w.poster, w.mover):
        assert "The empty desk" not in browse(who).words(room)


def test_a_draft_that_is_still_needed_goes_on(app, browse):
    with app.app_context():
        w = released()
        draft = offered(w)
        moving.refuse(w, w.host_hr, "host_hr")
        path = f"/opportunities/{draft.public_id}"
    hr = browse(w.home_hr)
    hr.submit(f"{path}/still-needed", on=path)
    assert "Look at this listing again" not in hr.words(path)
    with app.app_context(), pytest.raises(IllegalTransition, match="nothing that you were asked"):
        posting.still_needed(w.home_hr, draft.public_id)


def test_hr_offers_it_from_the_room(app, browse):
    with app.app_context():
        w = released()
        room = f"/placements/{w.placement.public_id}"
    hr = browse(w.home_hr)
    assert "Offer the empty desk" in hr.words(room)
    answer = hr.submit(f"{room}/backfill", follow=True)
    assert "A draft is ready" in answer.get_data(as_text=True)
    with app.app_context():
        [draft] = backfill.listings_for(w.placement)
        assert isinstance(draft, Opportunity)
        assert listings.manages(w.home_hr, draft)
