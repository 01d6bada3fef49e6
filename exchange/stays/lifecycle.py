"""The words of a stay that its tables keep, and how an extension moves."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from exchange.errors import IllegalTransition
from exchange.placements.lifecycle import Role
from exchange.transitions import Transitions


class CheckInTime(StrEnum):
    """When both sides say how it goes."""

    WEEK_2 = "week_2"
    WEEK_6 = "week_6"
    MIDPOINT = "midpoint"


class Side(StrEnum):
    """Who says how it goes: the mover, or the manager at the host."""

    MOVER = "mover"
    HOST = "host"


class Colour(StrEnum):
    """How it goes."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class NoteKind(StrEnum):
    """What can be noted during a stay."""

    PROMOTION = "promotion"
    SICKNESS = "sickness"
    LEAVE = "leave"
    OTHER = "other"
    OUTSIDE_JOB_ADVICE = "outside_job_advice"
    """Advice under the Business Appointment Rules was asked for."""


class ImpactTime(StrEnum):
    """When the host says what came of it."""

    END = "end"
    MONTHS_3 = "months_3"
    MONTHS_6 = "months_6"


class Purpose(StrEnum):
    """What a link of this room is for."""

    EXTENSION = "extension"
    COMING_BACK = "coming_back"


class ExtensionStatus(StrEnum):
    """What was decided about an extension."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


E = ExtensionStatus
EXTENSION = Transitions(
    "extension",
    {
        "approve": {E.OPEN: E.OPEN},
        "agree": {E.OPEN: E.OPEN},
        "decline": {E.OPEN: E.REFUSED},
        "grant": {E.OPEN: E.GRANTED},
        "refuse": {E.OPEN: E.REFUSED},
        "withdraw": {E.OPEN: E.WITHDRAWN, E.GRANTED: E.WITHDRAWN},
    },
)


class Decidable(Protocol):
    """What the guard of an extension reads."""

    @property
    def needed(self) -> tuple[Role, ...]: ...

    @property
    def mover_agrees(self) -> bool: ...

    def stands(self, role: Role) -> bool: ...


def missing(extension: Decidable) -> list[Role]:
    """The approvals that an extension still lacks, in the order in which they are asked."""
    return [role for role in extension.needed if not extension.stands(role)]


def guard_grant(extension: Decidable, blocking: Iterable[str]) -> None:
    """Raise unless mover and approvers said yes and no check blocks the whole time."""
    if not extension.mover_agrees:
        raise IllegalTransition("The person who moves has not agreed to this extension yet.")
    lacking = missing(extension)
    if lacking:
        names = ", ".join(role.replace("_", " ") for role in lacking)
        raise IllegalTransition(f"This extension still needs: {names}.")
    blocked = list(blocking)
    if blocked:
        raise IllegalTransition(f"Checks that must be met first: {', '.join(blocked)}.")
