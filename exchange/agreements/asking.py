"""Who is asked to sign: on the desk where somebody has an account, else by link."""

from __future__ import annotations

from flask import current_app

from exchange import clock, tokens
from exchange.notices import services as notices
from exchange.organisations import queries as organisations
from exchange.organisations.models import ContactRole, OrganisationContact
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import DecisionLink, Placement
from exchange.placements.steps import LINK_LIFETIME

ROLE = {Party.HOME: Role.HOME_HR, Party.HOST: Role.HOST_HR}
BOARD = {Party.HOME: Role.HOME_BOARD, Party.HOST: Role.HOST_BOARD}


def ask_to_sign(placement: Placement, fingerprint: str) -> None:
    """Ask those who sign for each employer. HR and the mover have been told of the version."""
    for party, organisation_id in (
        (Party.HOME, placement.home_organisation_id),
        (Party.HOST, placement.host_organisation_id),
    ):
        end_links(placement, party)
        people = set(organisations.holders(organisation_id, "hr", "board")) - {placement.mover_id}
        told = set(organisations.holders(organisation_id, "hr"))
        text = f"The agreement on the move of {placement.mover.name} is ready to be signed."
        for person_id in sorted(people - told):
            path = f"/placements/{placement.public_id}/agreement/sign"
            notices.tell(person_id, "signature_wanted", text, path)
        if not people:
            _ask_contact(placement, party, organisation_id, fingerprint)


def send_link(
    placement: Placement, party: Party, role: Role, to: tuple[str, str], fingerprint: str
) -> None:
    """A fresh link by which one address signs; those sent before for the party stop working."""
    end_links(placement, party)
    name, email = to
    token, kept = tokens.new()
    placement.links.append(
        DecisionLink(
            role=role,
            signs=party,
            agreement_hash=fingerprint,
            terms=placement.terms_version,
            name=name,
            email=email,
            token_hash=kept,
            needs_code=True,
            expires_at=clock.now() + LINK_LIFETIME,
        )
    )
    base = current_app.extensions["settings"].base_url
    where = placement.home_name if party is Party.HOME else placement.host_name
    text = (
        f"Dear {name},\n\nthe agreement on the move of {placement.mover.name} from"
        f" {placement.home_name} to {placement.host_name} is ready. You can sign it for {where}."
        f" The page shows it in full. You need no account.\n\n{base}/sign/{token}\n\n"
        "The link works until the agreement is signed or changed, for 30 days at most."
    )
    notices.mail(email, "An agreement is ready to be signed", text)


def end_links(placement: Placement, party: Party) -> None:
    """Links that were sent for this party sign nothing any more."""
    for link in placement.links:
        if link.signs is party and link.used_at is None:
            link.replaced_at = link.replaced_at or clock.now()


def _ask_contact(
    placement: Placement, party: Party, organisation_id: int | None, fingerprint: str
) -> None:
    found: tuple[tuple[OrganisationContact | None, Role], ...] = (
        (organisations.contact(organisation_id, ContactRole.HR), ROLE[party]),
        (organisations.contact(organisation_id, ContactRole.CHAIR), BOARD[party]),
    )
    for contact, role in found:
        if contact is not None:
            send_link(placement, party, role, (contact.name, contact.email), fingerprint)
            return
    where = placement.home_name if party is Party.HOME else placement.host_name
    for person_id in organisations.administrators():
        notices.tell(
            person_id,
            "contact_wanted",
            f"{where} has nobody here who can sign. Verify an HR contact or the chair.",
            f"/placements/{placement.public_id}",
        )
