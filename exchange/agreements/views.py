"""Reading an agreement: as a page, as a PDF, as data; and the dates of a placement."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from exchange.access import Permission, allowed, requires
from exchange.agreements import diary, document, queries, reading, sheet, typesetting
from exchange.agreements.models import AgreementVersion
from exchange.errors import NotFound
from exchange.placements import queries as placements
from exchange.placements import wording
from exchange.placements.lifecycle import PLACEMENT
from exchange.placements.models import Placement
from exchange.placements.progress import SIGN
from exchange.web.guard import actor
from exchange.web.pages import Answer

blueprint = Blueprint("agreements", __name__, url_prefix="/placements/<uuid:placement_id>")


@blueprint.get("/agreement")
@requires(Permission.PAGE_SIGNED_IN)
def show(placement_id: uuid.UUID) -> Answer:
    """The newest version; before any was issued, the draft."""
    placement = reading.readable(actor(), placement_id)
    versions = queries.versions(actor(), placement)
    return _page(placement, versions, versions[0] if versions else None)


@blueprint.get("/agreement/<int:number>")
@requires(Permission.PAGE_SIGNED_IN)
def version(placement_id: uuid.UUID, number: int) -> Answer:
    """One version, also when another took its place."""
    placement = reading.readable(actor(), placement_id)
    one = queries.version(actor(), placement, number)
    return _page(placement, queries.versions(actor(), placement), one)


@blueprint.get("/agreement/<int:number>.pdf")
@requires(Permission.PAGE_SIGNED_IN)
def pdf(placement_id: uuid.UUID, number: int) -> Response:
    """The sealed PDF of a version."""
    placement = reading.readable_whole(actor(), placement_id)
    one = queries.version(actor(), placement, number)
    name = sheet.file_name(placement, number, "pdf")
    return reading.download(reading.pdf_of(one), name, "application/pdf")


@blueprint.get("/agreement/<int:number>.json")
@requires(Permission.PAGE_SIGNED_IN)
def data(placement_id: uuid.UUID, number: int) -> Response:
    """The sealed data of a version: all that its hash covers."""
    placement = reading.readable_whole(actor(), placement_id)
    one = queries.version(actor(), placement, number)
    name = sheet.file_name(placement, number, "json")
    return reading.download(reading.data_of(one), name, "application/json")


@blueprint.get("/agreement/scope-note.pdf")
@requires(Permission.PAGE_SIGNED_IN)
def scope_note(placement_id: uuid.UUID) -> Response:
    """The scope note of a project, as the placement is now."""
    placement = reading.readable(actor(), placement_id)
    if document.form_of(placement) != "scope_note":
        raise NotFound("Only a project has a scope note.")
    made = typesetting.pdf(sheet.of_scope_note(placement, reading.address()))
    return reading.download(made, "scope-note.pdf", "application/pdf")


@blueprint.get("/dates.ics")
@requires(Permission.PAGE_SIGNED_IN)
def dates(placement_id: uuid.UUID) -> Response:
    """The dates for a calendar program."""
    placement = placements.by_public_id(actor(), placement_id)
    made = diary.calendar(placement, reading.address(), "Crossover")
    return reading.download(made, "placement-dates.ics", "text/calendar")


def _page(
    placement: Placement, versions: list[AgreementVersion], one: AgreementVersion | None
) -> str:
    who = actor()
    last = versions[0].number if versions else 0
    may_edit = placement.needs_signatures and allowed(who, Permission.AGREEMENT_EDIT, placement)
    clauses = sheet.clauses_of(one) if one else sheet.clauses_now(placement)
    whole = reading.sees_money(who, placement)
    return render_template(
        "agreements/show.html",
        placement=placement,
        title=one.data["title"] if one else document.title_of(placement),
        placement_words=wording,
        one=one,
        state=queries.state(one, last) if one else None,
        signatures=sheet.signatures(one) if one else [],
        clauses=clauses if whole else reading.without_money(clauses),
        whole=whole,
        versions=[(each, queries.state(each, last)) for each in versions],
        is_note=document.form_of(placement) == "scope_note",
        may_edit=may_edit and PLACEMENT.can(placement.status, "issue_agreement"),
        may_sign=_may_sign(placement) and one is not None and one.number == last,
        may_remove=who.is_administrator,
    )


def _may_sign(placement: Placement) -> bool:
    fingerprint, lacking = queries.to_sign(placement)
    return fingerprint is not None and any(
        allowed(actor(), SIGN[party], placement) for party in lacking
    )
