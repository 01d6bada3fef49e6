"""How a membership moves: asked, active, refused, ended."""

from __future__ import annotations

from enum import StrEnum

from exchange.transitions import Transitions


class MembershipStatus(StrEnum):
    """Where a person stands with an organisation."""

    ASKED = "asked"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


MEMBERSHIP = Transitions(
    "membership",
    {
        "accept": {MembershipStatus.ASKED: MembershipStatus.ACTIVE},
        "refuse": {MembershipStatus.ASKED: MembershipStatus.REFUSED},
        "end": {
            MembershipStatus.ASKED: MembershipStatus.ENDED,
            MembershipStatus.ACTIVE: MembershipStatus.ENDED,
        },
    },
)
