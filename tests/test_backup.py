"""A backup holds everything and can be read into either database; anything else is refused."""

from __future__ import annotations

import json
import zipfile

import pytest
import sqlalchemy as sa

from exchange import backup, create_app
from exchange.audit import AuditEvent
from exchange.db import Base, db
from exchange.placements import queries
from tests import factories
from tests.databases import dispose, settings

pytestmark = pytest.mark.both_databases


@pytest.fixture
def written(in_app, tmp_path):
    """A backup of a world with a placement in it."""
    with in_app():
        factories.world()
        backup.write(tmp_path / "all.zip")
    return tmp_path / "all.zip"


@pytest.fixture
def empty_app(backend, templates, tmp_path):
    """Another house on an empty database of the same kind."""
    from_scratch = tmp_path / "other"
    from_scratch.mkdir()
    with templates.copy(backend, from_scratch) as url:
        app = create(url, from_scratch)
        yield app
        dispose(app)


def create(url, folder):
    """An app on a database."""

    return create_app(settings(url, folder / "data"))


def rows():
    """How many rows each table has."""
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def test_what_was_written_is_there_again(app, in_app, written, empty_app):
    with in_app():
        before = rows()
    with empty_app.app_context():
        backup.read(written)
        assert rows() == before
        assert before["placement"] == 1
        assert before["audit_event"] > 20
        empty_app.extensions["sealer"].verify(db.session)


def test_life_goes_on_after_a_restore(written, empty_app):
    with empty_app.app_context():
        backup.read(written)
        mover = factories.actor("individual@rivers.example")
        assert db.session.scalars(queries.visible(mover)).one().status == "proposed"
        factories.person("new@rivers.example")
        newest = db.session.scalar(sa.select(sa.func.max(AuditEvent.seq)))
        assert newest == db.session.scalar(sa.select(sa.func.count(AuditEvent.seq)))


def test_a_database_that_holds_something_is_left_alone(in_app, written):
    with in_app(), pytest.raises(backup.CannotRestore, match="not empty"):
        backup.read(written)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "not a backup of this service"),
        ({"revision": "0000"}, "schema 0000"),
        ({"rows": {}}, "as many rows"),
    ],
)
def test_another_manifest_is_refused(written, empty_app, tmp_path, change, message):
    altered = tmp_path / "altered.zip"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(altered, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "manifest.json":
                body = json.dumps(json.loads(body) | change).encode()
            new.writestr(name, body)
    with empty_app.app_context(), pytest.raises(backup.CannotRestore, match=message):
        backup.read(altered)
    with empty_app.app_context():
        assert rows()["person"] == 0


def test_a_file_that_is_no_backup_is_refused(empty_app, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"hello")
    with empty_app.app_context(), pytest.raises(backup.CannotRestore, match="not a whole backup"):
        backup.read(tmp_path / "no.zip")


def test_the_index_is_never_part_of_it(written):
    with zipfile.ZipFile(written) as archive:
        assert all(name.endswith((".ndjson", "manifest.json")) for name in archive.namelist())
