"""Whatever the blocks and who is in: what is hidden is not read, told or counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import command, db
from exchange.errors import NotAllowed
from exchange.messages import blocking, inbox, queries, reading, services, steps
from exchange.messages.models import Block, Conversation
from exchange.notices.models import Notice
from tests import factories

PEOPLE = 4
ONE = st.integers(0, PEOPLE - 1)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("say"), ONE, ONE),
        st.tuples(st.just("block"), ONE, ONE),
        st.tuples(st.just("lift"), ONE, ONE),
        st.tuples(st.just("leave"), ONE, ONE),
        st.tuples(st.just("join"), ONE, ONE),
        st.tuples(st.just("read"), ONE, ONE),
    ),
    max_size=24,
)


@dataclass
class Expected:
    """What each person may read, kept beside by the plainest means."""

    inside: set[int] = field(default_factory=lambda: set(range(PEOPLE)))
    blocks: set[tuple[int, int]] = field(default_factory=set)
    reads: list[list[str]] = field(default_factory=lambda: [[] for _ in range(PEOPLE)])
    unread: list[int] = field(default_factory=lambda: [0] * PEOPLE)
    told: list[int] = field(default_factory=lambda: [0] * PEOPLE)
    said: int = 0

    def apart(self, one: int, other: int) -> bool:
        """Whether a block stands between two people."""
        return (one, other) in self.blocks or (other, one) in self.blocks

    def say(self, who: int) -> str | None:
        """Somebody speaks: the text, or None where it must be refused."""
        others = self.inside - {who}
        readers = {one for one in others if not self.apart(who, one)}
        if who not in self.inside or (others and not readers):
            return None
        self.said += 1
        text = f"Text {self.said}."
        # Saying something reads what came before it.
        self.unread[who] = 0
        for one in {who, *readers}:
            self.reads[one].append(text)
        for one in readers:
            self.unread[one] += 1
            self.told[one] += 1
        return text


@command
def _make(actor: Actor, people: list[Actor]) -> Conversation:
    """A conversation that keeps whom it has."""
    subject = db.session.get_one(Person, actor.person_id).public_id
    return steps.open_about("thing", subject, "A thing", "/", {p.person_id: "" for p in people})


@command
def _leave(_actor: Actor, talk: Conversation, person_id: int) -> None:
    """Somebody goes out."""
    steps.leave(_again(talk), person_id)


@command
def _join(_actor: Actor, talk: Conversation, person_id: int) -> None:
    """Somebody comes in again."""
    steps.join(_again(talk), person_id)


def _again(talk: Conversation) -> Conversation:
    return db.session.get_one(Conversation, talk.id)


@pytest.mark.parametrize("rounds", [40])
def test_nobody_reads_counts_or_hears_what_is_hidden(in_app, rounds):
    with in_app():
        people = [factories.person(f"p{n}@mail.example") for n in range(PEOPLE)]
        ids = [db.session.get_one(Person, one.person_id).public_id for one in people]

        @settings(
            max_examples=rounds,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(MOVES)
        def whatever_happens(moves):
            _begin_anew()
            talk = _make(people[0], people)
            public_id, expected = talk.public_id, Expected()
            for what, who, whom in moves:
                _act(what, who, whom, people, ids, talk, public_id, expected)
            for n, one in enumerate(people):
                _check(n, one, public_id, expected)

        whatever_happens()


def _begin_anew():
    """Nothing is left of the round before. Rows, since there is no command that forgets."""
    db.session.rollback()
    for table in ("notice", "outbox", "message", "participant", "conversation", "person_block"):
        db.session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - names from this line
    db.session.commit()


def _act(what, who, whom, people, ids, talk, public_id, expected):
    actor = people[who]
    if what == "say":
        _say(who, actor, public_id, expected)
    elif what in {"block", "lift"}:
        _block(what, who, whom, people, ids, public_id, expected)
    elif what == "read":
        found = reading.thread(actor, public_id)
        services.conversation_read(actor.person_id, found.id, found.last_id)
        expected.unread[who] = 0
    elif what == "leave":
        _leave(actor, talk, actor.person_id)
        expected.inside.discard(who)
    elif who not in expected.inside:
        _join(actor, talk, actor.person_id)
        expected.inside.add(who)
        # They come in anew: what they read before they left is not theirs any more.
        expected.reads[who], expected.unread[who] = [], 0


def _say(who, actor, public_id, expected):
    text = expected.say(who)
    try:
        services.write(actor, public_id, text or "Refused.")
    except NotAllowed:
        assert text is None
    else:
        assert text is not None


def _block(what, who, whom, people, ids, public_id, expected):
    if what == "block" and who != whom:
        blocking.block(people[who], public_id, ids[whom])
        expected.blocks.add((who, whom))
    elif what == "lift" and (who, whom) in expected.blocks:
        query = sa.select(Block.public_id).where(
            Block.blocker_id == people[who].person_id,
            Block.blocked_id == people[whom].person_id,
            Block.lifted_at.is_(None),
        )
        blocking.unblock(people[who], db.session.scalars(query).one())
        expected.blocks.discard((who, whom))


def _check(n, one, public_id, expected):
    found = reading.thread(one, public_id)
    assert [e.body for e in found.entries if isinstance(e, reading.Line)] == expected.reads[n]
    assert queries.unread_total(one) == expected.unread[n]
    rows = inbox.rows(one)
    assert [row.unread for row in rows] == ([expected.unread[n]] if expected.reads[n] else [])
    if rows:
        assert rows[0].last_line.removeprefix("You: ") == expected.reads[n][-1]
    assert inbox.size(one) == len(rows)
    query = sa.select(sa.func.count(Notice.id)).filter_by(person_id=one.person_id)
    assert db.session.scalar(query) == expected.told[n]
