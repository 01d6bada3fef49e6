"""A placement as the access table reads it where somebody at home acts by link on the return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.access import Actor
from exchange.placements.models import Placement
from exchange.stays.models import StayLink


@dataclass(frozen=True)
class Homecoming:
    """A placement with the links that were sent for its return."""

    placement: Placement
    links: Sequence[StayLink]

    def link_ids(self, role: str) -> frozenset[int]:
        """The links that may still be used for that purpose."""
        return frozenset(link.id for link in self.links if link.purpose == role and link.is_usable)

    def decided_by(self, side: str, actor: Actor) -> bool:
        """Whether the actor decided anything for that side."""
        return self.placement.decided_by(side, actor)

    def is_mover(self, actor: Actor) -> bool:
        """Whether the actor is the person who moves."""
        return self.placement.is_mover(actor)

    @property
    def home_organisation_id(self) -> int | None:
        """The home employer."""
        return self.placement.home_organisation_id

    @property
    def sent_home_at(self) -> datetime | None:
        """When the employer first heard of the move."""
        return self.placement.sent_home_at

    @property
    def needs_home_board(self) -> bool:
        """Whether the board decided in place of manager and HR."""
        return self.placement.needs_home_board
