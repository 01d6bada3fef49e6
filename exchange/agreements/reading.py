"""What the pages of an agreement share: who may read it, and sealing its files."""

from __future__ import annotations

import uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Response, current_app

from exchange.access import Actor, Permission, allowed
from exchange.agreements import document, queries, seal, sheet, typesetting
from exchange.agreements.models import AgreementVersion
from exchange.agreements.seal import Sealed
from exchange.errors import NotFound
from exchange.placements import queries as placements
from exchange.placements.models import Placement


def readable(viewer: Actor, placement_id: uuid.UUID) -> Placement:
    """A placement whose agreement the viewer may read; raises NotFound for any other."""
    placement = placements.by_public_id(viewer, placement_id)
    may = allowed(viewer, Permission.AGREEMENT_VIEW, placement)
    if not may or document.form_of(placement) == "none" or placement.signed_on_paper:
        raise NotFound("There is no agreement here that you may read.")
    return placement


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
