"""For whom a move waits, in SQL, so that a list can be narrowed to it whatever its length.

Approvals, the agreement, swaps, extensions and the end. Check-ins and reports are asked of the two
people alone: they are dates beside a move, and no part of this. For the rest `progress.steps` tells
the same of one placement; a test compares the two on real moves.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

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
        return sa.or_(_unsent(), _blocked(), signs(Party.MOVER), recorded())
    role = Role(who)
    later = (*_agreement().get(role, ()), *_beyond_signing().get(role, ()))
    return sa.or_(asks(role), extends(role), *later)


def _agreement() -> dict[Role, tuple[sa.ColumnElement[bool], ...]]:
    """What makes an agreement of approvals, and of one half of a swap both."""
    home, host = (unissued(), signs(Party.HOME)), (unissued(), signs(Party.HOST))
    return {
        Role.HOST_MANAGER: (names_partner(),),
        Role.HOME_HR: (*home, receives_partner()),
        Role.HOST_HR: (*host, names_partner()),
        Role.HOME_BOARD: tuple(sa.and_(Placement.needs_home_board, one) for one in home),
        Role.HOST_BOARD: tuple(sa.and_(Placement.needs_host_board, one) for one in host),
    }


def names_partner() -> sa.ColumnElement[bool]:
    """SQL: half a swap, for which the host has named nobody who comes the other way."""
    return _alone(PairingStatus.ASKED, PairingStatus.CONSENTED, PairingStatus.MADE, some=False)


def receives_partner() -> sa.ColumnElement[bool]:
    """SQL: that person said yes, and home names who looks after them."""
    consented = _alone(PairingStatus.CONSENTED, some=True)
    return sa.and_(consented, Placement.sent_home_at.is_not(None))


def _alone(*pairings: PairingStatus, some: bool) -> sa.ColumnElement[bool]:
    """Half a swap without its other half, where somebody is, or nobody is, so far with it."""
    found = sa.exists().where(Pairing.placement_id == Placement.id, Pairing.status.in_(pairings))
    half = sa.and_(
        Placement.kind == SWAP, Placement.partner_id.is_(None), Placement.status == S.PROPOSED
    )
    return sa.and_(half, found if some else sa.not_(found))


def extends(role: Role) -> sa.ColumnElement[bool]:
    """SQL: a later last day is asked for, and that role has not decided about it."""
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


def returns(today: date) -> sa.ColumnElement[bool]:
    """SQL: home says which post the person returns to, from when the return is to be planned on;
    after an early end it is still to be said."""
    planned = Placement.ends_on <= today + RETURN_FIRST + SOON
    noticed = Placement.ends_early_on <= today + RETURN_FIRST + SOON
    there = Placement.status.in_((S.ACTIVE, S.ON_LEAVE))
    return sa.and_(
        Placement.kind.in_(HOME_ENDS),
        Placement.return_confirmed_at.is_(None),
        Placement.return_waived.is_(None),
        sa.or_(sa.and_(there, sa.or_(planned, noticed)), Placement.status == S.ENDED_EARLY),
    )


def ends(today: date, *, by_home: bool) -> sa.ColumnElement[bool]:
    """SQL: the last day has come, and home or the host confirms the end."""
    home = Placement.kind.in_(HOME_ENDS)
    early: sa.ColumnElement[bool] = Placement.ends_early_on <= today
    settled = sa.or_(
        Placement.return_confirmed_at.is_not(None), Placement.return_waived.is_not(None)
    )
    over = sa.or_(early, sa.and_(Placement.ends_on <= today, settled))
    if not by_home:
        home, over = sa.not_(home), sa.or_(early, Placement.ends_on <= today)
    return sa.and_(Placement.status == S.ACTIVE, home, over)


def _beyond_signing() -> dict[Role, tuple[sa.ColumnElement[bool], ...]]:
    """What is waited for once it is signed, or everybody approved what nobody signs."""
    return {
        Role.HOST_MANAGER: (_host_confirms(), recorded()),
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


def unissued() -> sa.ColumnElement[bool]:
    """SQL: everybody approved, and nobody has issued the agreement."""
    return sa.and_(to_be_signed(), Placement.agreement_hash.is_(None))


def signs(party: Party) -> sa.ColumnElement[bool]:
    """SQL: the agreement lies there, and that party has not signed it."""
    signed = column(f"{party.value}_signed_hash")
    new = sa.or_(signed.is_(None), signed != Placement.agreement_hash)
    return sa.and_(to_be_signed(), Placement.agreement_hash.is_not(None), new)


def _ready() -> sa.ColumnElement[bool]:
    """It only waits for its first day."""
    unsigned = sa.and_(Placement.status == S.AGREED, sa.not_(to_be_signed()))
    return sa.or_(unsigned, Placement.status == S.SIGNED)


def recorded() -> sa.ColumnElement[bool]:
    """SQL: either of the two people says whether it took place."""
    return sa.and_(_ready(), Placement.kind.in_(TAKES_PLACE))


def starts() -> sa.ColumnElement[bool]:
    """SQL: the host confirms the start."""
    return sa.and_(_ready(), Placement.kind.not_in(TAKES_PLACE))


def _host_confirms() -> sa.ColumnElement[bool]:
    return sa.or_(
        starts(),
        Placement.status == S.ON_LEAVE,
        sa.and_(Placement.status == S.ACTIVE, Placement.kind.not_in(HOME_ENDS)),
    )
