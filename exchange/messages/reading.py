"""A conversation as its page shows it: plain values, read once, in the order of what happened."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from exchange import clock
from exchange.access import Actor
from exchange.accounts.models import Person
from exchange.db import db
from exchange.errors import NotFound
from exchange.messages import blocking, inbox, queries, rosters
from exchange.messages.attachments import queries as attachments
from exchange.messages.attachments.queries import FileLine
from exchange.messages.models import Conversation, Message, Participant
from exchange.messages.steps import TO_CHANGE

LATEST = 100


@dataclass(frozen=True)
class Earlier:
    """What a message said until a moment."""

    until: datetime
    body: str


@dataclass(frozen=True)
class Line:
    """One message as it is read: sender, time, text."""

    id: int
    public_id: uuid.UUID
    sender: str
    mine: bool
    at: datetime
    body: str
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None
    earlier: tuple[Earlier, ...] = ()
    files: tuple[FileLine, ...] = ()
    seen_by: tuple[str, ...] = ()

    @property
    def may_be_changed(self) -> bool:
        """Whether its sender can still put it in other words."""
        return self.mine and self.withdrawn_at is None and clock.now() <= self.at + TO_CHANGE


@dataclass(frozen=True)
class Coming:
    """Somebody came in or went out, between two messages."""

    after: int
    at: datetime
    text: str


@dataclass(frozen=True)
class Member:
    """Somebody who takes part, or would with the next message."""

    person_id: int
    public_id: uuid.UUID
    name: str
    standing: str
    mine: bool
    shares: bool
    address: str
    """Only where the reader and they have both agreed to share it."""
    block_id: uuid.UUID | None = None
    """The reader's own block of them, where one stands."""


@dataclass(frozen=True)
class Thread:
    """A conversation for one reader."""

    id: int
    public_id: uuid.UUID
    title: str
    kind: str
    path: str
    members: list[Member]
    entries: list[Line | Coming]
    last_id: int
    has_unread: bool
    has_earlier: bool
    takes_part: bool
    shares_address: bool
    shows_seen: bool
    draft: str

    @property
    def others(self) -> list[Member]:
        """The others."""
        return [one for one in self.members if not one.mine]

    @property
    def with_whom(self) -> str:
        """The names of the others."""
        return ", ".join(one.name for one in self.others)


def thread(viewer: Actor, public_id: uuid.UUID, latest: int = LATEST) -> Thread:
    """A conversation with its latest messages; raises NotFound for those who have no part."""
    talk = queries.by_public_id(viewer, public_id)
    me = talk.participant(viewer.person_id)
    if me is None:  # by_public_id answers only for those who have a part
        raise NotFound
    said = lines(viewer, talk, latest + 1)
    standings = _standings(talk)
    people = _people({one.person_id for one in talk.participants} | set(standings))
    hiding = queries.hiding(list(people)) | blocking.apart_from(viewer.person_id)
    shown, has_earlier = said[-latest:], len(said) > latest
    since = shown[0].id if has_earlier else 0
    comings = [one for one in _comings(me, talk, people) if one.after >= since]
    return Thread(
        id=talk.id,
        public_id=talk.public_id,
        title=talk.title,
        kind=inbox.KINDS.get(talk.subject_kind, "Conversation"),
        path=talk.path,
        members=_members(me, talk, people, standings),
        entries=_in_order(_seen(viewer, shown, talk, people, hiding), comings),
        last_id=said[-1].id if said else 0,
        has_unread=bool(said) and me.read_up_to < said[-1].id,
        has_earlier=has_earlier,
        takes_part=queries.takes_part(viewer, talk),
        shares_address=me.address_shared_at is not None,
        shows_seen=viewer.person_id not in hiding,
        draft=queries.draft(viewer, talk),
    )


def lines(
    viewer: Actor, conversation: Conversation, latest: int = LATEST, after: int = 0
) -> list[Line]:
    """The latest messages that the viewer may read, oldest first."""
    query = (
        queries.visible(viewer)
        .join(Person, Person.id == Message.sender_id)
        .where(Message.conversation_id == conversation.id, Message.id > after)
        .add_columns(Person.name)
        .options(selectinload(Message.earlier))
        .order_by(Message.id.desc())
        .limit(latest)
    )
    rows = [(row[0], row[1]) for row in reversed(db.session.execute(query).all())]
    files = attachments.of_messages(viewer, [one for one, _name in rows])
    return [_line(viewer, one, name, files.get(one.id, ())) for one, name in rows]


def line(viewer: Actor, message: Message) -> Line:
    """One message, for the pages that change it."""
    name = db.session.scalar(sa.select(Person.name).filter_by(id=message.sender_id)) or ""
    files = attachments.of_messages(viewer, [message])
    return _line(viewer, message, name, files.get(message.id, ()))


def etag(viewer: Actor, public_id: uuid.UUID) -> tuple[str, int]:
    """What moves with everything that the page shows, and up to where the viewer has read; raises
    NotFound. One statement: it is asked again and again while a page is open."""
    rows = db.session.execute(
        sa.select(Conversation.changes, Participant.person_id, Participant.read_up_to)
        .join(Participant, Participant.conversation_id == Conversation.id)
        .where(Conversation.public_id == public_id)
    ).all()
    mine = next((row.read_up_to for row in rows if row.person_id == viewer.person_id), None)
    if mine is None:
        raise NotFound("There is no such conversation.")
    read = sum(row.read_up_to for row in rows) - mine
    return f"{rows[0].changes}-{read}", mine


def _line(viewer: Actor, message: Message, name: str, files: tuple[FileLine, ...]) -> Line:
    said = message.withdrawn_at is None
    # What was withdrawn is not read any more, nor is what it said before.
    earlier = [Earlier(one.created_at, one.body) for one in message.earlier] if said else []
    return Line(
        message.id,
        message.public_id,
        name,
        message.sender_id == viewer.person_id,
        message.created_at,
        message.body if said else "",
        message.edited_at if said else None,
        message.withdrawn_at,
        tuple(earlier),
        files,
    )


def _standings(talk: Conversation) -> rosters.People:
    """Who reads what is said next, as `steps.follow` will have it, and for whom each speaks."""
    now = rosters.of(talk)
    return {one.person_id: one.standing for one in talk.present} if now is None else now


def _people(ids: set[int]) -> dict[int, Person]:
    found = db.session.scalars(sa.select(Person).where(Person.id.in_(ids)).order_by(Person.name))
    return {one.id: one for one in found}


def _members(
    me: Participant, talk: Conversation, people: dict[int, Person], standings: rosters.People
) -> list[Member]:
    found, blocks = [], blocking.blocks_by(me.person_id, standings)
    for person_id, person in people.items():
        if person_id not in standings:
            continue
        part = talk.participant(person_id)
        shares = part is not None and part.address_shared_at is not None
        both = shares and me.address_shared_at is not None
        found.append(
            Member(
                person_id,
                person.public_id,
                person.name,
                standings[person_id],
                person_id == me.person_id,
                shares,
                person.email if both else "",
                blocks.get(person_id),
            )
        )
    return found


def _seen(
    viewer: Actor,
    said: list[Line],
    talk: Conversation,
    people: dict[int, Person],
    hiding: set[int],
) -> list[Line]:
    """Who has seen how much, under the last of one's own messages that each has seen."""
    if viewer.person_id in hiding:
        return said
    under: dict[int, list[str]] = {}
    for one in talk.present:
        if one.person_id == viewer.person_id or one.person_id in hiding:
            continue
        seen = [a.id for a in said if a.mine and one.joined_after < a.id <= one.read_up_to]
        if seen:
            under.setdefault(seen[-1], []).append(people[one.person_id].name)
    return [replace(a, seen_by=tuple(sorted(under.get(a.id, ())))) for a in said]


def _comings(me: Participant, talk: Conversation, people: dict[int, Person]) -> list[Coming]:
    found = []
    for one in talk.participants:
        is_me = one is me
        name = "You" if is_me else people[one.person_id].name
        if one.joined_at is not None:
            found.append(Coming(one.joined_after, one.joined_at, _joined(one, name, people, is_me)))
        if one.left_at is not None:
            end = "You read no further." if is_me else f"{name} reads no further."
            found.append(Coming(one.left_after or 0, one.left_at, f"{name} left. {end}"))
    return [one for one in found if _happened_for(me, one)]


def _joined(one: Participant, name: str, people: dict[int, Person], is_me: bool) -> str:
    reads = "read" if is_me else "reads"
    if one.in_place_of_id is not None:
        before = people.get(one.in_place_of_id)
        whom = before.name if before else "a colleague"
        return f"{name} took over from {whom}, and {reads} what {whom} could read."
    for_whom = f" ({one.standing})" if one.standing and not is_me else ""
    return f"{name}{for_whom} joined, and {reads} what is said from here on, nothing before."


def _happened_for(me: Participant, coming: Coming) -> bool:
    if me.left_at is not None and coming.at > me.left_at:
        return False
    return me.joined_at is None or coming.after >= me.joined_after


def _in_order(said: Iterable[Line], comings: Iterable[Coming]) -> list[Line | Coming]:
    """By what came after what; a coming stands after the message that it followed."""
    found: list[tuple[tuple[int, int], Line | Coming]] = [((one.id, 0), one) for one in said]
    found += [((one.after, 1), one) for one in comings]
    return [one for _place, one in sorted(found, key=lambda entry: entry[0])]
