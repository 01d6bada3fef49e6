"""Moves between several employers, each brought to a state by the commands of its people."""

from __future__ import annotations

from datetime import date
from typing import Any

from exchange.access import VISITOR
from exchange.applications import queries as applications
from exchange.organisations import queries as organisations
from exchange.organisations.models import Organisation
from exchange.placements import living, proposing, releasing
from exchange.placements.models import EndedHow
from tests import factories
from tests.factories import World
from tests.placements import guarding, moving

RIVERS = {**factories.RIVERS, "domain": "rivers.example"}
HARBOUR = {"name": "Harbour Hospice", "domain": "harbour.example"}
NORTHMOOR = {
    "name": "Northmoor Council",
    "sector": "local_government",
    "domain": "northmoor.example",
}
CANARY = "Her back was operated on"
"""A reason that nobody may find in what is taken away."""


def employers() -> dict[str, Organisation]:
    """A department, a hospice and a council."""
    known = {"rivers": RIVERS, "harbour": HARBOUR, "northmoor": NORTHMOOR}
    return {name: factories.organisation(**values) for name, values in known.items()}


def move(
    name: str, home: Organisation, host: Organisation, kind: str = "secondment", **listing: Any
) -> World:
    """A proposed move of somebody with that name, and everybody who has a part in it."""
    at_home, at_host = home.domains[0].domain, host.domains[0].domain
    mover = factories.member(f"{name.lower()}@{at_home}", home)
    poster = factories.member(f"poster@{at_host}", host, "poster")
    offered = factories.listing(poster, host, kind, **listing)
    sent = factories.application(mover, offered, home)
    factories.offer(poster, sent)
    sent = applications.by_public_id(mover, sent.public_id)
    return World(
        home,
        host,
        mover,
        factories.member(f"manager@{at_home}", home),
        factories.member(f"hr@{at_home}", home, "hr"),
        poster,
        factories.member(f"hr@{at_host}", host, "hr"),
        offered,
        proposing.accept_offer(mover, sent.public_id, sent.version),
    )


def again(name: str, home: str, host: str, **more: Any) -> World:
    """One more move between employers that there are already, by their domains."""
    here, there = (known(one) for one in (home, host))
    return move(name, here, there, **more)


def known(domain: str) -> Organisation:
    """An employer that there is already."""
    found = organisations.candidates_by_domain(f"somebody@{domain}.example")
    return found[0]


def reach(w: World, state: str) -> World:
    """Take the steps in their order until that one is done; answers the same world."""
    for name, step in STEPS.items():
        step(w)
        if name == state:
            return w
    raise ValueError(f"no step {state}")


def _send(w: World) -> None:
    moving.send_home(w, w.manager.email)


def _home(w: World) -> None:
    releasing.agree(VISITOR, moving.link_to(w.manager.email))
    if w.placement.needs_home_hr:
        moving.confirm(w)
        moving.approve(w, w.home_hr, "home_hr")


def _host(w: World) -> None:
    moving.host_agrees(w)


def _facts(w: World) -> None:
    if w.placement.needs_home_hr:
        moving.give_facts(w, earlier_months=0)


def _issue(w: World) -> None:
    guarding.settle(w)
    if w.placement.needs_signatures:
        moving.issue(w)


def _sign(w: World) -> None:
    if w.placement.needs_signatures:
        for actor, party in ((w.mover, "mover"), (w.home_hr, "home"), (w.host_hr, "host")):
            moving.sign(w, actor, party)


def _start(w: World) -> None:
    with moving.on(w.placement.starts_on):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)


def _leave(w: World) -> None:
    with moving.on(w.placement.starts_on):
        living.go_on_leave(w.poster, w.placement.public_id, w.placement.version, CANARY)


STEPS = {
    "sent": _send,
    "home": _home,
    "host": _host,
    "agreed": _facts,
    "issued": _issue,
    "signed": _sign,
    "active": _start,
    "on_leave": _leave,
}


def complete(w: World) -> None:
    """Home HR says on the last day which post waits, and that the person came back."""
    with moving.on(w.placement.ends_on):
        if not w.placement.return_is_settled:
            moving.return_is_settled(w)
        living.complete(w.home_hr, w.placement.public_id, w.placement.version, EndedHow.RETURNED)


def end_early(w: World, on: date) -> None:
    """Home HR ends it on a day, for a reason that is about health."""
    with moving.on(on):
        living.end_early(w.home_hr, w.placement.public_id, w.placement.version, CANARY)
