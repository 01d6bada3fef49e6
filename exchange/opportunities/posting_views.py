"""Pages for posting: choose a kind, write in short steps, check, send to review."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from exchange.access import ForOrganisation, Permission, allowed, requires
from exchange.errors import Invalid
from exchange.opportunities import queries, rules, services, steps
from exchange.opportunities.forms import (
    IN_MY_NAME,
    SIDE_HINTS,
    STEPS,
    KindForm,
    MoverForm,
    StepForm,
    step_of,
    steps_of,
)
from exchange.opportunities.lifecycle import OPPORTUNITY
from exchange.opportunities.models import Opportunity, PostedAs, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.reference import choices, kinds, levels, skills
from exchange.web.guard import actor
from exchange.web.pages import Answer, shown
from exchange.web.posted import posted, version_sent

blueprint = Blueprint("posting", __name__)


@blueprint.app_template_global()
def step_name(code: str) -> str:
    """A step of posting as people read it."""
    return STEPS[code][0]


@blueprint.app_template_global()
def who_says_yes(kind_code: str) -> list[choices.Choice]:
    """The approvals of a kind, in words."""
    return [choices.get(choices.APPROVALS, code) for code in kinds.get(kind_code).approvals]


@blueprint.route("/opportunities/new", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def new() -> Answer:
    """Begin a listing: which way, in whose name, which kind."""
    form = KindForm(data={"side": request.args.get("side"), "kind": request.args.get("kind")})
    form.offer(organisations.memberships_of(actor()))
    draft = posted(form, lambda: _start(form))
    if draft:
        return redirect(url_for(".edit", public_id=draft.public_id, step="what"))
    return shown("opportunities/new.html", form, kinds=kinds.PLACEMENTS, side_hints=SIDE_HINTS)


@blueprint.get("/opportunities/<uuid:public_id>/edit")
@requires(Permission.PAGE_SIGNED_IN)
def begin(public_id: uuid.UUID) -> Answer:
    """Go on writing."""
    queries.managed(actor(), public_id)
    return redirect(url_for(".edit", public_id=public_id, step="what"))


@blueprint.route("/opportunities/<uuid:public_id>/edit/<step>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def edit(public_id: uuid.UUID, step: str) -> Answer:
    """One step of writing; each is kept on the server."""
    listing = queries.managed(actor(), public_id)
    if step not in steps_of(listing):
        abort(404)
    _must_be_open_to_change(listing)
    if step == "who" and listing.posted_as is PostedAs.ORGANISATION:
        return _name_mover(listing)
    before = steps.with_revision(listing, queries.open_revision(listing))
    form_class = STEPS[step][1]
    form = form_class(data=form_class.given(before))
    form.fit(listing, before)
    if posted(form, lambda: _save(listing, form, before)):
        return _onwards(listing, step)
    return shown(f"opportunities/edit_{step}.html", form, **_about(listing, step, before))


@blueprint.get("/opportunities/<uuid:public_id>/check")
@requires(Permission.PAGE_SIGNED_IN)
def check(public_id: uuid.UUID) -> Answer:
    """Everything on one page before it goes to a moderator, and what is missing."""
    listing = queries.managed(actor(), public_id)
    _must_be_open_to_change(listing)
    return _check_page(listing)


@blueprint.post("/opportunities/<uuid:public_id>/submit")
@requires(Permission.PAGE_SIGNED_IN)
def submit(public_id: uuid.UUID) -> Answer:
    """Send it to a moderator."""
    try:
        services.submit(actor(), public_id, version_sent())
    except Invalid:
        return _check_page(queries.managed(actor(), public_id)), 422
    flash("Sent. A moderator looks at it, usually within 1 working day.", "success")
    return redirect(url_for("opportunities.show", public_id=public_id))


def _start(form: KindForm) -> Opportunity:
    whose = None if form.whose.data == IN_MY_NAME else uuid.UUID(form.whose.data)
    values = ListingValues(kind=form.kind.data)
    return services.start_draft(actor(), Side(form.side.data), form.posted_as, whose, values)


def _save(listing: Opportunity, form: StepForm, before: ListingValues) -> bool:
    """Keep a step of a draft, or change a published listing."""
    public_id, after = listing.public_id, form.values(before)
    if not listing.is_shown:
        services.save_draft(actor(), public_id, after, version_sent())
        return True
    if services.edit_published(actor(), public_id, after, version_sent()):
        flash("Your change waits for a moderator. Until then the present text stays up.", "success")
    else:
        flash("Changed. Readers see it now.", "success")
    return True


def _name_mover(listing: Opportunity) -> Answer:
    form = MoverForm()
    named = posted(
        form, lambda: services.name_mover(actor(), listing.public_id, form.email.data or "")
    )
    if named:
        flash("Asked. They get a notice, and the page says when they have answered.", "success")
        return _onwards(listing, "who")
    return shown("opportunities/edit_mover.html", form, **_about(listing, "who", None))


def _onwards(listing: Opportunity, step: str) -> Answer:
    """To the next step, or out of the door with the draft kept."""
    public_id = listing.public_id
    if "later" in request.form:
        flash("Kept. You find it under “My listings” and go on when you like.", "success")
        return redirect(url_for("opportunities.mine"))
    if listing.is_shown:
        return redirect(url_for("opportunities.show", public_id=public_id))
    left = steps_of(listing)[steps_of(listing).index(step) + 1 :]
    return redirect(
        url_for(".edit", step=left[0], public_id=public_id)
        if left
        else url_for(".check", public_id=public_id)
    )


def _about(listing: Opportunity, step: str, values: ListingValues | None) -> dict[str, object]:
    kind = kinds.get(values.kind if values else listing.kind)
    return {
        "listing": listing,
        "step": step,
        "steps_left": steps_of(listing),
        "kind": kind,
        "skill_groups": skills.by_group(),
        "levels": levels,
        "cost_models": choices.COST_MODELS,
        "kinds": kinds.PLACEMENTS,
    }


def _check_page(listing: Opportunity) -> str:
    missing = rules.problems(listing.side, steps.values_of(listing))
    if listing.side is Side.MOVER and not listing.mover_consented_at:
        missing["mover"] = "Name who would go. That person must agree before others see this."
    found = [(message, step_of(field), field) for field, message in missing.items()]
    post_for = ForOrganisation(listing.organisation_id)
    personal = listing.posted_as is PostedAs.PERSON
    return render_template(
        "opportunities/check.html",
        missing=found,
        may_post=personal or allowed(actor(), Permission.OPPORTUNITY_POST_FOR, post_for),
        skill_names=[skills.get(one.skill).name for one in listing.skills],
        **_about(listing, "check", None),
    )


def _must_be_open_to_change(listing: Opportunity) -> None:
    """Refuse at once what saving would refuse: writing for nothing is no kindness."""
    OPPORTUNITY.after(listing.status, "revise" if listing.is_shown else "edit")
