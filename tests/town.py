"""A place where something of everything waits, its twelve visitors, and a way to ask as each.

Made by commands once; after a request that wrote something the database is as it was.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask, current_app
from werkzeug.test import TestResponse

from exchange import clock
from exchange.access import VISITOR, Actor
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.agreements import asking
from exchange.applications import queries as applications
from exchange.applications import services as applying
from exchange.db import command, db
from exchange.desk import hr_services as desk
from exchange.messages import blocking
from exchange.messages import services as messages
from exchange.messages.attachments import store
from exchange.messages.attachments.kinds import examine
from exchange.messages.attachments.models import Attachment
from exchange.messages.models import Block, Conversation
from exchange.moderation import question_services as question_reports
from exchange.moderation import services as moderation
from exchange.moderation import talk_services as talk_reports
from exchange.moderation.models import ReportDecision
from exchange.moderation.talk_models import TalkDecision
from exchange.notices import outbox, unsubscribing
from exchange.notices.models import Outbox
from exchange.opportunities import asking as questions
from exchange.opportunities import queries as opportunities
from exchange.opportunities import services as listings
from exchange.opportunities.models import Side
from exchange.organisations import deputy_services
from exchange.organisations import services as joining
from exchange.organisations.deputy_services import NewDeputy
from exchange.organisations.models import Deputy, DeputyRole
from exchange.placements import living, proposing
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Placement
from exchange.placements.safeguards.words import Vetting
from exchange.questions import services as public_questions
from exchange.releases import services as releases
from exchange.releases.services import Wish
from exchange.stays import learning
from exchange.stays import queries as stays
from exchange.watching import services as watching
from exchange.watching.models import Often
from tests import factories, story_of_people
from tests import story as told
from tests.databases import writes
from tests.factories import World
from tests.placements import guarding, moving, swaps
from tests.search import seeking
from tests.stays import staying

ANYBODY = "visitor"
VISITORS = {
    ANYBODY: "",
    "stranger": "stranger@mail.example",
    "mover": "individual@rivers.example",
    "manager": "manager@rivers.example",
    "colleague": "colleague@rivers.example",
    "home_hr": "hr@rivers.example",
    "poster": "poster@harbour.example",
    "host_hr": "hr@harbour.example",
    "host_admin": "boss@harbour.example",
    "hr_elsewhere": "hr@northmoor.example",
    "moderator": "moderator@crossover.example",
    "administrator": "admin@crossover.example",
}
SWAPPER = "boss@harbour.example"
BOTH = "both@crossover.example"
"""Moderator and administrator in one: passes every guard of a page."""
COOKIE = "crossover"


class Answer(NamedTuple):
    """What came back, whether the guard sent it to sign in, and what the database was told."""

    response: TestResponse
    sent_to_sign_in: bool
    written: list[str]


@dataclass
class Town:
    """The app, the browsers of its visitors, and the things that addresses name."""

    app: Flask
    database: Path
    things: dict[str, Any] = field(default_factory=dict)
    browsers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By visitor: the cookie and the CSRF token of somebody who is signed in."""

    @property
    def as_it_was(self) -> Path:
        """The database to go back to."""
        return self.database.with_suffix(".kept")

    def settle(self) -> None:
        """Make everything, sign everybody in, and keep the database."""
        with self.app.app_context():
            self.things = {name: str(value) for name, value in things().items()}
        for name, email in {**VISITORS, "both": BOTH}.items():
            self.browsers[name] = self._browser(email)
        copy(self.database, self.as_it_was)

    def ask(
        self, who: str, method: str, path: str, body: str = "", *, token: bool = True
    ) -> Answer:
        """Send one request in a fresh copy of somebody's browser."""
        cookie, csrf = self.browsers[who]
        client = self.app.test_client()
        client.set_cookie(COOKIE, cookie)
        sent = f"csrf_token={csrf}&{body}" if token else body
        form = {"data": sent, "content_type": "application/x-www-form-urlencoded"}
        with self.app.extensions["statements"].heard() as heard:
            response = client.open(path, method=method, **(form if method == "POST" else {}))
        written = writes(heard)
        if written:
            copy(self.as_it_was, self.database)
        with client.session_transaction() as session:
            said = [text for _kind, text in session.get("_flashes", [])]
        to_sign_in = response.status_code == 302 and any("Sign in to go on" in one for one in said)
        return Answer(response, to_sign_in, written)

    def _browser(self, email: str) -> tuple[str, str]:
        client = self.app.test_client()
        token = _token(client.get("/sign-in"))
        if email:
            data = {"email": email, "password": factories.PASSWORD, "csrf_token": token}
            assert client.post("/sign-in", data=data).status_code == 302, email
            token = _token(client.get("/account/name"))
        cookie = client.get_cookie(COOKIE)
        assert cookie is not None
        return cookie.value, token


def copy(source: Path, target: Path) -> None:
    """One SQLite database over another, while its app has it open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def _token(page: TestResponse) -> str:
    return page.get_data(as_text=True).partition('name="csrf_token" value="')[2].partition('"')[0]


def things() -> dict[str, Any]:
    """By name: the public id, number or secret that stands in an address."""
    made: dict[str, Any] = {"given_up": given_up()}
    w = factories.world()
    factories.staff(BOTH, moderator=True, administrator=True)
    people_around(w, made)
    listings_of(w, made)
    answers_to(w, made)
    safety_of(w, made)
    reports_about(w, made)
    questions_about(w, made)
    moves_of(w, made)
    made["saved_search"] = watching.save(
        w.mover, "Projects", Often.DAILY, "/opportunities?kind=project", "Projects", []
    )
    made["calendar"] = desk.open_calendar(factories.actor(VISITORS["home_hr"]))
    agreement_of(w, made)
    stay_of(w, made)
    return made


def given_up() -> int:
    """The first mail of all cannot be delivered."""
    factories.administrator()
    outbox.deliver_due({"mail": _refused})
    return db.session.scalars(sa.select(Outbox.id)).first()


def _refused(_payload: dict[str, Any]) -> None:
    raise outbox.CannotDeliver("no such mailbox")


def people_around(w: World, made: dict[str, Any]) -> None:
    """The other visitors, a profile, somebody who asks to join, and links sent by e-mail."""
    factories.person(VISITORS["stranger"])
    factories.member(VISITORS["colleague"], w.home)
    factories.member(VISITORS["host_admin"], w.host, "organisation_admin")
    northmoor = factories.organisation("Northmoor", domain="northmoor.example")
    factories.member(VISITORS["hr_elsewhere"], northmoor, "hr")
    asker = factories.person("asker@mail.example")
    joining.ask_to_join(asker, w.host.public_id, "Nurse", "Ask at reception")
    made["asking"] = told.membership(asker)
    new = joining.NewOrganisation("Soil Trust", "charity", "7654321")
    made["unchecked"] = joining.ask_to_add(asker, new, "Chair", "On the register")
    made["host"] = w.host.public_id
    made["own_membership"] = told.membership(w.mover)
    made["host_membership"] = told.membership(w.poster)
    later = clock.today() + timedelta(days=30)
    stands_in = NewDeputy(
        DeputyRole.HR, told.membership(w.host_hr), told.membership(w.poster), later, later
    )
    deputy_services.name_deputy(w.host_hr, w.host.public_id, stands_in)
    made["deputy"] = db.session.scalars(sa.select(Deputy.public_id)).one()
    made["profile"] = seeking.profile(w.mover).public_id
    accounts.sign_up(VISITOR, "New", "new@mail.example", factories.password_hash())
    made["confirming"] = story_of_people.newest_token("new@mail.example")
    accounts.ask_reset(VISITOR, asker.email)
    made["resetting"] = story_of_people.newest_token(asker.email)
    accounts.ask_change_of_address(asker, "other@mail.example")
    made["way_out"] = unsubscribing.token(
        current_app.extensions["settings"].secret_key, asker.person_id or 0, "placements"
    )
    made["moving_address"] = story_of_people.newest_token("other@mail.example")


def listings_of(w: World, made: dict[str, Any]) -> None:
    """The host's listings in each state, the mover's wish, and a draft that names the mover."""
    made["open"] = factories.listing(w.poster, w.host, places=9).public_id
    made["draft"] = factories.listing(w.poster, w.host, published=False).public_id
    made["scoped"] = factories.listing(w.poster, w.host, "project", published=False).public_id
    waiting = factories.listing(w.poster, w.host, published=False)
    listings.submit(w.poster, waiting.public_id, waiting.version)
    made["waiting"] = waiting.public_id
    changed = factories.listing(w.poster, w.host)
    title = factories.listing_values(title="Another title")
    listings.edit_published(w.poster, changed.public_id, title, changed.version)
    made["change"] = opportunities.open_revision(changed).public_id
    wish = factories.listing(w.mover, None, side=Side.MOVER)
    made["wish"], made["invitation"] = wish.public_id, told.invited(w, w.mover, wish).public_id
    sender = factories.member("poster@rivers.example", w.home, "poster")
    naming = factories.listing(sender, w.home, side=Side.MOVER, published=False)
    listings.name_mover(sender, naming.public_id, w.mover.email)
    made["naming"] = naming.public_id


def answers_to(w: World, made: dict[str, Any]) -> None:
    """The mover's applications: a draft, one sent and talked about, and one with an offer."""
    made["started"] = applying.save_draft(
        w.mover, factories.listing(w.poster, w.host).public_id, "Perhaps"
    ).public_id
    sent = factories.application(w.mover, opportunities.managed(w.poster, made["open"]), w.home)
    made["sent"] = sent.public_id
    talk = sa.select(Conversation.public_id).filter_by(subject_id=sent.public_id)
    made["talk"] = db.session.scalars(talk).one()
    made["message"] = messages.write(w.mover, made["talk"], "May I bring my dog?").public_id
    with store.kept([examine("dog.txt", b"A picture of words.")]) as files:
        told = messages.write(w.mover, made["talk"], "Here he is.", files)
    made["file"] = db.session.scalars(
        sa.select(Attachment.public_id).filter_by(message_id=told.id)
    ).one()
    offered = factories.application(w.mover, factories.listing(w.poster, w.host), w.home)
    factories.offer(w.poster, offered)
    made["offered"] = offered.public_id


def safety_of(w: World, made: dict[str, Any]) -> None:
    """A block by the poster, a report of a conversation, and a decision that is appealed."""
    asker = factories.person("kept.away@mail.example")
    asked = questions.ask(asker, made["open"], "Could I come in May?")
    made["poster_person"] = db.session.get_one(Person, w.poster.person_id).public_id
    asker_id = db.session.get_one(Person, asker.person_id).public_id
    mover_id = db.session.get_one(Person, w.mover.person_id).public_id
    blocking.block(w.poster, asked.public_id, asker_id)
    made["block"] = db.session.scalars(sa.select(Block.public_id)).one()
    waits = talk_reports.report(asker, asked.public_id, made["poster_person"], "other", "Look.")
    made["talk_report"] = waits.public_id
    second = factories.staff("mod3@crossover.example", moderator=True)
    with clock.at(clock.now() - timedelta(days=2)):  # it is over, so that the mover writes again
        found = talk_reports.report(w.poster, made["talk"], mover_id, "other", "Look.")
        talk_reports.claim(second, found.public_id)
        decision = (TalkDecision.STOPPED, 1, "A threat.")
        talk_reports.decide(second, found.public_id, found.version, *decision)
        talk_reports.appeal(w.mover, found.public_id, "It was none.")
    made["decision"] = found.public_id


def reports_about(w: World, made: dict[str, Any]) -> None:
    """One that waits, one that removed a listing, and one whose removal is appealed."""
    reporter = factories.person("reporter@mail.example")
    second = factories.staff("mod2@crossover.example", moderator=True)

    def reported() -> tuple[Any, Any]:
        one = factories.listing(w.poster, w.host)
        return one, moderation.report(reporter, one.public_id, "misleading", "It is over.")

    made["report"] = reported()[1].public_id
    for name in ("removed", "against"):
        listing, report = reported()
        moderation.claim(second, report.public_id)
        decided = (ReportDecision.REMOVED, "It is over.", report.version)
        moderation.decide(second, report.public_id, *decided)
        made[name], made["appealed"] = listing.public_id, report.public_id
    moderation.appeal(w.poster, made["against"], "It is not.")


def questions_about(w: World, made: dict[str, Any]) -> None:
    """The mover's question that waits, another that is answered, and a report of that one."""
    made["question"] = public_questions.ask(w.mover, made["open"], "Four days?").public_id
    curious = factories.person("curious@mail.example")
    other = public_questions.ask(curious, made["open"], "Where do I sit?")
    public_questions.answer(w.poster, other.public_id, other.version, "Where?", "By the window.")
    made["answered"] = other.public_id
    reader = factories.person("reader@mail.example")
    report = question_reports.report(reader, other.public_id, "other", "Look.")
    made["question_report"] = report.public_id


def swaps_of(w: World) -> tuple[Any, Any, Any]:
    """Two halves of swaps: one whose host asked a colleague, one that waits for home's word."""
    halves = [told.placed(w, number, "swap") for number in (91, 92)]
    for half in halves:
        moving.send_home(half)
        asked = swaps.name(half, email=SWAPPER)
    swaps.say(asked, who=SWAPPER)
    first = swaps.live(halves[0])
    return halves[0].placement.public_id, first.public_id, halves[1].placement.public_id


def moves_of(w: World, made: dict[str, Any]) -> None:
    """One placement that was sent home, and one of which the employer has not heard."""
    made["link"] = moving.send_home(w)
    wish = Wish("Bo Brook", "bo@rivers.example", 2, 6, clock.today() + timedelta(days=60))
    made["release"] = releases.ask(w.mover, wish, w.home.public_id).public_id
    made["release_link"] = factories.token_in(factories.mails("bo@rivers.example")[-1])
    made["swap"], made["asked"], made["paired"] = swaps_of(w)
    made["move"] = w.placement.public_id
    guarding.declare(w, w.mover)
    guarding.need(w, Vetting.SC)
    guarding.set_aside(w, w.home_hr, "R07")
    made["conflict"] = guarding.declare_conflict(w).public_id
    made["declaration"] = w.placement.declarations[0].public_id
    made["override"] = w.placement.overrides[0].public_id
    made["quiet"] = _placed(w, "secondment").public_id


def agreement_of(w: World, made: dict[str, Any]) -> None:
    """A placement whose agreement was issued, a link to sign it by, and a project's scope note."""
    settled = replace(w, placement=_placed(w, "secondment"))
    moving.home_agrees(settled)
    moving.host_agrees(settled)
    moving.give_facts(settled)
    moving.issue(settled)
    made["settled"] = settled.placement.public_id
    _send_signing_link(w.host_hr, settled.placement)
    made["signing"] = factories.token_in(factories.mails("signer@harbour.example")[-1])
    made["project"] = _placed(w, "project").public_id


def stay_of(w: World, made: dict[str, Any]) -> None:
    """A placement that has begun, with an extension that is being decided, also by link."""
    begun = replace(w, placement=_placed(w, "secondment"))
    moving.home_agrees(begun)
    moving.host_agrees(begun)
    moving.give_facts(begun)
    moving.sign_all(begun)
    with moving.on(moving.FIRST_DAY):
        living.confirm_start(w.poster, begun.placement.public_id, begun.placement.version)
    made["begun"] = begun.placement.public_id
    made["extension"] = staying.ask(begun).public_id
    learning.confirm_skills(w.poster, begun.placement.public_id, ["policy-development"])
    made["skill"] = stays.record(begun.placement).skills[0].public_id
    made["stay_link"] = staying.link_to(moving.MANAGER)


def _placed(w: World, kind: str) -> Placement:
    sent = factories.application(w.mover, factories.listing(w.poster, w.host, kind), w.home)
    factories.offer(w.poster, sent)
    mine = applications.own(w.mover, sent.public_id)
    return proposing.accept_offer(w.mover, mine.public_id, mine.version)


@command
def _send_signing_link(actor: Actor, placement: Placement) -> None:
    """As it is sent where nobody at the host has an account."""
    to, fingerprint = ("Sid Signer", "signer@harbour.example"), placement.agreement_hash or ""
    asking.send_link(placement, Party.HOST, Role.HOST_HR, to, fingerprint)
