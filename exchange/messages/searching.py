"""Searching one's own messages: newest first, each with the words that were looked for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from wtforms.validators import Length

from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.messages import documents, queries
from exchange.messages.attachments import queries as attachments
from exchange.messages.models import Conversation, Message
from exchange.search import asking
from exchange.search.port import ByNumber
from exchange.web.fields import TrimmedString
from exchange.web.filters import Tick
from exchange.web.forms import Form
from exchange.web.inputs import text

SIZE = 20


class SearchForm(Form):
    """The words, as they stand in the address."""

    q = TrimmedString("Words", [Length(max=200, message="Search with up to 200 characters")])
    as_typed = Tick("As typed")


@dataclass(frozen=True)
class Hit:
    """A message that was found, as the list shows it."""

    public_id: uuid.UUID
    talk_id: uuid.UUID
    title: str
    sender: str
    at: datetime
    body: str
    files: str


def search(viewer: Actor, form: SearchForm, number: int = 1) -> asking.Results[Hit]:
    """One page of the viewer's messages with these words; some of them, where none has all."""
    newest = ByNumber("said_at", descending=True)
    question = asking.Question(
        documents.KIND,
        documents.audience(viewer),
        text(form.q),
        sort=newest,
        as_typed=bool(form.as_typed.data),
        number=number,
        size=SIZE,
    )
    return asking.find(question, lambda ids: _hits(viewer, ids), lambda one: (one.body, one.files))


def _hits(viewer: Actor, ids: list[int]) -> dict[int, Hit]:
    """The messages of those ids that the viewer may read now."""
    rows = db.session.execute(
        queries.visible(viewer)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Person, Person.id == Message.sender_id)
        .where(Message.id.in_(ids), Message.withdrawn_at.is_(None))
        .with_only_columns(Message, Conversation.public_id, Conversation.title, Person.name)
    ).all()
    files = attachments.names([row[0].id for row in rows])
    return {
        one.id: Hit(
            one.public_id,
            talk_id,
            title,
            "You" if one.sender_id == viewer.person_id else name,
            one.created_at,
            one.body,
            ", ".join(files.get(one.id, ())),
        )
        for one, talk_id, title, name in rows
    }
