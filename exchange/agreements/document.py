"""An agreement as data: built from a placement, hashed in one canonical form, shown with names.

The hash covers everything but the names of people. For each name it covers a salted digest, so
that a name can be taken out when the law asks for it, and the hash still holds. That is how the
audit record does it too.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from exchange.agreements import clauses, facts
from exchange.agreements.clauses import Clause, Field
from exchange.agreements.models import AgreementVersion
from exchange.placements import checks
from exchange.placements.models import Placement
from exchange.reference import kinds
from exchange.web.look import day

FORMAT = "crossover-agreement/1"
PARTIES = ("home", "host", "mover")
"""Who signs, in the order in which the page names them."""
VARIES = (
    "The three parties vary their agreement, version {0}, as follows: the last day is the one"
    " above. Everything else is as written below. Until all three have signed, version {0} governs;"
    " from the last signature on, this version does."
)
REMOVED = "[name removed]"
TITLES = {"loan_terms": "Terms of a loan", "scope_note": "Scope note"}

Answers = Mapping[str, Mapping[str, Any]]
"""What HR changed, by clause: its `words` as paragraphs, and its `fields` by code."""
Data = dict[str, Any]


def form_of(placement: Placement) -> str:
    """full, loan_terms or scope_note; none for kinds without a document."""
    form = kinds.get(placement.kind).agreement
    return "loan_terms" if form == "full" and checks.is_loan(placement) else form


def title_of(placement: Placement) -> str:
    """What the document is called."""
    form = form_of(placement)
    return TITLES.get(form) or f"{kinds.get(placement.kind).name} agreement"


def names_of(placement: Placement) -> dict[str, str]:
    """The people whom the document names, by their marks."""
    found = {"mover": placement.mover.name, "host_manager": placement.host_manager.name}
    if placement.manager_name:
        found["home_manager"] = placement.manager_name
    return found


def drafted(placement: Placement, answers: Answers) -> list[Data]:
    """The clauses as they would be issued now."""
    so = facts.circumstances(placement)
    form = form_of(placement)
    return [
        _clause(placement, clause, so, answers.get(clause.code, {})) for clause in clauses.of(form)
    ]


def _clause(
    placement: Placement, clause: Clause, so: frozenset[str], changed: Mapping[str, Any]
) -> Data:
    filled: Mapping[str, str] = changed.get("fields", {})
    fields = [
        (field.label, filled.get(field.code, standard_value(placement, field)))
        for field in clause.asked(so)
    ]
    listed = [*facts.of(clause.code, placement), *fields]
    words = changed.get("words")
    if words is None:
        words = standard_words(placement, clause)
    return {
        "code": clause.code,
        "title": clause.title,
        "facts": [[label, value] for label, value in listed if value],
        "words": list(words),
    }


def standard_words(placement: Placement, clause: Clause) -> list[str]:
    """The standard paragraphs of a clause for this placement."""
    so = facts.circumstances(placement)
    return [_with_organisations(placement, text) for text in clause.standard(so)]


def fields_of(placement: Placement, clause: Clause) -> list[Field]:
    """The fields of a clause that matter for this placement."""
    return clause.asked(facts.circumstances(placement))


def standard_value(placement: Placement, field: Field) -> str:
    """What a field says until HR fills it in."""
    text = _with_organisations(placement, field.default)
    return "HR" if text == "{home_manager}" and not placement.manager_name else text


def _with_organisations(placement: Placement, text: str) -> str:
    return text.replace("{home}", placement.home_name).replace("{host}", placement.host_name)


def issued(placement: Placement, number: int, at: str, written: list[Data]) -> tuple[Data, Data]:
    """The data of a version, and the names and salts that are kept beside it."""
    people = {mark: kept(name) for mark, name in names_of(placement).items()}
    data = {
        "format": FORMAT,
        "placement": str(placement.public_id),
        "number": number,
        "form": form_of(placement),
        "title": title_of(placement),
        "between": [placement.home_name, placement.host_name],
        "terms_version": placement.terms_version,
        "issued_at": at,
        "people": {mark: name_digest(one["name"], one["salt"]) for mark, one in people.items()},
        "clauses": written,
    }
    return data, people


def make_variation(
    data: Data, governs: AgreementVersion, ended_before: date, ends_on: date
) -> None:
    """Say in a version which earlier one it varies, by number and hash, and what changes."""
    data["title"] = f"Variation of the {governs_title(governs)}"
    data["varies"] = {
        "number": governs.number,
        "hash": governs.hash,
        "ended_before": ended_before.isoformat(),
        "ends_on": ends_on.isoformat(),
    }
    facts_of_it = [
        ["Varies", f"Version {governs.number}, issued on {day(governs.issued_at)}"],
        ["Hash of that version", governs.hash],
        ["Last day until now", day(ended_before)],
        ["Last day from now on", day(ends_on)],
    ]
    data["clauses"] = [
        {
            "code": "variation",
            "title": "Variation",
            "facts": facts_of_it,
            "words": [VARIES.format(governs.number)],
        },
        *data["clauses"],
    ]


def governs_title(governs: AgreementVersion) -> str:
    """What the earlier version is called, without saying twice that something is varied."""
    title = str(governs.data["title"]).removeprefix("Variation of the ")
    return title[:1].lower() + title[1:]


def kept(name: str) -> dict[str, str]:
    """A name with a salt of its own."""
    return {"name": name, "salt": secrets.token_hex(16)}


def name_digest(name: str, salt: str) -> str:
    """What the hash of a document covers instead of a name."""
    return hashlib.sha256(f"{salt}:{name}".encode()).hexdigest()


def canonical(data: Any) -> bytes:
    """The one form in which data is hashed and signed: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def digest(data: Data) -> str:
    """The hash of a version: SHA-256 over its canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def agrees(data: Data, people: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether every name that is still kept is the one that was hashed."""
    return all(
        mark in data["people"] and name_digest(one["name"], one["salt"]) == data["people"][mark]
        for mark, one in people.items()
    )


def names(data: Data, people: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The name for each mark; where one was taken out, that is said."""
    return {mark: people[mark]["name"] if mark in people else REMOVED for mark in data["people"]}


def with_names(written: list[Data], known: Mapping[str, str]) -> list[Data]:
    """The clauses with names instead of marks, to be read."""
    return [
        {
            **clause,
            "facts": [[label, put_names(value, known)] for label, value in clause["facts"]],
            "words": [put_names(text, known) for text in clause["words"]],
        }
        for clause in written
    ]


def put_names(text: str, known: Mapping[str, str]) -> str:
    """A text with names instead of marks."""
    for mark, name in known.items():
        text = text.replace(f"{{{mark}}}", name)
    return text


def hide_names(text: str, known: Mapping[str, str]) -> str:
    """A text with marks instead of the names that it holds, so that they can be taken out."""
    for mark, name in sorted(known.items(), key=lambda pair: -len(pair[1])):
        if name:
            text = text.replace(name, f"{{{mark}}}")
    return text
