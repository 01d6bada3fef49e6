"""Set-up of migrations: Flask-Migrate with our own types written as plain SQLAlchemy ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate

from exchange.db import UtcDateTime, db

DIRECTORY = Path(__file__).parent.parent / "migrations"


def render_item(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Keep the package's own types out of migrations: a merged step must never change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


migrate = Migrate(
    directory=str(DIRECTORY), render_as_batch=True, compare_type=True, render_item=render_item
)


def init_migrate(app: Flask) -> None:
    """Register `flask db` for this app."""
    migrate.init_app(app, db)
