"""Placements for the tests of pages, and what is the same in each of them."""

from __future__ import annotations

from exchange.access import VISITOR, Actor
from exchange.agreements import services as agreements
from exchange.applications import queries as applications
from exchange.organisations.models import Organisation
from exchange.placements import proposing, queries, releasing, services
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Contract, Placement
from tests import factories
from tests.placements import guarding

MOVER, MANAGER, HOME_HR = "individual@rivers.example", "manager@rivers.example", "hr@rivers.example"
POSTER, HOST_HR = "poster@harbour.example", "hr@harbour.example"
CANARY = "planned services for six years"
"""Stands in the statement of every application that the factory makes."""
PERMANENT = services.Facts(
    contract=Contract.PERMANENT, earlier_months=0, host_level=5, pay=52_000, bonus=0
)
BAD_TEXTS = {
    "empty": "",
    "long": "x" * 2_001,
    "binary": "a\x00b\x01",
    "surrogate": "a\ud800b",
    "direction": "a\u202eb",
    "script": "<script>alert(1)</script>",
}
"""What no text field takes."""


def placed(
    mover: Actor, poster: Actor, host: Organisation, home: Organisation | None, kind: str
) -> Placement:
    """A placement of that kind from an application that was offered and accepted."""
    listing = factories.listing(poster, host, kind)
    sent = factories.application(mover, listing, home)
    factories.offer(poster, sent)
    sent = applications.by_public_id(mover, sent.public_id)
    return proposing.accept_offer(mover, sent.public_id, sent.version)


def address(placement: Placement) -> str:
    """The room's address."""
    return f"/placements/{placement.public_id}"


def now(email: str, placement: Placement) -> Placement:
    """The placement as it is, for a viewer."""
    return queries.by_public_id(factories.actor(email), placement.public_id)


def world_of(placement: Placement) -> factories.World:
    """The placement with everybody who has a part in it."""
    mover, manager, home_hr, poster, host_hr = (
        factories.actor(one) for one in (MOVER, MANAGER, HOME_HR, POSTER, HOST_HR)
    )
    home, host = placement.home_organisation, placement.host_organisation
    assert home is not None
    assert host is not None
    return factories.World(
        home, host, mover, manager, home_hr, poster, host_hr, placement.opportunity, placement
    )


def send(placement: Placement, mover: str = MOVER, manager: str = MANAGER) -> str:
    """The mover sends it home; answers the token that the manager gets."""
    seen = now(mover, placement)
    services.send_home(factories.actor(mover), seen.public_id, seen.version, "Mo Manager", manager)
    return factories.token_in(factories.mails(manager)[-1])


def sign_all(placement: Placement) -> None:
    """What must be settled is; HR of the host issues the agreement, and all three sign it."""
    guarding.settle(world_of(placement))
    made = agreements.issue(
        factories.actor(HOST_HR), placement.public_id, now(HOST_HR, placement).version
    )
    for email, party in ((MOVER, Party.MOVER), (HOME_HR, Party.HOME), (HOST_HR, Party.HOST)):
        agreements.sign(factories.actor(email), placement.public_id, party, made.hash)
    assert now(MOVER, placement).status == "signed"


def agree_all(world: factories.World) -> None:
    """Everybody says yes and the checks are met."""
    if now(MOVER, world.placement).sent_home_at is None:
        send(world.placement)
    token = factories.token_in(factories.mails(MANAGER)[-1])
    releasing.agree(VISITOR, token)
    ref = world.placement.public_id
    services.confirm_manager(world.home_hr, ref, now(MOVER, world.placement).version, True)
    for who, role in (
        (world.home_hr, Role.HOME_HR),
        (world.poster, Role.HOST_MANAGER),
        (world.host_hr, Role.HOST_HR),
    ):
        services.approve(who, ref, now(MOVER, world.placement).version, role)
    services.give_facts(world.mover, ref, now(MOVER, world.placement).version, PERMANENT)
    assert now(MOVER, world.placement).status == "agreed"
