"""The demonstration behind a real port, with what it lacks, for looking at every page once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, current_app
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from exchange import create_app
from exchange.access import SYSTEM, VISITOR, Actor, Permission, requires
from exchange.accounts import passwords
from exchange.accounts import services as accounts
from exchange.accounts.models import Person
from exchange.agreements import asking
from exchange.applications.models import Application, Invitation
from exchange.config import Settings
from exchange.db import command, db
from exchange.demo import asking as asking_first
from exchange.demo import stage as on
from exchange.demo.cast import PASSWORD
from exchange.demo.lives import Life
from exchange.demo.moves import Move
from exchange.demo.stage import Stage
from exchange.demo.story import tell
from exchange.messages import blocking
from exchange.messages import services as messages
from exchange.messages.attachments import store
from exchange.messages.attachments.kinds import examine
from exchange.messages.models import Conversation, Message
from exchange.moderation import question_services as question_reports
from exchange.moderation import talk_services as talk_reports
from exchange.moderation.models import Report
from exchange.moderation.question_models import QuestionReport
from exchange.moderation.talk_models import TalkDecision, TalkReport
from exchange.notices import unsubscribing, worker
from exchange.notices.models import Outbox
from exchange.opportunities import asking as questions
from exchange.opportunities import services as posting
from exchange.opportunities.models import Opportunity, OpportunityRevision, PostedAs, Side
from exchange.opportunities.rules import ListingValues
from exchange.organisations import queries as organisations
from exchange.organisations.models import Membership, Organisation
from exchange.placements import reconsidering
from exchange.placements.lifecycle import Party, Role
from exchange.placements.models import Placement
from exchange.profiles.models import Profile
from exchange.questions import services as public_questions
from exchange.questions.models import Question
from exchange.releases.models import ReleaseRequest
from tests.browser import worlds_of_moves as of_moves
from tests.browser import worlds_of_stays as of_stays
from tests.databases import Templates, dispose, settings

SECRETS = ("/release/", "/sign/", "/confirm/", "/reset/", "/account/address/")
NEWCOMER, UNCONFIRMED, LOCKED = "new@post.example", "una@post.example", "kept.out@post.example"


class Unfinished(Life):
    """A move whose host has not said yet what came of it."""

    def _afterwards(self, placement: Placement) -> None:
        if self.move.reach == "active":
            self._start(placement)
            with self.stage.at(-15):
                self._plan_return(placement)


class LongAgo(Life):
    """A move that was sent home so long ago that its links have run out."""

    def _at(self, step: int) -> AbstractContextManager[None]:
        return self.stage.at(-50 + step)


class Appealed(Life):
    """A move that was refused, and about which the mover appealed."""

    def _afterwards(self, placement: Placement) -> None:
        reason = "Two of my colleagues are back by then."
        version = self._version(placement)
        reconsidering.appeal(self._mover(), placement.public_id, version, reason)


class ToSign(Life):
    """A move whose agreement waits for signatures; the host also has a contact without account."""

    def _afterwards(self, placement: Placement) -> None:
        self._issue(placement)
        _send_signing_link(on.hr(self.move.host), placement)


@command
def _send_signing_link(actor: Actor, placement: Placement) -> None:
    """As it is sent where nobody at the host has an account."""
    to, fingerprint = ("Sid Signer", "signer@harbour.example"), placement.agreement_hash or ""
    asking.send_link(placement, Party.HOST, Role.HOST_HR, to, fingerprint)


LACKING = (
    (ToSign, Move("Hannah Cole", "records", "harbour", "attachment", "To be signed", 40, "agreed")),
    (
        Appealed,
        Move("Pat Osei", "openkitchen", "eastmere", "attachment", "Asked again", 40, "refused"),
    ),
    (Unfinished, Move("Aoife Byrne", "northmoor", "harbour", "project", "Began", -5, "agreed")),
    (Unfinished, Move("Leo Marchetti", "signal", "harbour", "shadowing", "Past", -5, "agreed")),
    (
        Unfinished,
        Move("Zainab Bello", "openkitchen", "eastmere", "attachment", "Over", -70, "active"),
    ),
    (LongAgo, Move("Arjun Rao", "statistics", "harbour", "project", "Long ago", 60, "sent")),
)
"""States that come with the calendar, and that the demonstration therefore cannot stay in."""


class World:
    """The app, its address, where its things are, and a browser for each person."""

    def __init__(self, app: Flask, url: str, found: dict[str, dict[str, str]], chrome: Browser):
        self.app = app
        self.url = url
        self.found = found
        self.chrome = chrome
        self.open: dict[str, tuple[BrowserContext, Page]] = {}

    def path(self, pattern: str) -> str:
        """An address with the things in it, such as /placements/{placement[Began]}."""
        return pattern.format(**self.found)

    def page(self, who: str) -> Page:
        """The page of somebody who is signed in, or of a visitor."""
        if who not in self.open:
            context = self.chrome.new_context()
            context.set_default_timeout(10_000)
            if who:
                context.add_cookies(self._cookies(who))
            self.open[who] = context, context.new_page()
        return self.open[who][1]

    def _cookies(self, email: str) -> Any:
        client = self.app.test_client()
        token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"email": email, "password": PASSWORD, "csrf_token": token}
        answer = client.post("/sign-in", data=form)
        assert answer.status_code == 302, f"{email} could not sign in"
        jar = SimpleCookie()
        for header in answer.headers.getlist("Set-Cookie"):
            jar.load(header)
        return [{"name": k, "value": one.value, "url": self.url} for k, one in jar.items()]


@contextmanager
def built(templates: Templates, folder: Path, chrome: Browser) -> Iterator[World]:
    """The whole world, served by threads while the block runs."""
    with templates.copy("sqlite", folder) as url:
        app = _app(url, folder)
        with app.app_context():
            tell()
            _add_what_lacks()
            links, asked_first = _links(), _links(("/in-principle/",))
            of_stay = _links(("/stays/",))
        worker.drain(app, app.extensions["worker_steps"])
        with app.app_context():
            found = {
                **_things(),
                **of_moves.found(),
                **of_stays.found(),
                "link": links,
                "asked_first": asked_first,
                "stay_link": of_stay,
                "mail": _mail(folder),
            }
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        world = World(app, f"http://127.0.0.1:{server.server_port}", found, chrome)
        yield world
        for context, _page in world.open.values():
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()
        dispose(app)


def _app(url: str, folder: Path) -> Flask:
    base = settings(url, folder / "data")
    (folder / "mail").mkdir()
    changed = {**base.__dict__, "demo": True, "mail_url": f"file://{folder / 'mail'}"}
    app = create_app(Settings(**changed))

    @app.get("/planted/<int:code>")
    @requires(Permission.PAGE_PUBLIC)
    def planted(code: int) -> str:
        abort(code)

    return app


def _add_what_lacks() -> None:
    stage = Stage(on.clock.today())
    for life, move in (*LACKING, *of_moves.MOVES, *of_stays.MOVES):
        life(stage, move).live()
    of_moves.guard()
    of_stays.stay_there()
    kept = passwords.hashed(PASSWORD)
    accounts.create_confirmed(SYSTEM, "Nora Newcomer", NEWCOMER, kept)
    accounts.sign_up(VISITOR, "Una Confirmed", UNCONFIRMED, kept)
    accounts.create_confirmed(SYSTEM, "Kim Keptout", LOCKED, kept)
    for _ in range(5):
        accounts.record_failure(VISITOR, LOCKED, "127.0.0.1")
    accounts.ask_reset(VISITOR, LOCKED)
    accounts.ask_change_of_address(on.actor("Pat Osei"), "pat@openkitchen.example")
    late = ("Dee Long", "dee.long@statistics.example")
    asking_first.ask(stage, "Kate Sorensen", "statistics", late, when=-40)
    poster, council = on.poster("northmoor"), on.organisation("northmoor").public_id
    values = ListingValues(kind="project", title="Our planner can come to you")
    draft = posting.start_draft(poster, Side.MOVER, PostedAs.ORGANISATION, council, values)
    posting.name_mover(poster, draft.public_id, "lucy.tran@northmoor.example")
    question = sa.select(Conversation.public_id).where(Conversation.asker_id.is_not(None))
    talk = db.session.scalars(question).one()
    _make_safe(talk)
    _question_reported()
    with store.kept([examine("Rota for May.txt", b"Monday to Thursday.")]) as files:
        messages.write(on.poster("harbour"), talk, "Until then.", files)


def _make_safe(talk: uuid.UUID) -> None:
    """A report that waits, one that kept somebody from writing for a day, and a block."""
    question = db.session.scalars(sa.select(Conversation).filter_by(public_id=talk)).one()
    asker = db.session.get_one(Person, question.asker_id)
    asks, harbour = on.actor(asker.name), on.poster("harbour")
    of_asker, of_harbour = asker.public_id, db.session.get_one(Person, harbour.person_id).public_id
    moderator = organisations.actor_by_email("moderator@crossover.example")
    waits = talk_reports.report(asks, talk, of_harbour, "other", "This is not what I asked.")
    talk_reports.claim(moderator, waits.public_id)
    talk_reports.open_conversation(moderator, waits.public_id)
    with on.clock.at(on.clock.now() - timedelta(days=3)):
        found = talk_reports.report(harbour, talk, of_asker, "other", "Somebody is rude.")
        talk_reports.claim(moderator, found.public_id)
        decision = (TalkDecision.STOPPED, 1, "It was a threat.")
        talk_reports.decide(moderator, found.public_id, found.version, *decision)
    newcomer = organisations.actor_by_email(NEWCOMER)
    about = sa.select(Opportunity.public_id).filter_by(title="Oral history producer")
    mine = questions.ask(newcomer, db.session.scalars(about).one(), "May I bring a dog?")
    others = mine.participant_ids - {newcomer.person_id}
    first = db.session.get_one(Person, min(others)).public_id
    blocking.block(newcomer, mine.public_id, first)


def _question_reported() -> None:
    """A question that was declined, and a report of one by somebody who could read it."""
    newcomer = organisations.actor_by_email(NEWCOMER)
    answered = db.session.scalars(sa.select(Question).filter_by(status="answered")).one()
    listing = answered.opportunity.public_id
    declined = public_questions.ask(newcomer, listing, "Who else has applied?")
    harbour = on.poster("harbour")
    public_questions.decline(harbour, declined.public_id, 1, "We never say who applies.")
    public_questions.correct(
        harbour, answered.public_id, answered.version, answered.wording, f"{answered.answer} Ask!"
    )
    made = question_reports.report(newcomer, answered.public_id, "other", "It names somebody.")
    moderator = organisations.actor_by_email("moderator@crossover.example")
    question_reports.claim(moderator, made.public_id)
    question_reports.open_asker(moderator, made.public_id)


def _links(secrets: tuple[str, ...] = SECRETS) -> dict[str, str]:
    """The path of the newest link to each address, before the worker wipes it from the outbox."""
    found = {}
    for row in db.session.scalars(sa.select(Outbox).filter_by(topic="mail").order_by(Outbox.id)):
        words = str(row.payload["text"]).split()
        for word in words:
            if any(part in word for part in secrets):
                found[str(row.payload["to"])] = "/" + word.split("/", 3)[3]
    return found


def _mail(folder: Path) -> dict[str, str]:
    return {"any": sorted(one.stem for one in (folder / "mail").glob("*.eml"))[0]}


def _way_out(what: str) -> str:
    """The first person's link that ends e-mails."""
    secret = current_app.extensions["settings"].secret_key
    return f"/notices/unsubscribe/{unsubscribing.token(secret, 1, what)}"


def _first_applications() -> Iterator[tuple[str, str]]:
    """Of people who apply again in a life that was added, what the demonstration tells of them."""
    query = sa.select(Person.name, Application.public_id).join(Application.applicant)
    for name, public_id in db.session.execute(query.order_by(Application.id.desc())):
        yield str(name), str(public_id)


def _things() -> dict[str, dict[str, str]]:
    """Public ids by the words that a reader knows: the newest, of applications the first."""
    joins: dict[str, tuple[Any, Any, Any]] = {
        "listing": (Opportunity, Opportunity.title, None),
        "placement": (Placement, Opportunity.title, Placement.opportunity),
        "revision": (OpportunityRevision, Opportunity.title, OpportunityRevision.opportunity),
        "report": (Report, Opportunity.title, Report.opportunity),
        "invitation": (Invitation, Opportunity.title, Invitation.opportunity),
        "application": (Application, Person.name, Application.applicant),
        "membership": (Membership, Person.name, Membership.person),
        "organisation": (Organisation, Organisation.external_id, None),
    }
    found = {}
    for name, (model, words, through) in joins.items():
        query = sa.select(words, model.public_id).select_from(model).order_by(model.id)
        rows = db.session.execute(query.join(through) if through is not None else query)
        found[name] = {str(key): str(value) for key, value in rows}
    for key, value in _first_applications():
        found["application"][key] = value
    of_people = sa.select(Person.name, Profile.public_id).join(
        Person, Person.id == Profile.person_id
    )
    found["profile"] = {str(k): str(v) for k, v in db.session.execute(of_people)}
    asked = sa.select(ReleaseRequest.manager_email, ReleaseRequest.public_id)
    rows = db.session.execute(asked.order_by(ReleaseRequest.id))
    found["request"] = {str(key): str(value) for key, value in rows}
    talks = db.session.execute(sa.select(Conversation.subject_id, Conversation.public_id))
    by_subject = {str(k): str(v) for k, v in talks}
    by_title = sa.select(Conversation.title, Conversation.public_id)
    for name, kind in (("question", "opportunity"), ("room", "placement")):
        rows = db.session.execute(by_title.filter_by(subject_kind=kind))
        found[name] = {str(k): str(v) for k, v in rows}
    last = db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()
    assert last is not None
    found["message"] = {"just said": f"{last.conversation.public_id}/{last.public_id}"}
    named = found["application"].items()
    found["talk"] = {k: by_subject[v] for k, v in named if v in by_subject}
    found["talk_report"] = {
        str(one.decision): str(one.public_id) for one in db.session.scalars(sa.select(TalkReport))
    }
    in_public = db.session.scalars(sa.select(Question))
    found["in_public"] = {one.status.value: str(one.public_id) for one in in_public}
    reported = db.session.scalars(sa.select(QuestionReport.public_id)).one()
    found["question_report"] = {"it": str(reported)}
    in_talk = sa.select(Person.name, Person.public_id).join(
        Conversation, Conversation.asker_id == Person.id
    )
    found["asker"] = {str(k): str(v) for k, v in db.session.execute(in_talk)}
    found["way_out"] = {what: _way_out(what) for what in ("daily", "listings")}
    return found
