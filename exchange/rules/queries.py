"""Which row of a rule holds on a day: the newest that has begun and has not ended.

Everything that asks in one transaction shares one statement.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import sqlalchemy as sa
from flask import has_app_context
from sqlalchemy.orm import joinedload

from exchange.db import db
from exchange.errors import NotFound
from exchange.reference import rules as shipped
from exchange.reference.files import Source
from exchange.reference.rules import Rule
from exchange.rules.models import RuleRow

ONE_DAY = timedelta(days=1)
KEPT = "rule_rows"


def as_rule(row: RuleRow) -> Rule:
    """An administrator's row in the shape of a shipped one; its name and its reach stay."""
    return replace(
        shipped.shipped(row.rule)[-1],
        effect=row.effect.value,
        says=row.says,
        what_now=row.what_now,
        values=MappingProxyType(row.values),
        source=Source(row.source_title, row.source_as_of, row.source_url or None),
        in_force=row.in_force,
        until=row.until,
    )


def in_force(on: date) -> tuple[Rule, ...]:
    """The rules that hold on this day, one row each, in the order of their numbers."""
    added = _added()
    found = (_holding(_rows(rule_id, added), on) for rule_id in shipped.IDS)
    return tuple(rule for rule in found if rule is not None)


def for_kind(code: str, on: date) -> tuple[Rule, ...]:
    """The rules that hold for this kind on this day."""
    return tuple(rule for rule in in_force(on) if code in rule.applies_to)


def get(rule_id: str, on: date) -> Rule | None:
    """The row of one rule that holds on this day, or None where none does."""
    return _holding(_rows(rule_id, _added()), on)


def next_change(rule_id: str, after: date) -> tuple[date, Rule | None] | None:
    """The first day after this one on which another row holds, and that row (None: none does)."""
    rows = _rows(rule_id, _added())
    starts = {row.in_force for row in rows} | {row.until + ONE_DAY for row in rows if row.until}
    today = _holding(rows, after)
    for day in sorted(day for day in starts if day > after):
        then = _holding(rows, day)
        if then is not today:
            return day, then
    return None


def history(rule_id: str) -> list[RuleRow]:
    """What administrators added to a rule, newest first. Raises NotFound for an unknown rule."""
    if rule_id not in shipped.IDS:
        raise NotFound("There is no such rule.")
    query = sa.select(RuleRow).filter_by(rule=rule_id).options(joinedload(RuleRow.made_by))
    return list(db.session.scalars(query.order_by(RuleRow.number.desc())))


def _holding(rows: tuple[Rule, ...], on: date) -> Rule | None:
    """Of the rows that hold, the one that began last; of several, the one made last."""
    holding = [row for row in rows if row.holds_on(on)]
    return max(reversed(holding), key=lambda row: row.in_force, default=None)


def _rows(rule_id: str, added: dict[str, tuple[Rule, ...]]) -> tuple[Rule, ...]:
    """All rows of a rule in the order in which they were made, the shipped ones first."""
    return shipped.shipped(rule_id) + added.get(rule_id, ())


def _added() -> dict[str, tuple[Rule, ...]]:
    """What administrators added, read once in each transaction; outside an app there is nothing."""
    if not has_app_context():
        return {}
    session = db.session()
    kept = session.info.get(KEPT)
    if kept is not None and kept[0] is session.get_transaction():
        return kept[1]  # type: ignore[no-any-return]  # what was put there below
    found: dict[str, tuple[Rule, ...]] = {}
    with session.no_autoflush:
        for row in session.scalars(sa.select(RuleRow).order_by(RuleRow.rule, RuleRow.number)):
            found[row.rule] = (*found.get(row.rule, ()), as_rule(row))
    session.info[KEPT] = (session.get_transaction(), found)
    return found
