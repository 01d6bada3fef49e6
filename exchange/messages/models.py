"""Conversations between participants about a subject, by a key that upper rooms choose.

What a person may read of a conversation is a span of it: from where they joined to where they
left. The newest message that each may read stands on their own row, so that an inbox is an index.
"""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified
from exchange.search.changes import Searchable


class Conversation(Identified, Audited, Base):
    """Talk about one thing: one for all who take part, or for a question one for each asker."""

    __tablename__ = "conversation"
    __table_args__ = (
        sa.Index(
            "uq_conversation_subject",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=sa.text("asker_id IS NULL"),
            postgresql_where=sa.text("asker_id IS NULL"),
        ),
        sa.Index(
            "uq_conversation_question",
            "subject_kind",
            "subject_id",
            "asker_id",
            unique=True,
            sqlite_where=sa.text("asker_id IS NOT NULL"),
            postgresql_where=sa.text("asker_id IS NOT NULL"),
        ),
    )
    audit_kind = "conversation"

    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[uuid.UUID]
    asker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who asked, where everybody who asks about the subject has a conversation of their own."""
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who began it; blank where it came with something else."""
    title: Mapped[str] = mapped_column(sa.String(240))
    path: Mapped[str] = mapped_column(sa.String(300))
    """Where the thing that is talked about can be seen."""
    last_message_id: Mapped[int] = mapped_column(default=0)
    """The id of the newest message; 0 while nobody wrote."""
    changes: Mapped[int] = mapped_column(default=0)
    """Moves with everything that the page of the conversation shows, for who asks what is new."""
    participants: Mapped[list[Participant]] = relationship(
        back_populates="conversation",
        order_by="Participant.id",
        foreign_keys="Participant.conversation_id",
    )
    messages: Mapped[list[Message]] = relationship(
        back_populates="conversation", order_by="Message.id"
    )

    @property
    def present(self) -> list[Participant]:
        """Who takes part now."""
        return [one for one in self.participants if one.left_at is None]

    @property
    def participant_ids(self) -> frozenset[int]:
        """The people who take part now."""
        return frozenset(one.person_id for one in self.present)

    def participant(self, person_id: int | None) -> Participant | None:
        """Somebody's part in it, also when they have left."""
        return next((one for one in self.participants if one.person_id == person_id), None)


class Participant(Identified, Audited, Base):
    """A person in a conversation: from where to where they read it, and how far they have."""

    __tablename__ = "participant"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "person_id"),
        sa.CheckConstraint("(left_after IS NULL) = (left_at IS NULL)", name="left_somewhere"),
        sa.CheckConstraint(
            "left_at IS NULL OR address_shared_at IS NULL", name="shares_while_present"
        ),
        # Holds all that an inbox is ordered, filtered and counted by: no row is looked up for it.
        sa.Index("ix_participant_inbox", "person_id", "newest", "read_up_to"),
    )
    audit_kind = "participant"

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    standing: Mapped[str] = mapped_column(sa.String(200), default="")
    """For whom they speak here, as the others read it beside the name."""
    joined_after: Mapped[int] = mapped_column(default=0)
    """The id of the last message before they joined: they read what came after it."""
    joined_at: Mapped[datetime | None]
    """When they joined; blank for those who were there from the beginning."""
    in_place_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """From whom they took over: they read what that person could read."""
    left_after: Mapped[int | None]
    """The id of the last message before they left: they read nothing after it."""
    left_at: Mapped[datetime | None]
    newest: Mapped[int] = mapped_column(default=0)
    """The id of the newest message that they may read."""
    read_up_to: Mapped[int] = mapped_column(default=0)
    """The id of the last message seen."""
    address_shared_at: Mapped[datetime | None]
    """When they agreed that those who agreed too read their e-mail address."""
    conversation: Mapped[Conversation] = relationship(
        back_populates="participants", foreign_keys=[conversation_id]
    )


class Message(Identified, Audited, Searchable, Base):
    """Something one participant wrote to the others."""

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_conversation_id", "conversation_id", "id"),
        sa.CheckConstraint("withdrawn_at IS NULL OR body = ''", name="withdrawn_says_nothing"),
    )
    audit_kind = "message"
    audit_secret = frozenset({"body"})
    search_kind = "message"

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"))
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(sa.Text)
    marking: Mapped[str] = mapped_column(sa.String(60), default="")
    """A protective marking in it that its sender says is only mentioned."""
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """The text then stands in `earlier` alone, where only a moderator who is asked reads it."""
    version: Mapped[int] = mapped_column(default=1)
    conversation: Mapped[Conversation] = relationship(back_populates="messages")
    earlier: Mapped[list[EarlierText]] = relationship(order_by="EarlierText.id")

    __mapper_args__ = {"version_id_col": version}


class EarlierText(Identified, Base):
    """What a message said before it was changed or withdrawn; never changed itself."""

    __tablename__ = "message_earlier_text"

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), index=True)
    body: Mapped[str] = mapped_column(sa.Text)


class Draft(Identified, Base):
    """What somebody has begun to write. Nobody else reads it, and the record does not keep it."""

    __tablename__ = "message_draft"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "person_id"),)

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(sa.Text)
    saved_at: Mapped[datetime]


class TalkSettings(Identified, Audited, Base):
    """How somebody wants their conversations; no row is the ordinary way."""

    __tablename__ = "talk_settings"
    audit_kind = "talk_settings"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    shows_seen: Mapped[bool] = mapped_column(default=True)
    """Whether others read how far they have read, and they how far others have."""


class Block(Identified, Audited, Base):
    """Somebody wants nothing of somebody else: what is said from here on reaches neither.

    In a conversation of more than two both go on, and what one says is hidden from the other. What
    was said while it stood stays hidden after it is lifted.
    """

    __tablename__ = "person_block"
    __table_args__ = (
        sa.CheckConstraint("blocker_id <> blocked_id", name="not_oneself"),
        sa.CheckConstraint("(until IS NULL) = (lifted_at IS NULL)", name="lifted_somewhere"),
        sa.Index("ix_person_block_blocker", "blocker_id", "blocked_id"),
        sa.Index("ix_person_block_blocked", "blocked_id", "blocker_id"),
        sa.Index(
            "uq_person_block_live",
            "blocker_id",
            "blocked_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )
    audit_kind = "block"

    blocker_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    blocked_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    since: Mapped[int]
    """The id of the last message before it."""
    until: Mapped[int | None]
    """The id of the last message before it was lifted."""
    lifted_at: Mapped[datetime | None]


class WritingStop(Identified, Audited, Base):
    """A moderator's decision that somebody may not write for a while. They read as before."""

    __tablename__ = "writing_stop"
    __table_args__ = (
        sa.CheckConstraint("reason <> ''", name="with_a_reason"),
        sa.CheckConstraint("decided_by_id <> person_id", name="not_by_oneself"),
    )
    audit_kind = "writing_stop"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    path: Mapped[str] = mapped_column(sa.String(300))
    """Where the person reads the decision and can appeal."""
    until: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
