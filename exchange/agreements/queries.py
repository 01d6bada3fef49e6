"""Reads of agreements, for a viewer who may read them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from exchange.access import Actor, Permission, allowed
from exchange.agreements import document
from exchange.agreements.models import AgreementDraft, AgreementEdit, AgreementVersion
from exchange.agreements.variation import AgreementVariation, VariationStatus
from exchange.db import db
from exchange.errors import NotFound
from exchange.placements.lifecycle import (
    NEEDS_SIGNATURES,
    PLACEMENT,
    Party,
    PlacementStatus,
    unsigned,
)
from exchange.placements.models import Placement
from exchange.placements.queries import RUNNING
from exchange.web.look import day

OVER = {
    PlacementStatus.WITHDRAWN: "the placement was withdrawn",
    PlacementStatus.DID_NOT_START: "the placement did not start",
    PlacementStatus.ENDED_EARLY: "the placement ended early",
    PlacementStatus.COMPLETED: "the placement is complete",
}


@dataclass(frozen=True)
class State:
    """What became of a version: a code, its words and the tone in which they are shown."""

    code: str
    """in_force, to_sign, replaced, recalled, over or altered."""
    text: str
    tone: str


def versions(viewer: Actor, placement: Placement) -> list[AgreementVersion]:
    """Every version that was issued, the newest first."""
    may = allowed(viewer, Permission.AGREEMENT_VIEW, placement)
    return every(placement) if may else []


def every(placement: Placement) -> list[AgreementVersion]:
    """The same for a command that asked the access table already."""
    query = (
        sa.select(AgreementVersion)
        .filter_by(placement_id=placement.id)
        .options(
            selectinload(AgreementVersion.signatures),
            selectinload(AgreementVersion.variations).joinedload(AgreementVariation.of_version),
            selectinload(AgreementVersion.variation).joinedload(AgreementVariation.varies),
        )
    )
    return list(db.session.scalars(query.order_by(AgreementVersion.number.desc())))


def version(viewer: Actor, placement: Placement, number: int) -> AgreementVersion:
    """One version; raises NotFound where there is none that the viewer may read."""
    for one in versions(viewer, placement):
        if one.number == number:
            return one
    raise NotFound("There is no such version of the agreement.")


def newest(placement: Placement) -> AgreementVersion | None:
    """The version that was issued last."""
    query = sa.select(AgreementVersion).filter_by(placement_id=placement.id)
    return db.session.scalar(query.order_by(AgreementVersion.number.desc()).limit(1))


def with_hash(placement: Placement, fingerprint: str) -> AgreementVersion | None:
    """The version of this placement with that hash."""
    query = sa.select(AgreementVersion).filter_by(placement_id=placement.id, hash=fingerprint)
    return db.session.scalar(query)


def by_hash(fingerprint: str) -> AgreementVersion | None:
    """The version with that hash, for whoever holds it: it is the proof of having the document."""
    query = (
        sa.select(AgreementVersion)
        .filter_by(hash=fingerprint.strip().lower())
        .options(joinedload(AgreementVersion.placement))
    )
    return db.session.scalar(query)


def governing(placement: Placement) -> AgreementVersion | None:
    """The version that all three signed and that nothing has taken the place of."""
    if placement.signed_at is None or placement.agreement_hash is None:
        return None
    return with_hash(placement, placement.agreement_hash)


def waiting_variation(placement: Placement) -> AgreementVariation | None:
    """The variation of the agreement that waits for signatures."""
    ends = placement.status not in RUNNING or placement.ends_early_on is not None
    if placement.variation_hash is None or ends:
        return None
    query = sa.select(AgreementVariation).filter_by(
        placement_id=placement.id, status=VariationStatus.TO_SIGN
    )
    return db.session.scalar(query.options(joinedload(AgreementVariation.of_version)))


def to_sign(placement: Placement) -> tuple[str | None, list[Party]]:
    """The hash of the version that is to be signed now, and who has yet to sign it."""
    variation = waiting_variation(placement)
    if variation is not None:
        return variation.hash, variation.unsigned
    if not PLACEMENT.can(placement.status, "sign"):
        return None, []
    return placement.agreement_hash, unsigned(placement)


def draft(placement: Placement) -> AgreementDraft | None:
    """What HR changed so far."""
    return db.session.scalar(sa.select(AgreementDraft).filter_by(placement_id=placement.id))


def edits(placement: Placement) -> list[AgreementEdit]:
    """Every change of the draft, oldest first."""
    query = sa.select(AgreementEdit).filter_by(placement_id=placement.id)
    return list(db.session.scalars(query.order_by(AgreementEdit.id)))


def is_intact(one: AgreementVersion) -> bool:
    """Whether a version is what was issued: nobody changed it by hand."""
    same = document.digest(one.data) == one.hash
    return same and document.agrees(one.data, one.people)


def in_force(placement: Placement) -> bool:
    """Whether all have signed; the two agreements of a swap come into force at one moment."""
    return placement.status in NEEDS_SIGNATURES and placement.signed_at is not None


def state(one: AgreementVersion, last: int) -> State:
    """What became of a version, where `last` is the newest number of its placement."""
    placement = one.placement
    if not is_intact(one):
        return State("altered", "Our record of it was altered: do not rely on it", "bad")
    if one.hash != placement.agreement_hash:
        return _not_governing(one, last)
    if placement.status in OVER:
        return State("over", f"No longer in force: {OVER[placement.status]}", "neutral")
    if in_force(placement):
        return State("in_force", "In force", "good")
    if not unsigned(placement):
        return State("to_sign", "Signed; waits for the other agreement of the swap", "wait")
    return State("to_sign", "Waiting for signatures", "wait")


def _not_governing(one: AgreementVersion, last: int) -> State:
    later, own = one.varied_by, one.variation
    if later is not None:
        when = day(later.in_force_at) if later.in_force_at else ""
        return State(
            "varied", f"It governed until {when}; version {later.of_version.number} does", "neutral"
        )
    waits = own is not None and own.status is VariationStatus.TO_SIGN
    if own is not None and waits and one.placement.status not in OVER:
        governs = f"version {own.varies.number} governs until all three have signed"
        return State("to_sign", f"Waiting for signatures; {governs}", "wait")
    if own is not None:
        return State("recalled", "Void: it was never signed by all three", "bad")
    if one.number < last:
        return State("replaced", f"Replaced by version {last}", "neutral")
    return State("recalled", "Recalled: it is being changed, and is void", "bad")


def last_number(placement: Placement) -> int:
    """The newest number of a placement's versions; 0 where none was issued."""
    query = sa.select(sa.func.max(AgreementVersion.number)).filter_by(placement_id=placement.id)
    return db.session.scalar(query) or 0
