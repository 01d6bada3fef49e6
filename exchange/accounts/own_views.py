"""Pages that change one's own account: name, password, address, and signing out everywhere.

The page that shows the account stands in organisations, since it shows memberships too.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for

from exchange.access import Permission, requires
from exchange.accounts import passwords, queries, services
from exchange.accounts.forms import AddressForm, NameForm, PasswordForm
from exchange.accounts.models import TokenPurpose
from exchange.accounts.views import forget_browser, start_session
from exchange.errors import Gone
from exchange.web.forms import attempt
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.limits import RARE, limiter
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("account", __name__, url_prefix="/account")

ACCOUNT = "organisations.account"
NOT_IT = "This is not your password."


@blueprint.route("/name", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def name() -> Answer:
    """Another name."""
    form = NameForm(data={"name": actor().name})
    if posted(form, lambda: services.change_name(actor(), text(form.name))):
        flash("Your name is changed.", "success")
        return redirect(url_for(ACCOUNT))
    return shown("accounts/name.html", form)


@blueprint.route("/password", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_SIGNED_IN)
def password() -> Answer:
    """A new password: every browser is signed out, and this one in again."""
    form = PasswordForm()
    if request.method == "POST" and form.validate() and _is_own(form):
        person = queries.own(actor())
        services.change_password(actor(), passwords.hashed(text(form.password)))
        start_session(person.id)
        flash("Your password is changed. Other browsers are signed out.", "success")
        return redirect(url_for(ACCOUNT))
    return shown("accounts/password.html", form)


@blueprint.route("/address", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_SIGNED_IN)
def address() -> Answer:
    """Ask for another address; the answer is the same whether it belongs to somebody or not."""
    form = AddressForm()
    if (
        request.method == "POST"
        and form.validate()
        and _is_own(form)
        and attempt(form, lambda: services.ask_change_of_address(actor(), text(form.email)))
    ):
        flash(
            f"We have sent an e-mail to {text(form.email)}. Open its link within 1 day."
            " Until then nothing changes.",
            "success",
        )
        return redirect(url_for(ACCOUNT))
    return shown("accounts/address.html", form)


@blueprint.route("/address/<token>", methods=["GET", "POST"])
@limiter.limit(RARE, methods=["POST"])
@requires(Permission.PAGE_LINK)
def confirm_address(token: str) -> Answer:
    """The link to a new address: opening it changes nothing, the button does."""
    waiting = queries.behind_link(token, TokenPurpose.CHANGE_ADDRESS)
    if waiting is None:
        raise Gone(services.GONE, "Sign in and ask for the change again: it takes a minute.")
    if request.method != "POST":
        return render_template("accounts/confirm_address.html", waiting=waiting, token=token)
    services.change_address(actor(), token)
    forget_browser()
    flash(f"Your address is now {waiting.address}. Sign in with it.", "success")
    return redirect(url_for("accounts.sign_in"))


@blueprint.post("/sign-out-everywhere")
@requires(Permission.PAGE_SIGNED_IN)
def sign_out_everywhere() -> Answer:
    """End every session, this one too."""
    services.sign_out_everywhere(actor())
    forget_browser()
    flash("You are signed out in every browser.", "success")
    return redirect(url_for("accounts.sign_in"))


def _is_own(form: PasswordForm | AddressForm) -> bool:
    if passwords.matches(queries.own(actor()).password_hash, text(form.current)):
        return True
    form.current.errors = [NOT_IT]
    return False
