"""/verify: anybody with the file or its hash learns whether it is genuine and in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request

from exchange.access import Permission, requires
from exchange.agreements import queries, reading, seal, verify
from exchange.agreements.forms import VerifyForm
from exchange.agreements.models import AgreementVersion
from exchange.agreements.seal import LARGEST, NotSealed
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.look import day
from exchange.web.pages import Answer

blueprint = Blueprint("verify", __name__, url_prefix="/verify")

NOT_OURS = "Not ours, or altered"
UNKNOWN = "We have no agreement with this hash."


@dataclass(frozen=True)
class Found:
    """The answer: whether it is genuine, in which state, and why."""

    title: str
    tone: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()


@blueprint.route("", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_PUBLIC)
def check() -> Answer:
    """Ask for a file or a hash, and answer. Nothing that was sent is kept."""
    form = VerifyForm()
    found = _answer(form) if request.method == "POST" and form.validate() else None
    if request.method == "POST" and found is None and not form.errors:
        form.file.errors = ["Choose a file, or paste the hash"]
    page = render_template("agreements/verify.html", form=form, found=found)
    return page, 422 if form.errors else 200


@blueprint.get("/key")
@requires(Permission.PAGE_PUBLIC)
def key() -> Response:
    """The public key, for checking a file anywhere and without us."""
    pem = seal.public_pem(reading.key())
    return reading.download(pem, "crossover-key.pem", "application/x-pem-file")


def _answer(form: VerifyForm) -> Found | None:
    sent = request.files.get(form.file.name)
    if sent is not None and sent.filename:
        return _of_file(sent.read(LARGEST + 1))
    return _of_hash(text(form.hash)) if text(form.hash) else None


def _of_file(file: bytes) -> Found:
    try:
        genuine = verify.checked(file, reading.key().public_key())
    except NotSealed as refusal:
        return Found(NOT_OURS, "error", str(refusal))
    one = queries.by_hash(genuine.what.hash)
    if one is None or reading.sealed(one) != genuine.what:
        return Found(NOT_OURS, "error", UNKNOWN)
    return _of_version(one)


def _of_hash(typed: str) -> Found:
    one = queries.by_hash("".join(typed.split()))
    return Found(NOT_OURS, "error", UNKNOWN) if one is None else _of_version(one)


def _of_version(one: AgreementVersion) -> Found:
    state = queries.state(one, queries.last_number(one.placement))
    title, tone, words = ANSWERS[state.code]
    facts = (
        ("Document", str(one.data["title"])),
        (
            "Version",
            f"{one.number}, issued on {day(datetime.fromisoformat(one.data['issued_at']))}",
        ),
        ("State now", state.text),
        *_governs(one),
        ("Hash", one.hash),
    )
    return Found(title, tone, words, facts)


def _governs(one: AgreementVersion) -> tuple[tuple[str, str], ...]:
    """Which version governs, and what this one varies, where there is more than one."""
    found: list[tuple[str, str]] = []
    varies = one.data.get("varies")
    if varies is not None:
        found.append(("Variation of", f"version {varies['number']}, hash {varies['hash']}"))
    governs = queries.governing(one.placement)
    if governs is not None and (varies is not None or one.variations):
        found.append(("Governs now", f"Version {governs.number}, hash {governs.hash}"))
    return tuple(found)


ANSWERS = {
    "in_force": (
        "Genuine, and in force",
        "success",
        "All three have signed this version, and nothing has taken its place.",
    ),
    "to_sign": (
        "Genuine, but not in force yet",
        "warning",
        "This version was issued here and waits for signatures.",
    ),
    "varied": (
        "Genuine, but another version governs now",
        "warning",
        "All three had signed this version. Since then they signed a variation, which governs: its"
        " number is below.",
    ),
    "replaced": (
        "Genuine, but replaced",
        "warning",
        "This version was issued here. A later one took its place, and this one counts no more.",
    ),
    "recalled": (
        "Genuine, but void",
        "warning",
        "This version was issued here and then recalled, because its text or the terms changed.",
    ),
    "over": (
        "Genuine, but no longer in force",
        "warning",
        "This version was issued here. What it was about is over.",
    ),
    "altered": (
        NOT_OURS,
        "error",
        "Our own record of this version was altered. Do not rely on it, and write to us.",
    ),
}
