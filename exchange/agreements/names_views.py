"""Taking a person's name out of an agreement, when the law asks for it. For administrators."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for

from exchange.access import Permission, require, requires
from exchange.agreements import document, queries, services
from exchange.agreements.forms import SIGNATORIES, RemoveNameForm
from exchange.errors import NotFound
from exchange.placements import queries as placements
from exchange.placements.lifecycle import Party
from exchange.placements.models import Placement
from exchange.web.guard import actor
from exchange.web.inputs import text
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("agreement_names", __name__)

MARKS = {
    "mover": "The person who moves",
    "host_manager": "The host manager",
    "home_manager": "The line manager at home",
}


@blueprint.route("/placements/<uuid:placement_id>/agreement/remove-name", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def remove_name(placement_id: uuid.UUID) -> Answer:
    """Choose whose name goes. The versions and their hashes stay."""
    placement = placements.by_public_id(actor(), placement_id)
    require(actor(), Permission.PLATFORM_ADMINISTER, None, "Administrators do this.")
    form = RemoveNameForm()
    form.offer(_choices(placement))
    if posted(form, lambda: _run(placement_id, form)):
        flash("The name is taken out. The agreement can still be verified.", "success")
        return redirect(url_for("placements.show", placement_id=placement_id))
    return shown("agreements/remove_name.html", form, placement=placement)


def _choices(placement: Placement) -> list[tuple[str, str]]:
    versions = queries.every(placement)
    if not versions:
        raise NotFound("No agreement was issued here.")
    named = {mark for one in versions for mark in one.people}
    signed = {
        f"signed-{signature.party.value}"
        for one in versions
        for signature in one.signatures
        if signature.name != document.REMOVED
    }
    found = [(mark, words) for mark, words in MARKS.items() if mark in named]
    return found + [(code, words) for code, words in SIGNATORIES.items() if code in signed]


def _run(placement_id: uuid.UUID, form: RemoveNameForm) -> None:
    whose, reason = str(form.whose.data), text(form.reason)
    if whose in SIGNATORIES:
        party = Party(whose.removeprefix("signed-"))
        services.remove_signatory(actor(), placement_id, party, reason)
    else:
        services.remove_name(actor(), placement_id, whose, reason)
