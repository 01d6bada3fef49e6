"""The fourth scene: applications in every state, on listings that are open; and an invitation."""

from __future__ import annotations

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from exchange.access import SYSTEM, Actor
from exchange.applications import inviting, sifting
from exchange.applications import queries as answers
from exchange.applications import services as applying
from exchange.applications.models import Application
from exchange.db import db
from exchange.demo import stage as on
from exchange.demo.lives import STATEMENT
from exchange.demo.stage import Stage
from exchange.opportunities.models import Opportunity

SIFT = (
    ("Imran Aziz", "records", "submitted"),
    ("Arjun Rao", "statistics", "shortlisted"),
    ("Kate Sorensen", "statistics", "reserve"),
    ("Stephen Achebe", "coalbrook", "not_selected"),
    ("Lena Fischer", "coalbrook", "withdrawn"),
    ("Gareth Wynn", "eastmere", "offered"),
    ("Ian Forbes", "greenway", "draft"),
)
"""On one listing of the hospice: who applied from where, and how far it got."""
OTHERS = (
    ("Sofia Petrov", "eastmere", "Poverty strategy officer", "declined"),
    ("Paul Nyberg", "signal", "Poverty strategy officer", "rescinded"),
    ("Fergus Hay", "soil", "Rights of way adviser", "lapsed"),
    ("Ravi Menon", "rivers", "Supply chain planner", "submitted"),
    ("Ella Jones", "rivers", "Data analyst, charity sector survey", "submitted"),
)


def sift(stage: Stage) -> None:
    """Applications on listings that stay open."""
    for name, home, reach in SIFT:
        _apply(stage, name, home, "Volunteer services manager", reach)
    for name, home, title, reach in OTHERS:
        _apply(stage, name, home, title, reach)
    _invite(stage)


def _listing(title: str) -> Opportunity:
    return db.session.scalars(sa.select(Opportunity).filter_by(title=title)).one()


def _apply(stage: Stage, name: str, home: str, title: str, reach: str) -> None:
    listing, applicant = _listing(title), on.actor(name)
    with stage.at(-5):
        if reach == "draft":
            applying.save_draft(applicant, listing.public_id, "I would like to")
            return
        sent = applying.submit(
            applicant,
            listing.public_id,
            STATEMENT,
            on.organisation(home).public_id,
            says_manager_knows=True,
        )
    with stage.at(-4):
        _decide(stage, sent, reach)
    with stage.at(-1):
        _answer(sent, reach)


def _decide(stage: Stage, sent: Application, reach: str) -> None:
    poster = _poster(sent)
    ref = sent.public_id
    if reach in {"shortlisted", "reserve"}:
        sifting.shortlist(poster, ref, _version(sent))
    if reach == "reserve":
        sifting.reserve(poster, ref, _version(sent))
    if reach == "not_selected":
        reason = "Others had led volunteers before. Your plan was the clearest; do try again."
        sifting.not_select(poster, ref, _version(sent), "experience", reason)
    if reach in {"offered", "declined", "rescinded", "lapsed"}:
        listing = sent.opportunity
        starts = listing.starts_on or stage.day(30)
        ends = listing.ends_on or starts + relativedelta(months=6)
        until = stage.closing(-2 if reach == "lapsed" else 7)
        terms = sifting.Offer(starts, ends, listing.days_a_week, until)
        sifting.offer(poster, ref, _version(sent), terms)


def _answer(sent: Application, reach: str) -> None:
    applicant, poster, ref = on.actor(sent.applicant.name), _poster(sent), sent.public_id
    if reach == "withdrawn":
        applying.withdraw(applicant, ref, _version(sent), "I found a place nearer home.")
    if reach == "declined":
        applying.decline(applicant, ref, _version(sent), "")
    if reach == "rescinded":
        sifting.rescind(poster, ref, _version(sent), "The post was cut in this year's budget.")
    if reach == "lapsed":
        sifting.lapse(poster, ref, _version(sent))


def _poster(sent: Application) -> Actor:
    poster = sent.opportunity.poster
    return on.actor(poster.name) if poster else SYSTEM


def _version(sent: Application) -> int:
    db.session.expire_all()
    return answers.by_public_id(_poster(sent), sent.public_id).version


def _invite(stage: Stage) -> None:
    listing = _listing("Transport planner would like to see a charity inside")
    starts = listing.starts_on or stage.day(60)
    with stage.at(-3):
        inviting.invite(
            on.poster("greenway"),
            listing.public_id,
            on.organisation("greenway").public_id,
            inviting.InvitationValues(
                outcode="S1",
                supervisor="Rosa Delgado",
                outcome="Three crossings that the council would build.",
                starts_on=starts,
                ends_on=listing.ends_on or starts + relativedelta(months=6),
                days_a_week=5,
                message="We have nine roads to cross and nobody who speaks their language.",
                answer_by=stage.closing(10),
            ),
        )
