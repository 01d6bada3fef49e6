"""Commands on an agreement: issuing a version, and signing it."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

import sqlalchemy as sa

from exchange.access import Actor, Permission, require
from exchange.agreements.models import AgreementVersion
from exchange.db import command, db
from exchange.placements import queries, signing, steps
from exchange.placements.lifecycle import How, Party
from exchange.placements.models import Placement


@command
def issue(actor: Actor, placement_id: uuid.UUID, version: int) -> AgreementVersion:
    """Issue the agreement as the placement stands; earlier signatures are void."""
    placement = queries.for_change(actor, placement_id)
    require(actor, Permission.AGREEMENT_EDIT, placement)
    steps.expect(placement, version)
    number = 1 + (_newest(placement) or 0)
    data = {"placement": str(placement.public_id), "number": number, **_terms(placement)}
    made = AgreementVersion(
        placement_id=placement.id,
        number=number,
        data=data,
        hash=fingerprint(data),
        issued_by_id=actor.person_id,
    )
    db.session.add(made)
    signing.issue(placement, made.hash)
    return made


@command
def sign(actor: Actor, placement_id: uuid.UUID, party: Party, seen: str) -> None:
    """Sign the version with this hash, after the page asked for the password again."""
    placement = queries.for_change(actor, placement_id)
    signing.sign(placement, party, actor, How.ACCOUNT, seen)


def fingerprint(data: dict[str, Any]) -> str:
    """The SHA-256 of the data in one spelling: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _newest(placement: Placement) -> int | None:
    query = sa.select(sa.func.max(AgreementVersion.number)).filter_by(placement_id=placement.id)
    return db.session.scalar(query)


def _terms(placement: Placement) -> dict[str, Any]:
    return {
        "mover": placement.mover.name,
        "home": placement.home_name,
        "host": placement.host_name,
        "starts_on": placement.starts_on.isoformat(),
        "ends_on": placement.ends_on.isoformat(),
        "terms_version": placement.terms_version,
    }
