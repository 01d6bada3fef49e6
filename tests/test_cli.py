"""The command line: each command does what it says, and says what it did."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.accounts import queries as accounts
from exchange.db import db
from exchange.organisations import queries as organisations
from tests import factories

ROOT = Path(__file__).parent.parent
CSV = (
    "source,external_id,name,short_name,sector,kind,parent,region,postcode,latitude,longitude,"
    "website,email_domain,annual_income,purpose\n"
    "ccew,123,Quay Trust,,charity,,,,BS1 4DJ,51.45,-2.59,,,,\n"
)


@pytest.fixture
def run(app):
    """`run("check")` answers the result of a command."""

    def invoke(*words, text=None):
        return app.test_cli_runner().invoke(args=list(words), input=text)

    return invoke


def test_a_first_administrator_is_made(app, run):
    answer = run(
        *("create-admin", "--email", "Ada@crossover.example", "--name", "Ada"),
        *("--password", "four plain unrelated words"),
    )
    assert answer.exit_code == 0, answer.output
    with app.app_context():
        assert organisations.actor_by_email("ada@crossover.example").is_administrator
        right = accounts.check_sign_in("ada@crossover.example", "four plain unrelated words", "n")
        assert right.person_id is not None


def test_a_weak_password_makes_nobody(app, run):
    answer = run("create-admin", "--email", "a@b.example", "--name", "A", "--password", "password1")
    assert answer.exit_code == 1
    assert "characters" in answer.output or "guess" in answer.output
    with app.app_context():
        assert db.session.execute(db.text("SELECT count(*) FROM person")).scalar() == 0


def test_check_prints_the_head_of_the_chain(app, run, drain):
    with app.app_context():
        factories.organisation("Quay Trust")
    drain()
    answer = run("check")
    assert answer.exit_code == 0, answer.output
    assert "Head of the audit chain: " in answer.output


def test_check_names_what_is_wrong(app, run, drain):
    with app.app_context():
        factories.organisation("Quay Trust")
        factories.person("a@b.example")
    drain()
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_event SET action = 'other' WHERE seq = 1")
    answer = run("check")
    assert answer.exit_code == 1
    assert "audit row 1" in answer.output


def test_organisations_are_imported_and_bad_lines_are_named(app, run, tmp_path):
    (tmp_path / "all.csv").write_text(CSV + "ccew,124,,,charity,,,,,,,,,,\n")
    answer = run("import-organisations", str(tmp_path / "all.csv"))
    assert answer.exit_code == 1
    assert "line 3" in answer.output
    assert "1 new" in answer.output
    with app.app_context():
        assert organisations.by_charity_number("123").name == "Quay Trust"


def test_search_answers_as_a_visitor_would_find(app, run, drain):
    with app.app_context():
        host = factories.organisation("Harbour Hospice", domain="harbour.example")
        poster = factories.member("poster@harbour.example", host, "poster")
        factories.listing(poster, host, title="Policy lead for hospices")
        factories.listing(poster, host, title="A hospice draft", published=False)
    drain()
    answer = run("search", "hospice", "--json")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert (found["total"], found["listings"][0]["title"]) == (1, "Policy lead for hospices")


def test_what_was_backed_up_is_read_into_an_empty_house(app, run, tmp_path):
    with app.app_context():
        factories.organisation("Quay Trust")
    assert run("backup", str(tmp_path / "b.zip")).exit_code == 0
    again = run("restore", str(tmp_path / "b.zip"))
    assert again.exit_code == 1
    assert "not empty" in again.output


def test_reindex_asks_the_worker(app, run, drain):
    with app.app_context():
        factories.organisation("Quay Trust")
    drain()
    assert run("reindex").exit_code == 0
    with app.app_context():
        assert db.session.execute(db.text("SELECT count(*) FROM search_change")).scalar() == 3
    drain()
    with app.app_context():
        assert db.session.execute(db.text("SELECT count(*) FROM search_change")).scalar() == 0


def test_the_worker_does_what_waits_and_ends_when_told(app, tmp_path):
    with app.app_context():
        factories.person("ada@charity.example")
    environment = {
        "EXCHANGE_SECRET_KEY": "x" * 40,
        "EXCHANGE_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "EXCHANGE_DATA_DIR": str(tmp_path / "data"),
        "EXCHANGE_MAIL_URL": f"file://{tmp_path / 'mail'}",
        "PATH": "",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if '"outbox_done"' in line:
            break
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert "worker_stopped" in process.stderr.read()
    process.stderr.close()
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_a_missing_secret_stops_with_what_to_do(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={"EXCHANGE_DATA_DIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "EXCHANGE_SECRET_KEY" in answer.stderr
