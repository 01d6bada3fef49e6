"""E-mail that comes back, and complaints about e-mail: an address that is written to no more."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage, Message

from flask import current_app

from exchange.access import SYSTEM
from exchange.accounts.models import Person
from exchange.accounts.services import stop_mail
from exchange.db import db
from exchange.notices import addresses, arriving, blame
from exchange.notices.arriving import Answer

COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "other"})
"""Of the registered feedback types (RFC 5965, RFC 6449): those by which a reader says "no more"."""
COMPLAINED = "The mail service at this address reported our e-mails as unwanted."


def receive(why: str, about: str) -> Answer:
    """Stop mail to the address that a bounce or complaint is about, for its reason.

    Whoever is written to at another address by now is written to on.
    """
    person_id, _dash, _address = about.partition("-")
    person = db.session.get(Person, int(person_id)) if why and person_id.isdecimal() else None
    if person is None or about != _stands_for(person):
        return arriving.DROPPED
    stop_mail(SYSTEM, person.email, why)
    return arriving.TAKEN


def written_by(message: EmailMessage) -> str:
    """The envelope's sender of the e-mail that a complaint is about, as the report has it."""
    found = (
        _field(one, "Original-Mail-From") for _kind, blocks in _reports(message) for one in blocks
    )
    return next(filter(None, found), "")


def reason(message: EmailMessage) -> str:
    """Why an address takes no mail; empty where it may take some again, where something else was
    refused than the address, or nothing is reported.

    Delivery reports are of RFC 3464, complaints of RFC 5965. A report inside what it reports about
    counts for nothing.
    """
    for kind, blocks in _reports(message):
        if kind == "message/delivery-status":
            found = next(filter(None, map(_failed, blocks)), "")
        else:
            found = _complained(blocks) if kind == "message/feedback-report" else ""
        if found:
            return found
    return ""


def _reports(message: EmailMessage) -> Iterator[tuple[str, list[Message]]]:
    """The parts of a report, each with its blocks of fields."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    for part in message.iter_parts():
        inner = part.get_payload() if part.is_multipart() else []
        yield part.get_content_type(), [one for one in inner if isinstance(one, Message)]


def _failed(block: Message) -> str:
    status = _first(block, "Status")
    if _first(block, "Action").lower() != "failed" or not blame.is_of_address(status):
        return ""
    _kind, _semicolon, said = _field(block, "Diagnostic-Code").partition(";")
    return " ".join(said.split()) or status


def _complained(blocks: list[Message]) -> str:
    kinds = {_first(one, "Feedback-Type").lower() for one in blocks}
    return COMPLAINED if kinds & COMPLAINTS else ""


def _first(block: Message, name: str) -> str:
    """A field's first word: what follows is a remark."""
    return (_field(block, name).split() or [""])[0]


def _field(block: Message, name: str) -> str:
    try:
        return str(block.get(name, ""))
    except Exception:  # the parser of headers fails in many ways on headers that are none
        return ""


def _stands_for(person: Person) -> str:
    secret = current_app.extensions["settings"].secret_key
    return addresses.for_person(secret, person.id, person.email)
