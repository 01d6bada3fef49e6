"""For whom a move waits, in SQL, so that a list can be narrowed to it whatever its length.

Approvals, the agreement, swaps, extensions and the end. Check-ins and reports are asked of the two
people alone: they are dates beside a move, and no part of this. For the rest `progress.steps` tells
the same of one placement; a test compares the two on real moves.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor
from exchange.organisations.models import Organisation
from exchange.placements.lifecycle import Party, PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.placements.pairing import Pairing, PairingStatus
from exchange.placements.together import SWAP
from exchange.reference import choices, kinds
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import ExtensionStatus
from exchange.stays.schedule import RETURN_FIRST
from exchange.stays.tasks import SOON

S = PlacementStatus
MOVER = "mover"
NAMES = [
    *((role.value, choices.get(choices.APPROVALS, role.value).name) for role in Role),
    (MOVER, "The person who moves"),
]
"""Whom a move may wait for: code and name."""

TAKES_PLACE = [one.code for one in kinds.ALL if one.ending == "either_records"]
HELD = {
    Role.HOME_HR: "hr",
    Role.HOME_BOARD: "board",
    Role.HOST_HR: "hr",
    Role.HOST_BOARD: "board",
}
"""As what somebody acts for an organisation in that role."""
HOME_ENDS = [one.code for one in kinds.ALL if one.ending == "home_hr_confirms"]


def by(who: str) -> sa.ColumnElement[bool]:
    """SQL: the placement waits for that role, or for the mover."""
    if who == MOVER:
        return sa.or_(_unsent(), _blocked(), _signs(Party.MOVER), _recorded())
    role = Role(who)
    later = (*_agreement().get(role, ()), *_beyond_signing().get(role, ()))
    return sa.or_(asks(role), _extends(role), *later)


def of_hr(viewer: Actor, today: date) -> sa.ColumnElement[bool]:
    """SQL: beyond approvals the placement waits for the viewer, who is HR or on the board of a
    side. The end is theirs from when the return is to be planned."""
    near = Placement.ends_on <= today + RETURN_FIRST + SOON
    return sa.or_(
        sa.false(),
        *(
            sa.and_(
                column(f"{role.side}_organisation_id").in_(viewer.organisations_as(held)),
                Placement.mover_key != viewer.key,
                sa.or_(_extends(role), sa.and_(near, *_ends(role)), *_agreement().get(role, ())),
            )
            for role, held in HELD.items()
            if viewer.organisations_as(held)
        ),
    )


def _agreement() -> dict[Role, tuple[sa.ColumnElement[bool], ...]]:
    """What makes an agreement of approvals, and of one half of a swap both."""
    home, host = (_unissued(), _signs(Party.HOME)), (_unissued(), _signs(Party.HOST))
    names = _alone(PairingStatus.ASKED, PairingStatus.CONSENTED, PairingStatus.MADE, some=False)
    receives = sa.and_(
        _alone(PairingStatus.CONSENTED, some=True), Placement.sent_home_at.is_not(None)
    )
    return {
        Role.HOST_MANAGER: (names,),
        Role.HOME_HR: (*home, receives),
        Role.HOST_HR: (*host, names),
        Role.HOME_BOARD: tuple(sa.and_(Placement.needs_home_board, one) for one in home),
        Role.HOST_BOARD: tuple(sa.and_(Placement.needs_host_board, one) for one in host),
    }


def _alone(*pairings: PairingStatus, some: bool) -> sa.ColumnElement[bool]:
    """Half a swap without its other half, where somebody is, or nobody is, so far with it."""
    found = sa.exists().where(Pairing.placement_id == Placement.id, Pairing.status.in_(pairings))
    half = sa.and_(
        Placement.kind == SWAP, Placement.partner_id.is_(None), Placement.status == S.PROPOSED
    )
    return sa.and_(half, found if some else sa.not_(found))


def _extends(role: Role) -> sa.ColumnElement[bool]:
    """A later last day is asked for, and that role has not decided about it."""
    return sa.exists().where(
        Extension.placement_id == Placement.id,
        Extension.status == ExtensionStatus.OPEN,
        getattr(Extension, f"needs_{role.value}"),
        getattr(Extension, f"{role.value}_at").is_(None),
    )


def _ends(role: Role) -> list[sa.ColumnElement[bool]]:
    """That role confirms the end, as progress.ends_with says."""
    whose: dict[Role, sa.ColumnElement[bool]] = {
        Role.HOME_HR: Placement.needs_home_board.is_(False),
        Role.HOME_BOARD: Placement.needs_home_board.is_(True),
    }
    return [
        Placement.status == S.ACTIVE,
        Placement.kind.in_(HOME_ENDS),
        whose.get(role, sa.false()),
    ]


def _beyond_signing() -> dict[Role, tuple[sa.ColumnElement[bool], ...]]:
    """What is waited for once it is signed, or everybody approved what nobody signs."""
    return {
        Role.HOST_MANAGER: (_host_confirms(), _recorded()),
        Role.HOME_HR: (sa.and_(*_ends(Role.HOME_HR)),),
        Role.HOME_BOARD: (sa.and_(*_ends(Role.HOME_BOARD)),),
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
