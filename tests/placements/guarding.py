"""What has to be settled before a move is signed and begins, done by those whose it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from exchange import clock
from exchange.access import VISITOR, Actor
from exchange.errors import NotAllowed, NotFound
from exchange.placements import checks
from exchange.placements.checks import Finding
from exchange.placements.safeguards import conflicts, interests, overrides, pensions, vetting
from exchange.placements.safeguards.interests import NOTHING, Declared
from exchange.placements.safeguards.models import OrganisationConflict
from exchange.placements.safeguards.overrides import Authority
from exchange.placements.safeguards.words import (
    InjuryCover,
    Interest,
    Matter,
    PensionOption,
    Side,
    Vetting,
    VettingState,
)
from tests import factories
from tests.factories import World

SHARES = Declared(
    nothing=False,
    interests=frozenset({Interest.SHARES}),
    details="Forty shares in Brook Water, which the host buys from.",
)

REASON = "The panel met on 20 November and saw no risk."
DIRECTOR = Authority("Jane Doe", "Director of People", "Department for Rivers", date(2026, 11, 20))
PEOPLE = ("mover", "manager", "home_hr", "poster", "host_hr", "colleague", "stranger", "admin")


def settle(w: World) -> None:
    """The pension, the interests of all and the baseline check, where each is asked."""
    asked = {one.rule.id for one in checks.findings(w.placement, clock.today()) if one.blocks}
    if "R16" in asked:
        choose_pension(w)
    if "R11" in asked:
        all_declare(w)
    if "R14" in asked:
        need(w, Vetting.BPSS)
        confirm(w, Vetting.BPSS)


def all_declare(w: World, declared: Declared = NOTHING) -> None:
    """The four who have accounts, and the manager by their link."""
    for who in (w.mover, w.poster, w.home_hr, w.host_hr):
        declare(w, who, declared)
    manager_declares(w, declared)


def declare(w: World, who: Actor, declared: Declared = NOTHING) -> None:
    """One person declares."""
    interests.declare(who, w.placement.public_id, declared)


def manager_declares(w: World, declared: Declared = NOTHING) -> None:
    """The line manager, by the link with which they decided."""
    sent = [one for one in factories.mails(w.manager.email) if "/release/" in one["text"]]
    if sent:
        interests.declare_by_link(VISITOR, factories.token_in(sent[-1]), declared)
    elif w.placement.home_manager_by is None:
        return
    else:
        declare(w, w.manager, declared)


def choose_pension(w: World, by: Actor | None = None, **changes: Any) -> None:
    """Home HR records the pension."""
    values: dict[str, Any] = {
        "option": PensionOption.HOME_PAYS,
        "statement_on": clock.today(),
        "injury_cover": InjuryCover.SCHEME,
    }
    version = w.placement.pension.version if w.placement.pension else 0
    pensions.choose_pension(
        by or w.home_hr, w.placement.public_id, version, **{**values, **changes}
    )


def need(w: World, *needed: Vetting, by: Actor | None = None) -> None:
    """Host HR says which checks the post needs."""
    seen = vetting.last_change(w.placement)
    vetting.choose_needed(by or w.host_hr, w.placement.public_id, seen, frozenset(needed))


def note_state(
    w: World, check: Vetting, state: VettingState, expires_on: date | None = None
) -> None:
    """Host HR notes how far a check has come."""
    seen = vetting.last_change(w.placement)
    vetting.set_state(w.host_hr, w.placement.public_id, seen, check, state, expires_on)


def confirm(w: World, check: Vetting, expires_on: date | None = None) -> None:
    """A check is confirmed."""
    note_state(w, check, VettingState.CONFIRMED, expires_on)


def declare_conflict(
    w: World, by: Actor | None = None, matter: Matter = Matter.FUNDS, done_by: Side = Side.HOME
) -> OrganisationConflict:
    """HR declares that one organisation does something to the other."""
    conflicts.declare_conflict(
        by or w.home_hr, w.placement.public_id, matter, done_by, "The flood grant of 2026"
    )
    return w.placement.conflicts[-1]


def write_handling(
    w: World, by: Actor, stand_aside: str = "The flood grant", handling: str = "Others decide it"
) -> OrganisationConflict:
    """HR of one side writes how the newest conflict is handled."""
    found = w.placement.conflicts[-1]
    conflicts.write_handling(
        by, w.placement.public_id, found.public_id, found.version, stand_aside, handling
    )
    return w.placement.conflicts[-1]


def accept(w: World, by: Actor) -> OrganisationConflict:
    """HR of one side accepts how the newest conflict is handled."""
    found = w.placement.conflicts[-1]
    conflicts.accept_handling(by, w.placement.public_id, found.public_id, found.version)
    return w.placement.conflicts[-1]


def set_aside(w: World, who: Actor, rule: str, **changes: Any) -> None:
    """Somebody records that a director set a check aside."""
    values = {"reason": REASON, "authority": DIRECTOR, **changes}
    overrides.override(who, w.placement.public_id, w.placement.version, rule, **values)


def found(w: World, rule: str, today: date | None = None) -> Finding:
    """What a rule finds."""
    every = checks.findings(w.placement, today or clock.today())
    return next(one for one in every if one.rule.id == rule)


def outcome(w: World, rule: str, today: date | None = None) -> str:
    """Met, not met, unknown or waiting."""
    return found(w, rule, today).outcome.value


def someone(w: World, name: str) -> Actor:
    """One of PEOPLE as they are now."""
    if hasattr(w, name):
        who: Actor = getattr(w, name)
        return factories.actor(who.email)
    if name == "admin":
        return factories.administrator()
    if name == "stranger":
        return factories.somebody("stranger@mail.example")
    return factories.member("colleague@rivers.example", w.home, "poster", "organisation_admin")


def may(w: World, run: Callable[[Actor], object]) -> set[str]:
    """Who of PEOPLE may do something: each does it, or is refused."""
    allowed = set()
    for name in PEOPLE:
        try:
            run(someone(w, name))
        except (NotAllowed, NotFound):
            continue
        allowed.add(name)
    return allowed
