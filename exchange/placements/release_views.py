"""Deciding by link: one public page for a line manager, an HR contact or a chair.

The token in the address is the guard of these pages, so that no session is carried, read or
started here, and the address is not passed on to other sites. Opening the page changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.audit import history
from exchange.db import db
from exchange.errors import Gone, Invalid
from exchange.placements import checks, progress, queries, releasing, wording
from exchange.placements.lifecycle import PlacementStatus, Role
from exchange.placements.models import DecisionLink
from exchange.placements.queries import OpenedLink, link_key
from exchange.placements.release_forms import (
    AgreeForm,
    NotTheManagerForm,
    OtherwiseForm,
    PassOnForm,
    RefuseByLinkForm,
    TakeBackForm,
)
from exchange.placements.safeguards import conflicts
from exchange.placements.safeguards.models import OrganisationConflict
from exchange.placements.safeguards.words import MATTERS
from exchange.reference import kinds
from exchange.web.forms import Form, attempt
from exchange.web.guard import csrf
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.linked import NOBODY, keep_token_here
from exchange.web.pages import Answer

blueprint = Blueprint("release", __name__, url_prefix="/release")
csrf.exempt(blueprint)
blueprint.after_request(keep_token_here)

STATUS = {"open": 200, "decided": 200, "replaced": 410, "expired": 410}
FORMS: dict[str, type[Form]] = {
    "agree": AgreeForm,
    "otherwise": OtherwiseForm,
    "refuse": RefuseByLinkForm,
    "pass-on": PassOnForm,
    "not-me": NotTheManagerForm,
    "take-back": TakeBackForm,
}
BY_THE_MANAGER = ("agree", "otherwise", "refuse", "pass-on", "not-me")


@blueprint.context_processor
def words() -> dict[str, Any]:
    """The room's words, for its templates."""
    return {"placement_words": wording}


@blueprint.get("/<token>")
@requires(Permission.PAGE_LINK)
def show(token: str) -> Answer:
    """What is asked, and the decision; or what became of it."""
    opened = queries.open_link(token)
    return _page(token, opened, _forms(opened), STATUS[opened.state])


@blueprint.post("/<token>")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def decide(token: str) -> Answer:
    """Decide, once."""
    opened = queries.open_link(token)
    chosen = request.form.get("decision", "")
    if chosen not in _offered(opened):
        return _page(token, opened, _forms(opened), 422 if opened.state == "open" else 410)
    forms = _forms(opened, chosen)
    try:
        done = attempt(forms[chosen], lambda: _decided(opened, token, chosen, forms[chosen]))
    except Gone:
        opened = queries.open_link(token)
        return _page(token, opened, _forms(opened), 410)
    if done:
        return redirect(url_for(".show", token=token), 303)
    return _page(token, queries.open_link(token), forms, 422, chosen)


@blueprint.post("/<token>/code")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def send_code(token: str) -> Answer:
    """Send the code that goes with the decision, to the verified address only."""
    return _sent(token, releasing.send_code)


@blueprint.post("/<token>/fresh")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def fresh(token: str) -> Answer:
    """A fresh link to the same address, for one that expired."""
    return _sent(token, releasing.fresh_link)


def _sent(token: str, send: Callable[..., None]) -> Answer:
    opened = queries.open_link(token)
    try:
        send(opened.actor, token)
    except Gone:
        opened = queries.open_link(token)
        return _page(token, opened, _forms(opened), 410)
    return redirect(url_for(".show", token=token), 303)


def _offered(opened: OpenedLink) -> list[str]:
    """What can be decided by this link."""
    link = opened.link
    if opened.state == "decided":
        return ["take-back"] if releasing.may_take_back(link) else []
    if opened.state != "open":
        return []
    if link.role is Role.HOME_MANAGER:
        return ["agree", "refuse", "not-me"] if link.needs_code else list(BY_THE_MANAGER)
    if releasing.asks_about_manager(link):
        return ["agree", "refuse", "not-me"] if link.placement.manager_email else ["refuse"]
    return ["agree", "refuse"]


def _forms(opened: OpenedLink, chosen: str = "") -> dict[str, Form]:
    """A form for each decision; only the one that was sent holds what was typed."""
    sent = {chosen: request.form}
    forms = {}
    for name in _offered(opened):
        form = FORMS[name](formdata=sent.get(name), prefix=f"{name}-", data=_known(opened.link))
        if not opened.link.needs_code and "code" in form:
            del form["code"]
        forms[name] = form
    if "agree" in forms:
        _name_the_manager(opened, forms["agree"])
    return forms


def _known(link: DecisionLink) -> dict[str, Any]:
    placement = link.placement
    return {
        "starts_on": placement.starts_on,
        "ends_on": placement.ends_on,
        "days_a_week": wording.number(placement.days_a_week),
    }


def _name_the_manager(opened: OpenedLink, form: Any) -> None:
    if not releasing.asks_about_manager(opened.link):
        del form["manager"]
        return
    placement = opened.link.placement
    form.manager.label.text = (
        f"{placement.manager_name} ({placement.manager_email}) is the line manager of"
        f" {placement.mover.name}"
    )


def _decided(opened: OpenedLink, token: str, chosen: str, form: Any) -> None:
    """Run the decision. A wrong code is counted, though what it came with is refused."""
    try:
        DECIDE[chosen](opened, token, form)
    except Invalid as refusal:
        if "code" in refusal.fields:
            releasing.count_wrong_code(opened.actor, token)
        raise


def _code(form: Any) -> str:
    return text(form.code) if "code" in form else ""


def _agree(opened: OpenedLink, token: str, form: Any) -> None:
    confirms = "manager" in form and bool(form.manager.data)
    releasing.agree(
        opened.actor,
        token,
        _code(form),
        confirms_manager=confirms,
        handling=request.form.get("handling", ""),
    )


def _agree_otherwise(opened: OpenedLink, token: str, form: Any) -> None:
    days = None if form.days_a_week.data is None else float(form.days_a_week.data)
    starts, ends = form.starts_on.data, form.ends_on.data
    releasing.agree_otherwise(opened.actor, token, starts, ends, days)


def _refuse(opened: OpenedLink, token: str, form: Any) -> None:
    category, reason = form.category.data, text(form.reason)
    releasing.refuse(opened.actor, token, category, reason, _code(form))


def _not_the_manager(opened: OpenedLink, token: str, form: Any) -> None:
    if opened.link.role is Role.HOME_HR:
        releasing.wrong_manager(opened.actor, token, _code(form))
    else:
        releasing.not_the_manager(opened.actor, token)


def _pass_on(opened: OpenedLink, token: str, form: Any) -> None:
    releasing.pass_on(opened.actor, token, text(form.name), text(form.email))


def _take_back(opened: OpenedLink, token: str, form: Any) -> None:
    releasing.take_back(opened.actor, token, text(form.reason), _code(form))


DECIDE: dict[str, Callable[[OpenedLink, str, Any], None]] = {
    "agree": _agree,
    "otherwise": _agree_otherwise,
    "refuse": _refuse,
    "pass-on": _pass_on,
    "not-me": _not_the_manager,
    "take-back": _take_back,
}


def _page(
    token: str, opened: OpenedLink, forms: dict[str, Form], status: int, chosen: str = ""
) -> Answer:
    link, placement = opened.link, opened.link.placement
    today = clock.today()
    page = render_template(
        f"release/{opened.state}.html",
        actor=NOBODY,
        navigation=(),
        token=token,
        link=link,
        placement=placement,
        kind=kinds.get(placement.kind),
        role=progress.role_at(placement, link.role),
        forms=forms,
        form=forms.get(chosen),
        chosen=chosen,
        code_sent=_code_works(link),
        asks_about_manager=releasing.asks_about_manager(link),
        outcome=_outcome(link) if opened.state == "decided" else "",
        why=_why_replaced(link),
        standing=_matters(link),
        handling_seen=conflicts.handling_seen(placement),
        matters=MATTERS,
        steps=progress.steps(placement, today, len(checks.blocking(placement, today))),
    )
    return page, status


def _matters(link: DecisionLink) -> list[OrganisationConflict]:
    """What stands between the organisations, for whoever speaks for a side about it."""
    if link.role not in conflicts.ACCEPTING:
        return []
    return [one for one in link.placement.conflicts if one.is_open]


def _code_works(link: DecisionLink) -> bool:
    """Whether a code was sent that may still be typed."""
    if link.code_expires_at is None or link.code_tries >= releasing.MOST_TRIES:
        return False
    return clock.now() <= link.code_expires_at


def _outcome(link: DecisionLink) -> str:
    """What was decided by the link: agree, agree_otherwise, refuse or not_the_manager."""
    events = history(db.session(), "decision_link", link.public_id)
    used = [one for one in events if "used_at" in (one.detail or {}).get("changes", {})]
    return used[-1].action.rpartition(".")[2] if used else ""


def _why_replaced(link: DecisionLink) -> str:
    """Why this link decides nothing any more, in words."""
    placement = link.placement
    if placement.status is not PlacementStatus.PROPOSED:
        state = wording.status(placement)[0].lower()
        return f"The placement does not wait for a decision any more. It is now: {state}."
    if link.terms != placement.terms_version:
        return "The terms changed. We sent an e-mail with a new link to whoever decides on them."
    if placement.stands(link.role):
        return "This was decided already, by somebody who signed in."
    if link.role is Role.HOME_MANAGER and placement.manager_instead_of == link_key(link):
        return f"You passed this decision to {placement.manager_name}, who was asked by e-mail."
    if link.role is Role.HOME_MANAGER and placement.manager_email != link.email:
        return f"{placement.mover.name} does not name you as line manager any more."
    return "We sent you a newer e-mail about the same placement. Only the newest link works."
