"""Pages about the service, and addresses that machines ask: health, robots, the icon."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for

from exchange.access import Permission, requires
from exchange.desk.upkeep import readiness
from exchange.reference import kinds
from exchange.web.pages import Answer

blueprint = Blueprint("pages", __name__)

ROBOTS = """User-agent: *
Disallow: /account
Disallow: /admin
Disallow: /hr
Disallow: /people
Disallow: /release
Disallow: /sign-in
Disallow: /sign-up
"""


@blueprint.get("/help")
@requires(Permission.PAGE_PUBLIC)
def help_page() -> Answer:
    """What Crossover is and how it works."""
    return render_template("pages/help.html", kinds=kinds.ALL)


@blueprint.get("/help/how-we-decide")
@requires(Permission.PAGE_PUBLIC)
def how_we_decide() -> Answer:
    """Who reads what, on what grounds."""
    return render_template("pages/how_we_decide.html")


@blueprint.get("/privacy")
@requires(Permission.PAGE_PUBLIC)
def privacy() -> Answer:
    """What is kept, and who sees it."""
    return render_template("pages/privacy.html")


@blueprint.get("/accessibility")
@requires(Permission.PAGE_PUBLIC)
def accessibility() -> Answer:
    """The accessibility statement."""
    return render_template("pages/accessibility.html")


@blueprint.get("/healthz")
@requires(Permission.PAGE_PUBLIC)
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@requires(Permission.PAGE_PUBLIC)
def readyz() -> tuple[Response, int]:
    """Whether pages can be served now: 503 where not."""
    ready, found = readiness()
    return jsonify(found), 200 if ready else 503


@blueprint.get("/robots.txt")
@requires(Permission.PAGE_PUBLIC)
def robots() -> Response:
    """What search engines are asked to leave alone; a request and no lock."""
    return Response(ROBOTS, mimetype="text/plain")


@blueprint.get("/favicon.ico")
@requires(Permission.PAGE_PUBLIC)
def favicon() -> Answer:
    """Where browsers look for an icon before they read a page."""
    return redirect(url_for("static", filename="crossover/favicon.svg"))
