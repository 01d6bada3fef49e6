"""What a rule finds on one placement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from exchange.placements.models import Placement
from exchange.placements.safeguards.models import CheckOverride
from exchange.reference.rules import Rule


class Outcome(StrEnum):
    """What a rule finds."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    WAITING = "waiting"


@dataclass(frozen=True)
class Finding:
    """A rule on one placement: what was found and why it applies here."""

    rule: Rule
    outcome: Outcome
    why: str
    override: CheckOverride | None = None
    """That a named authority set it aside, on the present terms."""

    @property
    def blocks(self) -> bool:
        """Whether the placement cannot go on because of it."""
        return self.override is None and self.would_block

    @property
    def would_block(self) -> bool:
        """The same, whatever anybody set aside."""
        stops = self.rule.effect in {"block", "approve", "auto"}
        return stops and self.outcome in {Outcome.NOT_MET, Outcome.UNKNOWN}


Found = tuple[Outcome, str] | None
Check = Callable[[Placement, Rule], Found]
DatedCheck = Callable[[Placement, Rule, date], Found]
