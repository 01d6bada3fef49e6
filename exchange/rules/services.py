"""The one command on rules: from a day on, a rule holds with other numbers, words or effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.db import because, command, db
from exchange.errors import ChangedMeanwhile, Invalid
from exchange.reference import rules as shipped
from exchange.reference.rules import Rule
from exchange.rules import queries
from exchange.rules.models import RuleEffect, RuleRow

BUILT_IN = "The database itself holds this rule, so its effect cannot be changed here."
TOMORROW = (
    "The first day is tomorrow or later: what was signed until today keeps the rule that held then."
)


@dataclass(frozen=True)
class Change:
    """A rule as it shall hold from `in_force` to `until`, both included."""

    effect: RuleEffect
    says: str
    what_now: str
    values: Mapping[str, int]
    source_title: str
    source_url: str
    source_as_of: date
    in_force: date
    until: date | None
    why: str


@command
def change(actor: Actor, rule_id: str, seen: int, wanted: Change) -> RuleRow:
    """Add a row to a rule. `seen`: how many rows the administrator saw on the page."""
    require(actor, Permission.PLATFORM_ADMINISTER, None)
    already = len(queries.history(rule_id))
    if already != seen:
        raise ChangedMeanwhile("Somebody else changed this rule meanwhile.", "Look at it again.")
    rule = shipped.shipped(rule_id)[-1]
    problems = _problems(rule, wanted)
    if problems:
        raise Invalid(problems)
    row = RuleRow(
        rule=rule_id,
        number=already + 1,
        values=dict(wanted.values),
        made_by_id=actor.person_id,
        **{name: getattr(wanted, name) for name in Change.__dataclass_fields__ if name != "values"},
    )
    db.session.add(row)
    because(wanted.why)
    return row


def _problems(rule: Rule, wanted: Change) -> dict[str, str]:
    """What is wrong, by field."""
    problems = {
        name: "Write it in plain words, in a sentence or two."
        for name in ("says", "what_now", "source_title", "why")
        if not getattr(wanted, name).strip()
    }
    if rule.effect_stays and wanted.effect != rule.effect:
        problems["effect"] = BUILT_IN
    if set(wanted.values) != set(rule.values):
        problems["values"] = "Give a number for each part of the rule, and no others."
    problems |= {
        f"value_{name}": "Enter a whole number from 0 up."
        for name, value in wanted.values.items()
        if value < 0
    }
    return problems | _dates(wanted)


def _dates(wanted: Change) -> dict[str, str]:
    problems = {}
    if wanted.in_force <= clock.today():
        problems["in_force"] = TOMORROW
    if wanted.until is not None and wanted.until < wanted.in_force:
        problems["until"] = "The last day is the first day or later."
    if wanted.source_as_of > clock.today():
        problems["source_as_of"] = "This is the day on which the source was read: today at latest."
    if wanted.source_url and not wanted.source_url.startswith("https://"):
        problems["source_url"] = "Enter an address that begins with https://."
    return problems
