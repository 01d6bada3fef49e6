"""What a stay keeps: check-ins, notes, what was learnt and what came of it, and links."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange import clock
from exchange.audit import Audited
from exchange.db import Base, Identified, choice
from exchange.placements.lifecycle import Role
from exchange.placements.models import Placement
from exchange.stays.lifecycle import CheckInTime, Colour, ImpactTime, NoteKind, Purpose, Side


class CheckIn(Identified, Audited, Base):
    """How it goes, as one side says it; the words are for HR unless their writer shares them."""

    __tablename__ = "check_in"
    __table_args__ = (
        sa.UniqueConstraint("placement_id", "time", "side"),
        sa.CheckConstraint("colour = 'green' OR text <> ''", name="worry_has_words"),
    )
    audit_kind = "check_in"
    audit_secret = frozenset({"text"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    time: Mapped[CheckInTime] = mapped_column(choice(CheckInTime))
    side: Mapped[Side] = mapped_column(choice(Side))
    colour: Mapped[Colour] = mapped_column(choice(Colour))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether the other of the two may read the words as well."""
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class StayNote(Identified, Audited, Base):
    """Something that happened during a stay: a promotion, leave, sickness."""

    __tablename__ = "stay_note"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="note_ends_after_start"),
    )
    audit_kind = "stay_note"
    audit_secret = frozenset({"text"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(choice(NoteKind))
    since: Mapped[date]
    until: Mapped[date | None]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class LearningReport(Identified, Audited, Base):
    """What the mover learnt and brings back, for the home employer and the host."""

    __tablename__ = "learning_report"
    __table_args__ = (sa.UniqueConstraint("placement_id"),)
    audit_kind = "learning_report"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"))
    learnt: Mapped[str] = mapped_column(sa.Text)
    brings_back: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ConfirmedSkill(Identified, Audited, Base):
    """A skill of the mover that the host saw at work. Its holder may hide it."""

    __tablename__ = "confirmed_skill"
    __table_args__ = (sa.UniqueConstraint("placement_id", "skill"),)
    audit_kind = "confirmed_skill"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    skill: Mapped[str] = mapped_column(sa.String(60))
    confirmed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_on: Mapped[date] = mapped_column(default=clock.today)
    hidden: Mapped[bool] = mapped_column(default=False)
    placement: Mapped[Placement] = relationship()


class Impact(Identified, Audited, Base):
    """What came of a placement, as the host says at its end and 3 and 6 months later."""

    __tablename__ = "impact"
    __table_args__ = (
        sa.UniqueConstraint("placement_id", "time"),
        sa.CheckConstraint("hours IS NULL OR hours >= 0", name="impact_hours"),
        sa.CheckConstraint("time <> 'end' OR hours IS NOT NULL", name="impact_counts_hours"),
    )
    audit_kind = "impact"

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    time: Mapped[ImpactTime] = mapped_column(choice(ImpactTime))
    hours: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class StayLink(Identified, Audited, Base):
    """A link by which somebody without an account acts in a stay. Only hashes are kept."""

    __tablename__ = "stay_link"
    __table_args__ = (
        sa.CheckConstraint(
            "(purpose = 'extension') = (extension_id IS NOT NULL)", name="link_has_its_thing"
        ),
    )
    audit_kind = "stay_link"
    audit_secret = frozenset({"token_hash", "code_hash"})

    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    extension_id: Mapped[int | None] = mapped_column(sa.ForeignKey("extension.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    role: Mapped[Role] = mapped_column(choice(Role))
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    needs_code: Mapped[bool] = mapped_column(default=False)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    code_expires_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    placement: Mapped[Placement] = relationship()

    @property
    def is_expired(self) -> bool:
        """Whether its time has run out."""
        return clock.now() > self.expires_at

    @property
    def is_usable(self) -> bool:
        """Whether it can still act."""
        return self.used_at is None and self.replaced_at is None and not self.is_expired
