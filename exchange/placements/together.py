"""A swap is two placements that stand or fall together: what happens to one half does to the other.

| one half                          | other proposed | agreed         | signed         | under way |
| ---                               | ---            | ---            | ---            | ---       |
| refused, withdrawn, did not start | withdrawn      | withdrawn      | withdrawn      | told      |
| ended early                       | told           | told           | told           | told      |
| terms changed                     | voided         | voided         | voided         | refused   |
| no longer agreed                  | as it is       | proposed again | proposed again | refused   |
| agreement issued again            | as it is       | as it is       | agreed again   | refused   |

"Voided" means that nobody's approval counts any more; "proposed again" keeps the approvals and
voids the signatures. Nothing of the last three can be done once a half is under way.
"""

from __future__ import annotations

from collections.abc import Callable

from exchange.db import db
from exchange.errors import IllegalTransition
from exchange.placements.lifecycle import PLACEMENT, PlacementStatus
from exchange.placements.models import Placement

S = PlacementStatus
SWAP = "swap"
FALLEN = {
    S.REFUSED: "was refused",
    S.WITHDRAWN: "was withdrawn",
    S.DID_NOT_START: "did not start",
    S.ENDED_EARLY: "ended early",
}
NOT_BEGUN = frozenset({S.PROPOSED, S.AGREED, S.SIGNED})
UNDER_WAY = frozenset({S.ACTIVE, S.ON_LEAVE})
OVER = frozenset({S.COMPLETED, S.ENDED_EARLY})
Tell = Callable[[Placement, str, str], None]
GiveUp = Callable[[Placement], None]


def other_half(placement: Placement) -> Placement | None:
    """The other placement of a swap, once it is made.

    Reading it writes nothing: the half in hand may be between its state and what goes with it.
    """
    if placement.partner_id is None:
        return None
    with db.session.no_autoflush:
        return db.session.get(Placement, placement.partner_id)


def halves(placement: Placement) -> list[Placement]:
    """The placement, and for a swap its other half."""
    other = other_half(placement)
    return [placement] if other is None else [placement, other]


def is_alone(placement: Placement) -> bool:
    """Whether this is half a swap that has no other half yet: it cannot be agreed."""
    return placement.kind == SWAP and placement.partner_id is None


def take_dates(half: Placement, changed: Placement) -> None:
    """Both halves run from the same day to the same day."""
    half.starts_on, half.ends_on = changed.starts_on, changed.ends_on


def follow(placement: Placement, before: PlacementStatus, tell: Tell, give_up: GiveUp) -> None:
    """Let the other half follow a step that this half has just taken."""
    other = other_half(placement)
    if other is None or placement.status is before:
        return
    if placement.status in FALLEN:
        _fall(placement.status, other, tell, give_up)
    elif placement.status in {S.PROPOSED, S.AGREED} and other.status in UNDER_WAY | OVER:
        raise IllegalTransition(
            "The other half of this swap is under way or over, so this half stays as it is.",
            "It can be withdrawn, or ended early once it has begun.",
        )
    elif placement.status is S.PROPOSED and PLACEMENT.can(other.status, "reopen"):
        _reopen(other, tell)
    elif (before, placement.status) == (S.SIGNED, S.AGREED) and other.status is S.SIGNED:
        other.status, other.signed_at = PLACEMENT.after(other.status, "unseal"), None
        tell(other, "reopened", "The other half of this swap is to be signed again.")


def _fall(how: PlacementStatus, other: Placement, tell: Tell, give_up: GiveUp) -> None:
    why = f"The other half of this swap {FALLEN[how]}."
    if how is not S.ENDED_EARLY and other.status in NOT_BEGUN:
        other.end_reason = f"{why} Neither takes place without the other."
        other.status = PLACEMENT.after(other.status, "withdraw")
        give_up(other)
        tell(other, "withdrawn", f"{other.end_reason} A plain secondment is still possible.")
    elif other.status in NOT_BEGUN | UNDER_WAY:
        tell(other, "other_half", f"{why} This half goes on unless you end it. Talk about it.")


def _reopen(other: Placement, tell: Tell) -> None:
    other.status, other.agreed_at = PLACEMENT.after(other.status, "reopen"), None
    other.void_signatures()
    tell(
        other,
        "reopened",
        "The other half of this swap waits for approval again, so this half does too. What was"
        " approved here still counts; what was signed does not.",
    )
