"""Stand-ins for what the access table reads about deputies, links and appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

HOME, HOST = 1, 2
MOVER, HOST_MANAGER = 10, 20


@dataclass(frozen=True)
class Against:
    """An appeal as the access table reads it: to the board of home, against its HR."""

    goes_to: str = "home_board"
    refused_by: str = "person:102"
    mover_id: int = MOVER
    other_side: str = ""

    def goes_to_actor(self, actor):
        if self.goes_to == "platform":
            return actor.is_administrator
        place, _, role = self.goes_to.partition("_")
        return actor.holds_itself({"home": HOME, "host": HOST}[place], role)

    def is_by(self, actor):
        return self.refused_by == actor.key

    def is_mover(self, actor):
        return actor.key == f"person:{self.mover_id}"

    def took_other_side(self, actor):
        return self.other_side == actor.key


@dataclass(frozen=True)
class Holding:
    """A role of somebody's for which a deputy is named, or a deputyship that may be ended."""

    organisation_id: int = HOST
    person_id: int = 100 * HOST + 2
    deputy_id: int = HOST_MANAGER
    role: str = "hr"


@dataclass(frozen=True)
class Link:
    """A decision link by which somebody decided."""

    id: int = 5
    used_at: datetime | None = datetime(2026, 11, 22, tzinfo=UTC)
