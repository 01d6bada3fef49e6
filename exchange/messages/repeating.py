"""A form that is sent again, because its answer never came: it must not say the same twice.

The page of a conversation carries the last message that stood on it. The same words and files,
sent by the same person from a page that did not show them yet, are the message that was sent
already. Words that were changed, or a file that was forgotten, make another one.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from exchange.db import db, lock
from exchange.messages.attachments.models import Attachment
from exchange.messages.models import Conversation, Message
from exchange.messages.steps import plain


def sent_before(
    conversation: Conversation,
    sender_id: int,
    body: str,
    since: int | None,
    hashes: Collection[str] = (),
) -> Message | None:
    """The message that a form with these words and files has sent already, if it has.

    Locks the conversation: of two that come at once the later waits, and finds the other's.
    """
    if since is None:
        return None
    lock(conversation)
    written = written_after(conversation, sender_id, since).where(Message.body == plain(body))
    for one in db.session.scalars(written):
        files = db.session.scalars(sa.select(Attachment.sha256).filter_by(message_id=one.id))
        if sorted(files) == sorted(hashes):
            return one
    return None


def written_after(conversation: Conversation, sender_id: int, since: int) -> sa.Select[Message]:
    """What somebody wrote here after that message. No id is below 0 or above the last one,
    whatever was sent."""
    return sa.select(Message).where(
        Message.conversation_id == conversation.id,
        Message.sender_id == sender_id,
        Message.id > max(0, min(since, conversation.last_message_id)),
    )
