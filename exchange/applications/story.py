"""What happened to an application or invitation, and what changed in the profile since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from exchange import audit
from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.applications import wording
from exchange.applications.models import Application, Invitation
from exchange.db import db
from exchange.profiles import queries as profiles
from exchange.profiles.models import Profile


@dataclass(frozen=True)
class Happened:
    """One step, as a timeline shows it."""

    title: str
    at: datetime
    by: str


@dataclass(frozen=True)
class ProfileChange:
    """A part of the profile as it was sent, and as it is now."""

    label: str
    sent: str
    now: str


def of(answer: Application | Invitation) -> list[Happened]:
    """The states that it went through, newest first, with who moved it: two statements."""
    steps = []
    for event in audit.history(db.session(), answer.audit_kind, answer.public_id):
        changed = (event.detail or {}).get("changes", {}).get("status")
        title = wording.HAPPENED.get(changed[1]) if changed else None
        if title:
            steps.append((title, event.at, event.actor_id))
    names = _names({who for _title, _at, who in steps if who is not None})
    return [Happened(title, at, names.get(who or 0, "")) for title, at, who in reversed(steps)]


def profile_changes(viewer: Actor, application: Application) -> list[ProfileChange]:
    """What the applicant changed since; nothing where the viewer may not see the profile."""
    wanted = Profile.person_id == application.applicant_id
    if db.session.execute(profiles.visible(viewer).where(wanted)).first() is None:
        return []
    sent = wording.profile_rows(application.snapshot or {})
    now = wording.profile_rows(profiles.snapshot(application.applicant_id))
    return [
        ProfileChange(label, sent.get(label, ""), now.get(label, ""))
        for label in wording.PROFILE.values()
        if sent.get(label, "") != now.get(label, "")
    ]


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
