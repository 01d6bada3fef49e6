"""The steps of a move as its people take them, for tests that begin further on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from exchange import clock
from exchange.access import VISITOR, Actor
from exchange.agreements import services as agreements
from exchange.db import db
from exchange.notices.models import Notice, Outbox
from exchange.organisations import services as joining
from exchange.organisations.models import ContactRole
from exchange.placements import living, outside, releasing, services
from exchange.placements.ending import ReturnPost
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Contract, Placement
from exchange.stays import returning
from tests import factories
from tests.factories import World
from tests.placements import guarding

MANAGER = "manager@rivers.example"
FACTS = services.Facts(
    contract=Contract.PERMANENT, earlier_months=0, host_level=5, pay=52_000, bonus=0
)
ONE_DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(2027, 1, 4), date(2027, 7, 3)


def on(day: date) -> Any:
    """`with on(day):` that day at nine in the morning."""
    return clock.at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def send_home(w: World, email: str = MANAGER, name: str = "Mo Manager") -> str:
    """The mover presses "Send to my manager"; answers the secret of the manager's link."""
    services.send_home(w.mover, w.placement.public_id, w.placement.version, name, email)
    return link_to(email)


def link_to(email: str) -> str:
    """The secret of the newest decision link sent to an address, or nothing."""
    sent = [mail for mail in factories.mails(email) if "/release/" in mail["text"]]
    return factories.token_in(sent[-1]) if sent else ""


def confirm(w: World, yes: bool = True) -> None:
    """Home HR says whether the person named is the manager."""
    services.confirm_manager(w.home_hr, w.placement.public_id, w.placement.version, yes)


def approve(w: World, actor: Actor, role: str) -> None:
    """Somebody with an account agrees."""
    services.approve(actor, w.placement.public_id, w.placement.version, Role(role))


def refuse(w: World, actor: Actor, role: str, category: str = "cost", reason: str = "No") -> None:
    """Somebody with an account refuses."""
    version = w.placement.version
    services.refuse(actor, w.placement.public_id, version, Role(role), category, reason)


def give_facts(w: World, **changes: Any) -> None:
    """The mover answers what the checks ask."""
    facts = replace(FACTS, **changes)
    services.give_facts(w.mover, w.placement.public_id, w.placement.version, facts)


def approved_outside(w: World, rule: str, until: date | None = None) -> None:
    """HR of the host records what somebody outside approved."""
    given = outside.Given(rule, "CSC/2026/114", date(2026, 11, 2), until or w.placement.ends_on)
    outside.record_approval(w.host_hr, w.placement.public_id, w.placement.version, given)


def terms(w: World, **changes: Any) -> services.Terms:
    """The present terms with changes."""
    return replace(releasing.terms_of(w.placement), **changes)


def change_terms(w: World, actor: Actor, **changes: Any) -> None:
    """Somebody changes the terms."""
    wanted = terms(w, **changes)
    services.change_terms(actor, w.placement.public_id, w.placement.version, wanted)


def home_agrees(w: World) -> None:
    """The manager by link, then HR."""
    token = send_home(w)
    releasing.agree(VISITOR, token)
    if w.placement.needs_home_hr:
        confirm(w)
        approve(w, w.home_hr, "home_hr")


def host_agrees(w: World) -> None:
    """The poster, then HR where the kind needs it."""
    approve(w, w.poster, "host_manager")
    if w.placement.needs_host_hr:
        approve(w, w.host_hr, "host_hr")


def agreed(kind: str = "secondment", **changes: Any) -> World:
    """A world whose placement is agreed."""
    w = factories.world(kind, **changes)
    if w.placement.needed:
        home_agrees(w)
        host_agrees(w)
    if w.placement.needs_home_hr:
        give_facts(w)
    assert w.placement.status == "agreed"
    return w


def issue(w: World, by: Actor | None = None) -> str:
    """What must be settled is, and HR issues the agreement; answers the hash to be signed."""
    guarding.settle(w)
    return issue_as_it_is(w, by)


def issue_as_it_is(w: World, by: Actor | None = None) -> str:
    """HR issues the agreement, whatever is still to be settled."""
    return agreements.issue(by or w.host_hr, w.placement.public_id, w.placement.version).hash


def sign(w: World, actor: Actor, party: str) -> None:
    """Somebody signs what was issued last."""
    agreements.sign(actor, w.placement.public_id, Party(party), w.placement.agreement_hash or "")


def sign_all(w: World) -> None:
    """The agreement is issued, and all three sign."""
    issue(w)
    sign(w, w.mover, "mover")
    sign(w, w.home_hr, "home")
    sign(w, w.host_hr, "host")


def signed(kind: str = "secondment", **changes: Any) -> World:
    """A world whose agreement is in force."""
    w = agreed(kind, **changes)
    sign_all(w)
    assert w.placement.status == "signed"
    return w


def active(kind: str = "secondment", **changes: Any) -> World:
    """A world whose placement has begun."""
    w = agreed(kind, **changes)
    if w.placement.needs_signatures:
        sign_all(w)
    with on(w.placement.starts_on):
        living.confirm_start(w.poster, w.placement.public_id, w.placement.version)
    return w


def return_is_settled(w: World) -> None:
    """Home HR confirms the post to return to, the day after the last one."""
    post = returning.Post("Officer, Flood Team", ReturnPost.SAME, w.placement.last_day + ONE_DAY)
    returning.confirm(w.home_hr, w.placement.public_id, w.placement.version, post)


def told(actor: Actor) -> list[str]:
    """The events of which a person was told on the page, oldest first."""
    query = sa.select(Notice.event).filter_by(person_id=actor.person_id).order_by(Notice.id)
    return list(db.session.scalars(query))


def heard(*people: Actor) -> tuple[list[str], list[Any]]:
    """What people were told about placements, on the page and by mail."""
    ids = [one.person_id for one in people]
    notices = sa.select(Notice.event).where(
        Notice.person_id.in_(ids), Notice.path.startswith("/placements/")
    )
    queued = [row.payload for row in db.session.scalars(sa.select(Outbox))]
    addresses = {one.email for one in people}
    mails = [
        one
        for one in queued
        if (one.get("person_id") in ids and one["path"].startswith("/placements/"))
        or (one.get("to") in addresses and "/release/" in one["text"])
    ]
    return list(db.session.scalars(notices)), mails


def statement(placement: Placement, changes: str) -> None:
    """An UPDATE typed by hand."""
    db.session.rollback()
    db.session.execute(
        sa.text(f"UPDATE placement SET {changes} WHERE id = :id"),  # noqa: S608 - a test's own words
        {"id": placement.id},
    )
    db.session.flush()


def code_to(email: str) -> str:
    """The six digits sent last to an address."""
    sent = [mail for mail in factories.mails(email) if "code is " in mail["text"]]
    return str(sent[-1]["text"].partition("code is ")[2][:6])


@dataclass
class ByContact:
    """A world in which HR of the host decided by link."""

    world: World
    token: str


def agreed_by_contact() -> ByContact:
    """The host's HR has no account and agrees by link, with a code."""
    home = factories.organisation(**factories.RIVERS, domain="rivers.example")
    host = factories.organisation(**factories.HARBOUR, domain="harbour.example")
    admin = factories.administrator()
    joining.verify_contact(
        admin, host.public_id, ContactRole.HR, "Hal", "hal@harbour.example", "Rang them"
    )
    w = factories.move_between(home, host, "attachment", with_host_hr=False)
    token = link_to("hal@harbour.example")
    releasing.send_code(VISITOR, token)
    releasing.agree(VISITOR, token, code_to("hal@harbour.example"))
    return ByContact(w, token)
