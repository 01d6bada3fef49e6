"""Conversations between participants about a subject, by a key that upper rooms choose."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified


class Conversation(Identified, Audited, Base):
    """Talk about one thing, such as an application."""

    __tablename__ = "conversation"
    __table_args__ = (sa.UniqueConstraint("subject_kind", "subject_id"),)
    audit_kind = "conversation"

    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(sa.String(240))
    path: Mapped[str] = mapped_column(sa.String(300))
    """Where the thing that is talked about can be seen."""
    participants: Mapped[list[Participant]] = relationship(back_populates="conversation")
    messages: Mapped[list[Message]] = relationship(
        back_populates="conversation", order_by="Message.id"
    )

    @property
    def participant_ids(self) -> frozenset[int]:
        """Who takes part."""
        return frozenset(one.person_id for one in self.participants)


class Participant(Identified, Audited, Base):
    """A person in a conversation, and up to where they have read."""

    __tablename__ = "participant"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "person_id"),)
    audit_kind = "participant"

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    read_up_to: Mapped[int] = mapped_column(default=0)
    """The id of the last message seen."""
    conversation: Mapped[Conversation] = relationship(back_populates="participants")


class Message(Identified, Audited, Base):
    """Something one participant wrote to the others."""

    __tablename__ = "message"
    audit_kind = "message"
    audit_secret = frozenset({"body"})

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id"), index=True)
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(sa.Text)
    conversation: Mapped[Conversation] = relationship(back_populates="messages")
