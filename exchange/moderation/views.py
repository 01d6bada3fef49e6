"""Pages of moderators, and those on which anybody reports a listing or appeals a removal."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, allowed, requires
from exchange.errors import IllegalTransition
from exchange.moderation import queries, question_queries, services, talk_queries
from exchange.moderation.forms import AppealForm, DecisionForm, ReasonForm, ReportForm
from exchange.moderation.hints import hints
from exchange.moderation.models import Report, ReportDecision
from exchange.opportunities import queries as opportunities
from exchange.opportunities import steps
from exchange.opportunities.models import Opportunity, OpportunityRevision
from exchange.reference import choices, kinds, levels, skills
from exchange.web.guard import actor
from exchange.web.look import day
from exchange.web.pages import Answer, shown
from exchange.web.paging import page_number, paginate
from exchange.web.posted import posted, version_sent

blueprint = Blueprint("moderation", __name__)

QUEUES = {
    "listings": ("New listings", queries.listings_to_review),
    "changes": ("Changes", queries.changes_to_review),
    "reports": ("Reports", queries.reports_to_decide),
    "appeals": ("Appeals", queries.appeals_to_decide),
    "conversations": ("Conversations", talk_queries.waiting),
    "questions": ("Questions", question_queries.waiting),
}


@blueprint.get("/moderation")
@requires(Permission.MODERATION_WORK)
def index() -> Answer:
    """What waits, with the oldest and its clock."""
    chosen = request.args.get("queue", "listings")
    chosen = chosen if chosen in QUEUES else "listings"
    return render_template(
        "moderation/index.html",
        waiting=queries.waiting(actor()),
        queues=QUEUES,
        chosen=chosen,
        page=paginate(QUEUES[chosen][1](), page_number()),
        due=queries.due,
        href=lambda number: url_for(".index", queue=chosen, page=number),
        may_judge=lambda listing: services.may_judge(actor(), listing),
    )


@blueprint.get("/moderation/listings/<uuid:public_id>")
@requires(Permission.MODERATION_WORK)
def review(public_id: uuid.UUID) -> Answer:
    """A new listing as visitors would see it, with what to look at twice."""
    return _review_page(public_id, ReasonForm())


@blueprint.post("/moderation/listings/<uuid:public_id>/publish")
@requires(Permission.MODERATION_WORK)
def publish(public_id: uuid.UUID) -> Answer:
    """It is right."""
    services.publish(actor(), public_id, version_sent())
    flash("Published. The poster is told.", "success")
    return _to_queue("listings")


@blueprint.post("/moderation/listings/<uuid:public_id>/return")
@requires(Permission.MODERATION_WORK)
def send_back(public_id: uuid.UUID) -> Answer:
    """It needs a change."""
    form = ReasonForm()
    version = version_sent()
    if posted(
        form,
        lambda: services.send_back(actor(), public_id, version, form.reason.data or ""),
    ):
        flash("Returned. The poster reads your reason.", "success")
        return _to_queue("listings")
    return _review_page(public_id, form), 422


@blueprint.get("/moderation/changes/<uuid:public_id>")
@requires(Permission.MODERATION_WORK)
def change(public_id: uuid.UUID) -> Answer:
    """A material edit, old beside new."""
    return _change_page(public_id, ReasonForm())


@blueprint.post("/moderation/changes/<uuid:public_id>/approve")
@requires(Permission.MODERATION_WORK)
def approve_change(public_id: uuid.UUID) -> Answer:
    """The change is right."""
    services.approve_change(actor(), public_id, version_sent())
    flash("The change is shown now. The poster is told.", "success")
    return _to_queue("changes")


@blueprint.post("/moderation/changes/<uuid:public_id>/return")
@requires(Permission.MODERATION_WORK)
def return_change(public_id: uuid.UUID) -> Answer:
    """The change is not accepted."""
    form = ReasonForm()
    version = version_sent()
    if posted(
        form,
        lambda: services.return_change(actor(), public_id, version, form.reason.data or ""),
    ):
        flash("Not accepted. The poster reads your reason; the text before it stays.", "success")
        return _to_queue("changes")
    return _change_page(public_id, form), 422


@blueprint.route("/opportunities/<uuid:public_id>/report", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def report(public_id: uuid.UUID) -> Answer:
    """Say that a listing is wrong."""
    listing = opportunities.by_public_id(actor(), public_id)
    services.refuse_unless_shown(actor(), listing)
    form = ReportForm()
    made = posted(
        form,
        lambda: services.report(actor(), public_id, form.category.data, form.text.data or ""),
    )
    if made:
        flash("Thank you. A moderator looks at it, and you get a notice of the outcome.", "success")
        return redirect(url_for("opportunities.show", public_id=public_id))
    return shown(
        "moderation/report.html", form, listing=listing, categories=choices.REPORT_CATEGORIES
    )


@blueprint.get("/moderation/reports/<uuid:public_id>")
@requires(Permission.PAGE_SIGNED_IN)
def show_report(public_id: uuid.UUID) -> Answer:
    """A report: what is said, who holds it, what was decided."""
    return _report_page(public_id)


@blueprint.post("/moderation/reports/<uuid:public_id>/claim")
@requires(Permission.MODERATION_WORK)
def claim(public_id: uuid.UUID) -> Response:
    """Take it for half an hour."""
    services.claim(actor(), public_id)
    return redirect(url_for(".show_report", public_id=public_id))


@blueprint.post("/moderation/reports/<uuid:public_id>/decide")
@requires(Permission.MODERATION_WORK)
def decide(public_id: uuid.UUID) -> Answer:
    """Leave the listing up, or remove it."""
    form = DecisionForm()
    version = version_sent()
    if posted(
        form,
        lambda: services.decide(
            actor(),
            public_id,
            ReportDecision(form.decision.data),
            form.reason.data or "",
            version,
        ),
    ):
        flash("Decided. Those concerned are told.", "success")
        return _to_queue("reports")
    return _report_page(public_id, form), 422


@blueprint.post("/moderation/reports/<uuid:public_id>/<any(uphold, overturn):decision>")
@requires(Permission.PAGE_SIGNED_IN)
def hear(public_id: uuid.UUID, decision: str) -> Answer:
    """Decide an appeal."""
    form = ReasonForm()
    command = services.uphold if decision == "uphold" else services.overturn
    version = version_sent()
    if posted(form, lambda: command(actor(), public_id, form.reason.data or "", version)):
        flash("Decided. Those concerned are told.", "success")
        return redirect(url_for(".show_report", public_id=public_id))
    return _report_page(public_id, form), 422


@blueprint.route("/opportunities/<uuid:public_id>/appeal", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def appeal(public_id: uuid.UUID) -> Answer:
    """Ask for a second look at a removal."""
    listing = opportunities.managed(actor(), public_id)
    removal = queries.removal(listing)
    if removal is None:
        raise IllegalTransition("This listing was not removed, so there is nothing to appeal.")
    form = AppealForm()
    if posted(form, lambda: services.appeal(actor(), public_id, form.text.data or "")):
        flash("Your appeal is made. You get a notice when it is decided.", "success")
        return redirect(url_for(".appeal", public_id=public_id))
    return shown("moderation/appeal.html", form, listing=listing, report=removal)


def _to_queue(queue: str) -> Response:
    return redirect(url_for(".index", queue=queue))


def _review_page(public_id: uuid.UUID, form: ReasonForm) -> str:
    listing = opportunities.by_public_id(actor(), public_id)
    return render_template(
        "moderation/review.html",
        form=form,
        hints=hints(listing, steps.values_of(listing)),
        **_about(listing),
    )


def _change_page(public_id: uuid.UUID, form: ReasonForm) -> str:
    revision = queries.revision(actor(), public_id)
    listing = revision.opportunity
    return render_template(
        "moderation/change.html",
        form=form,
        revision=revision,
        rows=_old_and_new(listing, revision),
        hints=hints(listing, steps.with_revision(listing, revision)),
        **_about(listing),
    )


def _old_and_new(listing: Opportunity, revision: OpportunityRevision) -> list[list[str]]:
    """Each changed field with what is shown now and what is proposed."""
    before, after = steps.values_of(listing), steps.with_revision(listing, revision)
    return [
        [
            name.replace("_", " ").capitalize(),
            _in_words(name, getattr(before, name)),
            _in_words(name, getattr(after, name)),
        ]
        for name in sorted(revision.values)
    ]


def _in_words(name: str, value: Any) -> str:
    if value is None or value == "":
        return "Not given"
    if name == "kind":
        return kinds.get(value).name
    if name == "cost_model":
        return choices.get(choices.COST_MODELS, value).name
    if isinstance(value, date):
        return day(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _report_page(public_id: uuid.UUID, form: Any = None) -> str:
    found = queries.report(actor(), public_id)
    return render_template(
        "moderation/show_report.html",
        report=found,
        form=form,
        decision_form=form if isinstance(form, DecisionForm) else DecisionForm(formdata=None),
        reason_form=form if isinstance(form, ReasonForm) else ReasonForm(formdata=None),
        category=choices.get(choices.REPORT_CATEGORIES, found.category),
        names=queries.names(*_people(found)),
        earlier=queries.earlier_reports(found),
        held=services.is_held(found),
        may_judge=services.may_judge(actor(), found.opportunity)
        and allowed(actor(), Permission.REPORT_DECIDE, found),
        may_hear=services.may_hear(actor(), found),
        listing=found.opportunity,
    )


def _people(found: Report) -> tuple[int | None, ...]:
    return (
        found.claimed_by_id,
        found.decided_by_id,
        found.appeal_decided_by_id,
        found.reporter_id,
        found.opportunity.poster_id,
    )


def _about(listing: Opportunity) -> dict[str, Any]:
    return {
        "listing": listing,
        "kind": kinds.get(listing.kind),
        "level": levels.get(listing.level) if listing.level else None,
        "skill_names": [skills.get(one.skill).name for one in listing.skills],
        "may_judge": services.may_judge(actor(), listing),
        "due": queries.due,
    }
