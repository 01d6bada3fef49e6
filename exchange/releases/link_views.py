"""The manager's page behind the mailed link. Its token is the guard: no session, no account.

Opening the page changes nothing; only the answer is single-use.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.errors import Gone, IllegalTransition
from exchange.releases import queries, services, wording
from exchange.releases.forms import AgreeForm, NotManagerForm, NotNowForm
from exchange.releases.queries import OpenedLink
from exchange.web.forms import Form, attempt
from exchange.web.guard import csrf
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.linked import NOBODY, keep_token_here
from exchange.web.pages import Answer

blueprint = Blueprint("in_principle", __name__, url_prefix="/in-principle")
csrf.exempt(blueprint)
blueprint.after_request(keep_token_here)

STATUS = {"open": 200, "decided": 200, "withdrawn": 410, "expired": 410}
USUAL_TIME_TO_HOLD = timedelta(days=180)


@blueprint.get("/<token>")
@requires(Permission.PAGE_LINK)
def show(token: str) -> Answer:
    """What is asked, and the answer; or what became of it."""
    opened = queries.open_link(token)
    return _page(token, opened, _forms(opened), STATUS[opened.state])


@blueprint.post("/<token>")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def answer(token: str) -> Answer:
    """Answer, once."""
    opened = queries.open_link(token)
    chosen = request.form.get("decision", "")
    if chosen not in DECIDE:
        forms = _forms(opened)
        return _page(token, opened, forms, 422 if opened.state == "open" else STATUS[opened.state])
    forms = _forms(opened, chosen)
    try:
        run = DECIDE[chosen]
        done = attempt(forms[chosen], lambda: _done(run, opened, token, forms[chosen]))
    except (Gone, IllegalTransition) as refusal:
        opened = queries.open_link(token)
        return _page(token, opened, _forms(opened), 410 if isinstance(refusal, Gone) else 409)
    if done:
        return redirect(url_for(".show", token=token), 303)
    opened = queries.open_link(token)
    status = 422 if opened.state == "open" else max(409, STATUS[opened.state])
    return _page(token, opened, forms, status, chosen)


@blueprint.post("/<token>/fresh")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def fresh(token: str) -> Answer:
    """A fresh link to the same address, for one that expired."""
    opened = queries.open_link(token)
    try:
        services.fresh_link(opened.actor, token)
    except Gone:
        opened = queries.open_link(token)
        return _page(token, opened, _forms(opened), 410)
    return redirect(url_for(".show", token=token, sent=1), 303)


def _forms(opened: OpenedLink, chosen: str = "") -> dict[str, Form]:
    """A form for each answer; only the one that was sent holds what was typed."""
    asked, sent = opened.request, {chosen: request.form}
    known = {
        "most_days_a_week": f"{asked.days_a_week:g}",
        "most_months": asked.months,
        "holds_until": clock.today() + USUAL_TIME_TO_HOLD,
    }
    return {
        name: form(formdata=sent.get(name), prefix=f"{name}-", data=known)
        for name, form in FORMS.items()
    }


def _done(run: Callable[..., None], opened: OpenedLink, token: str, form: Any) -> bool:
    run(opened, token, form)
    return True


def _agree(opened: OpenedLink, token: str, form: Any) -> None:
    days, months = float(form.most_days_a_week.data), form.most_months.data
    services.agree(opened.actor, token, days, months, form.holds_until.data)


def _not_now(opened: OpenedLink, token: str, form: Any) -> None:
    services.not_now(opened.actor, token, form.category.data, text(form.reason))


def _not_manager(opened: OpenedLink, token: str, _form: Any) -> None:
    services.not_manager(opened.actor, token)


FORMS: dict[str, type[Form]] = {
    "agree": AgreeForm,
    "not-now": NotNowForm,
    "not-me": NotManagerForm,
}
DECIDE: dict[str, Callable[[OpenedLink, str, Any], None]] = {
    "agree": _agree,
    "not-now": _not_now,
    "not-me": _not_manager,
}


def _page(
    token: str, opened: OpenedLink, forms: dict[str, Form], status: int, chosen: str = ""
) -> Answer:
    page = render_template(
        f"releases/link_{opened.state}.html",
        actor=NOBODY,
        navigation=(),
        token=token,
        link=opened.link,
        release=opened.request,
        words=wording,
        forms=forms,
        form=forms.get(chosen),
        chosen=chosen,
        sent="sent" in request.args,
    )
    return page, status
