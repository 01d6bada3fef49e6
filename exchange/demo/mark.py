"""A demo database is marked, and refuses to serve anything but the demonstration."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from exchange.config import SettingsError
from exchange.db import db
from exchange.organisations.models import Organisation

SOURCE = "demo"
"""The register that invented organisations come from."""


def refuse_demo_data(app: Flask) -> None:
    """Raise SettingsError where a real service would run on the demonstration's database."""
    if app.extensions["settings"].demo:
        return
    with app.app_context():
        if sa.inspect(db.engine).has_table("organisation") and is_demo():
            raise SettingsError(
                "This database holds the demonstration. Use another EXCHANGE_DATABASE_URL."
            )


def is_demo() -> bool:
    """Whether the database holds invented organisations."""
    query = sa.select(Organisation.id).filter_by(source=SOURCE).limit(1)
    return db.session.scalar(query) is not None
