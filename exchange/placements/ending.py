"""The end of a placement on its row: notice given early, and the post to return to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from exchange.db import choice

HR_KINDS = "('attachment', 'secondment', 'loan', 'swap')"


class Capacity(StrEnum):
    """As what somebody ends a placement early."""

    MOVER = "mover"
    HOST_MANAGER = "host_manager"
    HOST_HR = "host_hr"
    HOME_HR = "home_hr"
    HOME_MANAGER = "home_manager"


SIDE_OF = {
    Capacity.HOST_MANAGER: "host",
    Capacity.HOST_HR: "host",
    Capacity.HOME_HR: "home",
    Capacity.HOME_MANAGER: "home",
}
"""For which employer somebody speaks; nobody but the one who moves speaks for none."""


class ReturnPost(StrEnum):
    """Which post waits at home."""

    SAME = "same"
    EQUIVALENT = "equivalent"


class Waived(StrEnum):
    """Why there is no post to confirm."""

    POST_ABOLISHED = "post_abolished"
    EMPLOYER_CLOSED = "employer_closed"
    EMPLOYER_MERGED = "employer_merged"
    STAYS_WITH_HOST = "stays_with_host"
    LEAVES = "leaves"
    OTHER = "other"


ENDING_ARGS = (
    # The return is planned before the end is confirmed, so that nobody comes back to nothing.
    sa.CheckConstraint(
        f"status <> 'completed' OR kind NOT IN {HR_KINDS} OR (return_confirmed_at IS NOT NULL"
        " AND return_confirmed_by IS NOT NULL"
        " AND ((return_post <> '' AND return_is IS NOT NULL AND return_from IS NOT NULL)"
        " OR (return_waived_reason <> '' AND return_waived IS NOT NULL)))",
        name="returns_somewhere",
    ),
    sa.CheckConstraint(
        "return_post = '' OR return_waived_reason = ''", name="return_post_or_waiver"
    ),
    sa.CheckConstraint(
        "return_confirmed_by IS NULL OR return_confirmed_by <> mover_key",
        name="return_is_not_confirmed_by_mover",
    ),
    sa.CheckConstraint(
        "status <> 'ended_early' OR ends_early_on IS NOT NULL", name="ended_early_on_a_day"
    ),
    sa.CheckConstraint(
        "ends_early_on IS NULL OR (early_end_by IS NOT NULL AND early_end_as IS NOT NULL"
        " AND early_end_given_at IS NOT NULL AND end_reason <> '')",
        name="early_end_by_somebody",
    ),
    # A notice that was taken back leaves nothing behind.
    sa.CheckConstraint(
        "ends_early_on IS NOT NULL OR (early_end_by IS NULL AND early_end_as IS NULL"
        " AND early_end_given_at IS NULL)",
        name="notice_whole_or_none",
    ),
    sa.CheckConstraint(
        "ends_early_on IS NULL OR ends_early_on <= ends_on",
        name="early_end_is_early",
    ),
)


class Ending:
    """The part of a placement that is about its end."""

    ends_early_on: Mapped[date | None]
    """The last day after notice was given; until then it goes on."""
    early_end_given_at: Mapped[datetime | None]
    early_end_by: Mapped[str | None] = mapped_column(sa.String(300))
    early_end_as: Mapped[Capacity | None] = mapped_column(choice(Capacity))
    ended_by_link: Mapped[str | None] = mapped_column(sa.String(300))
    """Who confirmed the end by link, where that was nobody with an account."""
    return_post: Mapped[str] = mapped_column(sa.String(200), default="")
    return_is: Mapped[ReturnPost | None] = mapped_column(choice(ReturnPost))
    return_from: Mapped[date | None]
    return_meeting_on: Mapped[date | None]
    return_confirmed_at: Mapped[datetime | None]
    return_confirmed_by: Mapped[str | None] = mapped_column(sa.String(300))
    return_waived: Mapped[Waived | None] = mapped_column(choice(Waived))
    return_waived_reason: Mapped[str] = mapped_column(sa.Text, default="")

    if TYPE_CHECKING:
        ends_on: Mapped[date]
        ended_on: Mapped[date | None]

    @property
    def last_day(self) -> date:
        """The day on which it ends or ended: as agreed, or earlier after notice was given."""
        return self.ended_on or self.ends_early_on or self.ends_on

    @property
    def notice_side(self) -> str | None:
        """Whose notice it is: the home or host employer's; None for the mover's own."""
        return None if self.early_end_as is None else SIDE_OF.get(self.early_end_as)

    @property
    def return_is_settled(self) -> bool:
        """Whether home named the post to return to, or said why there is none."""
        return self.return_confirmed_at is not None
