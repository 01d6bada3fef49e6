"""Skills that hosts confirmed, as profiles show them."""

from __future__ import annotations

from exchange.profiles.confirmations import Confirmation
from exchange.reference import skills
from exchange.stays import queries


def of(person_id: int) -> list[Confirmation]:
    """Every skill that a host confirmed of somebody, oldest first, in one statement."""
    names = {one.code: one.name for one in skills.ALL}
    return [
        Confirmation(
            one.public_id, names[one.skill], one.placement.host_name, one.confirmed_on, one.hidden
        )
        for one in queries.confirmed_skills(person_id)
        if one.skill in names
    ]
