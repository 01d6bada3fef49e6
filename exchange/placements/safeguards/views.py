"""Pages of the safeguards, each one step below a placement's address."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request

from exchange.access import Permission, require, requires
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotFound
from exchange.placements import queries, story, wording
from exchange.placements.form_base import version_seen
from exchange.placements.models import Placement
from exchange.placements.safeguards import (
    adjustments,
    conflicts,
    forms,
    interests,
    notes,
    overrides,
    pensions,
    vetting,
    words,
)
from exchange.placements.safeguards import queries as private
from exchange.placements.safeguards.telling import hr_side, require_running
from exchange.placements.safeguards.words import (
    Matter,
    PensionOption,
    Side,
    Vetting,
    VettingState,
)
from exchange.placements.views import overtaken
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("safeguards", __name__)
P = Permission
ROOM = "/placements/<uuid:placement_id>"
BOTH = ["GET", "POST"]
"""Each page asks, and does what it asked."""


@blueprint.context_processor
def vocabulary() -> dict[str, Any]:
    """The words of these pages, for their templates."""
    return {"placement_words": wording, "safe_words": words}


def _room(placement_id: uuid.UUID, permission: Permission) -> Placement:
    """The placement, where the viewer may do this there and it still runs."""
    placement = queries.by_public_id(actor(), placement_id)
    require(actor(), permission, placement)
    return placement


def _step(
    placement: Placement,
    template: str,
    form: Form,
    run: Callable[[], Any],
    done: str,
    **values: Any,
) -> Answer:
    """One step: shown, or done and back to the room; a loser is told what changed."""
    placement_id = placement.public_id
    try:
        require_running(placement)
        finished = posted(form, run)
    except (ChangedMeanwhile, IllegalTransition) as refusal:
        return overtaken(placement_id, refusal)
    if finished:
        flash(done, "success")
        return redirect(f"/placements/{placement_id}#safeguards")
    placement = queries.by_public_id(actor(), placement_id)
    given = {"version": 0, **values}
    if request.method == "POST":
        given["version"] = version_seen()
    return shown(
        f"placements/safeguards/{template}.html",
        form,
        placement=placement,
        entries_seen=len(story.entries(actor(), placement)),
        **given,
    )


@blueprint.route(f"{ROOM}/interests", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def declare(placement_id: uuid.UUID) -> Answer:
    """Declare interests; HR of both sides reads what was declared."""
    placement = _room(placement_id, P.PLACEMENT_DECLARE)
    form = forms.DeclareForm()
    return _step(
        placement,
        "interests",
        form,
        lambda: interests.declare(actor(), placement_id, form.declared),
        "Your declaration is recorded. HR of both sides can read it.",
        read=_readable(placement),
        hr=private.reads_declarations(actor(), placement),
    )


def _readable(placement: Placement) -> list[Any]:
    """All declarations for HR of either side, else the viewer's own; newest first."""
    who = actor()
    keys = (who.key, f"address:{who.email}")
    every = private.reads_declarations(who, placement)
    return [one for one in reversed(placement.declarations) if every or one.is_of(*keys)]


@blueprint.route(f"{ROOM}/interests/<uuid:declaration_id>/again", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def again(placement_id: uuid.UUID, declaration_id: uuid.UUID) -> Answer:
    """HR asks for a new declaration."""
    placement = _room(placement_id, P.PLACEMENT_HR)
    found = next((one for one in placement.declarations if one.public_id == declaration_id), None)
    if found is None:
        raise NotFound
    form = forms.AgainForm()
    return _step(
        placement,
        "again",
        form,
        lambda: interests.ask_again(actor(), placement_id, declaration_id, text(form.why)),
        "The person is asked for a new declaration.",
        name=found.name,
    )


@blueprint.route(f"{ROOM}/conflicts", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def declare_conflict(placement_id: uuid.UUID) -> Answer:
    """HR declares what stands between the two organisations."""
    placement = _room(placement_id, P.PLACEMENT_HR)
    form = forms.ConflictForm()
    form.prepare(placement)
    return _step(
        placement,
        "conflict",
        form,
        lambda: conflicts.declare_conflict(
            actor(),
            placement_id,
            Matter(form.matter.data),
            Side(form.done_by.data),
            text(form.details),
        ),
        "Declared. HR of both sides is asked to agree how it is handled.",
    )


@blueprint.route(f"{ROOM}/conflicts/<uuid:conflict_id>", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def handling(placement_id: uuid.UUID, conflict_id: uuid.UUID) -> Answer:
    """HR writes how a matter is handled, or accepts what the other side wrote."""
    placement = _room(placement_id, P.PLACEMENT_HR)
    conflict = conflicts.find(placement, conflict_id)
    form = forms.HandlingForm()
    form.prepare(conflict)
    side = hr_side(actor(), placement)
    return _step(
        placement,
        "handling",
        form,
        lambda: conflicts.write_handling(
            actor(),
            placement_id,
            conflict_id,
            version_seen(),
            text(form.stand_aside),
            text(form.handling),
        ),
        "Saved, and accepted for your side.",
        version=conflict.version,
        conflict=conflict,
        side=side,
    )


@blueprint.post(f"{ROOM}/conflicts/<uuid:conflict_id>/accept")
@requires(P.PAGE_SIGNED_IN)
def accept_handling(placement_id: uuid.UUID, conflict_id: uuid.UUID) -> Answer:
    """HR of one side accepts what they read."""
    placement = _room(placement_id, P.PLACEMENT_HR)
    return _step(
        placement,
        "handling",
        Form(),
        lambda: conflicts.accept_handling(actor(), placement_id, conflict_id, version_seen()),
        "Accepted for your side.",
    )


@blueprint.route(f"{ROOM}/conflicts/<uuid:conflict_id>/over", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def close_conflict(placement_id: uuid.UUID, conflict_id: uuid.UUID) -> Answer:
    """The side that declared a matter says that it is over."""
    placement = _room(placement_id, P.PLACEMENT_HR)
    conflict = conflicts.find(placement, conflict_id)
    form = forms.CloseForm()
    return _step(
        placement,
        "over",
        form,
        lambda: conflicts.close_conflict(
            actor(), placement_id, conflict_id, version_seen(), text(form.reason)
        ),
        "Noted. The matter is over.",
        version=conflict.version,
        conflict=conflict,
    )


@blueprint.route(f"{ROOM}/vetting", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def choose_needed(placement_id: uuid.UUID) -> Answer:
    """Host HR says which checks the post needs."""
    placement = _room(placement_id, P.PLACEMENT_HR_HOST)
    form = forms.NeededForm()
    form.prepare(placement)
    return _step(
        placement,
        "needed",
        form,
        lambda: vetting.choose_needed(actor(), placement_id, _seen(), form.chosen),
        "Saved. Note on this page how far each check comes.",
        seen=vetting.last_change(placement),
    )


@blueprint.route(f"{ROOM}/vetting/<code>", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def set_state(placement_id: uuid.UUID, code: str) -> Answer:
    """Host HR notes how far one check has come."""
    placement = _room(placement_id, P.PLACEMENT_HR_HOST)
    row = vetting.by_vetting(placement).get(Vetting(code)) if code in set(Vetting) else None
    if row is None or row.state is VettingState.NOT_NEEDED:
        raise NotFound
    form = forms.StateForm()
    form.prepare(row)
    return _step(
        placement,
        "state",
        form,
        lambda: vetting.set_state(
            actor(),
            placement_id,
            _seen(),
            Vetting(code),
            VettingState(form.state.data),
            form.expires_on.data,
        ),
        "Noted.",
        seen=vetting.last_change(placement),
        name=words.VETTING[Vetting(code)],
    )


def _seen() -> str:
    return request.form.get("seen", "")


@blueprint.route(f"{ROOM}/pension", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def choose_pension(placement_id: uuid.UUID) -> Answer:
    """Home HR records how the pension goes on."""
    placement = _room(placement_id, P.PLACEMENT_HR_HOME)
    form = forms.PensionForm()
    form.prepare(placement)
    return _step(
        placement,
        "pension",
        form,
        lambda: pensions.choose_pension(
            actor(),
            placement_id,
            version_seen(),
            PensionOption(form.option.data),
            form.statement_on.data,
            form.cover,
        ),
        "The pension is recorded.",
        version=placement.pension.version if placement.pension else 0,
    )


@blueprint.route(f"{ROOM}/set-aside/<rule>", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def set_aside(placement_id: uuid.UUID, rule: str) -> Answer:
    """Record that an authority set a check aside."""
    placement = queries.by_public_id(actor(), placement_id)
    overrides.require_may(actor(), placement, rule)
    form = forms.OverrideForm()
    try:
        finding = overrides.to_override(placement, rule)
    except IllegalTransition as refusal:
        return overtaken(placement_id, refusal)
    return _step(
        placement,
        "set_aside",
        form,
        lambda: overrides.override(
            actor(), placement_id, version_seen(), rule, text(form.reason), form.authority
        ),
        "Recorded. Everybody who takes part can read on whose word, and why.",
        version=placement.version,
        finding=finding,
    )


@blueprint.post(f"{ROOM}/set-aside/<uuid:override_id>/back")
@requires(P.PAGE_SIGNED_IN)
def take_back(placement_id: uuid.UUID, override_id: uuid.UUID) -> Answer:
    """The check counts again."""
    placement = queries.by_public_id(actor(), placement_id)
    return _step(
        placement,
        "set_aside",
        Form(),
        lambda: overrides.take_back_override(actor(), placement_id, override_id),
        "The check counts again.",
    )


@blueprint.route(f"{ROOM}/concerns", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def concerns(placement_id: uuid.UUID) -> Answer:
    """Whose process it is when something goes wrong, and a private note to HR of both sides."""
    placement = _room(placement_id, P.PLACEMENT_NOTE)
    form = forms.NoteForm()
    return _step(
        placement,
        "concerns",
        form,
        lambda: notes.write_note(actor(), placement_id, text(form.text)),
        "HR of both sides can read your note. Nobody else can.",
        read=private.notes(actor(), placement),
        hr=private.reads_declarations(actor(), placement),
    )


@blueprint.post(f"{ROOM}/adjustments")
@requires(P.PAGE_SIGNED_IN)
def share(placement_id: uuid.UUID) -> Answer:
    """The mover shares what they need with the host, or takes that back."""
    placement = _room(placement_id, P.PLACEMENT_MOVE)
    shared = request.form.get("shared") == "yes"
    try:
        adjustments.share(actor(), placement_id, shared=shared)
    except IllegalTransition as refusal:
        return overtaken(placement.public_id, refusal)
    flash("Shared with the host." if shared else "The host reads it no more.", "success")
    return redirect(f"/placements/{placement_id}#safeguards")


@blueprint.route("/adjustments", methods=BOTH)
@requires(P.PAGE_SIGNED_IN)
def needs() -> Answer:
    """What the viewer needs in order to work well; theirs alone until they share it."""
    found = private.needs_of(actor())
    form = forms.NeedsForm(data={"text": found.text if found else ""})
    if posted(form, lambda: adjustments.write_needs(actor(), version_seen(), text(form.text))):
        flash("Saved. Nobody reads it until you share it in a placement.", "success")
        return redirect("/adjustments")
    found = private.needs_of(actor())
    version = version_seen() if request.method == "POST" else found.version if found else 0
    return shown("placements/safeguards/needs.html", form, version=version)
