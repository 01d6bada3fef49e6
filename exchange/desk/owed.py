"""For whom a move waits, in SQL, so that a list can be narrowed to it whatever its length.

The same as `progress.steps` tells for one placement; a test compares the two on real moves.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from exchange.organisations.models import Organisation
from exchange.placements.lifecycle import Party, PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.reference import choices, kinds

S = PlacementStatus
MOVER = "mover"
NAMES = [
    *((role.value, choices.get(choices.APPROVALS, role.value).name) for role in Role),
    (MOVER, "The person who moves"),
]
"""Whom a move may wait for: code and name."""

TAKES_PLACE = [one.code for one in kinds.ALL if one.ending == "either_records"]
HOME_ENDS = [one.code for one in kinds.ALL if one.ending == "home_hr_confirms"]


def by(who: str) -> sa.ColumnElement[bool]:
    """SQL: the placement waits for that role, or for the mover."""
    if who == MOVER:
        return sa.or_(_unsent(), _blocked(), _signs(Party.MOVER), _recorded())
    role = Role(who)
    return sa.or_(asks(role), *_beyond_approval().get(role, ()))


def _beyond_approval() -> dict[Role, tuple[sa.ColumnElement[bool], ...]]:
    """What is waited for once everybody approved."""
    ends = sa.and_(Placement.status == S.ACTIVE, Placement.kind.in_(HOME_ENDS))
    return {
        Role.HOST_MANAGER: (_host_confirms(), _recorded()),
        Role.HOME_HR: (_unissued(), _signs(Party.HOME), ends),
        Role.HOST_HR: (_unissued(), _signs(Party.HOST)),
    }


def asks(role: Role) -> sa.ColumnElement[bool]:
    """SQL: an approval is wanted in that role, and whoever gives it has been asked."""
    return sa.and_(Placement.status == S.PROPOSED, lacks(role), *_asked(role))


def lacks(role: Role) -> sa.ColumnElement[bool]:
    """SQL: the present terms lack the approval of that role."""
    at, terms = column(f"{role.value}_at"), column(f"{role.value}_terms")
    needed = column(f"needs_{role.value}")
    return sa.and_(needed, sa.or_(at.is_(None), terms != Placement.terms_version))


def column(name: str) -> sa.ColumnElement[Any]:
    """A column of the placement by its name."""
    found: sa.ColumnElement[Any] = getattr(Placement, name)
    return found


def _asked(role: Role) -> list[sa.ColumnElement[bool]]:
    if role.side == "host":
        return []
    sent = Placement.sent_home_at.is_not(None)
    if role is not Role.HOME_MANAGER:
        return [sent]
    one_person = sa.select(Organisation.id).where(Organisation.one_person_decides)
    alone = Placement.home_organisation_id.in_(one_person)
    return [sent, sa.or_(Placement.manager_email != "", alone)]


def _unsent() -> sa.ColumnElement[bool]:
    """Somebody at home is to decide who has not been asked."""
    unasked = [
        sa.and_(lacks(role), sa.not_(sa.and_(*_asked(role)))) for role in Role if _asked(role)
    ]
    return sa.and_(Placement.status == S.PROPOSED, sa.or_(*unasked))


def _blocked() -> sa.ColumnElement[bool]:
    """Everybody agreed, and still it is not agreed: what blocks is a check."""
    return sa.and_(Placement.status == S.PROPOSED, *(sa.not_(lacks(role)) for role in Role))


def to_be_signed() -> sa.ColumnElement[bool]:
    """SQL: everybody approved, and somebody has yet to issue or to sign the agreement."""
    return sa.and_(
        Placement.status == S.AGREED, Placement.needs_signatures, sa.not_(Placement.signed_on_paper)
    )


def _unissued() -> sa.ColumnElement[bool]:
    return sa.and_(to_be_signed(), Placement.agreement_hash.is_(None))


def _signs(party: Party) -> sa.ColumnElement[bool]:
    """The agreement lies there, and that party has not signed it."""
    signed = column(f"{party.value}_signed_hash")
    new = sa.or_(signed.is_(None), signed != Placement.agreement_hash)
    return sa.and_(to_be_signed(), Placement.agreement_hash.is_not(None), new)


def _ready() -> sa.ColumnElement[bool]:
    """It only waits for its first day."""
    unsigned = sa.and_(Placement.status == S.AGREED, sa.not_(to_be_signed()))
    return sa.or_(unsigned, Placement.status == S.SIGNED)


def _recorded() -> sa.ColumnElement[bool]:
    """Either of the two people says whether it took place."""
    return sa.and_(_ready(), Placement.kind.in_(TAKES_PLACE))


def _host_confirms() -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(_ready(), Placement.kind.not_in(TAKES_PLACE)),
        Placement.status == S.ON_LEAVE,
        sa.and_(Placement.status == S.ACTIVE, Placement.kind.not_in(HOME_ENDS)),
    )
