"""A version, draft or scope note made ready to be read: the same for the page and for the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exchange import clock
from exchange.agreements import document, queries
from exchange.agreements.document import Data
from exchange.agreements.models import AgreementSignature, AgreementVersion
from exchange.agreements.variation import VariationStatus
from exchange.placements import progress
from exchange.placements.lifecycle import How, Party
from exchange.placements.models import Placement
from exchange.web.look import day, moment

PARTY = {Party.HOME: "Home employer", Party.HOST: "Host", Party.MOVER: "The person who moves"}
BY = {How.ACCOUNT: "signed in, with the password again", How.LINK: "by a link, with a code"}


@dataclass(frozen=True)
class Signed:
    """One place for a signature: filled, or waiting."""

    party: str
    text: str
    done: bool


def clauses_of(one: AgreementVersion) -> list[Data]:
    """The clauses of a version, with the names that are still kept."""
    return document.with_names(one.data["clauses"], document.names(one.data, one.people))


def clauses_now(placement: Placement) -> list[Data]:
    """The clauses as they would be issued now, with names."""
    found = queries.draft(placement)
    written = document.drafted(placement, found.answers if found else {})
    return document.with_names(written, document.names_of(placement))


def signatures(one: AgreementVersion) -> list[Signed]:
    """The three places for signatures, and what stands in each."""
    given = {signature.party: signature for signature in one.signatures}
    return [_place(one, party, given.get(party)) for party in Party]


def _place(one: AgreementVersion, party: Party, given: AgreementSignature | None) -> Signed:
    names = document.names(one.data, one.people)
    title = {
        Party.HOME: f"{PARTY[party]}: {one.data['between'][0]}",
        Party.HOST: f"{PARTY[party]}: {one.data['between'][1]}",
        Party.MOVER: f"{PARTY[party]}: {names['mover']}",
    }[party]
    if given is None:
        return Signed(title, "Not signed.", done=False)
    text = f"Signed by {given.name} on {moment(given.signed_at)}, {BY[given.how]}."
    void = is_void(one, party)
    if void:
        text += " This signature is void, since the agreement changed afterwards."
    return Signed(title, text, done=not void)


def is_void(one: AgreementVersion, party: Party) -> bool:
    """Whether what that party signed counts for nothing: it never governed, and cannot now."""
    own, placement = one.variation, one.placement
    waits = own is not None and own.status is VariationStatus.TO_SIGN
    governs = placement.agreement_hash == one.hash and placement.has_signed(party)
    return not (governs or waits or one.varied_by is not None)


def of_version(one: AgreementVersion, last: int, address: str) -> Data:
    """A version for typst."""
    names = document.names(one.data, one.people)
    issued = day(datetime.fromisoformat(one.data["issued_at"]))
    state = queries.state(one, last)
    title = one.data["title"]
    return {
        "title": title,
        "subtitle": _between(names["mover"], one.data["between"]),
        "author": "Crossover",
        "footer": f"{title}, version {one.number}, {one.hash[:16]}",
        "about": [
            *_varies(one),
            ["Version", f"{one.number}, issued on {issued}"],
            ["State when this file was made", f"{state.text}, {day(clock.today())}"],
            ["Reference", one.data["placement"]],
        ],
        "clauses": clauses_of(one),
        "signing": "Each signed for the version with the hash below, and no other.",
        "signatures": [{"party": place.party, "text": place.text} for place in signatures(one)],
        "checking": [
            "Give this file to ",
            f"{address}/verify",
            ", or paste the hash there. The answer says whether it is genuine and in force."
            " One altered byte of the file shows.",
        ],
        "hash": one.hash,
    }


def _varies(one: AgreementVersion) -> list[list[str]]:
    """Which version it varies, on the first page."""
    varies = one.data.get("varies")
    if varies is None:
        return []
    return [["Variation of", f"version {varies['number']}, with the hash {varies['hash']}"]]


def of_scope_note(placement: Placement, address: str) -> Data:
    """A scope note for typst. It is not signed, and follows the placement as it is."""
    title = document.title_of(placement)
    return {
        "title": title,
        "subtitle": _between(placement.mover.name, [placement.home_name, placement.host_name]),
        "author": "Crossover",
        "footer": f"{title}, {day(clock.today())}",
        "about": [["As it was on", day(clock.today())], ["Reference", str(placement.public_id)]],
        "clauses": clauses_now(placement),
        "signing": "",
        "signatures": [],
        "checking": [
            "A scope note is not signed and not sealed. What holds is what the placement’s page"
            " says: ",
            f"{address}/placements/{placement.public_id}",
            ".",
        ],
        "hash": "",
    }


def who_signs(placement: Placement, party: Party) -> str:
    """Who signs for a party, by role and organisation."""
    return progress.signatory(placement, party)


def file_name(placement: Placement, number: int, ending: str) -> str:
    """What a downloaded file is called: without names, since names travel."""
    started: date = placement.starts_on
    return f"agreement-{started:%Y-%m}-{str(placement.public_id)[:8]}-version-{number}.{ending}"


def _between(mover: str, between: list[str]) -> str:
    return f"{mover}, {between[0]} to {between[1]}"


def as_data(one: AgreementVersion) -> dict[str, Any]:
    """The data file of a version: all that its hash covers, the names, and the signatures."""
    return {
        "agreement": one.data,
        "hash": one.hash,
        "people": one.people,
        "signatures": [
            {
                "party": signature.party.value,
                "name": signature.name,
                "how": signature.how.value,
                "at": signature.signed_at.isoformat(),
            }
            for signature in one.signatures
        ],
    }
