"""Alembic runs inside the app, on its engine, so that both databases take the same steps."""

from alembic import context
from flask import current_app

from exchange.db import db

with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
