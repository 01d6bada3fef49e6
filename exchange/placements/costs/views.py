"""The page on which a cost worksheet is filled in."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from exchange.access import Permission, require, requires
from exchange.errors import ChangedMeanwhile, IllegalTransition, NotFound
from exchange.placements import queries, steps, story
from exchange.placements.costs import wording
from exchange.placements.costs.forms import CostsForm
from exchange.placements.costs.queries import has_costs, in_all
from exchange.placements.costs.services import save_costs
from exchange.placements.form_base import version_seen
from exchange.placements.lifecycle import PLACEMENT
from exchange.placements.models import Placement
from exchange.placements.views import overtaken
from exchange.placements.views import words as words_of_the_room
from exchange.reference import kinds
from exchange.web.guard import actor
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("costs", __name__)
WHO_MAY = (
    "What somebody earns is only for that person, HR of both sides, and the host’s manager where"
    " the host pays."
)


blueprint.context_processor(words_of_the_room)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """What pages of decisions say of the money, wherever they stand."""
    return {"cost_words": wording, "costs_in_all": in_all}


@blueprint.route("/placements/<uuid:placement_id>/costs", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def edit(placement_id: uuid.UUID) -> Answer:
    """Fill the worksheet in, or change it."""
    who = actor()
    placement = queries.by_public_id(who, placement_id)
    if not has_costs(placement):
        raise NotFound("This kind of placement has no cost to settle.")
    require(who, Permission.COSTS_EDIT, placement, WHO_MAY)
    form = CostsForm()
    try:
        PLACEMENT.after(placement.status, "change_costs")
        if request.method == "POST":
            steps.expect(placement, version_seen())
        form.prepare(placement)
        done = posted(form, lambda: save_costs(who, placement_id, version_seen(), form.sheet()))
    except (ChangedMeanwhile, IllegalTransition) as refusal:
        return overtaken(placement_id, refusal)
    if done:
        flash("The cost worksheet is saved.", "success")
        return redirect(url_for("placements.show", placement_id=placement_id, _anchor="money"))
    return _asked(form, queries.by_public_id(who, placement_id))


def _asked(form: CostsForm, placement: Placement) -> Answer:
    return shown(
        "placements/costs/edit.html",
        form,
        placement=placement,
        kind=kinds.get(placement.kind),
        version=version_seen() if request.method == "POST" else placement.version,
        entries_seen=len(story.entries(actor(), placement)),
    )
