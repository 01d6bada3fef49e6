"""Pages of a stay: check-ins, notes, extensions, the return, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, require, requires
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.placements import queries as placements
from exchange.placements import steps as placing
from exchange.placements import story
from exchange.placements import wording as placement_words
from exchange.placements.form_base import version_seen
from exchange.reference import kinds
from exchange.stays import (
    checking_in,
    forms,
    learning,
    queries,
    returning,
    steps,
    tasks,
    wording,
)
from exchange.stays.lifecycle import CheckInTime, ImpactTime, Side
from exchange.stays.pages import PAGES, require_open
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("stays", __name__)
ROOM = "/placements/<uuid:placement_id>"
CODES = ", ".join(repr(code) for code in PAGES)
TIMES = ", ".join(repr(time.value) for time in CheckInTime)
IMPACTS = ", ".join(repr(time.value) for time in ImpactTime)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """The room's words, for its templates."""
    return {"placement_words": placement_words, "stay_words": wording}


@blueprint.route(f"{ROOM}/stay/<any({CODES}):code>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def page(placement_id: uuid.UUID, code: str) -> Answer:
    """One thing to do: GET shows what it commits to, POST does it."""
    who, one = actor(), PAGES[code]
    placement = placements.by_public_id(who, placement_id)
    form = one.form()

    def ask() -> None:
        require_open(who, placement, one)
        if request.method == "POST":
            placing.expect(placement, version_seen())
        form.prepare(who, placement)

    run = lambda: one.run(who, placement, form)  # noqa: E731 - a name for what the form runs
    template = f"stays/{code.replace('-', '_')}.html"
    return _answer(placement_id, form, ask, run, one.done, template, title=one.title)


@blueprint.route(f"{ROOM}/stay/check-in/<any({TIMES}):time>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def check_in(placement_id: uuid.UUID, time: str) -> Answer:
    """How it goes, for the mover and for the manager at the host."""
    who, form, when = actor(), forms.CheckInForm(), CheckInTime(time)
    placement = placements.by_public_id(who, placement_id)
    side = Side.MOVER if who.person_id == placement.mover_id else Side.HOST

    def ask() -> None:
        require(who, checking_in.PERMISSION[side], placement)
        steps.need(placement, *queries.RUNNING)
        checking_in.is_asked(placement, when, clock.today())
        if (when, side) in queries.record(placement).check_ins:
            raise IllegalTransition("You answered this already.", "The page shows your answer.")
        form.prepare(who, placement)

    def run() -> None:
        checking_in.check_in(who, placement_id, when, side, form.answer)

    done = "Thank you. Your answer is saved."
    title = tasks.CHECK_INS[when]
    return _answer(placement_id, form, ask, run, done, "stays/check_in.html", title=title)


@blueprint.route(f"{ROOM}/stay/impact/<any({IMPACTS}):time>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def impact(placement_id: uuid.UUID, time: str) -> Answer:
    """What came of it, for the host."""
    who, form, when = actor(), forms.ImpactForm(), ImpactTime(time)
    placement = placements.by_public_id(who, placement_id)
    form.ask(when)

    def ask() -> None:
        require(who, Permission.PLACEMENT_START, placement)
        steps.need(placement, *queries.STAYS)
        learning.is_asked(placement, when)
        if when in queries.record(placement).impacts:
            raise IllegalTransition("This was answered already.", "The page shows the answer.")

    def run() -> None:
        hours = form.hours.data if "hours" in form else None
        learning.tell_impact(who, placement_id, when, hours, text(form.outcome))

    title = tasks.IMPACTS[when]
    done = "Saved. Everybody who takes part can read it."
    return _answer(placement_id, form, ask, run, done, "stays/impact.html", title=title)


@blueprint.post(f"{ROOM}/stay/ask-home")
@requires(Permission.PAGE_SIGNED_IN)
def ask_home(placement_id: uuid.UUID) -> Answer:
    """Ask home for the post to return to, by a link where nobody there has an account."""
    try:
        returning.ask_home(actor(), placement_id)
    except IllegalTransition as refusal:
        return overtaken(placement_id, refusal)
    flash("Asked. Whoever plans the return at home has been told.", "success")
    return back(placement_id)


@blueprint.post("/profile/confirmed-skills/<uuid:skill_id>")
@requires(Permission.PAGE_SIGNED_IN)
def hide_skill(skill_id: uuid.UUID) -> Answer:
    """The holder hides a confirmed skill, or shows it again."""
    hidden = request.form.get("hidden") == "yes"
    learning.hide_skill(actor(), skill_id, hidden)
    flash("Hidden. Only you see it now." if hidden else "Shown on your profile again.", "success")
    return redirect(url_for("profiles.edit"))


def _answer(
    placement_id: uuid.UUID,
    form: Form,
    ask: Callable[[], None],
    run: Callable[[], object],
    done: str,
    template: str,
    **values: Any,
) -> Answer:
    """Ask, do, and say so; or show the form again, or what changed meanwhile."""
    try:
        ask()
        finished = posted(form, run)
    except (ChangedMeanwhile, IllegalTransition) as refusal:
        return overtaken(placement_id, refusal)
    if finished:
        flash(done, "success")
        return back(placement_id)
    placement = placements.by_public_id(actor(), placement_id)
    return shown(
        template,
        form,
        placement=placement,
        kind=kinds.get(placement.kind),
        version=version_seen() if request.method == "POST" else placement.version,
        entries_seen=len(story.entries(actor(), placement)),
        **values,
    )


def back(placement_id: uuid.UUID) -> Answer:
    return redirect(url_for("placements.show", placement_id=placement_id))


def overtaken(placement_id: uuid.UUID, refusal: ChangedMeanwhile | IllegalTransition) -> Answer:
    """Somebody was quicker, or it is not the time: say what happened last."""
    placement = placements.by_public_id(actor(), placement_id)
    entries = story.entries(actor(), placement)
    known = request.form.get("entries_seen", default=len(entries) - 3, type=int)
    shown_page = render_template(
        "placements/overtaken.html",
        placement=placement,
        refusal=refusal,
        changed=isinstance(refusal, ChangedMeanwhile),
        entries=entries[max(0, known) :],
    )
    return shown_page, 409
