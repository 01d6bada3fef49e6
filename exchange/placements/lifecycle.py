"""How a placement moves, and which approvals stand between "yes" and "agreed"."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Protocol

from exchange.errors import IllegalTransition
from exchange.transitions import Transitions


class PlacementStatus(StrEnum):
    """What was decided about a placement."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    SIGNED = "signed"
    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    COMPLETED = "completed"
    ENDED_EARLY = "ended_early"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DID_NOT_START = "did_not_start"


class Role(StrEnum):
    """Who must approve. The first part is the side, which nobody decides for twice."""

    HOME_MANAGER = "home_manager"
    HOME_HR = "home_hr"
    HOME_BOARD = "home_board"
    HOST_MANAGER = "host_manager"
    HOST_HR = "host_hr"
    HOST_BOARD = "host_board"

    @property
    def side(self) -> str:
        """home or host."""
        return self.value.split("_")[0]


class How(StrEnum):
    """By which door somebody came who decided or signed."""

    ACCOUNT = "account"
    LINK = "link"


class Party(StrEnum):
    """Who signs the agreement: both employers and the person who moves."""

    HOME = "home"
    HOST = "host"
    MOVER = "mover"


S = PlacementStatus
_IN_PLACE = {one: one for one in (S.PROPOSED, S.AGREED, S.SIGNED, S.ACTIVE, S.ON_LEAVE)}
"""What can be noted as long as a placement lives, and moves it nowhere."""

PLACEMENT = Transitions(
    "placement",
    {
        "send_home": {S.PROPOSED: S.PROPOSED},
        "confirm_manager": {S.PROPOSED: S.PROPOSED, S.AGREED: S.AGREED},
        "challenge_manager": {S.PROPOSED: S.PROPOSED, S.AGREED: S.PROPOSED},
        "approve": {S.PROPOSED: S.PROPOSED},
        "change_terms": {
            S.PROPOSED: S.PROPOSED,
            S.AGREED: S.PROPOSED,
            S.SIGNED: S.PROPOSED,
        },
        "pass_on": {S.PROPOSED: S.PROPOSED},
        "replace_manager": {S.PROPOSED: S.PROPOSED},
        "hand_over": {S.PROPOSED: S.PROPOSED, S.AGREED: S.AGREED, S.SIGNED: S.SIGNED},
        "give_facts": {S.PROPOSED: S.PROPOSED},
        "record_outside": _IN_PLACE,
        "note_nationality": _IN_PLACE,
        "say_staying": {S.ACTIVE: S.ACTIVE, S.ON_LEAVE: S.ON_LEAVE},
        "change_costs": {S.PROPOSED: S.PROPOSED, S.AGREED: S.AGREED, S.SIGNED: S.AGREED},
        "agree": {S.PROPOSED: S.AGREED},
        "take_back": {S.PROPOSED: S.PROPOSED, S.AGREED: S.PROPOSED},
        "refuse": {S.PROPOSED: S.REFUSED},
        "reopen": {S.AGREED: S.PROPOSED, S.SIGNED: S.PROPOSED},
        "unseal": {S.SIGNED: S.AGREED},
        "offer_desk": {
            S.PROPOSED: S.PROPOSED,
            S.AGREED: S.AGREED,
            S.SIGNED: S.SIGNED,
            S.ACTIVE: S.ACTIVE,
            S.ON_LEAVE: S.ON_LEAVE,
        },
        "appeal": {S.REFUSED: S.REFUSED},
        "answer_appeal": {S.REFUSED: S.REFUSED},
        "uphold_appeal": {S.REFUSED: S.PROPOSED},
        "issue_agreement": {S.AGREED: S.AGREED, S.SIGNED: S.AGREED},
        "recall_agreement": {S.AGREED: S.AGREED, S.SIGNED: S.AGREED},
        "sign": {S.AGREED: S.AGREED},
        "seal": {S.AGREED: S.SIGNED},
        "withdraw": {
            S.PROPOSED: S.WITHDRAWN,
            S.AGREED: S.WITHDRAWN,
            S.SIGNED: S.WITHDRAWN,
        },
        "start": {S.AGREED: S.ACTIVE, S.SIGNED: S.ACTIVE},
        "record_happened": {S.AGREED: S.COMPLETED},
        "did_not_start": {S.AGREED: S.DID_NOT_START, S.SIGNED: S.DID_NOT_START},
        "go_on_leave": {S.ACTIVE: S.ON_LEAVE},
        "come_back": {S.ON_LEAVE: S.ACTIVE},
        "take_back_notice": {S.ACTIVE: S.ACTIVE, S.ON_LEAVE: S.ON_LEAVE},
        "end_early": {S.ACTIVE: S.ENDED_EARLY, S.ON_LEAVE: S.ENDED_EARLY},
        "complete": {S.ACTIVE: S.COMPLETED},
    },
)

NEEDS_APPROVAL = frozenset(
    {S.AGREED, S.SIGNED, S.ACTIVE, S.ON_LEAVE, S.COMPLETED, S.ENDED_EARLY, S.DID_NOT_START}
)
"""No placement is in one of these without every approval that its kind needs."""

NEEDS_SIGNATURES = frozenset({S.SIGNED, S.ACTIVE, S.ON_LEAVE, S.COMPLETED, S.ENDED_EARLY})
"""Nor in one of these, where its kind has an agreement, without all three signatures on it."""


class Decidable(Protocol):
    """What the guard reads: facts on the row, never a counter."""

    @property
    def needed(self) -> tuple[Role, ...]: ...

    def stands(self, role: Role) -> bool: ...


def missing(placement: Decidable) -> list[Role]:
    """The approvals that the present terms still lack, in the order in which they are asked."""
    return [role for role in placement.needed if not placement.stands(role)]


def guard_agree(placement: Decidable, blocking: Iterable[str]) -> None:
    """Raise unless every approval stands on the present terms and no check blocks."""
    lacking = missing(placement)
    if lacking:
        raise IllegalTransition(
            f"This placement still needs: {', '.join(role.replace('_', ' ') for role in lacking)}."
        )
    blocked = list(blocking)
    if blocked:
        raise IllegalTransition(f"Checks that must be met first: {', '.join(blocked)}.")


class Signable(Protocol):
    """What the guard of the signatures reads."""

    needs_signatures: bool
    signed_on_paper: bool

    def has_signed(self, party: Party) -> bool: ...


def unsigned(placement: Signable) -> list[Party]:
    """Who has yet to sign the agreement as it was issued last; nobody where none is needed."""
    if not placement.needs_signatures or placement.signed_on_paper:
        return []
    return [party for party in Party if not placement.has_signed(party)]


class InForce(Signable, Protocol):
    """What tells a signed agreement from one that is in force."""

    status: Any


def waits_for_other_half(placement: InForce) -> bool:
    """Whether all three signed and it is still not in force: then it is half a swap.

    The agreements of a swap come into force at one moment.
    """
    agreed = placement.status == PlacementStatus.AGREED and placement.needs_signatures
    return agreed and not placement.signed_on_paper and not unsigned(placement)


def guard_signed(placement: Signable) -> None:
    """Raise while somebody has yet to sign."""
    lacking = unsigned(placement)
    if lacking:
        raise IllegalTransition(
            f"The agreement still needs a signature: {', '.join(lacking)}.",
            "The placement's page says who signs next.",
        )
