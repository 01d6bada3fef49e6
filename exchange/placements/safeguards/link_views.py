"""Declaring interests by link, for somebody who decides without an account.

As with the decision itself, the token in the address is the guard, and no session is carried.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for

from exchange.access import VISITOR, Permission, requires
from exchange.errors import Gone
from exchange.placements import progress, queries, wording
from exchange.placements.safeguards import forms, interests
from exchange.web.guard import csrf
from exchange.web.limits import RARE, limiter
from exchange.web.linked import NOBODY, keep_token_here
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("declaring", __name__, url_prefix="/release")
blueprint.after_request(keep_token_here)
csrf.exempt(blueprint)


@blueprint.get("/<token>/interests")
@requires(Permission.PAGE_LINK)
def ask(token: str) -> Answer:
    """What is asked, and what this person declared."""
    return _page(token, forms.DeclareForm(formdata=None))


@blueprint.post("/<token>/interests")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def declare(token: str) -> Answer:
    """Declare interests, or that there are none."""
    form = forms.DeclareForm(formdata=request.form)
    if posted(form, lambda: interests.declare_by_link(VISITOR, token, form.declared)):
        return redirect(url_for(".ask", token=token), 303)
    return _page(token, form)


def _page(token: str, form: forms.DeclareForm) -> Answer:
    opened = queries.open_link(token)
    if opened.state not in {"open", "decided"}:
        raise Gone("This link has been replaced.", "Open the newest e-mail.")
    placement = opened.link.placement
    return shown(
        "release/interests.html",
        form,
        actor=NOBODY,
        navigation=(),
        token=token,
        placement=placement,
        placement_words=wording,
        role=progress.role_at(placement, opened.link.role),
        mine=[one for one in placement.declarations if one.is_of(opened.actor.key)],
    )
