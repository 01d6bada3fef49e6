"""The rules on placements as dated rows: their words, values and sources.

What a rule finds on a placement is worked out where placements live; here is only what it says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from exchange.reference.files import Source, read_toml

Effect = Literal["block", "approve", "task", "warn", "auto"]
Stage = Literal["agree", "sign", "start"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a rule as this service applies it from `in_force` to `until`, both included.

    `applies_to` holds codes of kinds; `only` narrows them further ("inward"), or is None.
    `values` are the numbers in it, such as months=24, and `value_names` their names in words.
    `stops` is the step that a rule which is not met stands before. Where the effect stays, the
    database holds the rule and nobody can make it milder.
    """

    id: str
    name: str
    says: str
    what_now: str
    effect: Effect
    applies_to: frozenset[str]
    in_force: date
    source: Source
    until: date | None = None
    only: str | None = None
    stops: Stage = "agree"
    values: Mapping[str, int] = field(default_factory=dict, hash=False)
    value_names: Mapping[str, str] = field(default_factory=dict, hash=False)
    effect_stays: bool = False

    def holds_on(self, day: date) -> bool:
        """True on a day within its dates."""
        return self.in_force <= day and (self.until is None or day <= self.until)


def _rule(row: dict[str, Any]) -> Rule:
    made = {
        "applies_to": frozenset(row["applies_to"]),
        "source": Source.read(row["source"]),
        "values": MappingProxyType(row.get("values", {})),
        "value_names": MappingProxyType(row.get("value_names", {})),
    }
    return Rule(**{**row, **made})


@cache
def _load() -> tuple[Rule, ...]:
    return tuple(_rule(row) for row in read_toml("rules.toml")["rules"])


ALL: tuple[Rule, ...] = _load()
IDS: tuple[str, ...] = tuple(dict.fromkeys(rule.id for rule in ALL))
EFFECTS: tuple[Effect, ...] = get_args(Effect)


def get(rule_id: str, on: date) -> Rule:
    """The row of this rule that holds on this day. Raises LookupError where none does."""
    for rule in ALL:
        if rule.id == rule_id and rule.holds_on(on):
            return rule
    raise LookupError(f"no rule {rule_id} on {on}")


def shipped(rule_id: str) -> tuple[Rule, ...]:
    """The rows of this rule that come with the service, oldest first; () for an unknown rule."""
    return tuple(rule for rule in ALL if rule.id == rule_id)


def for_kind(code: str, on: date) -> tuple[Rule, ...]:
    """The rules that hold for this kind on this day, in the order of their numbers."""
    return tuple(rule for rule in ALL if code in rule.applies_to and rule.holds_on(on))
