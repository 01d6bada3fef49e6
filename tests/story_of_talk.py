"""The part of the story in which people write to each other."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from exchange.access import SYSTEM, Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.messages import blocking, replying
from exchange.messages import services as messages
from exchange.messages.attachments import services as attaching
from exchange.messages.attachments import store
from exchange.messages.attachments.clamd import Verdict
from exchange.messages.attachments.kinds import examine
from exchange.messages.attachments.models import Attachment
from exchange.messages.models import Block, Conversation
from exchange.moderation import talk_services as talk_reports
from exchange.moderation.talk_models import TalkDecision
from exchange.opportunities import asking
from exchange.placements import talking
from tests import factories
from tests.factories import World


def of_talk(w: World) -> None:
    """A question with second thoughts about it, and a party who comes late to a placement."""
    listing = factories.listing(w.poster, w.host, "project")
    asker = factories.person("asker@mail.example")
    talk = asking.ask(asker, listing.public_id, "Could it be done in for days?")
    (first,) = talk.messages
    ref = (talk.public_id, first.public_id)
    messages.change(asker, *ref, first.version, "Could it be done in four days?")
    messages.withdraw(asker, *ref, first.version)
    answer = messages.write(w.poster, talk.public_id, "It can.")
    assert answer.body == "It can."
    assert replying.say_once(asker, talk.public_id, "By e-mail, then.", "mail:1")
    of_files(w, talk.public_id)
    messages.share_address(asker, talk.public_id, True)
    messages.set_seen_marks(asker, False)
    late = factories.member("late.hr@harbour.example", w.host, "hr")
    placement = db.session.scalars(
        sa.select(Conversation).filter_by(subject_kind=talking.KIND).order_by(Conversation.id)
    ).first()
    assert placement is not None
    talking.join(late, placement.subject_id)
    poster = db.session.get_one(Person, w.poster.person_id).public_id
    blocking.block(asker, talk.public_id, poster)
    blocking.unblock(asker, db.session.scalars(sa.select(Block.public_id)).one())
    of_reports(w, asker, talk.public_id, poster)


def of_files(w: World, talk: uuid.UUID) -> None:
    """A file that nobody looked at until there was a scanner, which found nothing in it."""
    with store.kept([examine("plan.txt", b"Four days, then one at home.")]) as files:
        sent = messages.write(w.poster, talk, "This is the plan.", files)
    number = db.session.scalars(sa.select(Attachment.id).filter_by(message_id=sent.id)).one()
    attaching.ask_again(SYSTEM, [number])
    attaching.scanned(SYSTEM, number, Verdict())


def of_reports(w: World, asker: Actor, talk: uuid.UUID, poster: uuid.UUID) -> None:
    """Two reports of a conversation: one decision stays after its appeal, the other falls."""
    first = factories.moderator()
    second = factories.staff("second.moderator@crossover.example", moderator=True)
    for hear in (talk_reports.uphold, talk_reports.overturn):
        found = talk_reports.report(asker, talk, poster, "other", "Look at this.")
        talk_reports.claim(first, found.public_id)
        talk_reports.open_conversation(first, found.public_id)
        decision = (TalkDecision.STOPPED, 7, "A threat.")
        talk_reports.decide(first, found.public_id, found.version, *decision)
        talk_reports.appeal(w.poster, found.public_id, "It was none.")
        hear(second, found.public_id, found.version, "I looked again.")
