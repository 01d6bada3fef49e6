"""Who is a civil servant: rules follow the staff status of an organisation, never its sector."""

from __future__ import annotations

from exchange.organisations.models import Organisation, StaffStatus
from exchange.placements.models import Placement

NOT_SAID = "Nobody has said yet whether both posts are in the Civil Service."
UNSURE = frozenset({StaffStatus.MIXED, StaffStatus.UNKNOWN})


def mover_is_civil_servant(placement: Placement) -> bool | None:
    """Whether the mover comes from the Home Civil Service; None where nobody has said."""
    if placement.home_organisation is None:
        return False
    return _civil_service(placement.home_organisation, placement.mover_is_civil_servant)


def host_is_civil_service(placement: Placement) -> bool | None:
    """Whether the post is in the Home Civil Service; None where nobody has said."""
    if placement.host_organisation is None:
        return False
    return _civil_service(placement.host_organisation, placement.host_is_civil_service)


def is_inward(placement: Placement) -> bool | None:
    """Whether somebody from outside comes into the Civil Service; None where it is unknown."""
    host, mover = host_is_civil_service(placement), mover_is_civil_servant(placement)
    if host is False or mover is True:
        return False
    return True if host and mover is False else None


def is_outward(placement: Placement) -> bool | None:
    """Whether somebody leaves the Civil Service for a while; None where it is unknown."""
    host, mover = host_is_civil_service(placement), mover_is_civil_servant(placement)
    if host is True or mover is False:
        return False
    return True if mover and host is False else None


def _civil_service(organisation: Organisation, answer: bool | None) -> bool | None:
    if organisation.staff_status in UNSURE:
        return answer
    return organisation.staff_status is StaffStatus.HOME_CIVIL_SERVICE
