"""Listings as JSON, the description of that, and the page that says how to use it."""

from __future__ import annotations

import json
import uuid
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from exchange.access import Permission, requires
from exchange.api import schemas, shapes
from exchange.api.asked import asked_form
from exchange.api.description import describe
from exchange.api.keeping import kept
from exchange.api.parameters import asks
from exchange.opportunities import queries
from exchange.opportunities.searching import SearchForm, search
from exchange.web.guard import actor
from exchange.web.limits import PROGRAMS, for_programs
from exchange.web.pages import Answer
from exchange.web.paging import page_number

blueprint = Blueprint("api", __name__)

RESULTS, WHOLE = schemas.Results(), schemas.Whole()


@blueprint.get("/api/v1/opportunities")
@for_programs
@requires(Permission.PAGE_PUBLIC)
def index() -> Response:
    """Search listings, with the parameters of the search page."""
    form = asked_form(SearchForm(request.args))
    found = search(actor(), form, page_number())
    return _json(RESULTS.dump(shapes.results(found, form)))


@blueprint.get("/api/v1/opportunities/<uuid:public_id>")
@for_programs
@requires(Permission.PAGE_PUBLIC)
def show(public_id: uuid.UUID) -> Response:
    """One listing, for whoever may see its page."""
    return _json(WHOLE.dump(shapes.whole(queries.by_public_id(actor(), public_id))))


@blueprint.get("/api/v1/openapi.json")
@for_programs
@requires(Permission.PAGE_PUBLIC)
def openapi() -> Response:
    """What programs may ask here, for the tools that read OpenAPI."""
    settings = current_app.extensions["settings"]
    return _json(describe(settings.service_name, settings.base_url))


@blueprint.get("/api")
@requires(Permission.PAGE_PUBLIC)
def about() -> Answer:
    """How to use all this, for people."""
    return render_template(
        "api/about.html",
        asks=asks(),
        base_url=current_app.extensions["settings"].base_url,
        per_minute=PROGRAMS,
    )


def _json(body: Any) -> Response:
    text = json.dumps(body, ensure_ascii=False) + "\n"
    return kept(Response(text, mimetype="application/json"), actor())
