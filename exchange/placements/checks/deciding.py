"""Rules on who decides, and how."""

from __future__ import annotations

from exchange.placements.checks.findings import Found, Outcome
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.reference.rules import Rule


def home_says_yes(placement: Placement, _rule: Rule) -> Found:
    """R06. GOV.UK, secondments and loans, as of 2026-11: home agrees before terms are agreed."""
    home = [role for role in placement.needed if role.side == "home"]
    if not home:
        return Outcome.MET, "Not needed: the person has no employer."
    if all(placement.stands(role) for role in home):
        return Outcome.MET, f"{placement.home_name} agreed to these terms."
    return Outcome.WAITING, f"{placement.home_name} has not agreed to these terms yet."


def two_people(placement: Placement, _rule: Rule) -> Found:
    """R19. Our own policy, as of 2026-11: nobody decides on their own move or for both sides."""
    sides: dict[str, set[str]] = {"home": set(), "host": set()}
    for role in Role:
        decision = placement.decision(role)
        if decision is not None:
            sides[role.side].add(decision.by)
    alone = sides["home"] & sides["host"] or placement.mover_key in sides["home"] | sides["host"]
    if alone:
        return Outcome.NOT_MET, "Somebody decided twice."
    return Outcome.MET, "Different people decide for each side, and nobody on their own move."


def refusal_has_reasons(placement: Placement, _rule: Rule) -> Found:
    """R20. Our own policy after NHSScotland's, as of 2026-11: category, reasons, appeal."""
    if placement.refused_at is None:
        return None
    given = bool(placement.refusal_category and placement.refusal_reason)
    return Outcome.MET if given else Outcome.NOT_MET, "The reasons stand on this page."
