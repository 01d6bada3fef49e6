"""Pages of applicants, and the page of one application that both sides read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange import clock
from exchange.access import Permission, requires
from exchange.applications import queries, queueing, services, story, wording
from exchange.applications.forms import ApplyForm, NoteForm, version_seen
from exchange.applications.lifecycle import APPLICATION, LIVE, ApplicationStatus
from exchange.applications.models import Application
from exchange.errors import ChangedMeanwhile, IllegalTransition
from exchange.messages import queries as messages
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.profiles import queries as profiles
from exchange.reference import choices, kinds
from exchange.releases import queries as releases
from exchange.releases import wording as release_words
from exchange.releases.models import ReleaseRequest
from exchange.web.forms import attempt
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate

blueprint = Blueprint("applications", __name__)
blueprint.add_app_template_filter(wording.profile_rows, "profile_rows")


@blueprint.route("/opportunities/<uuid:opportunity_id>/apply", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def apply(opportunity_id: uuid.UUID) -> Answer:
    """Write an application, keep it as a draft or send it."""
    opportunity = opportunities.by_public_id(actor(), opportunity_id)
    mine = _live(opportunity)
    if mine is not None and (mine.status is not ApplicationStatus.DRAFT or not opportunity.is_open):
        return _already(mine)
    services.refuse_unless_open(actor(), opportunity)
    form = ApplyForm()
    form.offer_choices(organisations.memberships_of(actor()))
    form.resume(mine)
    if request.method == "POST" and (answer := _kept(form, opportunity_id)):
        return answer
    opportunity = opportunities.by_public_id(actor(), opportunity_id)
    request_text = _request_to_manager(opportunity)
    released = releases.holding(actor(), opportunity)
    return shown(
        "applications/apply.html",
        form,
        opportunity=opportunity,
        kind=kinds.get(opportunity.kind),
        asked_first=_who_wants_to_be_asked(form, released),
        released=released,
        words=release_words,
        asking=releases.open_for(actor(), opportunity),
        snapshot=profiles.snapshot(actor().person_id or 0),
        request_text=request_text,
        mail_link=_mail_link(opportunity, request_text),
        draft=_live(opportunity),
    )


@blueprint.get("/applications")
@requires(Permission.PAGE_SIGNED_IN)
def mine() -> Answer:
    """The reader's own applications."""
    page = paginate(queries.mine(actor()), page_number())
    return render_template(
        "applications/mine.html",
        page=page,
        all_words=wording.APPLICATION,
        page_link=lambda number: url_for(".mine", page=number),
        Turn=wording.Turn,
    )


@blueprint.get("/applications/<uuid:application_id>")
@requires(Permission.PAGE_SIGNED_IN)
def show(application_id: uuid.UUID) -> Answer:
    """One application: each side sees what it may, and what it can do next."""
    application = queries.by_public_id(actor(), application_id)
    own = application.applicant_id == actor().person_id
    changes = [] if own else story.profile_changes(actor(), application)
    return render_template(
        "applications/show.html",
        application=application,
        opportunity=application.opportunity,
        kind=kinds.get(application.opportunity.kind),
        words=wording.APPLICATION[application.status],
        over=wording.is_over(application.answer_by, clock.now()),
        over_words=wording.OFFER_OVER,
        Turn=wording.Turn,
        own=own,
        decides=queries.decides(actor(), application),
        can=lambda action: APPLICATION.can(application.status, action),
        free=application.opportunity.places - len(queries.places_held(application.opportunity)),
        story=story.of(application),
        changes=changes,
        category=_category(application),
        queue_place=queueing.place_of(application) if own else 0,
        conversation=messages.about(actor(), "application", application.public_id),
    )


@blueprint.route("/applications/<uuid:application_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def withdraw(application_id: uuid.UUID) -> Answer:
    """Take one's application back."""
    return _leave(application_id, "withdraw", services.withdraw, "Your application is withdrawn.")


@blueprint.route("/applications/<uuid:application_id>/decline", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def decline(application_id: uuid.UUID) -> Answer:
    """Say no to an offer."""
    done = "You declined the offer. The poster has been told."
    return _leave(application_id, "decline", services.decline, done)


def _leave(
    application_id: uuid.UUID, action: str, command: Callable[..., object], done: str
) -> Answer:
    application = queries.own(actor(), application_id)
    version = version_seen(application)
    APPLICATION.after(application.status, action)
    form = NoteForm()
    if posted(form, lambda: command(actor(), application_id, version, form.reason.data or "")):
        flash(done, "success")
        return redirect(url_for(".show", application_id=application_id))
    return shown(f"applications/{action}.html", form, application=application, version=version)


def _live(opportunity: Opportunity) -> Application | None:
    found = queries.mine_for(actor(), opportunity)
    return found if found is not None and found.status in LIVE else None


def _already(application: Application) -> Response:
    if application.status is not ApplicationStatus.DRAFT:
        flash("You have applied already. This is your application.", "info")
    return redirect(url_for(".show", application_id=application.public_id))


def _kept(form: ApplyForm, opportunity_id: uuid.UUID) -> Response | None:
    """Save or send; a second press of the button shows what the first one did."""
    command = services.submit if form.is_sent else services.save_draft
    try:
        kept = attempt(
            form,
            lambda: command(
                actor(),
                opportunity_id,
                form.statement.data or "",
                form.employer_id,
                says_manager_knows=form.says_manager_knows.data,
            ),
        )
    except (IllegalTransition, ChangedMeanwhile):
        mine = _live(opportunities.by_public_id(actor(), opportunity_id))
        if mine is None or mine.status is ApplicationStatus.DRAFT:
            raise
        return _already(mine)
    return _after_keeping(form, kept) if kept else None


def _after_keeping(form: ApplyForm, kept: Application) -> Response:
    if form.is_sent:
        queued = kept.status is ApplicationStatus.QUEUED
        then = (
            "You are told when it is your turn." if queued else "You are told when it is answered."
        )
        flash(f"Your application is sent. {then}", "success")
        return redirect(url_for(".show", application_id=kept.public_id))
    flash("Your draft is saved. Nobody else sees it.", "success")
    return redirect(url_for(".apply", opportunity_id=kept.opportunity.public_id))


def _who_wants_to_be_asked(form: ApplyForm, released: list[ReleaseRequest]) -> list[str]:
    """Employers for whom a tick is needed: nobody's manager who said yes in principle already."""
    said_yes = {one.home_organisation.public_id for one in released}
    if form.home_organisation.data in {str(one) for one in said_yes}:
        return []
    every = (one.organisation for one in organisations.memberships_of(actor()))
    return [one.name for one in every if one.ask_before_applying and one.public_id not in said_yes]


def _mail_link(opportunity: Opportunity, text: str) -> str:
    """A link that opens an e-mail with the text; whom to write to is left to the writer."""
    subject = quote(f"May I apply for “{opportunity.title}”?")
    return f"mailto:?subject={subject}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}"


def _request_to_manager(opportunity: Opportunity) -> str:
    address = f"{current_app.extensions['settings'].base_url}/opportunities/{opportunity.public_id}"
    return render_template(
        "applications/ask_manager.txt",
        opportunity=opportunity,
        kind=kinds.get(opportunity.kind),
        address=address,
        name=actor().name,
    ).strip()


def _category(application: Application) -> str:
    code = application.outcome_category
    return choices.get(choices.NOT_SELECTED_REASONS, code).name if code else ""
