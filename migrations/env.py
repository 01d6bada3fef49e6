"""Alembic runs inside the app, on its engine, so that both databases take the same steps."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from exchange.db import db


def foreign_keys(connection: Connection, switch: str) -> None:
    """SQLite changes a constraint by making the table anew. While the old one is dropped, rows
    that point to it would be in its way; whether all of them still point somewhere is checked
    before the commit. Outside a transaction, since inside one the switch does nothing."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA foreign_keys={switch}")


with db.engine.connect() as connection:
    foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if lost:
                raise RuntimeError(f"rows that point nowhere: {lost[:5]}")
    if connection.in_transaction():
        connection.commit()
    foreign_keys(connection, "ON")
