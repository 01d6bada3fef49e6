"""The part of the scenario about accounts, organisations, profiles and the outbox."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from exchange import clock
from exchange.access import SYSTEM, VISITOR, Actor
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.db import db, write_transaction
from exchange.desk import handover
from exchange.desk import services as machinery
from exchange.notices import fanning, outbox, preferences
from exchange.notices import services as notices
from exchange.notices.events import Channel, Group
from exchange.notices.models import Outbox
from exchange.opportunities.models import Side
from exchange.organisations import importing as registers
from exchange.organisations import services as joining
from exchange.organisations.models import (
    ContactRole,
    Membership,
    Sector,
    StaffStatus,
)
from exchange.profiles import services as profiles
from exchange.profiles.models import Visibility
from exchange.watching import listings as watched
from exchange.watching import services as watching
from exchange.watching.models import Often, SavedSearch
from tests import factories

V = VISITOR
ANSWER_BY = datetime(2026, 12, 24, tzinfo=UTC)
LATER = datetime(2026, 12, 30, tzinfo=UTC)


def newest_token(email: str) -> str:
    """The secret in the newest e-mail to an address."""
    return factories.token_in(factories.mails(email)[-1])


def of_accounts() -> None:
    """Signing up, in, out and away."""
    first, second, hashed = "ada@a.example", "ada@b.example", factories.password_hash()
    accounts.sign_up(V, "Ada", first, hashed)
    accounts.send_confirmation_again(V, first)
    accounts.confirm(V, newest_token(first))
    ada = factories.actor(first)
    accounts.sign_up(V, "Somebody", first, hashed)
    accounts.ask_reset(V, first)
    accounts.reset(V, newest_token(first), "another hash")
    accounts.change_password(ada, hashed)
    accounts.change_name(ada, "Ada King")
    accounts.ask_change_of_address(ada, second)
    accounts.change_address(V, newest_token(second))
    accounts.close_session(ada, accounts.open_session(V, ada.person_id, "Firefox").token)
    accounts.open_session(V, ada.person_id, "Firefox")
    accounts.sign_out_everywhere(ada)
    accounts.record_failure(V, first, "127.0.0.1")
    accounts.create_confirmed(SYSTEM, "Root", "root@crossover.example", hashed)
    accounts.make_staff(SYSTEM, "root@crossover.example", moderator=False, administrator=True)
    accounts.deactivate(ada)


def membership(actor: Actor) -> uuid.UUID:
    """The newest membership of a person."""
    query = sa.select(Membership.public_id).filter_by(person_id=actor.person_id)
    return db.session.scalars(query.order_by(Membership.id.desc())).first()


def of_organisations() -> None:
    """Joining, leaving, and what administrators do."""
    admin, one = factories.administrator(), factories.organisation("Northmoor")
    ben, cara = factories.person("ben@a.example"), factories.person("cara@a.example")
    joining.ask_to_join(ben, one.public_id, "Officer", "Ask at reception")
    joining.accept_member(admin, membership(ben), frozenset({"poster"}), "Rang them")
    joining.set_roles(admin, membership(ben), frozenset({"hr"}), "Rang them")
    new = joining.NewOrganisation("Soil Trust", "charity", "7654321")
    joining.ask_to_add(cara, new, "Chair", "On the register")
    joining.refuse_member(admin, membership(cara), "Not on the register")
    joining.change_settings(
        admin, one.public_id, ask_before_applying=True, one_person_decides=True, how_we_decide="-"
    )
    joining.set_staff_status(
        admin, one.public_id, StaffStatus.MIXED, "Annual report", date(2026, 11, 1)
    )
    joining.add_domain(admin, one.public_id, "northmoor.example")
    joining.remove_domain(admin, one.public_id, "northmoor.example")
    for name in ("Hal", "Ivy"):
        joining.verify_contact(
            admin, one.public_id, ContactRole.HR, name, f"{name}@northmoor.example", "Rang them"
        )
    joining.retire_contact(admin, one.public_id, ContactRole.HR)
    handover.leave(ben, membership(ben), None, "")
    joining.ask_to_join(ben, one.public_id, "Officer", "Back again")
    joining.accept_member(admin, membership(ben), frozenset(), "Rang them")
    handover.remove_member(admin, membership(ben), None, "Left for good")
    values = {"name": "Tide Watch", "sector": Sector.CHARITY, "kind": ""}
    registers.import_batch(SYSTEM, [registers.Row(1, "register", "1", values)])


def of_people() -> None:
    """A profile, and what somebody was told."""
    dee = factories.person("dee@a.example")
    profiles.save(
        dee,
        profiles.ProfileValues(
            "I plan", "", 4, "LS1", True, 5, None, Visibility.MEMBERS, True, (), ("project",), ()
        ),
    )
    joining.ask_to_join(dee, factories.organisation("Eastmere").public_id, "Officer", "-")
    joining.accept_member(factories.administrator(), membership(dee), frozenset(), "Rang them")
    notices.mark_all_read(dee)
    daily = {Group.PLACEMENTS: preferences.Wish(True, Channel.OFF)}
    preferences.choose(dee, daily)
    preferences.unsubscribe(V, dee.person_id or 0, "daily")
    accounts.stop_mail(SYSTEM, "dee@a.example", "550 no such mailbox")


def _everybody(_subject_id: int, after: int, most: int) -> list[tuple[int, str]]:
    query = sa.select(Person.id).where(Person.id > after).order_by(Person.id).limit(most)
    return [(one, "") for one in db.session.scalars(query)]


def of_saved_searches() -> None:
    """A search that is saved, told of, changed and forgotten."""
    flo = factories.member("flo@a.example", factories.organisation("Alder Row Housing"))
    address = "/opportunities?kind=project"
    saved = watching.save(flo, "Projects", Often.DAILY, address, "Projects", [])
    row_id = db.session.scalars(sa.select(SavedSearch.id).filter_by(public_id=saved)).one()
    with clock.at(clock.now() + timedelta(days=1)):
        sam = factories.person("sam@a.example")
        listing = factories.listing(sam, None, "project", Side.MOVER)
        watching.alert(SYSTEM, row_id, address, [listing.id])
    with clock.at(listing.closes_at - timedelta(days=1)):
        watched.watch(flo, listing.public_id)
        watched.tell_closing(SYSTEM, listing.id)
        watched.stop(flo, listing.public_id)
    version = db.session.scalars(sa.select(SavedSearch.version)).one()
    watching.change(flo, saved, version, "Short ones", Often.WEEKLY)
    watching.replace(flo, saved, "Hours", Often.DAILY, "/opportunities?kind=session", "Hours", [])
    watching.delete(flo, saved)


def of_the_outbox() -> None:
    """Work that was given up is tried again; many are told."""
    factories.person("eli@a.example")
    outbox.deliver_due({"mail": _refused})
    failed = sa.select(Outbox.id).where(Outbox.failed_at.is_not(None))
    machinery.try_again(factories.administrator(), db.session.scalars(failed).first())
    audiences = current_app.extensions["audiences"]
    audiences["everybody"] = _everybody
    with write_transaction():
        notices.tell_many("everybody", 1, "listing_published", "It is there.", "/opportunities")
    outbox.deliver_due({"fan_out": fanning.fan_out})
    del audiences["everybody"]


def _refused(_payload: dict[str, Any]) -> None:
    raise outbox.CannotDeliver("no such mailbox")
