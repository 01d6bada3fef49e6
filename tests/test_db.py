"""@command is one transaction: whole or not at all, one at a time, and never while reading."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from exchange.accounts.models import Person, PersonAddress, SignInFailures
from exchange.audit import AuditEvent
from exchange.db import because, command, db, housekeeping, running, write_transaction
from exchange.errors import ChangedMeanwhile, NotAllowed
from tests.racer import KEY, begin, race

pytestmark = pytest.mark.both_databases
WRITERS, ROUNDS = 4, 100


def person(**values):
    given = {"name": "Ada", "email": "ada@charity.example", "password_hash": "x"}
    return Person(**{**given, **values})


@command
def add(actor, **values):
    one = person(**values)
    db.session.add(one)
    db.session.flush()
    return one.id


@command
def add_and_refuse(actor):
    db.session.add(person(email="refused@charity.example"))
    db.session.flush()
    raise NotAllowed("no")


@command
def add_inside_another(actor):
    add(actor)


def people():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Person))


def test_a_command_commits_and_answers(in_app):
    with in_app():
        key = add(None)
    with in_app():
        assert db.session.get_one(Person, key).name == "Ada"


def test_a_command_that_raises_leaves_nothing(in_app):
    with in_app():
        with pytest.raises(NotAllowed):
            add_and_refuse(None)
        assert people() == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0
        assert running() is None


def test_a_command_works_after_one_that_raised(in_app):
    with in_app():
        with pytest.raises(NotAllowed):
            add_and_refuse(None)
        add(None)
        assert people() == 1


def test_a_command_does_not_call_a_command(in_app):
    with in_app():
        with pytest.raises(RuntimeError, match=r"\.add was called inside"):
            add_inside_another(None)
        assert people() == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_command_does_not_run_while_a_page_is_read(app, method):
    with app.test_request_context(method=method):
        with pytest.raises(RuntimeError, match=f"would write during a {method}"):
            add(None)
        assert people() == 0


def test_a_command_runs_in_a_post_that_has_read_before(app):
    with app.test_request_context(method="POST"):
        assert people() == 0
        add(None)
        assert people() == 1


def test_a_taken_unique_value_is_a_change_meanwhile(in_app):
    with in_app():
        add(None)
        with pytest.raises(ChangedMeanwhile):
            add(None)
        assert people() == 1


def test_the_second_of_two_writers_sees_that_it_changed(app, in_app):
    @command
    def rename(actor, key, name):
        one = db.session.get_one(Person, key)
        if name == "Second":
            behind_its_back("UPDATE person SET version = version + 1")
        one.name = name

    def behind_its_back(statement):
        db.session.execute(sa.text(statement))

    with in_app():
        key = add(None)
        rename(None, key, "First")
        with pytest.raises(ChangedMeanwhile):
            rename(None, key, "Second")
        assert db.session.get_one(Person, key).name == "First"


def test_hooks_run_around_the_commit_and_not_after_a_refusal(app, in_app):
    seen = []
    hooks = app.extensions["command_hooks"]
    hooks.before_commit.append(lambda session, run: seen.append(run.name))
    hooks.after_commit.append(lambda: seen.append(f"after, {people()} there"))
    with in_app():
        add(None)
        with pytest.raises(NotAllowed):
            add_and_refuse(None)
    assert seen == [f"{add.__command__}", "after, 1 there"]


def test_a_hook_that_fails_takes_the_change_with_it(app, in_app):
    def fail(session, run):
        raise ZeroDivisionError

    app.extensions["command_hooks"].before_commit.append(fail)
    with in_app():
        with pytest.raises(ZeroDivisionError):
            add(None)
        assert people() == 0


def test_housekeeping_commits_without_a_trace(in_app):
    @housekeeping
    def mark():
        db.session.add(person())

    with in_app():
        mark()
        assert people() == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


def test_because_outside_a_command_says_nothing(in_app):
    because("no reason")
    assert running() is None


def test_moments_come_back_aware_and_in_utc(in_app):
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    with in_app():
        key = add(None, confirmed_at=summer)
        db.session.remove()
        found = db.session.get_one(Person, key).confirmed_at
    assert found == summer
    assert found.tzinfo is UTC


def test_a_naive_moment_is_refused(in_app):
    with in_app(), pytest.raises(StatementError, match="a moment without a zone"):
        add(None, confirmed_at=datetime(2026, 7, 1))  # noqa: DTZ001 - the fault itself


def test_a_choice_is_held_by_the_database(in_app):
    with in_app():
        add(None)
        with pytest.raises(IntegrityError, match="ck_account_token_tokenpurpose"):
            db.session.execute(
                sa.text(
                    "INSERT INTO account_token (public_id, created_at, person_id, purpose,"
                    " token_hash, address, expires_at) SELECT public_id, created_at, id,"
                    " 'anything', 'x', 'x', created_at FROM person"
                )
            )
        db.session.rollback()


def test_a_broken_constraint_is_a_bug_and_not_a_change_meanwhile(in_app):
    with in_app():
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            strange(None)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PersonAddress)) == 0


@command
def strange(actor):
    db.session.add(PersonAddress(person_id=99, address="x@charity.example"))


def test_no_update_is_lost_between_processes(database_url, tmp_path, in_app):
    with in_app():
        begin(None, KEY)
        race(database_url, tmp_path, WRITERS, ROUNDS)
        assert db.session.scalar(sa.select(SignInFailures.count)) == WRITERS * ROUNDS


def test_reading_does_not_wait_for_a_writer(app, in_app):
    """On SQLite a read is a plain BEGIN: it sees the last commit while somebody writes."""
    with in_app():
        add(None)
        with write_transaction() as writing:
            writing.add(person(email="second@charity.example"))
            writing.flush()
            with in_app():
                assert people() == 1
        assert people() == 2
