"""Is everything as it should be? Settings, schema, index against database, audit chain."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from exchange.db import Base, db
from exchange.search import indexer


def problems(app: Flask) -> list[str]:
    """What is wrong, in words; an empty list when all is well. Settings were read to get here."""
    return [*_schema(), *_audit(app), *_index()]


def _schema() -> list[str]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        if context.get_current_revision() is None:
            return ["The database has no tables yet. Run: flask --app wsgi migrate"]
        differences = compare_metadata(context, Base.metadata)
    return [f"The schema differs from the code: {len(differences)} places."] if differences else []


def _audit(app: Flask) -> list[str]:
    try:
        app.extensions["sealer"].verify(db.session)
    except ValueError as error:
        return [f"The audit chain is broken: {error}"]
    return []


def _index() -> list[str]:
    return [
        f"The index of {kind} differs from the database. Run: flask --app wsgi reindex"
        for kind, differing in indexer.drift().items()
        if differing
    ]
