"""Crossover: a marketplace where people cross between government and civil society.

`create_app` is the map of the house: the only place that knows every part.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from exchange.access import SYSTEM
from exchange.accounts import own_views as own_account
from exchange.accounts import views as accounts
from exchange.accounts.login import actor_loader, init_login
from exchange.accounts.queries import address_of
from exchange.accounts.services import stop_mail
from exchange.agreements import (
    drafting_views,
    names_views,
    signing_views,
    verify_views,
)
from exchange.agreements import panel as agreement_panel
from exchange.agreements import views as agreements
from exchange.api import feed
from exchange.api import views as api
from exchange.applications import clocks
from exchange.applications import ending_views as endings
from exchange.applications import inviting_views as inviting
from exchange.applications import queries as answers
from exchange.applications import reminding as answers_due
from exchange.applications import sifting_views as sifting
from exchange.applications import views as applications
from exchange.audit import Sealer
from exchange.cli import init_cli
from exchange.config import Settings
from exchange.db import init_db
from exchange.demo import views as demo
from exchange.desk import (
    admin_views,
    calendar_views,
    deadlines,
    due,
    hr_views,
    leaving_views,
    page_views,
    return_views,
)
from exchange.desk import views as desk
from exchange.desk.navigation import navigation
from exchange.log import init_log
from exchange.messages import blocking_views as blocks
from exchange.messages import changing_views, polling_views
from exchange.messages import documents as message_documents
from exchange.messages import queries as messages_read
from exchange.messages import views as messages
from exchange.messages.attachments import services as attaching
from exchange.messages.attachments import views as attachments
from exchange.messages.rosters import Roster
from exchange.migrate import init_migrate
from exchange.moderation import question_views as question_reports
from exchange.moderation import talk_views as talk_reports
from exchange.moderation import views as moderation
from exchange.notices import digests, fanning, outbox
from exchange.notices import preference_views as notice_preferences
from exchange.notices import views as notices
from exchange.notices.mailer import Mailer
from exchange.notices.rounds import Round
from exchange.opportunities import asking as questions
from exchange.opportunities import asking_views
from exchange.opportunities import brief_views as briefs
from exchange.opportunities import documents as opportunity_documents
from exchange.opportunities import posting_views as posting
from exchange.opportunities import search_views as opportunity_search
from exchange.opportunities import views as listings
from exchange.organisations import deputy_views as deputies
from exchange.organisations import manage_views as organisations_managed
from exchange.organisations import views as organisations
from exchange.organisations.queries import actor_for
from exchange.placements import (
    backfilling,
    outside_panel,
    swap_panel,
    swap_views,
    talking,
)
from exchange.placements import release_views as release
from exchange.placements import reminding as decisions_due
from exchange.placements import views as placements
from exchange.placements.costs import panel as costs_panel
from exchange.placements.costs import views as costs
from exchange.placements.panels import Panel
from exchange.placements.safeguards import link_views as declaring_by_link
from exchange.placements.safeguards import panel as safeguards_panel
from exchange.placements.safeguards import views as safeguards
from exchange.profiles import documents as profile_documents
from exchange.profiles import views as profiles
from exchange.questions import answering_views, question_views
from exchange.questions import audience as question_audience
from exchange.questions import reminding as questions_due
from exchange.questions import steps as public_questions
from exchange.reference import bridge
from exchange.releases import link_views as asked_first
from exchange.releases import reminding as releases_due
from exchange.releases import views as ask_first
from exchange.rules import views as rules
from exchange.search import indexer
from exchange.search.bridge import Bridge, Group
from exchange.search.dependents import follow
from exchange.search.embedded.adapter import WhooshSearch
from exchange.search.port import SearchPort
from exchange.search.postgres.adapter import PostgresSearch
from exchange.stays import confirmed, extension_views, reminding
from exchange.stays import link_views as stay_links
from exchange.stays import panels as stay_panels
from exchange.stays import views as stays
from exchange.watching import alerting as searches_due
from exchange.watching import audience as watchers
from exchange.watching import closing as watched_closing
from exchange.watching import listing_views as watches
from exchange.watching import listings as watched
from exchange.watching import views as watching
from exchange.web.failures import init_failures
from exchange.web.guard import actor, init_guard
from exchange.web.headers import init_headers
from exchange.web.limits import init_limits, init_sizes
from exchange.web.look import init_look

ROOT = Path(__file__).parent.parent

BLUEPRINTS: tuple[Blueprint, ...] = (
    desk.blueprint,
    hr_views.blueprint,
    return_views.blueprint,
    calendar_views.blueprint,
    leaving_views.blueprint,
    admin_views.blueprint,
    page_views.blueprint,
    accounts.blueprint,
    own_account.blueprint,
    organisations.blueprint,
    organisations_managed.blueprint,
    deputies.blueprint,
    rules.blueprint,
    notices.blueprint,
    notice_preferences.blueprint,
    notice_preferences.by_link,
    briefs.blueprint,
    posting.blueprint,
    listings.blueprint,
    moderation.blueprint,
    profiles.blueprint,
    ask_first.blueprint,
    asked_first.blueprint,
    applications.blueprint,
    sifting.blueprint,
    inviting.blueprint,
    endings.blueprint,
    messages.blueprint,
    attachments.blueprint,
    watching.blueprint,
    watches.blueprint,
    blocks.blueprint,
    talk_reports.blueprint,
    polling_views.blueprint,
    changing_views.blueprint,
    asking_views.blueprint,
    question_views.blueprint,
    answering_views.blueprint,
    question_reports.blueprint,
    opportunity_search.blueprint,
    api.blueprint,
    feed.blueprint,
    placements.blueprint,
    safeguards.blueprint,
    costs.blueprint,
    swap_views.blueprint,
    release.blueprint,
    declaring_by_link.blueprint,
    agreements.blueprint,
    drafting_views.blueprint,
    signing_views.blueprint,
    signing_views.by_link,
    names_views.blueprint,
    verify_views.blueprint,
    stays.blueprint,
    extension_views.blueprint,
    stay_links.blueprint,
)


ROSTERS: dict[str, Roster] = {
    questions.KIND: questions.roster,
    "application": answers.roster,
    talking.KIND: talking.roster,
}
"""Who belongs in a conversation, by what it is about."""

DUE: tuple[due.Source, ...] = (due.vetting, deadlines.signatures, deadlines.stays)
"""What brings dates to the lists and calendars of the HR desk."""

AUDIENCES: dict[str, fanning.Audience] = {
    watched.SEES: watchers.who_sees,
    watched.SAW: watchers.who_saw,
    question_audience.ANSWERED: question_audience.who_watches,
}
"""Whom `notices.tell_many` reaches, by the code that it is given."""

SEEN_ELSEWHERE: dict[str, digests.Seen] = {"message": messages_read.read_through}
"""Who has seen what they were told without opening their notices, by the event."""

PANELS: tuple[Panel, ...] = (
    outside_panel.PANEL,
    safeguards_panel.PANEL,
    costs_panel.PANEL,
    agreement_panel.PANEL,
    swap_panel.PANEL,
    *stay_panels.PANELS,
    backfilling.PANEL,
)
"""The parts of a placement's room, in the order in which they stand there."""


def create_app(settings: Settings | None = None) -> Flask:
    """Put the house together for one set of settings; raises SettingsError."""
    settings = settings or Settings.from_environment()
    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.update(_flask_settings(settings))
    app.extensions["settings"] = settings
    init_log(app)
    init_db(app)
    init_migrate(app)
    _init_audit(app, settings)
    init_headers(app)
    init_look(app, settings.service_name)
    init_failures(app)
    init_sizes(app)
    init_login(app)
    init_guard(app, actor_loader(actor_for))
    init_limits(app)
    app.extensions["answer_counter"] = answers.counts
    app.extensions["late_answers"] = clocks.late_count
    app.extensions["listing_news"] = (watched.news, public_questions.news)
    app.extensions["desk_due"] = DUE
    app.extensions["rosters"] = ROSTERS
    app.extensions["room_panels"] = PANELS
    app.extensions["skill_confirmations"] = confirmed.of
    _init_search(app, settings)
    _init_mail(app, settings)
    init_cli(app)
    for blueprint in (*BLUEPRINTS, *([demo.blueprint] if settings.demo else [])):
        app.register_blueprint(blueprint)

    @app.context_processor
    def for_every_page() -> dict[str, Any]:
        return {"actor": actor(), "demo": settings.demo, "navigation": navigation(actor())}

    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _flask_settings(settings: Settings) -> dict[str, Any]:
    secure = settings.base_url.startswith("https://")
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "TESTING": settings.testing,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "MAX_CONTENT_LENGTH": 2_000_000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "SESSION_COOKIE_NAME": "crossover",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        # A long form must not be lost: the token lives as long as the session.
        "WTF_CSRF_TIME_LIMIT": None,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "RATELIMIT_STORAGE_URI": settings.rate_limit_url,
        "RATELIMIT_ENABLED": not settings.testing,
    }


def _init_search(app: Flask, settings: Settings) -> None:
    sources = (opportunity_documents, profile_documents, message_documents)
    engine = _search_engine(settings)
    indexer.init_index(app, engine, [one.SOURCE for one in sources], other_ways())
    follow(*(dependence for one in sources for dependence in one.DEPENDENCES))
    app.extensions.setdefault("worker_steps", []).append(indexer.step)


def other_ways() -> Bridge:
    """The bridge between the sectors' words, for search."""
    return Bridge(Group(one.ways, one.worth) for one in bridge.ALL)


def _search_engine(settings: Settings) -> SearchPort:
    if settings.search == "postgres":
        return PostgresSearch(settings.database_url, settings.search_read_url)
    return WhooshSearch(settings.search_dir, settings.search_cache_mb << 20)


def _init_mail(app: Flask, settings: Settings) -> None:
    mailer = Mailer(
        settings.mail_url,
        settings.mail_from,
        settings.service_name,
        settings.base_url,
        address_of,
        refused=lambda address, why: stop_mail(SYSTEM, address, why),
        secret=settings.secret_key,
        reply_domain=settings.reply_domain,
    )
    app.extensions["audiences"] = AUDIENCES
    app.extensions["seen_elsewhere"] = SEEN_ELSEWHERE
    handlers: dict[str, outbox.Handler] = {
        "fan_out": fanning.fan_out,
        attaching.TOPIC: attaching.scan,
    }
    if sending := mailer.handlers():
        handlers |= {**sending, "digest_mail": digests.sender(mailer)}
    app.extensions["worker_steps"].append(Round(digests.EVERY, digests.run))
    app.extensions["worker_steps"].append(Round(decisions_due.EVERY, decisions_due.step))
    app.extensions["worker_steps"].append(Round(releases_due.EVERY, releases_due.run))
    app.extensions["worker_steps"].append(Round(answers_due.EVERY, answers_due.run))
    app.extensions["worker_steps"].append(Round(attaching.AGAIN, attaching.offer_again))
    app.extensions["worker_steps"].append(Round(attaching.SWEEP, attaching.sweep))
    app.extensions["worker_steps"].append(Round(searches_due.EVERY, searches_due.run))
    app.extensions["worker_steps"].append(Round(watched_closing.EVERY, watched_closing.run))
    app.extensions["worker_steps"].append(Round(questions_due.EVERY, questions_due.run))
    app.extensions["worker_steps"].append(lambda: outbox.deliver_due(handlers))
    app.extensions["worker_steps"].append(Round(timedelta(hours=1), reminding.run))


def _init_audit(app: Flask, settings: Settings) -> None:
    sealer = Sealer(settings.secret_key)
    app.extensions["sealer"] = sealer
    app.extensions["command_hooks"].before_commit.append(sealer)
