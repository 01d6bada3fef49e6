"""What is settled before a move of the demonstration is signed: pension, checks, interests."""

from __future__ import annotations

from collections.abc import Iterable

from exchange import clock
from exchange.access import VISITOR, Actor
from exchange.placements import checks
from exchange.placements.models import Placement
from exchange.placements.safeguards import interests, pensions, vetting
from exchange.placements.safeguards.interests import NOTHING
from exchange.placements.safeguards.words import (
    InjuryCover,
    PensionOption,
    Vetting,
    VettingState,
)


def settle(
    placement: Placement, people: Iterable[Actor], home_hr: Actor, host_hr: Actor, link: str
) -> None:
    """Whatever the checks ask before the signatures and the start, each by whose it is."""
    ref = placement.public_id
    asked = {one.rule.id for one in checks.findings(placement, clock.today()) if one.blocks}
    if "R16" in asked:
        cover = InjuryCover.SCHEME
        pensions.choose_pension(home_hr, ref, 0, PensionOption.HOME_PAYS, clock.today(), cover)
    if "R14" in asked:
        vetting.choose_needed(host_hr, ref, "", frozenset({Vetting.BPSS, Vetting.REFERENCES}))
        for check in (Vetting.BPSS, Vetting.REFERENCES):
            seen = vetting.last_change(placement)
            vetting.set_state(host_hr, ref, seen, check, VettingState.CONFIRMED, None)
    if "R11" in asked:
        for who in {one.person_id: one for one in (*people, home_hr, host_hr)}.values():
            interests.declare(who, ref, NOTHING)
        if link:
            interests.declare_by_link(VISITOR, link, NOTHING)
