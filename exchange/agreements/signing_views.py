"""Signing: with the password again, or by link with a code, without an account.

Behind a link the token in the address is the guard, so that no session is carried, read or
started there. Opening the page changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from jinja2 import Undefined
from werkzeug.wrappers import Response

from exchange import clock
from exchange.access import Permission, allowed, requires
from exchange.accounts import queries as accounts
from exchange.accounts import services as accounts_commands
from exchange.agreements import linked, queries, reading, services, sheet
from exchange.agreements.forms import SignByLinkForm, SignForm
from exchange.agreements.models import AgreementVersion
from exchange.errors import ChangedMeanwhile, Gone, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.placements import checks, wording
from exchange.placements.lifecycle import PLACEMENT, Party
from exchange.placements.models import DecisionLink, Placement
from exchange.placements.progress import SIGN
from exchange.placements.queries import OpenedLink
from exchange.placements.releasing import MOST_TRIES
from exchange.web.forms import attempt
from exchange.web.guard import actor, csrf
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.look import moment
from exchange.web.pages import Answer

blueprint = Blueprint("agreement_signing", __name__)
by_link = Blueprint("sign_by_link", __name__, url_prefix="/sign")
csrf.exempt(by_link)

NOBODY = Undefined(name="actor")
"""Nobody is signed in or asked to sign in behind a link, whatever the browser holds."""
STATUS = {"open": 200, "decided": 200, "replaced": 410, "expired": 410}
NOTHING = "There is nothing for you to sign now."


@by_link.after_request
def keep_token_here(response: Response) -> Response:
    """The token stands in the address: it goes to no other site and into no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/placements/<uuid:placement_id>/agreement/sign", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_SIGNED_IN)
def sign(placement_id: uuid.UUID) -> Answer:
    """Read the agreement, and sign it with the password."""
    placement = reading.readable(actor(), placement_id)
    party = _party(placement)
    form, seen = SignForm(), request.form.get("seen", "")
    if request.method == "POST" and form.validate() and _is_own(form):
        services.sign(actor(), placement_id, party, seen)
        flash("You signed. The others can see it.", "success")
        return redirect(url_for("agreements.show", placement_id=placement_id))
    one = _to_sign(reading.readable(actor(), placement_id))
    page = render_template(
        "agreements/sign.html",
        form=form,
        who=sheet.who_signs(one.placement, party),
        **_read(one),
    )
    return page, 422 if request.method == "POST" else 200


@by_link.get("/<token>")
@requires(Permission.PAGE_LINK)
def show(token: str) -> Answer:
    """The agreement in full, and the place to sign; or what became of the link."""
    found = linked.opened(token)
    return _link_page(token, found, SignByLinkForm(formdata=None), STATUS[found.state])


@by_link.post("/<token>")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def sign_by_link(token: str) -> Answer:
    """Sign, once."""
    found = linked.opened(token)
    form = SignByLinkForm()
    if found.state != "open":
        return _link_page(token, found, form, 410)
    try:
        done = attempt(form, lambda: _signed(found, token, form))
    except (Gone, ChangedMeanwhile, IllegalTransition) as refusal:
        if isinstance(refusal, IllegalTransition):
            raise
        return _link_page(token, linked.opened(token), form, 410)
    if done:
        return redirect(url_for(".show", token=token), 303)
    return _link_page(token, linked.opened(token), form, 422)


@by_link.post("/<token>/code")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def send_code(token: str) -> Answer:
    """Send the code that goes with the signature, to the verified address only."""
    return _sent(token, linked.send_code)


@by_link.post("/<token>/fresh")
@limiter.limit(RARE)
@requires(Permission.PAGE_LINK)
def fresh(token: str) -> Answer:
    """A fresh link to the same address, for one that expired."""
    return _sent(token, linked.fresh_link)


@by_link.get("/<token>/agreement.pdf")
@requires(Permission.PAGE_LINK)
def pdf(token: str) -> Response:
    """The PDF of what is to be signed, or was signed by this link."""
    found = linked.opened(token)
    one = _of_link(found.link)
    if one is None or found.state not in {"open", "decided"}:
        raise NotFound("There is no agreement behind this link now.")
    name = sheet.file_name(one.placement, one.number, "pdf")
    return reading.download(reading.pdf_of(one), name, "application/pdf")


def _party(placement: Placement) -> Party:
    """For whom the viewer signs now."""
    if not any(allowed(actor(), permission, placement) for permission in SIGN.values()):
        raise NotAllowed(
            "You may read this agreement, but others sign it.",
            "HR or the board of each employer sign it, and the person who moves.",
        )
    if placement.variation_hash is None:
        PLACEMENT.after(placement.status, "sign")
    fingerprint, lacking = queries.to_sign(placement)
    own = [one for one in lacking if allowed(actor(), SIGN[one], placement)]
    if fingerprint is None or not own:
        raise IllegalTransition(NOTHING, "The placement's page says who acts next.")
    return own[0]


def _to_sign(placement: Placement) -> AgreementVersion:
    one = queries.with_hash(placement, placement.hash_to_sign or "")
    if one is None:
        raise IllegalTransition(NOTHING, "The placement's page says who acts next.")
    return one


def _is_own(form: SignForm) -> bool:
    """The password, judged and counted as at sign-in."""
    network = request.remote_addr or ""
    who = actor()
    found = accounts.check_sign_in(who.email, text(form.password), network)
    if found.person_id is not None and found.person_id == who.person_id:
        return True
    locked = found.locked_until or accounts_commands.record_failure(who, who.email, network)
    form.password.errors = [
        f"Too many wrong passwords. Try again after {moment(locked)}."
        if locked
        else "This is not your password. Nothing is signed."
    ]
    return False


def _read(one: AgreementVersion) -> dict[str, object]:
    """What both pages show of the version."""
    placement = one.placement
    return {
        "one": one,
        "placement": placement,
        "placement_words": wording,
        "clauses": sheet.clauses_of(one),
        "signatures": sheet.signatures(one),
        # What blocks a variation was looked at when it was agreed to, for the whole time.
        "blocking": [] if one.variation else checks.blocking(placement, clock.today(), "sign"),
    }


def _signed(found: OpenedLink, token: str, form: SignByLinkForm) -> None:
    """Sign by link. A wrong code is counted, though the signature is refused."""
    try:
        linked.sign(found.actor, token, text(form.code))
    except Invalid:
        linked.count_wrong_code(found.actor, token)
        raise


def _sent(token: str, send: Callable[..., None]) -> Answer:
    found = linked.opened(token)
    try:
        send(found.actor, token)
    except Gone:
        found = linked.opened(token)
        return _link_page(token, found, SignByLinkForm(formdata=None), 410)
    return redirect(url_for(".show", token=token), 303)


def _of_link(link: DecisionLink) -> AgreementVersion | None:
    return queries.with_hash(link.placement, link.agreement_hash or "")


def _link_page(token: str, found: OpenedLink, form: SignByLinkForm, status: int) -> Answer:
    link = found.link
    one = _of_link(link)
    readable = one is not None and found.state in {"open", "decided"}
    page = render_template(
        "agreements/by_link.html",
        actor=NOBODY,
        navigation=(),
        token=token,
        link=link,
        state=found.state,
        why=linked.OVER.get(found.state, ""),
        form=form,
        code_sent=_code_works(link),
        where=link.placement.home_name if link.signs is Party.HOME else link.placement.host_name,
        p=link.placement,
        is_void=one is not None and link.signs is not None and sheet.is_void(one, link.signs),
        **(_read(one) if readable and one is not None else {}),
    )
    return page, status


def _code_works(link: DecisionLink) -> bool:
    """Whether a code was sent that may still be typed."""
    if link.code_expires_at is None or link.code_tries >= MOST_TRIES:
        return False
    return clock.now() <= link.code_expires_at
