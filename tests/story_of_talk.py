"""The part of the story in which people write to each other."""

from __future__ import annotations

import sqlalchemy as sa

from exchange.db import db
from exchange.messages import services as messages
from exchange.messages.models import Conversation
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
    messages.share_address(asker, talk.public_id, True)
    messages.set_seen_marks(asker, False)
    late = factories.member("late.hr@harbour.example", w.host, "hr")
    placement = db.session.scalars(
        sa.select(Conversation).filter_by(subject_kind=talking.KIND).order_by(Conversation.id)
    ).first()
    assert placement is not None
    talking.join(late, placement.subject_id)
