"""The sixth scene: questions that everybody reads with their answers, and one that still waits."""

from __future__ import annotations

import sqlalchemy as sa

from exchange.db import db
from exchange.demo import stage as on
from exchange.demo.stage import Stage
from exchange.opportunities.models import Opportunity
from exchange.questions import services

TITLE, HOST = "Volunteer services manager", "harbour"
FIRST = "I look after my father on Wednesdays. Could the five days be spread over a week?"
CLEARER = "Could the hours be spread over the week, with one day free?"
ANSWER = (
    "Yes, as long as you are here on Fridays, when the volunteers meet.\n"
    "Say in your application which day you would like to keep free."
)
OPEN = "Is there a car park, or a bus that stops near the hospice in the evening?"


def ask_in_public(stage: Stage) -> None:
    """One question is answered in clearer words, and one has waited since yesterday."""
    query = sa.select(Opportunity.public_id).filter_by(title=TITLE)
    listing = db.session.scalars(query).one()
    with stage.at(-5):
        first = services.ask(on.actor("Kate Sorensen"), listing, FIRST)
    with stage.at(-3):
        services.answer(on.poster(HOST), first.public_id, first.version, CLEARER, ANSWER)
    with stage.at(-1):
        services.ask(on.actor("Ella Jones"), listing, OPEN)
