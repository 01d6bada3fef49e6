"""The demonstration: every state is there, every account signs in, and its marks hold."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from exchange import create_app
from exchange.applications.models import Application
from exchange.config import Settings, SettingsError
from exchange.db import db
from exchange.demo.cast import ACCOUNTS, PASSWORD
from exchange.demo.mark import refuse_demo_data
from exchange.demo.story import tell
from exchange.moderation.models import Report
from exchange.opportunities.models import Opportunity
from exchange.organisations.models import Membership
from exchange.placements.models import Placement
from exchange.questions.models import Question
from exchange.releases.models import ReleaseRequest
from exchange.stays.extension import Extension
from exchange.stays.models import CheckIn, Impact
from tests.databases import dispose, settings

STATES = {
    Placement: {
        *("proposed", "agreed", "signed", "active", "on_leave", "completed", "ended_early"),
        *("refused", "withdrawn", "did_not_start"),
    },
    Application: {
        *("draft", "submitted", "shortlisted", "reserve", "offered", "accepted", "placed"),
        *("not_proceeding", "not_selected", "declined", "rescinded", "lapsed", "withdrawn"),
    },
    Opportunity: {
        *("draft", "in_review", "returned", "published", "paused", "filled", "concluded"),
        *("withdrawn", "removed"),
    },
    Membership: {"asked", "active"},
    Report: {"open", "decided"},
    Question: {"asked", "answered"},
    ReleaseRequest: {"asked", "agreed", "not_now", "not_manager", "withdrawn"},
}


@pytest.fixture(scope="module")
def demo(templates, tmp_path_factory):
    """The house with the whole story told, in demo settings."""
    folder = tmp_path_factory.mktemp("demo")
    with templates.copy("sqlite", folder) as url:
        base = settings(url, folder / "data")
        mail = f"file://{folder / 'mail'}"
        changed = {**base.__dict__, "demo": True, "mail_url": mail}
        app = create_app(Settings(**changed))
        with app.app_context():
            tell()
            db.session.remove()
        yield app
        dispose(app)


@pytest.mark.parametrize("model", STATES, ids=lambda model: model.__name__)
def test_every_state_is_there(demo, model):
    with demo.app_context():
        assert set(db.session.scalars(sa.select(model.status).distinct())) >= STATES[model]


def test_there_are_sixty_people_and_as_many_listings(demo):
    with demo.app_context():
        people = db.session.scalar(sa.text("SELECT count(*) FROM person"))
        listings = db.session.scalar(sa.text("SELECT count(*) FROM opportunity"))
        kinds = set(db.session.scalars(sa.select(Opportunity.kind)))
    assert people == 60
    assert listings >= 60
    assert kinds == {
        *("session", "shadowing", "mentoring", "project", "attachment", "secondment"),
        *("loan", "swap", "trustee"),
    }


@pytest.mark.parametrize("email", ACCOUNTS)
def test_every_account_signs_in(demo, email):
    client = demo.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"email": email, "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code in {302, 303}
    assert client.get("/account").status_code == 200


def test_the_chain_of_the_audit_holds(demo):
    with demo.app_context():
        assert demo.extensions["sealer"].verify(db.session)


def test_mail_is_on_a_page_with_links_that_work(demo):
    from_worker = demo.extensions["worker_steps"]
    with demo.app_context():
        while sum(step() for step in from_worker):
            pass
    client = demo.test_client()
    page = client.get("/demo/outbox?to=manager@rivers.example").text
    mail = page.split("/demo/outbox/")[1].split('"')[0]
    letter = client.get(f"/demo/outbox/{mail}").text
    link = letter.split('href="/release/')[1].split('"')[0]
    assert client.get(f"/release/{link}").status_code == 200


def test_another_machine_is_not_answered(demo):
    client = demo.test_client()
    assert client.get("/", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403


def test_its_database_does_not_serve_for_real(demo, tmp_path):
    real = create_app(settings(demo.config["SQLALCHEMY_DATABASE_URI"], tmp_path / "data"))
    with pytest.raises(SettingsError, match="demonstration"):
        refuse_demo_data(real)
    dispose(real)


def test_the_mailbox_exists_in_the_demo_only(client):
    assert client.get("/demo/outbox").status_code == 404


def test_stays_are_under_way_and_looked_back_on(demo):
    with demo.app_context():
        answers = db.session.scalars(sa.select(CheckIn)).all()
        assert sorted((one.time.value, one.side.value) for one in answers) == [
            ("week_2", "host"),
            ("week_2", "mover"),
            ("week_6", "mover"),
        ]
        assert [one.status.value for one in db.session.scalars(sa.select(Extension))] == ["open"]
        assert db.session.scalars(sa.select(Impact)).one().hours == 240
