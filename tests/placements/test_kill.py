"""kill -9 at each step of approving, signing and ending: all of it, or none; nobody told twice."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.accounts.queries import address_of
from exchange.agreements import services as agreements
from exchange.db import db
from exchange.notices import outbox
from exchange.notices.mailer import Mailer
from exchange.notices.models import Notice, Outbox
from exchange.placements import living, queries, services
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Placement
from tests import factories, kills
from tests.placements import moving
from tests.placements.moving import FIRST_DAY, on

LIVES = 400

pytestmark = pytest.mark.both_databases


def all_but_host_hr():
    """Whatever is still missing is HR of the host: its yes makes the placement agreed."""
    w = factories.world()
    moving.give_facts(w)
    moving.home_agrees(w)
    moving.approve(w, w.poster, "host_manager")
    return w


def all_but_the_host_signed():
    """The last signature brings the agreement into force."""
    w = moving.agreed()
    moving.issue(w)
    moving.sign(w, w.mover, "mover")
    moving.sign(w, w.home_hr, "home")
    return w


def approve(actor, ref):
    placement = queries.by_public_id(actor, ref)
    services.approve(actor, ref, placement.version, Role.HOST_HR)


def sign(actor, ref):
    placement = queries.by_public_id(actor, ref)
    agreements.sign(actor, ref, Party.HOST, placement.agreement_hash)


def end(actor, ref):
    placement = queries.by_public_id(actor, ref)
    living.end_early(actor, ref, placement.version, "The ward closed.")


KILLS = {
    "approve": (all_but_host_hr, approve, "agreed"),
    "sign": (all_but_the_host_signed, sign, "signed"),
    "end": (moving.active, end, "ended_early"),
}


@pytest.mark.parametrize("name", KILLS)
def test_a_kill_at_any_step_leaves_all_or_nothing(app, in_app, name):
    build, deed, after = KILLS[name]
    with in_app():
        w = build()
        actor, ref = w.host_hr, w.placement.public_id
        db.session.remove()
        db.engine.dispose()
    with on(FIRST_DAY):
        assert kills.killed_at_each_step(app, lambda: deed(actor, ref)) > 8
    with in_app():
        assert db.session.scalars(sa.select(Placement.status)).one() == after


def test_each_notice_stands_once_and_its_mail_has_one_message_id(app, in_app, tmp_path):
    """The worker is killed at every step in turn, and a lease runs out between two lives."""
    with in_app():
        all_but_the_host_signed()
        db.session.remove()
        db.engine.dispose()
    folder = tmp_path / "mail"
    mailer = Mailer(f"file://{folder}", "no-reply@crossover.example", "Crossover", "", address_of)
    told = _told(app)
    moment = clock.now()
    for step in range(1, LIVES):
        moment += timedelta(hours=2)
        with clock.at(moment):
            ended = kills.killed(app, lambda: outbox.deliver_due(mailer.handlers()), at=step)
        if ended == kills.DONE:
            break
        assert ended == kills.KILLED
    assert step > 12, "the worker was hardly killed"
    assert _waiting(app) == 0
    assert _told(app) == told
    sent = [message_from_bytes(path.read_bytes()) for path in Path(folder).glob("*.eml")]
    assert len({one["Message-ID"] for one in sent}) == len(sent) == _queued(app)


def _told(app):
    with app.app_context():
        found = sorted(db.session.execute(sa.select(Notice.person_id, Notice.event, Notice.text)))
        db.session.remove()
        db.engine.dispose()
    return [tuple(one) for one in found]


def _waiting(app):
    return _count(app, Outbox.done_at.is_(None))


def _queued(app):
    return _count(app, Outbox.topic.in_(("mail", "notice_mail")))


def _count(app, condition):
    with app.app_context():
        query = sa.select(sa.func.count(Outbox.id)).where(condition)
        found = db.session.scalar(query.where(Outbox.topic.in_(("mail", "notice_mail"))))
        db.session.remove()
        db.engine.dispose()
    return found
