"""The states of a request for a release in principle, and what leads from one to another."""

from __future__ import annotations

from enum import StrEnum

from exchange.transitions import Transitions


class ReleaseStatus(StrEnum):
    """How a request stands."""

    ASKED = "asked"
    AGREED = "agreed"
    NOT_NOW = "not_now"
    NOT_MANAGER = "not_manager"
    WITHDRAWN = "withdrawn"


S = ReleaseStatus
RELEASE: Transitions[ReleaseStatus] = Transitions(
    "request",
    {
        "ask": {S.ASKED: S.ASKED},
        "agree": {S.ASKED: S.AGREED},
        "not_now": {S.ASKED: S.NOT_NOW},
        "not_manager": {S.ASKED: S.NOT_MANAGER},
        "withdraw": {S.ASKED: S.WITHDRAWN, S.AGREED: S.WITHDRAWN},
    },
)
