"""Whose address it is: whether a line manager's can be one of that organisation."""

from __future__ import annotations

from exchange.accounts import queries as accounts
from exchange.organisations import queries as organisations
from exchange.organisations.domains import domain_of, is_free_mail


def is_own(person_id: int, email: str) -> bool:
    """Whether mail to the address arrives with that person."""
    return _mailbox(email) in {_mailbox(one) for one in accounts.own_addresses(person_id)}


def is_at(organisation_id: int | None, email: str) -> bool:
    """Whether the address is at a verified domain of the organisation, or a member's there."""
    if organisation_id is None or "@" not in email:
        return False
    if domain_of(email) in organisations.verified_domains(organisation_id) and not is_free_mail(
        email
    ):
        return True
    return organisations.member_by_email(organisation_id, email) is not None


def _mailbox(email: str) -> str:
    """Where mail to an address arrives: ada+boss@rivers.example is read by ada@rivers.example."""
    local, _, domain = email.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
