"""The asker's pages: asking a manager first, how it stands, and taking it back."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange.access import Permission, requires
from exchange.errors import NotFound
from exchange.opportunities import queries as opportunities
from exchange.opportunities.models import Opportunity
from exchange.organisations import queries as organisations
from exchange.reference.months import is_within, months_between
from exchange.releases import queries, services, wording
from exchange.releases.forms import AskForm
from exchange.web.guard import actor
from exchange.web.limits import RARE, limiter
from exchange.web.pages import Answer, posted, shown
from exchange.web.paging import page_number, paginate
from exchange.web.posted import version_sent

blueprint = Blueprint("ask_first", __name__, url_prefix="/ask-first")


@blueprint.get("")
@requires(Permission.PAGE_SIGNED_IN)
def mine() -> Answer:
    """The reader's own requests."""
    page = paginate(queries.mine(actor()), page_number())
    return render_template(
        "releases/mine.html",
        page=page,
        words=wording,
        page_link=lambda number: url_for(".mine", page=number),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_SIGNED_IN)
def new() -> Answer:
    """Ask a manager, for a listing or before looking for one."""
    opportunity = _listing()
    form = AskForm(data=_known(opportunity))
    memberships = organisations.memberships_of(actor())
    form.offer_choices(memberships)
    about = opportunity.public_id if opportunity else None
    asked = posted(form, lambda: services.ask(actor(), form.wish(), form.employer_id, about))
    if asked:
        flash(f"{asked.manager_name} was asked by e-mail. You are told of the answer.", "success")
        return redirect(url_for(".show", request_id=asked.public_id), 303)
    return shown(
        "releases/new.html",
        form,
        opportunity=opportunity,
        has_employer=bool(memberships),
        asking=queries.open_for(actor(), opportunity),
    )


@blueprint.get("/<uuid:request_id>")
@requires(Permission.PAGE_SIGNED_IN)
def show(request_id: uuid.UUID) -> Answer:
    """How one request stands: who is waited for, and since when."""
    found = queries.by_public_id(actor(), request_id)
    return render_template("releases/show.html", release=found, words=wording)


@blueprint.post("/<uuid:request_id>/withdraw")
@requires(Permission.PAGE_SIGNED_IN)
def withdraw(request_id: uuid.UUID) -> Answer:
    """Take a request back."""
    services.withdraw(actor(), request_id, version_sent())
    flash("Your request is withdrawn. The link in the e-mail decides nothing any more.", "success")
    return redirect(url_for(".show", request_id=request_id), 303)


def _listing() -> Opportunity | None:
    wanted = request.args.get("opportunity", "")
    if not wanted:
        return None
    try:
        return opportunities.by_public_id(actor(), uuid.UUID(wanted))
    except ValueError:
        raise NotFound("There is no such listing.") from None


def _known(opportunity: Opportunity | None) -> dict[str, object]:
    if opportunity is None:
        return {}
    days = opportunity.days_a_week
    return {
        "days_a_week": None if days is None else f"{days:g}",
        "months": _months(opportunity),
        "starts_on": opportunity.starts_on,
    }


def _months(opportunity: Opportunity) -> int | None:
    """The fewest whole months that hold the listing's days; none where it has no dates."""
    starts, ends = opportunity.starts_on, opportunity.ends_on
    if starts is None or ends is None:
        return None
    whole = months_between(starts, ends)
    return whole if whole and is_within(starts, ends, whole) else whole + 1
