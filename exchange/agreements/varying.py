"""Plain steps of a variation: drafting it, signing it, and what the third signature does."""

from __future__ import annotations

from datetime import date

from exchange import clock
from exchange.access import Actor, require
from exchange.agreements import asking, document, queries
from exchange.agreements.models import AgreementSignature, AgreementVersion
from exchange.agreements.variation import VARIATION, AgreementVariation
from exchange.db import db, lock
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.placements import steps, telling
from exchange.placements.lifecycle import How, Party
from exchange.placements.models import Placement
from exchange.placements.progress import SIGN
from exchange.placements.queries import RUNNING
from exchange.placements.signatures import Signature
from exchange.placements.signing import SIGNED_BY
from exchange.web.look import day


def is_needed(placement: Placement) -> bool:
    """Whether a signed agreement names the last day, so that another takes signatures."""
    return placement.needs_signatures and queries.governing(placement) is not None


def issue(actor: Actor, placement: Placement, varied: Placement) -> AgreementVariation:
    """Issue the variation that makes the agreement end when `varied` does, to be signed by all.

    `varied` is the placement as it would be; nothing of the placement itself changes yet.
    """
    governs = queries.governing(placement)
    if governs is None:
        raise IllegalTransition("There is no signed agreement here that could be varied.")
    made = _written(actor, placement, varied, governs)
    variation = AgreementVariation(
        placement_id=placement.id,
        of_version=made,
        varies=governs,
        hash=made.hash,
        mover_key=placement.mover_key,
        ended_before=placement.ends_on,
        ends_on=varied.ends_on,
        contract_ends_on=varied.contract_ends_on,
    )
    db.session.add_all([made, variation])
    placement.variation_hash = made.hash
    db.session.flush()
    telling.happened(
        placement, f"Version {made.number} of the agreement, a variation, was issued to be signed"
    )
    text = (
        f"A variation of the agreement on the move of {placement.mover.name} is ready to be signed."
        f" Its last day is {day(varied.ends_on)}. Until all three have signed, the agreement and"
        f" its last day, {day(placement.ends_on)}, stand."
    )
    steps.tell_parties(placement, "agreement_issued", text)
    asking.ask_to_sign(placement, made.hash)
    return variation


def _written(
    actor: Actor, placement: Placement, varied: Placement, governs: AgreementVersion
) -> AgreementVersion:
    """The next version: the draft as it stands, with the later last day, and what it varies."""
    number = queries.last_number(placement) + 1
    draft = queries.draft(placement)
    written = document.drafted(varied, draft.answers if draft else {})
    at = clock.now()
    data, people = document.issued(placement, number, at.isoformat(), written)
    document.make_variation(data, governs, placement.ends_on, varied.ends_on)
    return AgreementVersion(
        placement_id=placement.id,
        number=number,
        data=data,
        people=people,
        hash=document.digest(data),
        issued_at=at,
        issued_by_id=actor.person_id or governs.issued_by_id,
    )


def sign(
    actor: Actor, placement: Placement, variation: AgreementVariation, party: Party, how: How
) -> None:
    """Write one signature down; with the third the variation governs, in the same transaction."""
    require(actor, SIGN[party], placement)
    lock(variation)
    variation.status = VARIATION.after(variation.status, "sign")
    _is_in_time(placement, variation)
    if variation.signature(party) is not None:
        raise ChangedMeanwhile("This was signed already.", "The page shows by whom and when.")
    variation.record_signature(
        Signature(party, actor.key, actor.name, how, clock.now(), variation.hash)
    )
    db.session.add(
        AgreementSignature(
            version=variation.of_version,
            party=party,
            name=actor.name,
            how=how,
            signed_at=clock.now(),
        )
    )
    db.session.flush()
    telling.happened(placement, f"{SIGNED_BY[party]} signed the variation")
    steps.tell_parties(placement, "signed", f"{SIGNED_BY[party]} signed the variation.")
    if not variation.unsigned:
        _seal(placement, variation)


def void(placement: Placement) -> None:
    """Nobody is to sign the variation any more; the agreement stands as it is."""
    variation = queries.waiting_variation(placement)
    if variation is None:
        return
    lock(variation)
    variation.status = VARIATION.after(variation.status, "void")
    placement.variation_hash = None
    for party in (Party.HOME, Party.HOST):
        asking.end_links(placement, party)


def _seal(placement: Placement, variation: AgreementVariation) -> None:
    """Hash, signatures and last day change together."""
    now = clock.now()
    variation.status = VARIATION.after(variation.status, "seal")
    variation.in_force_at = now
    for party in Party:
        signature = variation.signature(party)
        if signature is not None:
            placement.record_signature(signature)
    placement.agreement_hash, placement.variation_hash = variation.hash, None
    placement.signed_at = now
    lengthen(placement, variation.ends_on, variation.contract_ends_on)
    telling.happened(
        placement, f"The variation is in force: the last day is {day(placement.ends_on)}"
    )
    text = (
        f"All have signed the variation: {placement.mover.name} stays at {placement.host_name}"
        f" until {day(placement.ends_on)}."
    )
    telling.everybody(placement, "extended", text)


def lengthen(placement: Placement, ends_on: date, contract_ends_on: date | None) -> None:
    """The last day moves. A post that was to be free before it is no answer any more."""
    placement.ends_on = ends_on
    placement.contract_ends_on = contract_ends_on or placement.contract_ends_on
    if placement.return_from is not None and placement.return_from <= ends_on:
        placement.return_post = ""
        placement.return_is = placement.return_from = placement.return_meeting_on = None
        placement.return_confirmed_at = placement.return_confirmed_by = None


def _is_in_time(placement: Placement, variation: AgreementVariation) -> None:
    same = placement.ends_on == variation.ended_before and placement.ends_early_on is None
    if placement.status not in RUNNING or not same:
        raise IllegalTransition("The placement ends otherwise, so there is nothing to sign.")
    if clock.today() > placement.ends_on:
        raise IllegalTransition(
            f"The last day, {day(placement.ends_on)}, is over, so this cannot be signed any more.",
            "Propose a new placement instead.",
        )
