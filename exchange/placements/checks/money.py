"""Rules on who bears the cost."""

from __future__ import annotations

from decimal import Decimal

from exchange.placements.checks.findings import Found, Outcome
from exchange.placements.costs import reckoning, wording
from exchange.placements.models import Placement
from exchange.reference.rules import Rule


def shares(placement: Placement, rule: Rule) -> Found:
    """R18. Our own policy, as of 2026-11: home, host and funder together bear 100%."""
    shares = (placement.cost_home, placement.cost_host, placement.cost_funder)
    if any(share is None for share in shares):
        return Outcome.UNKNOWN, "Who bears which share of the cost is not known yet."
    total = sum((share for share in shares if share is not None), Decimal(0))
    fits = total == rule.values["total_percent"]
    return Outcome.MET if fits else Outcome.NOT_MET, f"The shares add up to {total.normalize():f}%."


def vat(placement: Placement, _rule: Rule) -> Found:
    """R17. HMRC, VATSC03540, as of 2026-11: 20% on what others pay, unless a reason is recorded.

    Said before anybody agrees, since a charity that cannot get VAT back learns of it else with
    the first invoice. Everybody in the room reads it, so it tells no amount.
    """
    if reckoning.shares(placement) is None:
        return None
    said = wording.vat(placement)
    if not reckoning.others_pay(placement) or reckoning.vat_confirmed(placement):
        return Outcome.MET, said
    return Outcome.WAITING, f"{said} {wording.ASK_FINANCE}"
