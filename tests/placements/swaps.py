"""A swap as its people make it: A of Rivers goes to Harbour, B of Harbour comes to Rivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from exchange.access import VISITOR, Actor
from exchange.db import db
from exchange.notices.models import Notice
from exchange.placements import living, pairing, releasing, services, swapping
from exchange.placements.models import Placement
from exchange.placements.pairing import Pairing
from tests import factories
from tests.factories import World
from tests.placements import moving

B, BOSS, KEEPER = "bea@harbour.example", "boss@harbour.example", "keeper@rivers.example"


@dataclass
class Swap:
    """Both halves, each with the people who have a part in it."""

    first: World
    second: World

    @property
    def halves(self) -> tuple[World, World]:
        """The first, whose host named the second's mover, and the second."""
        return self.first, self.second


def begun() -> World:
    """The first half alone, sent home, with those whom the second half will need."""
    w = factories.world("swap")
    factories.member(B, w.host)
    factories.member(BOSS, w.host)
    factories.member(KEEPER, w.home)
    moving.send_home(w)
    moving.confirm(w)
    return w


def name(w: World, by: Actor | None = None, email: str = B) -> Pairing:
    """The host names who comes the other way."""
    who = by or w.poster
    return swapping.name_partner(who, w.placement.public_id, w.placement.version, email)


def say(asked: Pairing, agrees: bool = True, who: str = B) -> None:
    """That person answers."""
    swapping.answer_swap(factories.actor(who), asked.public_id, asked.version, agrees)


def receive(w: World, by: Actor | None = None, email: str = KEEPER) -> Placement:
    """Home's HR names who looks after the person who comes."""
    who = by or w.home_hr
    return swapping.receive_partner(who, w.placement.public_id, w.placement.version, email)


def paired(w: World | None = None) -> Swap:
    """Both halves, of which nobody has approved anything."""
    w = w or begun()
    say(name(w))
    return found(w, receive(w))


def found(w: World, second: Placement) -> Swap:
    """The people of the second half: each organisation's HR is the same, on the other side."""
    back = World(
        home=w.host,
        host=w.home,
        mover=factories.actor(B),
        manager=factories.actor(BOSS),
        home_hr=w.host_hr,
        poster=factories.actor(KEEPER),
        host_hr=w.home_hr,
        listing=w.listing,
        placement=second,
    )
    return Swap(w, back)


def stands() -> Swap:
    """The swap that stands in the database."""
    first, second = db.session.scalars(sa.select(Placement).order_by(Placement.id))
    people = ("individual@rivers", "manager@rivers", "hr@rivers", "poster@harbour", "hr@harbour")
    mover, manager, home_hr, poster, host_hr = (factories.actor(f"{one}.example") for one in people)
    w = World(
        first.home_organisation,
        first.host_organisation,
        mover,
        manager,
        home_hr,
        poster,
        host_hr,
        first.opportunity,
        first,
    )
    return found(w, second)


def approve_first(s: Swap) -> None:
    """All four of the first half, and what the checks ask."""
    w = s.first
    releasing.agree(VISITOR, moving.link_to(moving.MANAGER))
    moving.approve(w, w.home_hr, "home_hr")
    moving.host_agrees(w)
    moving.give_facts(w)


def approve_second(s: Swap, **facts: Any) -> None:
    """All four of the second half, and what the checks ask of somebody who comes in."""
    w = s.second
    token = moving.send_home(w, BOSS, "Bo Boss")
    moving.confirm(w)
    releasing.agree(VISITOR, token)
    moving.approve(w, w.home_hr, "home_hr")
    moving.host_agrees(w)
    moving.give_facts(w, **{"earlier_months": 0, **facts})


def agreed() -> Swap:
    """Both halves agreed."""
    s = paired()
    approve_first(s)
    approve_second(s)
    return s


def sign(w: World) -> None:
    """All three sign one half."""
    moving.sign_all(w)


def signed() -> Swap:
    """Both agreements in force."""
    s = agreed()
    for w in s.halves:
        sign(w)
    return s


def active() -> Swap:
    """Both halves have begun."""
    s = signed()
    for w in s.halves:
        with moving.on(w.placement.starts_on):
            living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    return s


def statuses(s: Swap) -> tuple[str, str]:
    """How both halves stand in the database now."""
    for w in s.halves:
        db.session.refresh(w.placement)
    return s.first.placement.status.value, s.second.placement.status.value


def withdraw(w: World, reason: str = "I stay") -> None:
    """The mover gives one half up."""
    services.withdraw(w.mover, w.placement.public_id, w.placement.version, reason)


def live(w: World) -> Pairing | None:
    """Who is named now."""
    return pairing.live(w.placement)


def start(w, who):
    living.confirm_start(who, w.placement.public_id, w.placement.version)


def said_to(actor):
    query = sa.select(Notice.text).filter_by(person_id=actor.person_id)
    return list(db.session.scalars(query))
