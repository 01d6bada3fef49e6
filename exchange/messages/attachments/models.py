"""A file of a message: what it is, where its bytes stand, and what the scanner said of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.messages.models import Message
from exchange.transitions import Transitions


class ScanState(StrEnum):
    """What is known of a file. Only `clean` was looked at and found to be so."""

    WAITING = "waiting"
    CLEAN = "clean"
    REFUSED = "refused"
    UNSCANNED = "unscanned"


SCAN = Transitions[ScanState](
    "file",
    {
        "found_clean": {ScanState.WAITING: ScanState.CLEAN},
        "refuse": {ScanState.WAITING: ScanState.REFUSED},
        "no_scanner": {ScanState.WAITING: ScanState.UNSCANNED},
        "ask_again": {ScanState.UNSCANNED: ScanState.WAITING},
    },
)


class Attachment(Identified, Audited, Base):
    """A file of one message. Its bytes stand in the data folder, under a random name."""

    __tablename__ = "attachment"
    __table_args__ = (
        sa.CheckConstraint("size > 0 AND size <= 5000000", name="of_a_size"),
        sa.CheckConstraint("name <> ''", name="has_a_name"),
        sa.CheckConstraint("length(sha256) = 64", name="has_a_hash"),
        sa.CheckConstraint(
            "(scanned_at IS NOT NULL) = (state IN ('clean', 'refused'))", name="scanned_at_a_time"
        ),
        sa.CheckConstraint("(state = 'refused') = (finding <> '')", name="refused_for_something"),
        sa.CheckConstraint(
            "kind IN ('pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'txt', 'csv', 'png', 'jpeg')",
            name="of_a_kind",
        ),
    )
    audit_kind = "attachment"
    audit_secret = frozenset({"name"})

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    stored: Mapped[str] = mapped_column(sa.String(40), unique=True)
    """The random name of its bytes in the data folder."""
    marking: Mapped[str] = mapped_column(sa.String(60), default="")
    """A protective marking that its sender says is only mentioned."""
    state: Mapped[ScanState] = mapped_column(choice(ScanState), index=True)
    scanned_at: Mapped[datetime | None]
    finding: Mapped[str] = mapped_column(sa.String(120), default="")
    """What the scanner called it, where it found something."""
    message: Mapped[Message] = relationship()
