"""Pages of accounts: sign up, confirm, sign in and out, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from exchange import tokens
from exchange.access import Permission, requires
from exchange.accounts import login, passwords, queries, services
from exchange.accounts.browsers import in_words
from exchange.accounts.forms import (
    ConfirmForm,
    EmailForm,
    ResetForm,
    SignInForm,
    SignUpForm,
)
from exchange.accounts.models import TokenPurpose
from exchange.errors import Gone
from exchange.web.guard import actor, safe_next
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.pages import Answer, shown

blueprint = Blueprint("accounts", __name__)
blueprint.add_app_template_filter(in_words, "browser")

SENT_TO, SIGNED_UP = "sent_to", "signed_up"
WRONG = "This address and password do not match an account. Check both and try again."
LINK_GONE = "Sign in: if your address is not confirmed yet, we offer to send a fresh link."


@blueprint.route("/sign-up", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_PUBLIC)
def sign_up() -> Answer:
    """Begin an account."""
    form = SignUpForm()
    if request.method == "POST" and form.validate():
        kept = passwords.hashed(text(form.password))
        services.sign_up(actor(), text(form.name), text(form.email), kept)
        session[SENT_TO] = services.normal(text(form.email))
        session[SIGNED_UP] = tokens.digest(kept)
        return redirect(url_for(".check_email"))
    return shown("accounts/sign_up.html", form)


@blueprint.get("/sign-up/check")
@requires(Permission.PAGE_PUBLIC)
def check_email() -> Answer:
    """The same for every address: what happens next is in the e-mail."""
    return render_template("accounts/check_email.html", address=session.get(SENT_TO, ""))


@blueprint.post("/sign-up/again")
@limiter.limit(RARE)
@requires(Permission.PAGE_PUBLIC)
def send_again() -> Answer:
    """Another link to confirm the address with; says the same for every address."""
    form = EmailForm()
    if not form.validate():
        return redirect(url_for(".sign_up"))
    services.send_confirmation_again(actor(), text(form.email))
    session[SENT_TO] = services.normal(text(form.email))
    flash("We have sent another e-mail. The newest link is the one to open.", "success")
    return redirect(url_for(".check_email"))


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_LINK)
def confirm(token: str) -> Answer:
    """Opening the link changes nothing, since mail scanners open links too; the button does.

    In the browser that signed up the button is enough. Elsewhere the password is asked for, so
    that nobody gains an account that a stranger began with somebody else's address.
    """
    waiting = queries.behind_link(token, TokenPurpose.CONFIRM)
    if waiting is None:
        raise Gone(services.GONE, LINK_GONE)
    form = ConfirmForm()
    if session.get(SIGNED_UP) == tokens.digest(waiting.password_hash):
        del form.password
    if request.method == "POST" and form.validate() and _knows_password(form, waiting):
        person_id = services.confirm(actor(), token, waiting.password_hash)
        start_session(person_id)
        flash("Your address is confirmed and you are signed in.", "success")
        return redirect(url_for("organisations.join"))
    return shown("accounts/confirm.html", form, token=token, waiting=waiting)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_PUBLIC)
def sign_in() -> Answer:
    """Sign in, and go on to the page that was asked for."""
    form, target = SignInForm(), safe_next(request.values.get("next"))
    if request.method != "POST" and not actor().is_anonymous:
        return redirect(target or url_for("organisations.account"))
    if request.method == "POST" and form.validate():
        return _judge_sign_in(form, target)
    return shown("accounts/sign_in.html", form, target=target)


@blueprint.post("/sign-out")
@requires(Permission.PAGE_PUBLIC)
def sign_out() -> Answer:
    """End the session of this browser."""
    services.close_session(actor(), login.token())
    forget_browser()
    flash("You are signed out.", "success")
    return redirect(url_for(".sign_in"))


@blueprint.route("/reset", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_PUBLIC)
def ask_reset() -> Answer:
    """Ask for a link to choose a new password."""
    form = EmailForm()
    if request.method == "POST" and form.validate():
        services.ask_reset(actor(), text(form.email))
        session[SENT_TO] = services.normal(text(form.email))
        return redirect(url_for(".reset_sent"))
    return shown("accounts/ask_reset.html", form)


@blueprint.get("/reset/sent")
@requires(Permission.PAGE_PUBLIC)
def reset_sent() -> Answer:
    """The same for every address."""
    return render_template("accounts/reset_sent.html", address=session.get(SENT_TO, ""))


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_LINK)
def reset(token: str) -> Answer:
    """Choose a new password; every browser is signed out."""
    if queries.behind_link(token, TokenPurpose.RESET) is None:
        raise Gone(services.GONE, "Ask for a new one: it takes a minute.")
    form = ResetForm()
    if request.method == "POST" and form.validate():
        services.reset(actor(), token, passwords.hashed(text(form.password)))
        forget_browser()
        flash("Your new password is saved. Sign in with it.", "success")
        return redirect(url_for(".sign_in"))
    return shown("accounts/reset.html", form, token=token)


def start_session(person_id: int) -> None:
    """Sign this browser in with a fresh token; nothing of what it held before is kept."""
    if login.token():
        services.close_session(actor(), login.token())
    opened = services.open_session(actor(), person_id, request.user_agent.string)
    session.clear()
    login.begin(opened.token)


def forget_browser() -> None:
    """Leave nothing of a session in this browser."""
    login.end()
    session.clear()


def _knows_password(form: ConfirmForm, waiting: queries.BehindLink) -> bool:
    if "password" not in form:
        return True
    if passwords.matches(waiting.password_hash, text(form.password)):
        return True
    form.password.errors = [
        "This is not the password that this account was begun with. If you forgot it, or somebody"
        " else used your address, choose a new one."
    ]
    return False


def _judge_sign_in(form: SignInForm, target: str | None) -> Answer:
    network = request.remote_addr or ""
    found = queries.check_sign_in(text(form.email), text(form.password), network)
    if found.unconfirmed:
        return render_template("accounts/unconfirmed.html", address=text(form.email)), 403
    if found.person_id is not None:
        start_session(found.person_id)
        return redirect(target or "/")
    locked = found.locked_until or services.record_failure(actor(), text(form.email), network)
    if locked:
        return render_template("accounts/locked.html", until=locked), 429
    form.form_errors.append(WRONG)
    return shown("accounts/sign_in.html", form, target=target)
