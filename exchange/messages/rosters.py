"""Who belongs in a conversation now. The rooms above say so, each for its kind of subject.

People come and go while an object lives: a role is given, a manager is replaced. Before anything
new is said the conversation follows, so that nobody reads on who has no part in it any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from flask import current_app

from exchange.messages.models import Conversation

People = Mapping[int, str]
"""Person by person: for whom they speak, as the others read it."""

Roster = Callable[[uuid.UUID, int | None], People | None]
"""Answers for a subject, and for who asked; None where the conversation keeps whom it has."""


def of(conversation: Conversation) -> People | None:
    """The people who belong in it now; None where it keeps whom it has."""
    rosters: dict[str, Roster] = current_app.extensions.get("rosters", {})
    roster = rosters.get(conversation.subject_kind)
    return roster(conversation.subject_id, conversation.asker_id) if roster else None
