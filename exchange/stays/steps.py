"""Plain steps of the stays room: reading for a change, links, and who is told."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import current_app

from exchange import clock, tokens
from exchange.access import Actor, Permission, require
from exchange.db import db
from exchange.errors import IllegalTransition
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations.models import ContactRole
from exchange.placements import queries as placements
from exchange.placements import steps as placing
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import Placement
from exchange.stays.extension import Extension
from exchange.stays.lifecycle import Purpose
from exchange.stays.models import StayLink

LINK_LIFETIME = timedelta(days=30)


def read(actor: Actor, placement_id: uuid.UUID, version: int, permission: Permission) -> Placement:
    """A placement as the person saw it, for a change; raises NotAllowed, ChangedMeanwhile."""
    placement = placements.for_change(actor, placement_id)
    require(actor, permission, placement)
    placing.expect(placement, version)
    return placement


def need(placement: Placement, *statuses: PlacementStatus) -> None:
    """Raise unless the placement is in one of the states."""
    if placement.status not in statuses:
        raise IllegalTransition(
            f"This placement is {placement.status.value.replace('_', ' ')}, so that cannot be"
            " done now.",
            "The placement's page shows what can be done.",
        )


def path_of(placement: Placement) -> str:
    """The room's address."""
    return f"/placements/{placement.public_id}"


def tell_hr(placement: Placement, event: str, text: str) -> None:
    """HR of both sides, but never the mover; a contact without an account by e-mail."""
    for side in ("home", "host"):
        if side == "home" and placement.sent_home_at is None:
            continue
        organisation_id = getattr(placement, f"{side}_organisation_id")
        people = organisations.holders(organisation_id, "hr")
        for person_id in people:
            if person_id != placement.mover_id:
                notices.tell(person_id, event, text, path_of(placement))
        contact = None if people else organisations.contact(organisation_id, ContactRole.HR)
        if contact is not None:
            notices.mail(contact.email, "About a placement", f"Dear {contact.name},\n\n{text}")


def send_link(
    placement: Placement,
    role: Role,
    to: tuple[str, str],
    text: str,
    *,
    code: bool,
    extension: Extension | None = None,
) -> None:
    """A fresh link to a name and address; those sent before for the same thing stop working."""
    purpose = Purpose.EXTENSION if extension is not None else Purpose.COMING_BACK
    _replace(placement, purpose, role)
    name, email = to
    token, kept = tokens.new()
    link = StayLink(
        placement_id=placement.id,
        extension_id=extension.id if extension is not None else None,
        purpose=purpose,
        role=role,
        name=name,
        email=email,
        token_hash=kept,
        needs_code=code,
        expires_at=clock.now() + LINK_LIFETIME,
    )
    db.session.add(link)
    base = current_app.extensions["settings"].base_url
    notices.mail(
        email,
        "Something is needed from you",
        f"Dear {name},\n\n{text} You need no account.\n\n{base}/stays/{token}\n\n"
        "The link works for 30 days at most.",
    )


def _replace(placement: Placement, purpose: Purpose, role: Role) -> None:
    earlier = db.session.query(StayLink).filter_by(
        placement_id=placement.id, purpose=purpose, role=role, used_at=None
    )
    for link in earlier:
        link.replaced_at = link.replaced_at or clock.now()


def tell_mover(placement: Placement, event: str, text: str) -> None:
    """Tell the person who moves."""
    notices.tell(placement.mover_id, event, text, path_of(placement))


def tell_home_hr(placement: Placement, event: str, text: str, path: str) -> None:
    """Tell HR at home, but never the mover."""
    for person_id in organisations.holders(placement.home_organisation_id, "hr"):
        if person_id != placement.mover_id:
            notices.tell(person_id, event, text, path)
