"""Pages of placements: the list, the room that every party reads, and each step in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Actor, Permission, allowed, requires
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed
from exchange.placements import (
    acts,
    appeals,
    approval_acts,
    backfilling,
    checks,
    living,
    outside,
    panels,
    progress,
    proposing,
    queries,
    services,
    stages,
    steps,
    story,
    taking_back,
    talking,
    wording,
)
from exchange.placements.facts_forms import level_of
from exchange.placements.form_base import ActForm, version_seen
from exchange.placements.forms import FORMS
from exchange.placements.lifecycle import Role
from exchange.placements.models import EndedHow, Placement
from exchange.placements.safeguards import overrides
from exchange.reference import choices, kinds
from exchange.rules import wording as rule_words
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("placements", __name__)
NO_EMPLOYER = {"", "none"}


@blueprint.context_processor
def words() -> dict[str, Any]:
    """The room's words, for its templates."""
    return {"placement_words": wording, "rule_words": rule_words}


@blueprint.post("/applications/<uuid:application_id>/accept")
@requires(Permission.PAGE_SIGNED_IN)
def accept_offer(application_id: uuid.UUID) -> Answer:
    """Accept an offered place."""
    return _accepted(
        f"/applications/{application_id}",
        lambda: proposing.accept_offer(actor(), application_id, version_seen()),
    )


@blueprint.post("/invitations/<uuid:invitation_id>/accept")
@requires(Permission.PAGE_SIGNED_IN)
def accept_invitation(invitation_id: uuid.UUID) -> Answer:
    """Accept an invitation, and say who the employer is."""
    return _accepted(
        f"/invitations/{invitation_id}",
        lambda: proposing.accept_invitation(actor(), invitation_id, version_seen(), _home()),
    )


@blueprint.get("/placements")
@requires(Permission.PAGE_SIGNED_IN)
def index() -> Answer:
    """The viewer's placements, and those of their organisations where they decide."""
    who = actor()
    shows = request.args.get("show", "mine")
    lists = {
        "mine": queries.mine(who),
        "ours": queries.of_my_organisations(who),
        "over": queries.of_my_organisations(who, over=True),
    }
    page = paginate(lists.get(shows, lists["mine"]), page_number())
    today = clock.today()
    return render_template(
        "placements/index.html",
        page=page,
        rows=[(one, _steps(one)) for one in page.items],
        shows=shows if shows in lists else "mine",
        for_organisation=allowed(who, Permission.DESK_HR),
        page_link=lambda number: url_for(".index", show=shows, page=number),
        today=today,
    )


@blueprint.get("/placements/<uuid:placement_id>")
@requires(Permission.PAGE_SIGNED_IN)
def show(placement_id: uuid.UUID) -> Answer:
    """The room: the same page for every party, each with what they may see and do."""
    who = actor()
    placement = queries.by_public_id(who, placement_id)
    today = clock.today()
    open_acts = {act.code: act for act in acts.open_to(who, placement, today)}
    return render_template(
        "placements/show.html",
        placement=placement,
        kind=kinds.get(placement.kind),
        steps=[
            (step, _is_mine(step, open_acts, who, placement))
            for step in (*_steps(placement), *panels.steps(placement, today))
        ],
        panels=panels.shown(who, placement, today),
        acts=open_acts,
        stages=stages.stages(who, placement, today),
        findings=checks.findings(placement, today),
        aside=overrides.set_aside_by(who, placement),
        asks=checks.needs_contract(placement),
        entries=story.entries(who, placement),
        seen=story.sides_seen(who, placement),
        refused_as=placement.refused_as and progress.role_at(placement, placement.refused_as),
        refusal=_refusal(placement),
        appeal_until=appeals.last_day(placement),
        appealed=placement.appeal(placement.refused_as),
        upheld_too_late=appeals.upheld_too_late(placement),
        talk=talking.shown(who, placement),
        may_read_answer=_may_read_answer(who, placement),
    )


@blueprint.post("/placements/<uuid:placement_id>/messages")
@requires(Permission.PAGE_SIGNED_IN)
def join_messages(placement_id: uuid.UUID) -> Answer:
    """A party who came later takes part in the conversation from now on."""
    talk = talking.join(actor(), placement_id)
    return redirect(f"/messages/{talk.public_id}#latest" if talk else f"/placements/{placement_id}")


@blueprint.route(
    f"/placements/<uuid:placement_id>/<any({', '.join(repr(code) for code in acts.ACTS)}):code>",
    methods=["GET", "POST"],
)
@requires(Permission.PAGE_SIGNED_IN)
def act(placement_id: uuid.UUID, code: str) -> Answer:
    """One step: GET shows what it commits to, POST does it."""
    who = actor()
    placement = queries.by_public_id(who, placement_id)
    form = (FORMS | approval_acts.FORMS)[code]()
    try:
        acts.require_open(who, placement, code, clock.today())
        if request.method == "POST":
            steps.expect(placement, version_seen())
        form.prepare(who, placement)
        done = posted(form, lambda: (RUN | approval_acts.RUN)[code](who, placement, form))
    except (ChangedMeanwhile, IllegalTransition) as refusal:
        return overtaken(placement_id, refusal)
    except NotAllowed:
        if not _has_changed(placement_id):
            raise
        return overtaken(placement_id, ChangedMeanwhile())
    if done:
        flash(acts.ACTS[code].done, "success")
        return redirect(url_for(".show", placement_id=placement_id))
    return _asked(code, form, placement_id)


def _has_changed(placement_id: uuid.UUID) -> bool:
    """Whether what was posted was seen before the last change: it may have been theirs to do."""
    if request.method != "POST":
        return False
    # What is no version at all was seen by nobody: that stays a plain refusal.
    return 0 < version_seen() < queries.by_public_id(actor(), placement_id).version


def _asked(code: str, form: ActForm, placement_id: uuid.UUID) -> Answer:
    placement = queries.by_public_id(actor(), placement_id)
    return shown(
        f"placements/{code.replace('-', '_')}.html",
        form,
        act=acts.ACTS[code],
        placement=placement,
        kind=kinds.get(placement.kind),
        version=version_seen() if request.method == "POST" else placement.version,
        entries_seen=len(story.entries(actor(), placement)),
        refusals=choices.REFUSAL_REASONS,
        refusal=_refusal(placement),
        appeal_until=appeals.last_day(placement),
        blocking=checks.blocking(placement, clock.today(), "start") if code == "start" else [],
    )


def overtaken(placement_id: uuid.UUID, refusal: ChangedMeanwhile | IllegalTransition) -> Answer:
    """Somebody was quicker: say what happened since the person opened the page."""
    placement = queries.by_public_id(actor(), placement_id)
    entries = story.entries(actor(), placement)
    known = request.form.get("entries_seen", default=len(entries) - 3, type=int)
    page = render_template(
        "placements/overtaken.html",
        placement=placement,
        refusal=refusal,
        changed=isinstance(refusal, ChangedMeanwhile),
        entries=entries[max(0, known) :],
    )
    return page, 409


def _accepted(back: str, accept: Callable[[], Placement]) -> Answer:
    try:
        placement = accept()
    except Invalid as refusal:
        flash(refusal.message, "error")
        return redirect(back)
    flash("You accepted. This page shows what happens next, and who acts.", "success")
    return redirect(url_for(".show", placement_id=placement.public_id))


def _home() -> uuid.UUID | None:
    sent = request.form.get("home_organisation", "").strip()
    if sent in NO_EMPLOYER:
        return None
    try:
        return uuid.UUID(sent)
    except ValueError:
        raise Invalid({"home_organisation": "Choose where you work."}) from None


def _steps(placement: Placement) -> list[progress.Step]:
    today = clock.today()
    return progress.steps(placement, today, len(checks.blocking(placement, today)))


def _is_mine(
    step: progress.Step, open_acts: dict[str, acts.Act], who: Actor, placement: Placement
) -> bool:
    """Whether the viewer can take this step themselves."""
    if step.keys and step.keys.isdisjoint({who.key, f"address:{who.email}"}):
        return False
    if step.permission is not None:
        return allowed(who, step.permission, placement)
    if step.act not in open_acts:
        return False
    if step.act == "approve":
        return step.role in acts.roles_to_approve(who, placement)
    if step.act == "facts":  # the host's manager may answer, but nobody waits for them to
        return who.person_id != placement.host_manager_id
    return True


def _refusal(placement: Placement) -> str:
    if not placement.refusal_category:
        return ""
    return choices.get(choices.REFUSAL_REASONS, placement.refusal_category).name


def _may_read_answer(who: Actor, placement: Placement) -> bool:
    """Whether the viewer may open the application or invitation behind the placement."""
    answer = placement.application
    if answer is None:
        return False
    return allowed(who, Permission.APPLICATION_OWN, answer) or allowed(
        who, Permission.APPLICATION_DECIDE, answer
    )


def _send_home(who: Actor, placement: Placement, form: Any) -> None:
    name = text(form.name) if "name" in form else ""
    email = text(form.email) if "email" in form else ""
    services.send_home(who, placement.public_id, version_seen(), name, email)


def _refuse(who: Actor, placement: Placement, form: Any) -> None:
    role, category = Role(form.role.data), form.category.data
    services.refuse(who, placement.public_id, version_seen(), role, category, text(form.reason))


def _complete(who: Actor, placement: Placement, form: Any) -> None:
    how = EndedHow(form.how.data) if "how" in form else EndedHow.OUTCOME_CONFIRMED
    living.complete(who, placement.public_id, version_seen(), how, text(form.note))


def _record(who: Actor, placement: Placement, form: Any) -> None:
    happened = form.happened.data == "yes"
    living.record_happened(who, placement.public_id, version_seen(), happened, text(form.reason))


def _with_reason(run: Callable[..., None]) -> Callable[..., None]:
    return lambda who, placement, form: run(
        who, placement.public_id, version_seen(), text(form.reason)
    )


def _plainly(run: Callable[..., object]) -> Callable[..., None]:
    def act(who: Actor, placement: Placement, _form: Any) -> None:
        run(who, placement.public_id, version_seen())

    return act


RUN: dict[str, Callable[[Actor, Placement, Any], None]] = {
    "send-home": _send_home,
    "manager": lambda who, placement, form: services.confirm_manager(
        who, placement.public_id, version_seen(), form.is_manager.data == "yes"
    ),
    "approve": lambda who, placement, form: services.approve(
        who, placement.public_id, version_seen(), *form.roles
    ),
    "refuse": _refuse,
    "terms": lambda who, placement, form: services.change_terms(
        who, placement.public_id, version_seen(), form.terms(placement)
    ),
    "facts": lambda who, placement, form: services.give_facts(
        who, placement.public_id, version_seen(), form.facts(placement)
    ),
    "outside": lambda who, placement, form: outside.record_approval(
        who, placement.public_id, version_seen(), form.given()
    ),
    "nationality": lambda who, placement, form: outside.note_nationality(
        who,
        placement.public_id,
        version_seen(),
        form.reserved.data == "yes",
        form.checked.data == "yes",
    ),
    "stay-on": lambda who, placement, form: outside.say_staying(
        who,
        placement.public_id,
        version_seen(),
        form.stays.data == "yes",
        level_of(form.home_level),
    ),
    "withdraw": _with_reason(services.withdraw),
    "start": _plainly(living.confirm_start),
    "did-not-start": _with_reason(living.did_not_start),
    "happened": _record,
    "leave": _with_reason(living.go_on_leave),
    "back": _plainly(living.come_back),
    "complete": _complete,
    "end": lambda who, placement, form: living.end_early(
        who, placement.public_id, version_seen(), text(form.reason), form.notice
    ),
    "take-back-notice": lambda who, placement, form: taking_back.take_back_notice(
        who,
        placement.public_id,
        version_seen(),
        text(form.reason),
        others_agree=bool(form.others_agree.data),
    ),
    "backfill": _plainly(backfilling.offer_desk),
}
"""What each step runs. The command asks the access table again: pages only ask first."""
