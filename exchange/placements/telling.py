"""Telling everybody who takes part, also those who have no account here."""

from __future__ import annotations

from exchange.audit import record
from exchange.db import db
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations.models import ContactRole
from exchange.placements import steps
from exchange.placements.models import Placement

SUBJECT = "About a placement that you decided on"


def everybody(placement: Placement, event: str, text: str) -> None:
    """Mover, host and both HRs on their pages; the line manager and contacts by e-mail."""
    steps.tell_parties(placement, event, text)
    addresses = {placement.manager_email} if placement.sent_home_at is not None else set()
    addresses |= {contact_address(placement, side) for side in ("home", "host")}
    for address in sorted(addresses - {"", placement.mover.email}):
        notices.mail(address, SUBJECT, text)


def happened(placement: Placement, title: str, words: str = "") -> None:
    """Tell something in the history of the room, in words of its own."""
    record("placement", placement.public_id, {"happened": [[title, words]]}, db.session())


def contact_address(placement: Placement, side: str) -> str:
    """The HR contact of a side that has nobody with an account; else nothing."""
    if side == "home" and placement.sent_home_at is None:
        return ""
    organisation_id = getattr(placement, f"{side}_organisation_id")
    if organisation_id is None or organisations.holders(organisation_id, "hr"):
        return ""
    contact = organisations.contact(organisation_id, ContactRole.HR)
    return contact.email if contact is not None else ""
