"""The record: a row for each changed object, and a chain that shows where somebody touched it."""

import uuid

import pytest
import sqlalchemy as sa

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.audit import AuditEvent, AuditHead, history, record
from exchange.db import because, command, db
from exchange.errors import NotAllowed
from tests.racer import KEY, begin, race

pytestmark = pytest.mark.both_databases
ADA = Actor(person_id=7, name="Ada", label="person:7")
TABLE = AuditEvent.__table__


@command
def join(actor, email="ada@charity.example"):
    one = Person(name="Ada", email=email, password_hash="first")
    db.session.add(one)
    db.session.flush()
    return one.public_id


@command
def change(actor, why="", **values):
    because(why)
    for name, value in values.items():
        for one in db.session.scalars(sa.select(Person)):
            setattr(one, name, value)


@command
def change_twice(actor, name):
    one = db.session.scalars(sa.select(Person)).one()
    one.name = "in between"
    db.session.flush()
    one.name = name


@command
def leave(actor):
    db.session.delete(db.session.scalars(sa.select(Person)).one())


@command
def look_at(actor, what, *, allowed):
    record("person", what, {"looked": "at the address"}, db.session())
    if not allowed:
        raise NotAllowed("no")


@command
def tell(actor, *details, **values):
    for name, value in values.items():
        setattr(db.session.scalars(sa.select(Person)).one(), name, value)
    ada = db.session.scalars(sa.select(Person.public_id)).one()
    for detail in details:
        record("person", ada, detail, db.session())


@pytest.fixture
def ada(in_app):
    """One person, joined by a command, inside an app context."""
    with in_app():
        yield join(ADA)


@pytest.fixture
def verify(app):
    """Walks the chain."""
    return lambda: app.extensions["sealer"].verify(db.session())


def tamper(statement):
    """What somebody with the database's password might do."""
    db.session.rollback()
    db.session.execute(statement)
    db.session.commit()


def test_a_new_object_has_one_row_that_says_who_and_what(ada):
    [row] = history(db.session(), "person", ada)
    assert (row.seq, row.actor_id, row.actor_label) == (1, 7, "person:7")
    assert row.action == join.__command__
    assert row.detail["changes"]["name"] == [None, "Ada"]


def test_a_change_keeps_old_and_new_and_why(ada):
    change(ADA, "She married.", name="Ada King")
    row = history(db.session(), "person", ada)[-1]
    assert row.detail["changes"]["name"] == ["Ada", "Ada King"]
    assert row.detail["reason"] == "She married."
    assert "email" not in row.detail["changes"]


def test_what_changed_twice_in_one_command_is_one_row(ada):
    change_twice(ADA, "Countess")
    rows = history(db.session(), "person", ada)
    assert len(rows) == 2
    assert rows[-1].detail["changes"]["name"] == ["Ada", "Countess"]


def test_what_is_told_beside_a_change_stands_in_its_row_in_order(ada):
    tell(ADA, {"said": ["one"], "by": "Ada"}, {"said": ["two"]}, name="Countess")
    [_joined, row] = history(db.session(), "person", ada)
    assert row.detail["changes"]["name"] == ["Ada", "Countess"]
    assert (row.detail["said"], row.detail["by"]) == (["one", "two"], "Ada")


def test_two_things_told_of_what_did_not_change_are_one_row(ada):
    tell(ADA, {"said": ["one"]}, {"said": ["two"]})
    [_joined, row] = history(db.session(), "person", ada)
    assert row.detail == {"said": ["one", "two"]}


def test_of_two_details_that_contradict_neither_is_lost(ada, verify):
    tell(ADA, {"part": "costs"}, {"part": "term"})
    told = [row.detail for row in history(db.session(), "person", ada)]
    assert told[1:] == [{"part": "costs"}, {"part": "term"}]
    assert verify()


def test_two_objects_of_one_command_share_its_id(ada):
    join(ADA, "second@charity.example")
    change(ADA, name="Both")
    rows = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert len(rows) == 4
    assert rows[2].command_id == rows[3].command_id != rows[1].command_id


def test_no_change_leaves_no_row(ada):
    change(ADA, name="Ada")
    assert len(history(db.session(), "person", ada)) == 1


def test_a_secret_is_seen_to_change_but_not_shown(ada):
    change(ADA, password_hash="second")
    text = str([row.detail for row in history(db.session(), "person", ada)])
    assert "password_hash" in text
    assert "first" not in text
    assert "second" not in text


def test_a_deleted_object_leaves_what_it_was(ada):
    leave(ADA)
    assert history(db.session(), "person", ada)[-1].detail["changes"]["name"] == ["Ada", None]


def test_something_that_changed_nothing_can_be_recorded(ada):
    look_at(ADA, ada, allowed=True)
    assert history(db.session(), "person", ada)[-1].detail == {"looked": "at the address"}


def test_what_was_refused_leaves_no_row_now_or_later(ada):
    with pytest.raises(NotAllowed):
        look_at(ADA, ada, allowed=False)
    change(ADA, name="Later")
    assert [row.seq for row in history(db.session(), "person", ada)] == [1, 2]


def test_the_chain_verifies_and_ends_at_the_head(ada, verify):
    change(ADA, name="Ada King")
    assert verify() == db.session.get_one(AuditHead, 1).hash


def test_an_empty_chain_verifies(in_app, verify):
    with in_app():
        assert verify() == "0" * 64


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", 8),
        ("actor_label", "person:8"),
        ("action", "accounts.nothing"),
        ("object_kind", "session"),
        ("object_id", uuid.UUID(int=1)),
        ("command_id", uuid.UUID(int=1)),
        ("at", sa.text("'2020-01-01 00:00:00+00:00'")),
        ("digest", "0" * 64),
        ("hash", "0" * 64),
    ],
)
def test_an_altered_row_is_found(ada, verify, column, value):
    change(ADA, name="Ada King")
    tamper(sa.update(TABLE).where(TABLE.c.seq == 1).values({column: value}))
    with pytest.raises(ValueError, match="audit row 1 does not follow"):
        verify()


def test_an_altered_detail_is_found(ada, verify):
    changed = {"changes": {"name": [None, "Somebody else"]}}
    tamper(sa.update(TABLE).where(TABLE.c.seq == 1).values(detail=changed))
    with pytest.raises(ValueError, match="detail of audit row 1 was altered"):
        verify()


def test_an_altered_salt_is_found(ada, verify):
    tamper(sa.update(TABLE).values(salt="0" * 32))
    with pytest.raises(ValueError, match="detail of audit row 1 was altered"):
        verify()


def test_a_row_taken_from_the_middle_is_found(ada, verify):
    change(ADA, name="One")
    change(ADA, name="Two")
    tamper(sa.delete(TABLE).where(TABLE.c.seq == 2))
    with pytest.raises(ValueError, match="audit row 3 does not follow"):
        verify()


def test_rows_taken_from_the_end_are_found(ada, verify):
    change(ADA, name="Ada King")
    tamper(sa.delete(TABLE).where(TABLE.c.seq == 2))
    with pytest.raises(ValueError, match="missing at the end"):
        verify()


def test_all_rows_taken_are_found(ada, verify):
    tamper(sa.delete(TABLE))
    with pytest.raises(ValueError, match="missing at the end"):
        verify()


def test_a_head_taken_away_is_found(ada, verify):
    tamper(sa.delete(AuditHead.__table__))
    with pytest.raises(ValueError, match="missing at the end"):
        verify()


def test_a_detail_that_was_erased_by_law_still_verifies(ada, verify):
    change(ADA, name="Ada King")
    tamper(sa.update(TABLE).where(TABLE.c.seq == 1).values(detail=sa.null(), salt=None))
    assert verify()
    change(ADA, name="After")
    assert verify()


def test_another_key_does_not_verify(ada, app):
    other = type(app.extensions["sealer"])("another secret, as long as the first one")
    with pytest.raises(ValueError, match="audit row 1 does not follow"):
        other.verify(db.session())


def test_commands_in_several_processes_keep_one_chain(database_url, tmp_path, in_app, verify):
    with in_app():
        begin(ADA, KEY)
        race(database_url, tmp_path, writers=4, rounds=25)
        assert verify() == db.session.get_one(AuditHead, 1).hash
        assert db.session.get_one(AuditHead, 1).seq == 101
