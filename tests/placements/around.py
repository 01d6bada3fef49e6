"""Everybody around a move: those with a part in it, those without, and deputies of HR."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from exchange import clock
from exchange.db import db
from exchange.organisations import deputy_services
from exchange.organisations.deputy_services import NewDeputy
from exchange.organisations.models import DeputyRole, Membership
from tests import factories
from tests.placements import moving

TODAY = date(2026, 11, 22)
PARTIES = {
    "mover": "individual@rivers.example",
    "manager": "manager@rivers.example",
    "home_hr": "hr@rivers.example",
    "home_deputy": "dee@rivers.example",
    "home_board": "chair@rivers.example",
    "home_admin": "head@rivers.example",
    "home_member": "colleague@rivers.example",
    "poster": "poster@harbour.example",
    "coposter": "co@harbour.example",
    "host_hr": "hr@harbour.example",
    "host_deputy": "dan@harbour.example",
    "host_board": "chair@harbour.example",
    "host_admin": "head@harbour.example",
    "host_member": "member@harbour.example",
    "other_hr": "hr@other.example",
    "stranger": "stranger@else.example",
    "moderator": "moderator@crossover.example",
    "admin": "admin@crossover.example",
}


def with_everybody(w, day=TODAY):
    """Those who have no part in the move, and a deputy of HR on each side from that day on."""
    for name, roles in (("home_board", ["board"]), ("home_admin", ["organisation_admin"])):
        factories.member(PARTIES[name], w.home, *roles)
    at_host = {"coposter": ["poster"], "host_board": ["board"], "host_member": []}
    for name, roles in {**at_host, "host_admin": ["organisation_admin"]}.items():
        factories.member(PARTIES[name], w.host, *roles)
    factories.member(PARTIES["home_member"], w.home)
    factories.member(PARTIES["other_hr"], factories.organisation("Other"), "hr")
    factories.person(PARTIES["stranger"])
    factories.administrator()
    factories.moderator()
    for absent, name, where in (
        (w.home_hr, "home_deputy", w.home),
        (w.host_hr, "host_deputy", w.host),
    ):
        deputy = factories.member(PARTIES[name], where)
        with moving.on(day):
            deputise(absent, deputy, where)
    return w


def deputise(absent, deputy, organisation):
    """That person stands in as HR for five days."""
    memberships = (_membership(one, organisation) for one in (absent, deputy))
    until = clock.today() + timedelta(days=5)
    new = NewDeputy(DeputyRole("hr"), *memberships, clock.today(), until)
    deputy_services.name_deputy(absent, organisation.public_id, new)


def _membership(actor, organisation):
    query = sa.select(Membership.public_id)
    return db.session.scalars(
        query.filter_by(person_id=actor.person_id, organisation_id=organisation.id)
    ).one()
