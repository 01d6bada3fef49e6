"""kill -9 at each step of extending a stay and of ending it: all of it, or none; told once."""

from __future__ import annotations

from datetime import date, timedelta
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
from exchange.placements import living, queries
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Placement
from exchange.stays import extending
from exchange.stays.extending import Wish
from exchange.stays.extension import Extension
from tests import kills
from tests.placements import moving
from tests.placements.test_kill import _queued, _told, _waiting
from tests.stays import staying
from tests.stays.test_variations import granted

JUNE = date(2027, 6, 1)
LAST, LATER = date(2027, 7, 3), date(2027, 9, 3)
LIVES = 400

pytestmark = pytest.mark.both_databases


def asked():
    """Somebody else than the mover asked."""
    w = moving.active()
    with moving.on(JUNE):
        staying.ask(w)
    return w


def all_but_host_hr():
    """The yes of HR at the host is the last."""
    w = moving.active()
    with moving.on(JUNE):
        staying.ask(w, w.mover)
        extending.approve(
            w.manager,
            staying.extension(w).public_id,
            staying.extension(w).version,
            Role.HOME_MANAGER,
        )
        staying.approve(w, w.home_hr, "home_hr")
        staying.approve(w, w.poster, "host_manager")
    return w


def all_but_the_host_signed():
    """The third signature makes the variation govern."""
    return granted(sign=("mover", "home"))


def ask(w, ref):
    placement = queries.by_public_id(w.poster, ref)
    extending.ask(w.poster, ref, placement.version, Wish(LATER, "The plan needs the autumn."))


def _open():
    return db.session.scalars(sa.select(Extension)).one()


def agree(w, _ref):
    extending.agree(w.mover, _open().public_id, _open().version)


def decline(w, _ref):
    extending.decline(w.mover, _open().public_id, _open().version, "My post waits.")


def approve(w, _ref):
    extending.approve(w.host_hr, _open().public_id, _open().version, Role.HOST_HR)


def withdraw(w, _ref):
    extending.withdraw(w.mover, _open().public_id, _open().version)


def sign(w, ref):
    placement = queries.by_public_id(w.host_hr, ref)
    agreements.sign(w.host_hr, ref, Party.HOST, placement.variation_hash)


def give_notice(w, ref):
    placement = queries.by_public_id(w.mover, ref)
    notice = living.Notice(date(2027, 6, 30))
    living.end_early(w.mover, ref, placement.version, "A new post.", notice)


# from where, what is done, and then: the extension, the last day
KILLS = {
    "ask": (moving.active, ask, "open", LAST),
    "agree": (asked, agree, "open", LAST),
    "decline": (asked, decline, "refused", LAST),
    "approve": (all_but_host_hr, approve, "granted", LAST),
    "withdraw": (all_but_the_host_signed, withdraw, "withdrawn", LAST),
    "sign": (all_but_the_host_signed, sign, "granted", LATER),
    "notice": (moving.active, give_notice, None, LAST),
}


@pytest.mark.parametrize("name", KILLS)
def test_a_kill_at_any_step_leaves_all_or_nothing(app, in_app, name):
    build, deed, status, last = KILLS[name]
    with in_app():
        w = build()
        ref = w.placement.public_id
        db.session.remove()
        db.engine.dispose()
    with moving.on(JUNE):
        assert kills.killed_at_each_step(app, lambda: deed(w, ref)) > 8
    with in_app():
        assert db.session.scalar(sa.select(Extension.status)) == status
        assert db.session.scalars(sa.select(Placement.ends_on)).one() == last


def test_each_notice_of_an_extension_stands_once_and_its_mail_has_one_message_id(
    app, in_app, tmp_path
):
    """The worker is killed at every step in turn, and a lease runs out between two lives."""
    with in_app():
        granted(sign=("mover", "home", "host"))
        db.session.remove()
        db.engine.dispose()
    folder = tmp_path / "mail"
    mailer = Mailer(f"file://{folder}", "no-reply@crossover.example", "Crossover", "", address_of)
    told = _told(app)
    assert any(event == "extended" for _person, event, _text in told)
    moment = clock.now() + timedelta(days=400)
    for step in range(1, LIVES):
        moment += timedelta(hours=2)
        with clock.at(moment):
            ended = kills.killed(app, lambda: outbox.deliver_due(mailer.handlers()), at=step)
        if ended == kills.DONE:
            break
        assert ended == kills.KILLED
    assert step > 20, "the worker was hardly killed"
    assert _waiting(app) == 0
    assert _told(app) == told
    sent = [message_from_bytes(path.read_bytes()) for path in Path(folder).glob("*.eml")]
    assert len({one["Message-ID"] for one in sent}) == len(sent) == _queued(app)
