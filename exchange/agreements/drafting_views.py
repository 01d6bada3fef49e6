"""Changing the draft of an agreement, looking at what changed, and issuing it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange.access import Permission, require, requires
from exchange.agreements import clauses, differences, document, queries, reading, services, sheet
from exchange.agreements.differences import Changed
from exchange.agreements.forms import ClauseForm, IssueForm, clause_form
from exchange.agreements.models import AgreementVersion
from exchange.errors import ChangedMeanwhile, NotFound
from exchange.placements.form_base import version_seen
from exchange.placements.lifecycle import PLACEMENT, Party
from exchange.placements.models import Placement
from exchange.web.guard import actor
from exchange.web.look import day
from exchange.web.pages import Answer, posted

blueprint = Blueprint(
    "agreement_drafts", __name__, url_prefix="/placements/<uuid:placement_id>/agreement"
)


@blueprint.get("/draft")
@requires(Permission.PAGE_SIGNED_IN)
def draft(placement_id: uuid.UUID) -> Answer:
    """The draft, part by part, each with a way to change it."""
    placement = _editable(placement_id)
    return render_template(
        "agreements/draft.html",
        placement=placement,
        title=document.title_of(placement),
        clauses=sheet.clauses_now(placement),
        edited=_edited(placement, None),
        issued=placement.agreement_hash is not None,
    )


@blueprint.route("/draft/<code>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def clause(placement_id: uuid.UUID, code: str) -> Answer:
    """Change one part."""
    placement = _editable(placement_id)
    form = _form(placement, code)
    try:
        done = posted(
            form,
            lambda: services.edit(actor(), placement_id, version_seen(), code, form.written()),
        )
    except ChangedMeanwhile:
        return _clause_page(placement_id, code, form, 409)
    if done:
        flash("Saved. Look at what changed before you issue it.", "success")
        return redirect(url_for(".draft", placement_id=placement_id, _anchor=code))
    return _clause_page(placement_id, code, form, 422 if request.method == "POST" else 200)


@blueprint.route("/issue", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def issue(placement_id: uuid.UUID) -> Answer:
    """Look at what changed; then issue it, so that it can be signed."""
    _editable(placement_id)
    form, status = IssueForm(), 200
    try:
        made = posted(form, lambda: services.issue(actor(), placement_id, version_seen()))
    except ChangedMeanwhile:
        made, status = None, 409
    if made:
        flash(f"Version {made.number} is issued. All three are asked to sign it.", "success")
        return redirect(url_for("agreements.show", placement_id=placement_id))
    placement = _editable(placement_id)
    newest = queries.newest(placement)
    page = render_template(
        "agreements/issue.html",
        placement=placement,
        title=document.title_of(placement),
        form=form,
        newest=newest,
        changed=_changed(placement, newest),
        edited=_edited(placement, newest),
        overtaken=status == 409,
        signed=[one for one in (placement.signature(party) for party in Party) if one],
    )
    return page, status


def _editable(placement_id: uuid.UUID) -> Placement:
    placement = reading.readable(actor(), placement_id)
    require(actor(), Permission.AGREEMENT_EDIT, placement, "HR of either employer changes it.")
    if not placement.needs_signatures:
        raise NotFound("A scope note follows the placement, and is not changed by itself.")
    PLACEMENT.after(placement.status, "issue_agreement")
    return placement


def _form(placement: Placement, code: str) -> ClauseForm:
    one = _clause(placement, code)
    found = queries.draft(placement)
    changed: dict[str, Any] = (found.answers if found else {}).get(code, {})
    words = changed.get("words")
    if words is None:
        words = document.standard_words(placement, one)
    return clause_form(placement, one, changed, words)


def _clause(placement: Placement, code: str) -> clauses.Clause:
    try:
        return clauses.get(document.form_of(placement), code)
    except KeyError:
        raise NotFound("The agreement has no such part.") from None


def _clause_page(placement_id: uuid.UUID, code: str, form: ClauseForm, status: int) -> Answer:
    placement = _editable(placement_id)
    now = next(one for one in sheet.clauses_now(placement) if one["code"] == code)
    page = render_template(
        "agreements/clause.html",
        placement=placement,
        clause=_clause(placement, code),
        form=form,
        now=now,
        version=version_seen() if status == 422 else placement.version,
        overtaken=status == 409,
        issued=placement.agreement_hash is not None,
    )
    return page, status


def _changed(placement: Placement, newest: AgreementVersion | None) -> list[Changed]:
    """Against the version issued last; before there is one, against the standard words."""
    known = document.names_of(placement)
    before = (
        sheet.clauses_of(newest)
        if newest
        else document.with_names(document.drafted(placement, {}), known)
    )
    return differences.between(before, sheet.clauses_now(placement))


def _edited(placement: Placement, newest: AgreementVersion | None) -> dict[str, str]:
    """Who last changed each part since then: by organisation, since names stay on their side."""
    where = {Party.HOME: placement.home_name, Party.HOST: placement.host_name}
    return {
        edit.clause: f"Changed by HR at {where[edit.side]} on {day(edit.created_at)}"
        for edit in queries.edits(placement)
        if newest is None or edit.created_at >= newest.issued_at
    }
