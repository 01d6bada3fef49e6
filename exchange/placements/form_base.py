"""What every form of the room shares."""

from __future__ import annotations

from flask import request
from wtforms.validators import DataRequired, Length

from exchange.access import Actor
from exchange.placements.models import Placement
from exchange.web.fields import TrimmedText
from exchange.web.forms import Form

LONGEST_REASON = 2_000
NO_MATCH = -1
"""No placement has this version, so that nonsense in the hidden field reads as "changed"."""
YES_NO_UNKNOWN = (("yes", "Yes"), ("no", "No"), ("", "Not known yet"))


def version_seen() -> int:
    """The version of the placement that stood on the page from which this was sent."""
    return request.form.get("version", default=NO_MATCH, type=int)


def reason_field(label: str, hint: str) -> TrimmedText:
    """A reason that the others read."""
    return TrimmedText(
        label,
        [
            DataRequired("Write the reason in a sentence or two"),
            Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON:,} characters or fewer"),
        ],
        description=hint,
    )


class ActForm(Form):
    """One step; most ask nothing but to be sure."""

    def prepare(self, viewer: Actor, placement: Placement) -> None:
        """Offer what can be chosen, and fill in what is known."""
