"""The page of a listing, the list of one's own, and what its poster can do with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.opportunities import asking, queries, services
from exchange.opportunities.forms import ExtendForm
from exchange.opportunities.job_posting import job_posting
from exchange.opportunities.lifecycle import OPPORTUNITY, OpportunityStatus, closing_moment
from exchange.opportunities.models import Opportunity, Side
from exchange.reference import choices, kinds, levels, skills
from exchange.web.guard import actor
from exchange.web.pages import Answer, shown
from exchange.web.paging import page_number, paginate
from exchange.web.posted import posted

blueprint = Blueprint("opportunities", __name__)

Counter = Callable[[Iterable[int]], dict[int, dict[str, int]]]
"""How many answers each listing has, by status. The room that keeps answers stands above."""

S = OpportunityStatus
IN_WORDS = {
    S.DRAFT: ("Draft", "neutral"),
    S.IN_REVIEW: ("In review", "wait"),
    S.RETURNED: ("Returned to you", "wait"),
    S.PUBLISHED: ("Open", "good"),
    S.PAUSED: ("Paused", "wait"),
    S.FILLED: ("Filled", "neutral"),
    S.CONCLUDED: ("Ended without being filled", "neutral"),
    S.WITHDRAWN: ("Withdrawn", "neutral"),
    S.REMOVED: ("Removed by a moderator", "bad"),
}


@blueprint.record
def _no_answers_yet(state: Any) -> None:
    """Until the app says who counts answers, there are none."""
    state.app.extensions.setdefault("answer_counter", lambda ids: {})
    state.app.extensions.setdefault("late_answers", lambda listing: 0)
    state.app.extensions.setdefault("listing_news", ())


@blueprint.app_template_global()
def listing_status(listing: Opportunity) -> tuple[str, str]:
    """A listing's status as people read it, with its tone: closed follows from the clock."""
    if listing.status is S.PUBLISHED and listing.is_closed:
        return "Closed", "neutral"
    return IN_WORDS[listing.status]


@blueprint.get("/opportunities/<uuid:public_id>")
@requires(Permission.PAGE_PUBLIC)
def show(public_id: uuid.UUID) -> Answer:
    """A listing, for everybody who may see it; its own side sees how it stands and what to do."""
    listing = queries.by_public_id(actor(), public_id)
    manages = queries.manages(actor(), listing)
    kind = kinds.get(listing.kind)
    return render_template(
        "opportunities/show.html",
        listing=listing,
        kind=kind,
        level=levels.get(listing.level) if listing.level else None,
        level_note=levels.NOTE,
        cost=choices.get(choices.COST_MODELS, listing.cost_model) if listing.cost_model else None,
        skill_names=[skills.get(one.skill).name for one in listing.skills],
        host_name=urlsplit(listing.source_url).hostname,
        asks_consent=_asks_consent(listing),
        own=_own_side(listing) if manages else None,
        strong_action=_strong_action(listing, manages),
        may_ask=asking.may_ask(actor(), listing),
        asked=asking.asked(actor(), listing),
        job_posting=job_posting(listing),
    )


@blueprint.get("/my-listings")
@requires(Permission.PAGE_SIGNED_IN)
def mine() -> Answer:
    """What the viewer looks after, with what waits."""
    page = paginate(queries.posted_by(actor()), page_number())
    counts = current_app.extensions["answer_counter"]([one.id for one in page.items])
    return render_template(
        "opportunities/mine.html",
        page=page,
        counts={listing_id: sum(found.values()) for listing_id, found in counts.items()},
        changing=queries.waiting_changes(page.items),
        href=lambda number: url_for(".mine", page=number),
    )


@blueprint.post("/opportunities/<uuid:public_id>/pause")
@requires(Permission.PAGE_SIGNED_IN)
def pause(public_id: uuid.UUID) -> Response:
    """Take it out of search for a while."""
    services.pause(actor(), public_id)
    flash("Paused. Nobody can apply until you resume it.", "success")
    return _back(public_id)


@blueprint.post("/opportunities/<uuid:public_id>/resume")
@requires(Permission.PAGE_SIGNED_IN)
def resume(public_id: uuid.UUID) -> Response:
    """Show it again."""
    services.resume(actor(), public_id)
    flash("Shown again.", "success")
    return _back(public_id)


@blueprint.post("/opportunities/<uuid:public_id>/still-needed")
@requires(Permission.PAGE_SIGNED_IN)
def still_needed(public_id: uuid.UUID) -> Response:
    """Its own side looked at what it was told, and goes on."""
    services.still_needed(actor(), public_id)
    flash("Noted. The listing goes on as it is.", "success")
    return _back(public_id)


@blueprint.route("/opportunities/<uuid:public_id>/extend", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def extend(public_id: uuid.UUID) -> Answer:
    """A later closing date."""
    listing = queries.managed(actor(), public_id)
    OPPORTUNITY.after(listing.status, "extend")
    form = ExtendForm()
    done = posted(
        form,
        lambda: services.extend(actor(), public_id, closing_moment(form.closes_on.data)),
    )
    if done:
        flash("The closing date is later now.", "success")
        return _back(public_id)
    return shown("opportunities/extend.html", form, listing=listing)


@blueprint.post("/opportunities/<uuid:public_id>/consent")
@requires(Permission.PAGE_SIGNED_IN)
def consent(public_id: uuid.UUID) -> Response:
    """The colleague whom an organisation names agrees to be offered, or does not."""
    answer = request.form.get("answer")
    if answer not in {"yes", "no"}:
        abort(400)
    agrees = answer == "yes"
    services.consent(actor(), public_id, agrees)
    if not agrees:
        flash("You are not named any more. Your organisation is told that you said no.", "success")
        return redirect(url_for(".mine"))
    flash("Thank you. Your organisation can now send this to review.", "success")
    return _back(public_id)


def _back(public_id: uuid.UUID) -> Response:
    return redirect(url_for(".show", public_id=public_id))


def _asks_consent(listing: Opportunity) -> bool:
    """Whether the viewer is named by an organisation and has not answered."""
    named = listing.mover_id is not None and listing.mover_id == actor().person_id
    return named and listing.mover_consented_at is None and OPPORTUNITY.can(listing.status, "edit")


def _own_side(listing: Opportunity) -> dict[str, Any]:
    """What the poster reads about how it stands."""
    revision = queries.last_revision(listing) if listing.is_shown else None
    waits_since = listing.submitted_at if listing.status is S.IN_REVIEW else None
    if revision is not None and revision.status == "in_review":
        waits_since = revision.created_at
    counts = current_app.extensions["answer_counter"]([listing.id])
    return {
        "actions": [one for one in OPPORTUNITY.table if OPPORTUNITY.can(listing.status, one)],
        "answers": sum(counts.get(listing.id, {}).values()),
        "revision": revision,
        "waits_since": waits_since,
        "before": queries.queue_before(waits_since) if waits_since else 0,
    }


def _strong_action(listing: Opportunity, manages: bool) -> str:
    """The one thing to do for who reads it: apply, invite, go to the source, or nothing."""
    if manages or not listing.is_open or listing.mover_id == (actor().person_id or 0):
        return ""
    if listing.is_external:
        return "source"
    return "apply" if listing.side is Side.HOST else "invite"
