"""The steps lead from nothing to the models, and back, on both databases and with rows in place."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from exchange import create_app
from exchange.db import Base, UtcDateTime, db
from exchange.migrate import DIRECTORY
from tests.databases import dispose, settings

pytestmark = pytest.mark.both_databases
MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY_KIND: list[tuple[type[sa.types.TypeEngine[Any]], Any]] = [
    (UtcDateTime, MOMENT),
    (sa.Date, date(2026, 11, 22)),
    (sa.Boolean, False),
    (sa.Numeric, Decimal(1)),
    (sa.Float, 1.0),
    (sa.Integer, 1),
    (sa.Uuid, uuid.UUID(int=1)),
    (sa.JSON, {"a": ["b"]}),
    (sa.String, "x"),
]
CHOSEN: dict[str, dict[str, Any]] = {
    "deputy": {"deputy_id": 2},
    "interest_declaration": {"details": ""},
    "cost_sheet": {"backfill": 0},
    "notice": {"mailing": "at_once"},
    "notice_preference": {"about": "placements"},
    "person": {"mail_stopped_why": ""},
    "participant": {"person_id": 1},
    "saved_search": {"next_on": date(2026, 11, 22)},
    "placement": {
        "host_manager_id": 2,
        "mover_key": "person:1",
        "application_id": 1,
        "return_post": "",
    },
    "extension": {"ends_on": date(2026, 11, 23), "needs_host_manager": True},
    "agreement_variation": {"ends_on": date(2026, 11, 23)},
    "stay_link": {"extension_id": 1},
    "impact": {"hours": 0},
    "person_block": {"blocked_id": 2},
    "writing_stop": {"decided_by_id": 2},
    "talk_report": {"reported_id": 2},
    "attachment": {"kind": "pdf", "sha256": "x" * 64, "finding": ""},
}
"""Where the first value of a kind would break a rule between columns."""


@pytest.fixture
def empty(backend, templates, tmp_path):
    """An app on a database in which nothing was made yet, inside its context."""
    with templates.copy(backend, tmp_path, migrated=False) as url:
        app = create_app(settings(url, tmp_path / "data"))
        with app.app_context():
            yield app
        dispose(app)


@pytest.fixture
def at_head(in_app):
    """Inside an app on a database that took every step."""
    with in_app():
        yield


def value(column: sa.Column[Any]) -> Any:
    """Something that the column accepts."""
    if isinstance(column.type, sa.Enum):
        return next(iter(column.type.enum_class))
    return next(given for kind, given in BY_KIND if isinstance(column.type, kind))


def row(table: sa.Table, number: int) -> dict[str, Any]:
    """A row with what must be there; keys and random ids follow the number."""
    given: dict[str, Any] = {}
    for column in table.columns:
        if column.primary_key:
            given[column.name] = number
        elif column.name == "public_id":
            given[column.name] = uuid.UUID(int=number)
        elif not column.nullable:
            given[column.name] = value(column)
    return {**given, **CHOSEN.get(table.name, {})}


def insert_everywhere() -> dict[str, int]:
    """One row in each table (two people), parents first; says how many stand in each."""
    with db.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name != "audit_head":
                connection.execute(sa.insert(table).values(row(table, 1)))
            if table.name == "person":
                second = {**row(table, 2), "email": "second@charity.example"}
                connection.execute(sa.insert(table).values(second))
    return counts()


def counts() -> dict[str, int]:
    """How many rows stand in each table."""
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_there_is_one_line_of_steps():
    script = ScriptDirectory(str(DIRECTORY))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_the_steps_lead_to_the_models(at_head):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
    assert set(sa.inspect(db.engine).get_table_names()) == {
        *Base.metadata.tables,
        "alembic_version",
    }


def test_a_column_that_no_step_makes_is_seen(at_head):
    """The check above is worth something: it sees a table that differs."""
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE person ADD COLUMN shoe_size INTEGER"))
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) != []


def test_up_down_and_up_with_rows_in_place(empty):
    flask_migrate.upgrade()
    assert all(insert_everywhere().values())
    flask_migrate.downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert all(insert_everywhere().values())


def test_later_steps_keep_the_rows_both_ways(empty):
    """Back to the first step and up again: what the first step made still holds its rows."""
    flask_migrate.upgrade()
    before = insert_everywhere()
    flask_migrate.downgrade(revision=ScriptDirectory(str(DIRECTORY)).get_base())
    kept = set(sa.inspect(db.engine).get_table_names())
    flask_migrate.upgrade()
    after = counts()
    assert {name: after[name] for name in kept & set(after)} == {
        name: before[name] for name in kept & set(before)
    }


def test_every_constraint_has_a_name_that_is_its_own(at_head):
    inspector = sa.inspect(db.engine)
    for table in Base.metadata.tables:
        constraints = [
            inspector.get_pk_constraint(table),
            *inspector.get_check_constraints(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_foreign_keys(table),
        ]
        names = [one["name"] for one in constraints]
        assert all(names), f"{table} has a constraint without a name"
        assert len(set(names)) == len(names), f"{table} has two constraints of one name"


def test_no_two_constraints_of_a_model_share_a_name():
    """SQLite would take them; PostgreSQL does not make the table."""
    for table in Base.metadata.tables.values():
        names = [str(one.name) for one in table.constraints]
        assert len(set(names)) == len(names), f"{table.name}: {sorted(names)}"


def test_no_name_is_too_long_for_postgresql():
    names = [
        str(one.name)
        for table in Base.metadata.tables.values()
        for one in (*table.constraints, *table.indexes)
    ]
    assert [name for name in names if len(name) > 63] == []
