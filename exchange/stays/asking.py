"""Asking for the decisions on an extension: on the page where somebody has an account, else by
link."""

from __future__ import annotations

from exchange import clock
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations.models import ContactRole
from exchange.placements.lifecycle import Role
from exchange.placements.steps import ROLE_AT_ORGANISATION
from exchange.stays import steps
from exchange.stays.extension import Extension
from exchange.web.look import day


def ask_all(extension: Extension) -> None:
    """Ask everybody who has to decide, and the mover where it was not they who asked."""
    placement = extension.placement
    if not extension.mover_agrees:
        text = (
            f"You are asked to stay at {placement.host_name} until {day(extension.ends_on)} instead"
            f" of {day(extension.ended_before)}. Nothing changes unless you agree."
        )
        _tell(extension, placement.mover_id, text)
    for role in extension.needed:
        ask(extension, role)


def ask(extension: Extension, role: Role) -> None:
    """Ask for one decision."""
    placement = extension.placement
    text = (
        f"{placement.mover.name} would stay at {placement.host_name} until"
        f" {day(extension.ends_on)} instead of {day(extension.ended_before)}. Your decision is"
        " needed."
    )
    if role is Role.HOST_MANAGER:
        _tell(extension, placement.host_manager_id, text)
    elif role is Role.HOME_MANAGER and placement.asks_line_manager:
        to = (placement.manager_name, placement.manager_email)
        steps.send_link(placement, role, to, text, code=False, extension=extension)
    else:
        _ask_organisation(extension, role, text)


def close_links(extension: Extension) -> None:
    """It is decided: links that were sent for it decide nothing more."""
    for link in extension.links:
        if link.used_at is None:
            link.replaced_at = clock.now()


def _ask_organisation(extension: Extension, role: Role, text: str) -> None:
    placement, wanted = extension.placement, ROLE_AT_ORGANISATION[role]
    organisation_id = getattr(placement, f"{role.side}_organisation_id")
    people = organisations.holders(organisation_id, wanted)
    for person_id in people:
        if person_id != placement.mover_id:
            _tell(extension, person_id, text)
    if people:
        return
    contact_role = ContactRole.HR if wanted == "hr" else ContactRole.CHAIR
    contact = organisations.contact(organisation_id, contact_role)
    if contact is not None:
        to = (contact.name, contact.email)
        steps.send_link(placement, role, to, text, code=True, extension=extension)
        return
    where = placement.home_name if role.side == "home" else placement.host_name
    for person_id in organisations.administrators():
        words = f"{where} has nobody here who can decide. Verify a contact."
        notices.tell(person_id, "contact_wanted", words, steps.path_of(placement))


def _tell(extension: Extension, person_id: int, text: str) -> None:
    path = f"{steps.path_of(extension.placement)}/extensions/{extension.public_id}"
    notices.tell(person_id, "decision_wanted", text, path)
