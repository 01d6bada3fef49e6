"""Choosing what reaches one, and the link in e-mails that ends them without signing in."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from jinja2 import Undefined
from werkzeug.wrappers import Response

from exchange.access import Permission, requires
from exchange.errors import ChangedMeanwhile, NotFound
from exchange.notices import preferences, unsubscribing
from exchange.notices.events import FIXED, GROUPS, Group, shown
from exchange.notices.forms import PreferencesForm, data_of
from exchange.web.guard import actor, csrf
from exchange.web.pages import Answer, posted
from exchange.web.pages import shown as page_shown

blueprint = Blueprint("preferences", __name__, url_prefix="/account/notices")
by_link = Blueprint("unsubscribing", __name__, url_prefix="/notices/unsubscribe")
# A mail program presses the button for its reader (RFC 8058): no cookie, no token of a session.
# The signed address is the guard.
csrf.exempt(by_link)

NOBODY = Undefined(name="actor")
"""Nobody is signed in or asked to sign in here, whatever the browser holds."""


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def choose() -> Answer:
    """What reaches the person, group by group."""
    form = PreferencesForm(data=data_of(preferences.wishes(actor().person_id or 0)))
    if posted(form, lambda: preferences.choose(actor(), form.wishes())):
        flash("Your choice is kept. It counts from the next notice on.", "success")
        return redirect(url_for(".choose"))
    return page_shown(
        "notices/preferences.html",
        form,
        fixed=[GROUPS[group] for group in shown() if group in FIXED],
        groups=[(group, GROUPS[group]) for group in preferences.switchable()],
    )


@by_link.after_request
def keep_token_here(response: Response) -> Response:
    """The token stands in the address: it goes to no other site and into no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@by_link.get("/<token>")
@requires(Permission.PAGE_LINK)
def ask(token: str) -> Answer:
    """What would end, and the button that ends it: opening the page changes nothing."""
    _person_id, what = _read(token)
    return _page(token, what, ended=False)


@by_link.post("/<token>")
@requires(Permission.PAGE_LINK)
def end(token: str) -> Answer:
    """It ends, by the button or by one click in a mail program; twice is as good as once."""
    person_id, what = _read(token)
    try:
        preferences.unsubscribe(actor(), person_id, what)
    except ChangedMeanwhile:  # both were pressed at the same moment: the other one wrote the row
        preferences.unsubscribe(actor(), person_id, what)
    return _page(token, what, ended=True)


def _read(token: str) -> tuple[int, str]:
    found = unsubscribing.read(current_app.extensions["settings"].secret_key, token)
    if found is None:
        raise NotFound("This link is not one of ours, or a part of it is missing.")
    return found


def _page(token: str, what: str, *, ended: bool) -> Answer:
    about = None if what == unsubscribing.DAILY else GROUPS[Group(what)]
    return render_template(
        "notices/unsubscribe.html", token=token, about=about, ended=ended, actor=NOBODY
    )
