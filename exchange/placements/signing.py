"""Plain steps of the signatures: what an agreement does to its placement."""

from __future__ import annotations

from exchange import clock
from exchange.access import Actor, require
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.placements import checks, steps
from exchange.placements.lifecycle import PLACEMENT, How, Party, guard_signed, unsigned
from exchange.placements.models import Placement
from exchange.placements.progress import SIGN
from exchange.placements.signatures import Signature


def issue(placement: Placement, fingerprint: str) -> None:
    """A version of the agreement is to be signed; what was signed before is void."""
    if not placement.needs_signatures:
        raise IllegalTransition("This kind of placement has no agreement to sign.")
    steps.move(placement, "issue_agreement")
    void(placement)
    placement.agreement_hash = fingerprint
    steps.tell_parties(placement, "agreement_issued", "An agreement is ready to be signed.")


def void(placement: Placement) -> None:
    """What was signed counts no more; whoever had signed is told."""
    for signature in placement.void_signatures():
        steps.tell_signature_void(placement, signature)


def sign(placement: Placement, party: Party, actor: Actor, how: How, fingerprint: str) -> None:
    """Write one signature onto the row; with the last of the three the agreement is in force.

    Raises ChangedMeanwhile where the version that was read is not the one to be signed.
    """
    require(actor, SIGN[party], placement)
    PLACEMENT.after(placement.status, "sign")
    if placement.agreement_hash is None or placement.agreement_hash != fingerprint:
        raise ChangedMeanwhile("The agreement changed while you read it.", "Read it again.")
    if placement.has_signed(party):
        raise ChangedMeanwhile("This was signed already.", "The page shows by whom and when.")
    blocked = checks.blocking(placement, clock.today(), "sign")
    if blocked:
        names = "; ".join(finding.rule.name for finding in blocked)
        raise IllegalTransition(f"Checks that must be met before anybody signs: {names}.")
    steps.move(placement, "sign")
    placement.record_signature(
        Signature(party, actor.key, actor.name, how, clock.now(), fingerprint)
    )
    db.session.flush()
    steps.tell_parties(placement, "signed", f"{SIGNED_BY[party]} signed the agreement.")
    seal(placement)


def seal(placement: Placement) -> None:
    """In force as soon as all three have signed; else nothing happens."""
    if unsigned(placement):
        return
    guard_signed(placement)
    steps.move(placement, "seal")
    placement.signed_at = clock.now()
    steps.tell_parties(placement, "in_force", "All have signed: the agreement is in force.")


SIGNED_BY = {
    Party.HOME: "The home employer",
    Party.HOST: "The host",
    Party.MOVER: "The person who moves",
}
