"""Pages of posters: what came in for a listing, and each answer they can give."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.applications import clocks, queries, queueing, sifting, wording
from exchange.applications.forms import (
    HearByForm,
    NotSelectForm,
    ReasonForm,
    TermsForm,
    version_seen,
)
from exchange.applications.lifecycle import (
    APPLICATION,
    UNANSWERED,
    UNDECIDED,
    UNSEEN,
    ApplicationStatus,
)
from exchange.applications.models import Application
from exchange.applications.promising import promise
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Side
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.look import plural
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("sifting", __name__)

SHOW = "applications.show"
A_PAGE = 50
SEEN = tuple(one for one in ApplicationStatus if one not in UNSEEN)
WAITING = UNANSWERED - {ApplicationStatus.OFFERED, ApplicationStatus.QUEUED}


@blueprint.get("/opportunities/<uuid:opportunity_id>/applications")
@requires(Permission.PAGE_SIGNED_IN)
def sift(opportunity_id: uuid.UUID) -> Answer:
    """What came in for a listing, oldest first."""
    opportunity = opportunities.by_public_id(actor(), opportunity_id)
    if opportunity.side is Side.MOVER:
        return redirect(url_for("invitations.index"))
    status = _status(request.args.get("status", ""))
    query = queries.received(actor(), opportunity, status)
    counts = queries.counts([opportunity.id]).get(opportunity.id, {})
    return render_template(
        "applications/sift.html",
        opportunity=opportunity,
        page=paginate(query, page_number(), A_PAGE),
        counts={one: counts[one.value] for one in SEEN if one.value in counts},
        waiting=sum(counts.get(one.value, 0) for one in WAITING),
        undecided=sum(counts.get(one.value, 0) for one in UNDECIDED),
        queued=counts.get(ApplicationStatus.QUEUED.value, 0),
        due=clocks.waiting([opportunity]).get(opportunity.id, [])[:1],
        today=clock.today(),
        held=len(queries.places_held(opportunity)),
        status=status,
        words=wording.APPLICATION,
        page_link=lambda number: _page_link(opportunity_id, status, number),
        unanswered=UNANSWERED,
    )


@blueprint.route(
    "/opportunities/<uuid:opportunity_id>/applications/hear-by", methods=["GET", "POST"]
)
@requires(Permission.PAGE_SIGNED_IN)
def hear_by(opportunity_id: uuid.UUID) -> Answer:
    """Tell everybody who waits by when they hear."""
    opportunity = opportunities.managed(actor(), opportunity_id)
    form = HearByForm()
    told = posted(form, lambda: promise(actor(), opportunity_id, form.hear_by.data))
    if told:
        flash(f"{plural(told, 'person is', 'people are')} told.", "success")
        return redirect(url_for(".sift", opportunity_id=opportunity_id))
    waiting = queueing.undecided(opportunity)
    return shown("applications/hear_by.html", form, opportunity=opportunity, waiting=waiting)


@blueprint.post("/applications/<uuid:application_id>/shortlist")
@requires(Permission.PAGE_SIGNED_IN)
def shortlist(application_id: uuid.UUID) -> Answer:
    """Onto the shortlist."""
    return _at_once(application_id, sifting.shortlist, "On the shortlist. The applicant is told.")


@blueprint.post("/applications/<uuid:application_id>/reserve")
@requires(Permission.PAGE_SIGNED_IN)
def reserve(application_id: uuid.UUID) -> Answer:
    """Into reserve."""
    return _at_once(application_id, sifting.reserve, "In reserve. The applicant is told.")


@blueprint.post("/applications/<uuid:application_id>/lapse")
@requires(Permission.PAGE_SIGNED_IN)
def lapse(application_id: uuid.UUID) -> Answer:
    """The offer ran out without an answer."""
    return _at_once(application_id, sifting.lapse, "The offer is marked as run out.")


@blueprint.route("/applications/<uuid:application_id>/offer", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def offer(application_id: uuid.UUID) -> Answer:
    """Offer a place."""
    application = queries.to_decide(actor(), application_id)
    form = TermsForm()
    form.fit(application.opportunity)
    return _with_form(
        application,
        "offer",
        form,
        lambda version: sifting.offer(actor(), application_id, version, form.offer()),
        "The place is offered. You are told when it is answered.",
    )


@blueprint.route("/applications/<uuid:application_id>/not-select", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def not_select(application_id: uuid.UUID) -> Answer:
    """Say no, with a reason."""
    application = queries.to_decide(actor(), application_id)
    form = NotSelectForm()
    return _with_form(
        application,
        "not_select",
        form,
        lambda version: sifting.not_select(
            actor(), application_id, version, form.category.data, form.reason.data or ""
        ),
        "Not selected. The applicant reads your reason.",
    )


@blueprint.route("/applications/<uuid:application_id>/rescind", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def rescind(application_id: uuid.UUID) -> Answer:
    """Take an offer back, with a reason."""
    application = queries.to_decide(actor(), application_id)
    form = ReasonForm()
    return _with_form(
        application,
        "rescind",
        form,
        lambda version: sifting.rescind(actor(), application_id, version, form.reason.data or ""),
        "The offer is taken back. The applicant reads your reason.",
    )


def _status(asked: str) -> ApplicationStatus | None:
    known = {one.value: one for one in SEEN}
    return known.get(asked)


def _at_once(
    application_id: uuid.UUID,
    command: Callable[..., None],
    done: str,
) -> Answer:
    application = queries.to_decide(actor(), application_id)
    command(actor(), application_id, version_seen(application))
    flash(done, "success")
    return redirect(url_for(SHOW, application_id=application_id))


def _with_form(
    application: Application, action: str, form: Form, run: Callable[[int], object], done: str
) -> Answer:
    """A page that asks before it acts; refused input comes back with the page."""
    application_id, version = application.public_id, version_seen(application)
    APPLICATION.after(application.status, action)
    if posted(form, lambda: run(version)):
        flash(done, "success")
        return redirect(url_for(SHOW, application_id=application_id))
    application = queries.to_decide(actor(), application_id)
    return shown(
        f"applications/{action}.html",
        form,
        application=application,
        opportunity=application.opportunity,
        version=version,
        free=application.opportunity.places - len(queries.places_held(application.opportunity)),
    )


def _page_link(opportunity_id: uuid.UUID, status: ApplicationStatus | None, number: int) -> str:
    chosen = status.value if status else None
    return url_for(".sift", opportunity_id=opportunity_id, status=chosen, page=number)
