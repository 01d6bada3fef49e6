"""How a report moves: open, claimed for a while, decided, and perhaps appealed."""

from __future__ import annotations

from enum import StrEnum

from exchange.transitions import Transitions


class ReportStatus(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DECIDED = "decided"
    APPEALED = "appealed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


S = ReportStatus

REPORT = Transitions(
    "report",
    {
        "claim": {S.OPEN: S.CLAIMED, S.CLAIMED: S.CLAIMED},
        "decide": {S.CLAIMED: S.DECIDED},
        "appeal": {S.DECIDED: S.APPEALED},
        "uphold": {S.APPEALED: S.UPHELD},
        "overturn": {S.APPEALED: S.OVERTURNED},
    },
)
