"""The steps of an appeal, for the tests of appeals."""

from __future__ import annotations

from exchange.placements import reconsidering
from exchange.placements.appeals import Answer
from tests import factories
from tests.placements import moving

AGREE, ASK_ANOTHER, DISMISS = Answer.AGREE, Answer.ASK_ANOTHER, Answer.DISMISS


def appeal(w, reason="My colleague can cover."):
    reconsidering.appeal(w.mover, w.placement.public_id, w.placement.version, reason)
    return w.placement.appeals[-1]


def answer(w, actor, what, reason="Looked again."):
    ref, version = w.placement.public_id, w.placement.version
    reconsidering.decide_appeal(actor, ref, version, what, reason)


def head(w, side="home", *roles):
    """The organisation's administrator or chair, who has no other part."""
    organisation = getattr(w, side)
    domain = {"home": "rivers.example", "host": "harbour.example"}[side]
    return factories.member(f"head@{domain}", organisation, *(roles or ("organisation_admin",)))


def refuse(w, role):
    who = {
        "home_manager": w.manager,
        "home_hr": w.home_hr,
        "host_manager": w.poster,
        "host_hr": w.host_hr,
    }[role]
    moving.refuse(w, who, role, "service_need", "The team cannot spare them.")
