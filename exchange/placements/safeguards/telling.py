"""What the commands of the safeguards share: whose side somebody is on, and whom to tell."""

from __future__ import annotations

from exchange.access import Actor, Permission, allowed
from exchange.audit import record
from exchange.db import db
from exchange.errors import IllegalTransition, NotAllowed
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.placements.models import Placement
from exchange.placements.queries import OVER
from exchange.placements.safeguards.words import Side
from exchange.reference import kinds

HR_OF = {Side.HOME: Permission.PLACEMENT_HR_HOME, Side.HOST: Permission.PLACEMENT_HR_HOST}


def hr_side(actor: Actor, placement: Placement) -> Side:
    """The side for which the actor does HR here; raises NotAllowed where they do for none."""
    for side, permission in HR_OF.items():
        if allowed(actor, permission, placement):
            return side
    raise NotAllowed(
        "This belongs to HR of the two organisations.", "Ask HR of your own organisation."
    )


def require_running(placement: Placement) -> None:
    """Raise IllegalTransition where the placement is over, or its kind asks none of this."""
    if not kinds.get(placement.kind).needs_hr:
        raise IllegalTransition("A move of this kind asks none of this.")
    if placement.status in OVER:
        raise IllegalTransition("This placement is over, so that nothing more is asked here.")


def hr_people(placement: Placement, side: Side) -> list[int]:
    """Who does HR for one side here; home has nobody before the mover sends it home."""
    if side is Side.HOST:
        found = organisations.holders(placement.host_organisation_id, "hr")
    elif placement.sent_home_at is None:
        return []
    else:
        roles = ("hr", "board") if placement.needs_home_board else ("hr",)
        found = organisations.holders(placement.home_organisation_id, *roles)
    return [one for one in found if one != placement.mover_id]


def tell_hr(placement: Placement, event: str, text: str, *sides: Side, but: Actor) -> None:
    """Tell HR of some sides, or of both, save whoever did it."""
    people = [one for side in sides or tuple(Side) for one in hr_people(placement, side)]
    for person_id in dict.fromkeys(people):
        if person_id != but.person_id:
            tell(placement, person_id, event, text)


def tell(placement: Placement, person_id: int, event: str, text: str) -> None:
    """Tell one person, with the way to the room."""
    notices.tell(person_id, event, text, f"/placements/{placement.public_id}")


def note(placement: Placement) -> None:
    """Leave a line in the placement's history; the command's name says what happened."""
    record("placement", placement.public_id, {"told": True}, db.session())
