"""Two at the same moment: nothing is lost, nothing is read twice over, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from exchange.db import db
from exchange.errors import ChangedMeanwhile
from exchange.messages import queries, services
from exchange.messages.models import Conversation, EarlierText, Message, Participant
from exchange.opportunities import asking
from tests import factories
from tests.applications import make
from tests.messages import talks
from tests.placements.test_races import together

pytestmark = pytest.mark.both_databases


@pytest.fixture
def talk(in_app, clock_at):
    clock_at(make.NOW)
    with in_app():
        return talks.cast()


def test_a_change_and_a_withdrawal_at_once(app, in_app, talk):
    cast, ref = talk
    with in_app():
        message = talks.said(cast.poster, ref, "At nine.")
        seen = talks.version(cast.poster, ref, message)
    met = together(
        app,
        lambda: services.change(cast.poster, ref, message, seen, "At ten."),
        lambda: services.withdraw(cast.poster, ref, message, seen),
    )
    assert sorted(met, key=str) == sorted([None, ChangedMeanwhile], key=str)
    with in_app():
        row = db.session.scalars(sa.select(Message).filter_by(public_id=message)).one()
        earlier = list(db.session.scalars(sa.select(EarlierText.body)))
        assert earlier == ["At nine."]
        assert (row.body, row.withdrawn_at is None) in {("At ten.", True), ("", False)}


def test_everybody_writes_at_once_and_everybody_reads_all(app, in_app, talk):
    cast, ref = talk
    people = (cast.applicant, cast.poster, cast.co_poster)
    met = together(
        app, *(lambda who=who: services.write(who, ref, f"From {who.name}") for who in people * 2)
    )
    assert met == [None] * 6
    with in_app():
        for who in people:
            assert len(talks.read(who, ref)) == 7
        newest = db.session.scalar(sa.select(sa.func.max(Message.id)))
        assert db.session.scalars(sa.select(Conversation.last_message_id)).one() == newest
        assert set(db.session.scalars(sa.select(Participant.newest))) == {newest}


def test_asking_twice_at_once_is_one_conversation(app, in_app, talk):
    cast, _ref = talk
    with in_app():
        asker = factories.person("other@mail.example")
    met = together(app, *[lambda: asking.ask(asker, cast.listing, "Is there a lift?")] * 2)
    assert set(met) <= {None, ChangedMeanwhile}
    assert None in met
    with in_app():
        mine = queries.taking_part(asker)
        assert len(db.session.scalars(mine).all()) == 1


def test_two_drafts_at_once_leave_one(app, in_app, talk):
    cast, ref = talk
    met = together(
        app, *(lambda text=text: services.save_draft(cast.poster, ref, text) for text in "ab")
    )
    assert set(met) <= {None, ChangedMeanwhile}
    assert None in met
