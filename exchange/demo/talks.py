"""The fifth scene: what people write to each other, one conversation of each kind.

About an application they wrote already, in the third scene.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.demo import stage as on
from exchange.demo.stage import Stage
from exchange.messages import services as messages
from exchange.messages.models import Conversation, Participant
from exchange.opportunities import asking
from exchange.opportunities.models import Opportunity
from exchange.placements import talking
from exchange.web.said import quoted

ASKER, HOST = "Kate Sorensen", "harbour"
QUESTION = (
    "Could this be done in four days a week, with the fifth at home?\n"
    "I read about the hospice here: https://www.hospiceuk.org/"
)
FIRST_DAY = "Which door do I come to on the first day, and is there somewhere to leave a bicycle?"


def talk(stage: Stage) -> None:
    """A question, an invitation and a placement are talked about."""
    _question(stage)
    _placement(stage)
    _invitation(stage)


def _question(stage: Stage) -> None:
    listing = db.session.scalars(
        sa.select(Opportunity).filter_by(title="Volunteer services manager")
    ).one()
    asker, poster = on.actor(ASKER), on.poster(HOST)
    with stage.at(-4):
        found = asking.ask(asker, listing.public_id, QUESTION)
    ref = found.public_id
    with stage.at(-3):
        answer = f"{quoted(QUESTION, asker.name)}\nYes to four days. The fifth we would have"
        said = messages.write(poster, ref, f"{answer} to talk about.")
        messages.change(
            poster,
            ref,
            said.public_id,
            said.version,
            f"{answer} to plan around: Fridays are when the volunteers meet.",
        )
        messages.share_address(poster, ref, True)
    with stage.at(-2):
        wrong = messages.write(asker, ref, "Thursday suits me, thank you.")
        messages.withdraw(asker, ref, wrong.public_id, wrong.version)
        messages.write(asker, ref, "Friday suits me well. Thank you, I will apply.")


def _placement(stage: Stage) -> None:
    ref, mover, manager = _about(talking.KIND, "Winter planning lead")
    with stage.at(-1):
        messages.write(mover, ref, FIRST_DAY)
        messages.write(manager, ref, "The side door, by the garden. Bicycles stand under a roof.")


def _invitation(stage: Stage) -> None:
    title = "Transport planner would like to see a charity inside"
    ref, inviter, _mover = _about("invitation", title)
    with stage.at(-2):
        messages.write(inviter, ref, "Would you come and see the first crossing with us?")


def _about(kind: str, title: str) -> tuple[uuid.UUID, Actor, Actor]:
    """The conversation, and the first two who took part in it."""
    found = db.session.execute(
        sa.select(Conversation.public_id, Person.name)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .join(Person, Person.id == Participant.person_id)
        .where(Conversation.subject_kind == kind, Conversation.title == title)
        .order_by(Conversation.id, Participant.id)
    ).all()
    (ref, first), (_ref, second) = found[:2]
    return ref, on.actor(first), on.actor(second)
