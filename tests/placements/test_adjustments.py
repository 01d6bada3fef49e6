"""What a person needs in order to work well: whoever it was not shared with never meets it.

One planted sentence is looked for in every page, mail, notice, feed and row of the record.
"""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from exchange.access import Actor
from exchange.audit import AuditEvent
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotAllowed, NotFound
from exchange.notices.models import Notice, Outbox
from exchange.placements import services
from exchange.placements.models import Placement
from exchange.placements.safeguards import adjustments, queries
from tests import factories
from tests.placements import moving
from tests.placements.parties import HOME_HR, HOST_HR, MANAGER, MOVER, POSTER

PLANTED = "a hearing loop on my left side"
ADMIN, COLLEAGUE = "admin@crossover.example", "second.poster@harbour.example"
CLOSED_TO = (MANAGER, HOME_HR, COLLEAGUE, ADMIN)


@pytest.fixture
def w(at_stage):
    """The mover wrote it before anything was sent home."""

    def build():
        world = factories.world()
        factories.member(COLLEAGUE, world.host, "poster", "board", "organisation_admin")
        adjustments.write_needs(world.mover, 0, PLANTED)
        moving.send_home(world)

    return at_stage(build)


def share(w, shared=True):
    adjustments.share(w.mover, w.placement.public_id, shared=shared)


def read_by(w):
    """Who reads it, asked of the query that pages use."""
    people = (MOVER, POSTER, HOST_HR, *CLOSED_TO)
    return {one for one in people if queries.shared_needs(factories.actor(one), w.placement)}


def test_nobody_reads_it_before_it_is_shared(w):
    assert read_by(w) == set()


def test_only_the_hosts_manager_and_hr_read_it_and_only_while_it_is_shared(w):
    share(w)
    assert read_by(w) == {POSTER, HOST_HR}
    share(w, shared=False)
    assert read_by(w) == set()
    share(w)
    assert read_by(w) == {POSTER, HOST_HR}


def test_consent_is_given_for_one_placement(w):
    share(w)
    host = factories.organisation("Tide Watch", domain="tide.example")
    poster = factories.member("poster@tide.example", host, "poster", "hr")
    listing = factories.listing(poster, host)
    sent = factories.application(w.mover, listing, w.home)
    factories.offer(poster, sent)
    assert queries.shared_needs(poster, w.placement) == ""


def test_consent_ends_with_the_placement(w):
    share(w)
    services.withdraw(w.mover, w.placement.public_id, w.placement.version, "No more")
    assert read_by(w) == set()
    with pytest.raises(IllegalTransition):
        share(w)


def test_only_the_mover_shares_it_and_only_what_is_written(w):
    ref = w.placement.public_id
    for who in (w.poster, w.host_hr, w.home_hr, w.manager, factories.administrator()):
        with pytest.raises((NotAllowed, NotFound)):
            adjustments.share(who, ref, shared=True)
    adjustments.write_needs(w.mover, 1, "")
    with pytest.raises(IllegalTransition, match="written nothing"):
        share(w)


def test_the_second_of_two_windows_is_told(w):
    with pytest.raises(ChangedMeanwhile):
        adjustments.write_needs(w.mover, 0, "Something else")
    assert queries.needs_of(w.mover).text == PLANTED
    with pytest.raises(NotAllowed):
        adjustments.write_needs(Actor(), 0, "A visitor's")


def test_it_stands_in_no_notice_mail_or_row_of_the_record(w, drain):
    share(w)
    adjustments.write_needs(w.mover, 1, f"{PLANTED}, and breaks")
    share(w, shared=False)
    told = [row.text for row in db.session.scalars(sa.select(Notice))]
    sent = [row.payload for row in db.session.scalars(sa.select(Outbox))]
    kept = [row.detail for row in db.session.scalars(sa.select(AuditEvent))]
    assert "adjustments_shared" in moving.told(w.poster)
    assert PLANTED not in json.dumps([told, sent, kept], default=str)
    assert any("text" in (row or {}).get("changes", {}) for row in kept)


PAGES = (
    "",
    "/interests",
    "/concerns",
    "/approve",
    "/terms",
    "/facts",
    "/vetting",
    "/conflicts",
    "/pension",
)
ELSEWHERE = (
    "/",
    "/account",
    "/adjustments",
    "/placements",
    "/applications",
    "/notices",
    "/people",
    "/profile",
    "/hr",
    "/api/v1/opportunities",
    "/feed.xml",
)


def test_the_source_of_no_page_of_anybody_else_holds_it(app, in_app, stages, client_as):
    def build():
        world = factories.world()
        factories.member(COLLEAGUE, world.host, "poster", "board", "organisation_admin")
        factories.administrator()
        moving.send_home(world)
        adjustments.write_needs(world.mover, 0, PLANTED)
        share(world)

    stages.stand(app, build)
    with in_app():
        room = f"/placements/{db.session.scalars(sa.select(Placement.public_id)).one()}"
    for email in CLOSED_TO:
        client = client_as(email)
        for path in (*(room + page for page in PAGES), *ELSEWHERE):
            assert PLANTED not in client.get(path).text, f"{email} at {path}"
    for email in (POSTER, HOST_HR):
        client = client_as(email)
        assert PLANTED in client.get(room).text
        for path in ELSEWHERE:
            assert PLANTED not in client.get(path).text, f"{email} at {path}"
    mover = client_as(MOVER)
    assert PLANTED in mover.get("/adjustments").text
    assert "Stop sharing it" in mover.get(room).text
    mover.submit(f"{room}/adjustments", on=room, shared="no")
    for email in (POSTER, HOST_HR):
        assert PLANTED not in client_as(email).get(room).text
