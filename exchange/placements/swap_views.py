"""Pages that make the other half of a swap: naming who comes, asking them, receiving them."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for
from wtforms import RadioField
from wtforms.validators import InputRequired

from exchange.access import Permission, require, requires
from exchange.accounts.forms import email_field
from exchange.placements import pairing, queries, swapping, wording
from exchange.placements.form_base import version_seen
from exchange.web.forms import Form
from exchange.web.guard import actor
from exchange.web.inputs import options, text
from exchange.web.pages import Answer, posted, shown

blueprint = Blueprint("swaps", __name__)


class PersonForm(Form):
    """A colleague, by the address that they have here."""

    email = email_field("Their work e-mail address")


class AnswerForm(Form):
    """Yes or no."""

    answer = RadioField(
        "Would you go?",
        [InputRequired("Say whether you would go")],
        choices=options([("yes", "Yes, I would go"), ("no", "No, I would rather stay")]),
    )


@blueprint.route("/placements/<uuid:placement_id>/swap", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def name(placement_id: uuid.UUID) -> Answer:
    """The host names who comes the other way."""
    placement = queries.by_public_id(actor(), placement_id)
    require(actor(), Permission.SWAP_NAME, placement)
    swapping.still_wanted(placement)
    form = PersonForm()
    if posted(
        form,
        lambda: swapping.name_partner(actor(), placement_id, version_seen(), text(form.email)),
    ):
        flash("Asked. The page says when they have answered.", "success")
        return redirect(url_for("placements.show", placement_id=placement_id))
    placement = queries.by_public_id(actor(), placement_id)
    return shown("placements/swap_name.html", form, placement=placement)


@blueprint.route("/placements/<uuid:placement_id>/swap/host", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def receive(placement_id: uuid.UUID) -> Answer:
    """Home's HR names who looks after the person who comes."""
    placement = queries.by_public_id(actor(), placement_id)
    require(actor(), Permission.SWAP_RECEIVE, placement)
    swapping.still_wanted(placement)
    swapping.who_consented(placement)
    form = PersonForm()
    second = posted(
        form,
        lambda: swapping.receive_partner(actor(), placement_id, version_seen(), text(form.email)),
    )
    if second:
        flash("The other half has begun. This is its page.", "success")
        return redirect(url_for("placements.show", placement_id=second.public_id))
    placement = queries.by_public_id(actor(), placement_id)
    found = swapping.who_consented(placement)
    return shown("placements/swap_receive.html", form, placement=placement, pairing=found)


@blueprint.route("/swaps/<uuid:pairing_id>", methods=["GET", "POST"])
@requires(Permission.PAGE_SIGNED_IN)
def answer(pairing_id: uuid.UUID) -> Answer:
    """The person named reads what is asked, and answers."""
    form = AnswerForm()
    if posted(
        form,
        lambda: swapping.answer_swap(
            actor(), pairing_id, version_seen(), form.answer.data == "yes"
        ),
    ):
        flash("Thank you. Whoever named you has been told.", "success")
        return redirect(url_for(".answer", pairing_id=pairing_id))
    found = pairing.for_mover(actor(), pairing_id)
    second = queries.second_half(actor(), found.placement)
    return shown(
        "placements/swap_answer.html",
        form,
        pairing=found,
        placement=found.placement,
        open=swapping.is_wanted(found.placement) and found.status == "asked",
        second=second,
        placement_words=wording,
    )
