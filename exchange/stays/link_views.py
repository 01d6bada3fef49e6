"""Acting by link: one public page for a line manager, an HR contact or a chair.

The token in the address is the guard of these pages, so that no session is carried, read or
started here. Opening the page changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from exchange import clock
from exchange.access import Permission, requires
from exchange.errors import ExchangeError, Gone, IllegalTransition, Invalid
from exchange.placements import progress
from exchange.placements.forms import CompleteForm
from exchange.placements.models import EndedHow
from exchange.placements.release_forms import RefuseByLinkForm, code_field
from exchange.reference import kinds
from exchange.stays import linking, queries
from exchange.stays.forms import NoReturnForm, ReturnForm
from exchange.stays.lifecycle import Purpose
from exchange.stays.queries import OpenedLink
from exchange.stays.views import words
from exchange.web.forms import Form, attempt
from exchange.web.guard import csrf
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.linked import NOBODY, keep_token_here
from exchange.web.pages import Answer

blueprint = Blueprint("stay_links", __name__, url_prefix="/stays")
csrf.exempt(blueprint)
blueprint.after_request(keep_token_here)
blueprint.context_processor(words)

STATUS = {"open": 200, "done": 200, "replaced": 410, "expired": 410}


class AgreeForm(Form):
    """Yes, to the later last day."""

    code = code_field()


class EndForm(CompleteForm):
    """What the person does now."""

    code = code_field()


FORMS: dict[str, type[Form]] = {
    "agree": AgreeForm,
    "refuse": RefuseByLinkForm,
    "return": ReturnForm,
    "no-return": NoReturnForm,
    "complete": EndForm,
}


@blueprint.get("/<token>")
@requires(Permission.PAGE_LINK)
def show(token: str) -> Answer:
    """What is asked, and what became of it."""
    opened = queries.open_link(token)
    return _page(token, opened, _forms(opened), STATUS[opened.state])


@blueprint.post("/<token>")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def act(token: str) -> Answer:
    """Do what the link is for."""
    opened = queries.open_link(token)
    chosen = request.form.get("decision", "")
    if opened.state != "open" or chosen not in _offered(opened):
        return _page(token, opened, _forms(opened), 422 if opened.state == "open" else 410)
    forms = _forms(opened, chosen)
    try:
        done = attempt(forms[chosen], lambda: _acted(opened, token, chosen, forms[chosen]))
    except (Gone, IllegalTransition) as refusal:
        opened = queries.open_link(token)
        status = 410 if isinstance(refusal, Gone) else 409
        return _page(token, opened, _forms(opened), status, trouble=refusal)
    if done:
        return redirect(url_for(".show", token=token, done=chosen), 303)
    return _page(token, queries.open_link(token), forms, 422, chosen)


@blueprint.post("/<token>/code")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def send_code(token: str) -> Answer:
    """Send the code that goes with it, to the verified address only."""
    return _sent(token, linking.send_code)


@blueprint.post("/<token>/fresh")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def fresh(token: str) -> Answer:
    """A fresh link to the same address, for one that expired."""
    return _sent(token, linking.fresh_link)


def _sent(token: str, send: Callable[..., None]) -> Answer:
    opened = queries.open_link(token)
    try:
        send(opened.actor, token)
    except Gone:
        opened = queries.open_link(token)
        return _page(token, opened, _forms(opened), 410)
    return redirect(url_for(".show", token=token), 303)


def _offered(opened: OpenedLink) -> list[str]:
    """What can be done by this link now."""
    if opened.link.purpose is Purpose.EXTENSION:
        return ["agree", "refuse"]
    placement = opened.link.placement
    found = ["return", "no-return"]
    running = placement.status in queries.RUNNING
    settled = placement.return_is_settled or placement.ends_early_on is not None
    if running and settled and clock.today() >= placement.last_day:
        found.append("complete")
    return found


def _forms(opened: OpenedLink, chosen: str = "") -> dict[str, Any]:
    """A form for each thing to do; only the one that was sent holds what was typed."""
    found = {}
    placement = opened.link.placement
    known = {
        "title": placement.return_post,
        "which": placement.return_is,
        "free_from": placement.return_from,
        "meeting_on": placement.return_meeting_on,
    }
    for name in _offered(opened):
        sent = request.form if name == chosen else None
        form = FORMS[name](formdata=sent, prefix=f"{name}-", data=known)
        if isinstance(form, ReturnForm):
            form.say(placement)
        if not opened.link.needs_code and "code" in form:
            del form["code"]
        found[name] = form
    return found


def _acted(opened: OpenedLink, token: str, chosen: str, form: Any) -> None:
    """Do it. A wrong code is counted, though what it came with is refused."""
    try:
        ACT[chosen](opened, token, form)
    except Invalid as refusal:
        if "code" in refusal.fields:
            linking.count_wrong_code(opened.actor, token)
        raise


def _code(form: Any) -> str:
    return text(form.code) if "code" in form else ""


def _refuse(opened: OpenedLink, token: str, form: Any) -> None:
    linking.refuse(opened.actor, token, form.category.data, text(form.reason), _code(form))


def _no_return(opened: OpenedLink, token: str, form: Any) -> None:
    linking.waive_return(opened.actor, token, form.why, text(form.reason), _code(form))


def _complete(opened: OpenedLink, token: str, form: Any) -> None:
    how = EndedHow(form.how.data)
    linking.complete(opened.actor, token, how, text(form.note), _code(form))


ACT: dict[str, Callable[[OpenedLink, str, Any], None]] = {
    "agree": lambda opened, token, form: linking.approve(opened.actor, token, _code(form)),
    "refuse": _refuse,
    "return": lambda opened, token, form: linking.confirm_return(
        opened.actor, token, form.post, _code(form)
    ),
    "no-return": _no_return,
    "complete": _complete,
}


def _page(
    token: str,
    opened: OpenedLink,
    forms: dict[str, Any],
    status: int,
    chosen: str = "",
    trouble: ExchangeError | None = None,
) -> tuple[str, int]:
    link = opened.link
    page = render_template(
        f"stays/link_{opened.state}.html",
        actor=NOBODY,
        navigation=(),
        token=token,
        link=link,
        placement=link.placement,
        extension=opened.extension,
        kind=kinds.get(link.placement.kind),
        role=progress.role_at(link.placement, link.role),
        forms=forms,
        form=forms.get(chosen),
        chosen=chosen,
        code_sent=linking.code_works(link),
        done=request.args.get("done", ""),
        trouble=trouble,
    )
    return page, status
