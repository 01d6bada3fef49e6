"""Dates of people out and in for a calendar program: the page, and the feed behind its address."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)

from exchange.access import Permission, requires
from exchange.desk import calendars, hr_services
from exchange.desk.hr_views import head
from exchange.web.guard import actor
from exchange.web.limits import for_programs
from exchange.web.pages import Answer

blueprint = Blueprint("hr_calendar", __name__, url_prefix="/hr/calendar")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.DESK_HR)
def show() -> Answer:
    """Whether the viewer's calendar is on. A POST makes a new address, shown this once."""
    address = ""
    if request.method == "POST":
        token = hr_services.open_calendar(actor())
        base: str = current_app.extensions["settings"].base_url
        address = base + url_for(".feed", token=token)
    return render_template(
        "desk/hr_calendar.html",
        address=address,
        feed=calendars.own(actor()),
        entries=len(calendars.entries(actor())),
        **head("calendar"),
    )


@blueprint.post("/off")
@requires(Permission.DESK_HR)
def off() -> Answer:
    """The address answers no more."""
    hr_services.close_calendar(actor())
    flash("Your calendar is switched off. Its address answers no more.", "success")
    return redirect(url_for(".show"))


@blueprint.get("/<token>.ics")
@for_programs
@requires(Permission.PAGE_LINK)
def feed(token: str) -> Response:
    """The calendar, for whoever has its address. It may be kept, and is asked for again."""
    answer = Response(calendars.written(calendars.owner(token)), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
