"""Commands on an agreement: changing its draft, issuing a version, signing, taking a name out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm.attributes import flag_modified

from exchange import clock
from exchange.access import Actor, Permission, require
from exchange.agreements import asking, clauses, document, queries, varying
from exchange.agreements.models import (
    AgreementDraft,
    AgreementEdit,
    AgreementSignature,
    AgreementVersion,
)
from exchange.audit import record
from exchange.db import because, command, db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotFound
from exchange.placements import queries as placements
from exchange.placements import signing, steps
from exchange.placements.lifecycle import PLACEMENT, How, Party
from exchange.placements.models import Placement

WORDS_AT_MOST = 6_000
FIELD_AT_MOST = 1_000


@dataclass(frozen=True)
class Wording:
    """A clause as HR wrote it: its paragraphs, and its fields by code."""

    words: list[str]
    fields: dict[str, str]


@command
def edit(actor: Actor, placement_id: uuid.UUID, version: int, code: str, written: Wording) -> None:
    """Change a clause of the draft. What was issued is recalled, and its signatures are void."""
    placement = _to_edit(actor, placement_id, version)
    clause = _clause(placement, code)
    problems = _problems(clause, written)
    if problems:
        raise Invalid(problems)
    draft = queries.draft(placement)
    before = dict(draft.answers) if draft else {}
    after = {**before, code: _kept(placement, clause, written)}
    if after[code] == before.get(code, {}):
        return
    if draft is None:
        draft = AgreementDraft(placement_id=placement.id, answers={})
        db.session.add(draft)
    draft.answers = {key: value for key, value in after.items() if value}
    side = Party.HOST if actor.has_role(placement.host_organisation_id, "hr") else Party.HOME
    db.session.add(
        AgreementEdit(placement_id=placement.id, clause=code, side=side, by_id=actor.person_id)
    )
    _recall(placement, code)


@command
def issue(actor: Actor, placement_id: uuid.UUID, version: int) -> AgreementVersion:
    """Issue the draft as a version that does not change; earlier signatures are void."""
    placement = _to_edit(actor, placement_id, version)
    newest = queries.newest(placement)
    draft = queries.draft(placement)
    data, people = document.issued(
        placement,
        newest.number + 1 if newest else 1,
        clock.now().isoformat(),
        document.drafted(placement, draft.answers if draft else {}),
    )
    made = AgreementVersion(
        placement_id=placement.id,
        number=data["number"],
        data=data,
        people=people,
        hash=document.digest(data),
        issued_at=clock.now(),
        issued_by_id=actor.person_id,
    )
    db.session.add(made)
    signing.issue(placement, made.hash)
    db.session.flush()
    asking.ask_to_sign(placement, made.hash)
    return made


@command
def sign(actor: Actor, placement_id: uuid.UUID, party: Party, seen: str) -> None:
    """Sign the version with this hash, after the page asked for the password again."""
    placement = placements.for_change(actor, placement_id)
    sign_step(actor, placement, party, How.ACCOUNT, seen)


@command
def remove_name(actor: Actor, placement_id: uuid.UUID, mark: str, reason: str) -> None:
    """Take a person's name out of every version, as the law may ask; each still verifies.

    The hash covers a salted digest instead of the name, and the salt goes with it.
    """
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.PLATFORM_ADMINISTER, None)
    if not reason.strip():
        raise Invalid({"reason": "Write who asked for it, when, and under which right."})
    versions = queries.every(placement)
    if not any(mark in one.people for one in versions):
        raise Invalid({"mark": "This name does not stand in any version now."})
    because(reason)
    for one in versions:
        one.people = {key: kept for key, kept in one.people.items() if key != mark}
    if mark == Party.MOVER:
        _remove_signatory(placement, versions, Party.MOVER)


@command
def remove_signatory(actor: Actor, placement_id: uuid.UUID, party: Party, reason: str) -> None:
    """Take the name of whoever signed for an employer off; that the employer signed stays."""
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.PLATFORM_ADMINISTER, None)
    if not reason.strip():
        raise Invalid({"reason": "Write who asked for it, when, and under which right."})
    because(reason)
    _remove_signatory(placement, queries.every(placement), party)


def sign_step(actor: Actor, placement: Placement, party: Party, how: How, seen: str) -> None:
    """Sign, whether signed in or by link."""
    variation = queries.waiting_variation(placement)
    if variation is not None:
        if variation.hash != seen:
            raise ChangedMeanwhile("The agreement changed while you read it.", "Read it again.")
        varying.sign(actor, placement, variation, party, how)
        return
    version = queries.with_hash(placement, seen)
    signing.sign(placement, party, actor, how, seen)
    if version is not None:
        db.session.add(
            AgreementSignature(
                version=version, party=party, name=actor.name, how=how, signed_at=clock.now()
            )
        )


def _remove_signatory(placement: Placement, versions: list[AgreementVersion], party: Party) -> None:
    for signature in (one for version in versions for one in version.signatures):
        if signature.party is party:
            signature.name = document.REMOVED
    if placement.signature(party) is not None:
        setattr(placement, f"{party.value}_signed_name", document.REMOVED)


def _to_edit(actor: Actor, placement_id: uuid.UUID, version: int) -> Placement:
    placement = placements.for_change(actor, placement_id)
    require(actor, Permission.AGREEMENT_EDIT, placement)
    steps.expect(placement, version)
    if not placement.needs_signatures or placement.signed_on_paper:
        raise IllegalTransition("This placement has no agreement to issue here.")
    PLACEMENT.after(placement.status, "issue_agreement")
    return placement


def _recall(placement: Placement, code: str) -> None:
    """What was issued is not to be signed any more. Whoever has the page open looks again."""
    if placement.agreement_hash is None:
        flag_modified(placement, "agreement_hash")  # moves the version of the row, and nothing else
        record("placement", placement.public_id, {"part": code}, db.session())
        return
    steps.move(placement, "recall_agreement")
    signing.void(placement)
    steps.tell_parties(
        placement,
        "agreement_recalled",
        "The agreement is being changed. What was issued before is not to be signed any more.",
    )


def _clause(placement: Placement, code: str) -> clauses.Clause:
    try:
        return clauses.get(document.form_of(placement), code)
    except KeyError:
        raise NotFound("The agreement has no such part.") from None


def _problems(clause: clauses.Clause, written: Wording) -> dict[str, str]:
    problems = {}
    if sum(len(one) for one in written.words) > WORDS_AT_MOST:
        problems["words"] = f"Write at most {WORDS_AT_MOST:,} characters."
    for field in clause.fields:
        if len(written.fields.get(field.code, "")) > FIELD_AT_MOST:
            problems[field.code] = f"Write at most {FIELD_AT_MOST:,} characters."
    return problems


def _kept(placement: Placement, clause: clauses.Clause, written: Wording) -> dict[str, object]:
    """What differs from the standard, with marks instead of the names of people."""
    known = document.names_of(placement)
    words = [document.hide_names(one, known) for one in written.words]
    fields = {code: document.hide_names(one, known) for code, one in written.fields.items()}
    kept: dict[str, object] = {}
    if words != document.standard_words(placement, clause):
        kept["words"] = words
    standard = {field.code: document.standard_value(placement, field) for field in clause.fields}
    changed = {code: value for code, value in fields.items() if standard.get(code) != value}
    return {**kept, "fields": changed} if changed else kept
