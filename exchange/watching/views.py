"""The pages of saved searches."""

from __future__ import annotations

import uuid
from textwrap import shorten
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange.access import Permission, requires
from exchange.errors import Invalid, SearchTimeout, SearchUnavailable
from exchange.watching import listings, matching, queries, services
from exchange.watching.forms import SavedSearchForm
from exchange.watching.kinds import MOST, Found, Kind
from exchange.watching.models import SavedSearch
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("watching", __name__)


@blueprint.get("/saved-searches")
@requires(Permission.PAGE_SIGNED_IN)
def index() -> Answer:
    """The reader's saved searches and the listings that they watch."""
    return render_template(
        "watching/index.html",
        searches=[(one, matching.kind_of(one.address)) for one in queries.of(actor())],
        listings=listings.watched(actor()),
    )


@blueprint.route("/saved-searches/new", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def new() -> Answer:
    """Give the search of listings in the address a name and keep it."""
    return _new(matching.LISTINGS)


@blueprint.route("/saved-searches/new/people", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def new_people() -> Answer:
    """The same for a search of people."""
    return _new(matching.PEOPLE)


def _new(kind: Kind[Any]) -> Answer:
    search = kind.form(request.args)
    state, name = kind.state_of(search), shorten(kind.words(search), 80, placeholder="…")
    form = SavedSearchForm(data={"name": name.translate({ord(mark): None for mark in "“”"})})
    if not search.validate():
        return redirect(state.here)
    mine = [one for one in queries.of(actor()) if matching.kind_of(one.address) is kind]
    form.offer(mine)
    saved = posted(form, lambda: _save(kind, search, form))
    if saved:
        flash("Your search is saved.", "success")
        return redirect(url_for(".show", public_id=saved))
    return shown(
        "watching/new.html", form, kind=kind, state=state, words=kind.words(search), mine=mine
    )


@blueprint.route("/saved-searches/<uuid:public_id>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def show(public_id: uuid.UUID) -> Answer:
    """What it finds now, what was sent and what would be sent next; its name and how often."""
    saved = queries.by_public_id(actor(), public_id)
    form = SavedSearchForm() if request.method == "POST" else SavedSearchForm(obj=saved)
    if posted(
        form,
        lambda: services.change(actor(), public_id, form.seen, form.name.data or "", form.chosen),
    ):
        flash("Your changes are saved.", "success")
        return redirect(url_for(".show", public_id=public_id))
    saved = queries.by_public_id(actor(), public_id)
    rows = _found(saved)
    waiting = set(queries.untold(saved, [one.id for one in rows or ()]))
    return shown(
        "watching/show.html",
        form,
        saved=saved,
        kind=matching.kind_of(saved.address),
        found=rows,
        most=MOST,
        coming=[one for one in rows or () if one.id in waiting],
        sent=queries.last_sent(actor(), saved),
    )


@blueprint.post("/saved-searches/<uuid:public_id>/delete")
@requires(Permission.PAGE_SIGNED_IN)
def delete(public_id: uuid.UUID) -> Answer:
    """Forget it."""
    services.delete(actor(), public_id)
    flash("The saved search is deleted.", "success")
    return redirect(url_for(".index"))


def _save(kind: Kind[Any], search: Form, form: SavedSearchForm) -> uuid.UUID:
    rows = kind.found(actor(), search)
    if len(rows) >= MOST:
        few = f"This search finds {MOST} {kind.most} or more."
        raise Invalid({"name": f"{few} Add a word or a filter, then save it."})
    address, words = kind.state_of(search).here, kind.words(search)
    name, known = form.name.data or "", [one.id for one in rows]
    if (replaced := form.replaces) is None:
        return services.save(actor(), name, form.chosen, address, words, known)
    services.replace(actor(), replaced, name, form.chosen, address, words, known)
    return replaced


def _found(saved: SavedSearch) -> list[Found] | None:
    """What it finds now; None where the search does not answer."""
    kind = matching.kind_of(saved.address)
    form = kind.form_of(saved.address)
    try:
        return kind.found(actor(), form) if form.validate() else []
    except (SearchTimeout, SearchUnavailable):
        return None
