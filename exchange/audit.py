"""The append-only record: who did what to which object, old and new, in the same commit.

Nobody writes audit rows by hand. Each Audited object that a command changes gets one row, so
that no command can forget. Rows are chained: each carries an HMAC over the one before it and
over a salted digest of its detail. The detail (and its salt) can be erased later, when the law
asks for it, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from exchange import clock
from exchange.db import Base, CommandRun, running

GENESIS = "0" * 64


class Audited:
    """Mixin of a model whose changes are recorded."""

    audit_kind: ClassVar[str]
    audit_secret: ClassVar[frozenset[str]] = frozenset()
    """Columns whose change is recorded without the values."""

    public_id: Mapped[uuid.UUID]


class AuditEvent(Base):
    """One thing that happened to one object."""

    __tablename__ = "audit_event"
    __table_args__ = (sa.Index("ix_audit_object", "object_kind", "object_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    command_id: Mapped[uuid.UUID] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(sa.String(80))
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_label: Mapped[str] = mapped_column(sa.String(80))
    object_kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[uuid.UUID]
    detail: Mapped[dict[str, Any] | None]
    salt: Mapped[str | None] = mapped_column(sa.String(32))
    digest: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """The last link of the chain: one row, locked last in each command."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


@dataclass
class _Pending:
    target: Audited
    changes: dict[str, list[Any]]


class Sealer:
    """Turns what a command changed into chained rows, just before it commits."""

    def __init__(self, secret: str) -> None:
        self.key = hmac.digest(secret.encode(), b"audit chain", "sha256")

    def __call__(self, session: Session, run: CommandRun) -> None:
        """Write the rows of one command; the head is the last lock taken."""
        entries = list(_entries(session, run))
        if not entries:
            return
        head = _lock_head(session)
        for kind, object_id, detail in entries:
            row = self._link(head, run, kind, object_id, detail)
            session.add(row)
            head.seq, head.hash = row.seq, row.hash
        session.flush()

    def _link(
        self, head: AuditHead, run: CommandRun, kind: str, object_id: uuid.UUID, detail: Any
    ) -> AuditEvent:
        salt = secrets.token_hex(16)
        row = AuditEvent(
            seq=head.seq + 1,
            at=clock.now(),
            command_id=run.id,
            action=run.name,
            actor_id=getattr(run.actor, "person_id", None),
            actor_label=getattr(run.actor, "label", "system")[:80],
            object_kind=kind,
            object_id=object_id,
            detail=detail,
            salt=salt,
            digest=_digest(salt, detail),
        )
        row.hash = self.link_hash(head.hash, row)
        return row

    def link_hash(self, previous: str, row: AuditEvent) -> str:
        """The HMAC that ties a row to the one before it."""
        body = json.dumps(
            [
                previous,
                row.seq,
                row.at.isoformat(),
                str(row.command_id),
                row.action,
                row.actor_id,
                row.actor_label,
                row.object_kind,
                str(row.object_id),
                row.digest,
            ]
        )
        return hmac.new(self.key, body.encode(), hashlib.sha256).hexdigest()

    def verify(self, session: Session) -> str:
        """Walk the chain; returns the head's hash, raises ValueError at the first broken row."""
        previous, expected = GENESIS, 0
        for row in session.scalars(sa.select(AuditEvent).order_by(AuditEvent.seq)).yield_per(1000):
            expected += 1
            if row.seq != expected or row.hash != self.link_hash(previous, row):
                raise ValueError(f"audit row {row.seq} does not follow from the row before it")
            if row.detail is not None and row.digest != _digest(row.salt or "", row.detail):
                raise ValueError(f"the detail of audit row {row.seq} was altered")
            previous = row.hash
        head = session.get(AuditHead, 1)
        if head is None or (head.seq, head.hash) != (expected, previous):
            raise ValueError("audit rows are missing at the end of the chain")
        return previous


def record(kind: str, object_id: uuid.UUID, detail: dict[str, Any], session: Session) -> None:
    """Record something that changed no object: a refused sign-in, an export, a viewing.

    Where the command says more than one thing of an object, or changes it too, all of it stands
    in one row: lists under the same name follow each other.
    """
    session.info.setdefault("audit_extra", []).append((kind, object_id, _plain(detail)))


def history(session: Session, kind: str, object_id: uuid.UUID) -> list[AuditEvent]:
    """What happened to one object, oldest first."""
    query = sa.select(AuditEvent).where(
        AuditEvent.object_kind == kind, AuditEvent.object_id == object_id
    )
    return list(session.scalars(query.order_by(AuditEvent.seq)))


def _lock_head(session: Session) -> AuditHead:
    return session.scalars(sa.select(AuditHead).with_for_update()).one()


def _entries(session: Session, run: CommandRun) -> Iterable[tuple[str, uuid.UUID, Any]]:
    pending: dict[int, _Pending] = session.info.pop("audit_pending", {})
    entries: list[tuple[str, uuid.UUID, dict[str, Any]]] = []
    for item in pending.values():
        detail: dict[str, Any] = {"changes": item.changes}
        if run.reason:
            detail["reason"] = run.reason
        entries.append((item.target.audit_kind, item.target.public_id, detail))
    for kind, object_id, said in session.info.pop("audit_extra", []):
        last = next((one[2] for one in reversed(entries) if one[:2] == (kind, object_id)), None)
        if last is None or _contradict(last, said):
            entries.append((kind, object_id, said))
        else:
            last.update({name: _together(last.get(name), value) for name, value in said.items()})
    return entries


def _contradict(detail: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether two details say different things under one name, and so need a row each."""
    shared = detail.keys() & said.keys()
    return any(detail[name] != said[name] for name in shared if not isinstance(said[name], list))


def _together(before: Any, value: Any) -> Any:
    return [*(before or []), *value] if isinstance(value, list) else value


@event.listens_for(Session, "before_flush")
def _collect(session: Session, _context: Any, _instances: Any) -> None:
    if running() is None:
        return
    pending = session.info.setdefault("audit_pending", {})
    for target in (*session.new, *session.dirty, *session.deleted):
        if isinstance(target, Audited):
            changes = _changes(target, gone=target in session.deleted)
            if changes:
                item = pending.setdefault(id(target), _Pending(target, {}))
                for name, (old, new) in changes.items():
                    first = item.changes.get(name, [old])[0]
                    item.changes[name] = [first, new]


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("audit_pending", None)
    session.info.pop("audit_extra", None)


def _changes(target: Audited, *, gone: bool) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    state = sa.inspect(target)
    for column in state.mapper.column_attrs:
        attribute = state.attrs[column.key]
        history = attribute.load_history() if state.persistent else attribute.history
        old = _plain(history.deleted[0]) if history.deleted else None
        new = _plain(history.added[0]) if history.added else None
        if gone:
            old, new = _plain(attribute.value), None
        if old != new:
            secret = column.key in target.audit_secret
            found[column.key] = ("…", "…") if secret else (old, new)
    return found


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | int | float | str | None):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)


def _digest(salt: str, detail: Any) -> str:
    text = json.dumps(detail, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256((salt + text).encode()).hexdigest()
