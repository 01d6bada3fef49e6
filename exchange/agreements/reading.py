"""What the pages of an agreement share: who may read it, and sealing its files."""

from __future__ import annotations

import uuid
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Response, current_app

from exchange.access import Actor, Permission, allowed
from exchange.agreements import document, queries, seal, sheet, typesetting
from exchange.agreements.models import AgreementVersion
from exchange.agreements.seal import Sealed
from exchange.errors import NotFound
from exchange.placements import queries as placements
from exchange.placements.models import Placement
from exchange.placements.progress import SIGN

MONEY = frozenset({"pay", "cost"})


def readable(viewer: Actor, placement_id: uuid.UUID) -> Placement:
    """A placement whose agreement the viewer may read; raises NotFound for any other."""
    placement = placements.by_public_id(viewer, placement_id)
    may = allowed(viewer, Permission.AGREEMENT_VIEW, placement)
    if not may or document.form_of(placement) == "none" or placement.signed_on_paper:
        raise NotFound("There is no agreement here that you may read.")
    return placement


def readable_whole(viewer: Actor, placement_id: uuid.UUID) -> Placement:
    """The same for a file, which holds what somebody earns: who signs or settles the bill."""
    placement = readable(viewer, placement_id)
    if not sees_money(viewer, placement):
        raise NotFound("Only those who sign, and HR of both sides, download the agreement.")
    return placement


def sees_money(viewer: Actor, placement: Placement) -> bool:
    """Whether the viewer may read pay and cost; a line manager, for one, may not."""
    if document.form_of(placement) == "scope_note":
        return True
    known = (Permission.COSTS_SEE, *SIGN.values())
    return any(allowed(viewer, one, placement) for one in known)


def without_money(clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The clauses as others read them: that there is a part on money, and who reads it."""
    told = "Left out here: what somebody earns is read by that person, by whoever signs and by HR."
    return [
        {**one, "facts": [], "words": [told]} if one["code"] in MONEY else one for one in clauses
    ]


def key() -> Ed25519PrivateKey:
    """The key of this installation."""
    return seal.private_key(current_app.extensions["settings"].secret_key)


def address() -> str:
    """Where this installation is found."""
    return str(current_app.extensions["settings"].base_url)


def pdf_of(one: AgreementVersion) -> bytes:
    """The sealed PDF of a version, as its signatures stand now."""
    last = queries.last_number(one.placement)
    made = typesetting.pdf(sheet.of_version(one, last, address()))
    return seal.seal(made, sealed(one), key())


def data_of(one: AgreementVersion) -> bytes:
    """The sealed data file of a version."""
    return seal.seal_data(sheet.as_data(one), key())


def sealed(one: AgreementVersion) -> Sealed:
    """What the seal of a version's files says."""
    return Sealed(str(one.placement.public_id), one.number, one.hash)


def download(file: bytes, name: str, kind: str) -> Response:
    """A file to keep; nobody between us and the reader keeps it."""
    answer = Response(file, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
