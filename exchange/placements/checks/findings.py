"""What a rule finds on one placement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from exchange.placements.models import Placement
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

    @property
    def blocks(self) -> bool:
        """Whether the placement cannot go on because of it."""
        stops = self.rule.effect in {"block", "approve"}
        return stops and self.outcome in {Outcome.NOT_MET, Outcome.UNKNOWN}


Found = tuple[Outcome, str] | None
Check = Callable[[Placement, Rule], Found]
