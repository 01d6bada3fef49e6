"""Where an appeal goes, until when it can be made, and what can be answered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from exchange import clock
from exchange.db import db
from exchange.organisations import queries as organisations
from exchange.placements import progress
from exchange.placements.approval_models import Appeal, AppealRoute
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.reference import working_days

DAYS_TO_APPEAL = 20
"""Working days after the refusal."""
MANAGERS = frozenset({Role.HOME_MANAGER, Role.HOST_MANAGER})
HOLDERS = {
    AppealRoute.HR: ("hr",),
    AppealRoute.BOARD: ("board", "organisation_admin"),
}


class Answer(StrEnum):
    """What can be answered to an appeal."""

    AGREE = "agree"
    """The refusal does not stand, and who decides the appeal agrees in that role."""
    ASK_ANOTHER = "ask_another"
    DISMISS = "dismiss"


def last_day(placement: Placement) -> date | None:
    """The last day on which the refusal can be appealed against."""
    if placement.refused_at is None or placement.refused_as is None:
        return None
    refused_on = clock.local_date(placement.refused_at)
    where = progress.nation(placement, placement.refused_as)
    return working_days.add_working_days(refused_on, DAYS_TO_APPEAL, where)


def why_not(placement: Placement, today: date) -> str:
    """Why the refusal cannot be appealed against (any more); empty where it can."""
    if placement.appeal(placement.refused_as) is not None:
        return "There was an appeal about this refusal already."
    until = last_day(placement)
    if until is not None and today > until:
        return f"The time to appeal has run out: it was {DAYS_TO_APPEAL} working days."
    return ""


def made(placement: Placement, reason: str) -> Appeal:
    """An appeal against the refusal as it stands, on its way to somebody else."""
    role = placement.refused_as
    if role is None:
        raise ValueError("a placement that nobody refused")
    side = progress.side_of(placement, role)
    found = Appeal(
        role=role,
        refused_by=placement.refused_by,
        refused_at=placement.refused_at,
        category=placement.refusal_category,
        refusal_reason=placement.refusal_reason,
        mover_key=placement.mover_key,
        organisation_id=side.id if side else None,
        reason=reason,
    )
    found.goes_to = route(found, placement)
    return found


def route(found: Appeal, placement: Placement) -> AppealRoute:
    """Above a manager stands HR, above HR the board or the organisation's administrator; where
    nobody there is left, an administrator of the platform."""
    wanted = [AppealRoute.BOARD]
    if found.role in MANAGERS:
        wanted.insert(0, AppealRoute.HR)
    return next((one for one in wanted if _holders(found, placement, one)), AppealRoute.PLATFORM)


def upheld_too_late(placement: Placement) -> str:
    """What an appeal that was upheld comes to where there is nothing left to go back to."""
    if placement.partner_id is None:
        return (
            "The refusal does not stand, but the place has gone to somebody else meanwhile. You can"
            " apply for another opportunity."
        )
    return (
        "The refusal does not stand, but the other half of this swap ended with it, so this half"
        " cannot go on alone. The two can agree on a new swap, or on a plain secondment: that"
        " begins with a new offer."
    )


def deciders(found: Appeal, placement: Placement) -> list[int]:
    """The ids of those who may answer it."""
    if found.goes_to is AppealRoute.PLATFORM:
        return [one for one in organisations.administrators() if _may(found, placement, one)]
    return _holders(found, placement, found.goes_to)


def without_decider() -> list[int]:
    """The open appeals that went to an organisation where nobody is left to answer them."""
    query = (
        sa.select(Appeal)
        .options(joinedload(Appeal.placement))
        .where(Appeal.outcome.is_(None), Appeal.goes_to != AppealRoute.PLATFORM)
        .order_by(Appeal.id)
    )
    found = db.session.scalars(query)
    return [one.id for one in found if not _holders(one, one.placement, one.goes_to)]


def offered(found: Appeal) -> tuple[Answer, ...]:
    """What can be answered: the platform agrees in no employer's place."""
    if found.goes_to is AppealRoute.PLATFORM:
        return Answer.ASK_ANOTHER, Answer.DISMISS
    return Answer.AGREE, Answer.ASK_ANOTHER, Answer.DISMISS


def who_hands_over(placement: Placement) -> list[int]:
    """Who at the host can give a move into other hands; administrators where nobody can."""
    holders = organisations.holders(placement.host_organisation_id, "hr", "organisation_admin")
    others = [one for one in holders if one not in {placement.mover_id, placement.host_manager_id}]
    return others or organisations.administrators()


def _holders(found: Appeal, placement: Placement, route: AppealRoute) -> list[int]:
    holders = organisations.holders(found.organisation_id, *HOLDERS[route])
    return [one for one in holders if _may(found, placement, one)]


def _may(found: Appeal, placement: Placement, person_id: int) -> bool:
    """Neither who refused nor the mover, and nobody who decided for the other side."""
    key = f"person:{person_id}"
    other = "host" if found.role.side == "home" else "home"
    if key in {found.refused_by, found.mover_key}:
        return False
    return key not in placement.deciders_of(other)
