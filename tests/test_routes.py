"""Every address × every kind of visitor → the answer, from a table written by hand (routes.txt)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from werkzeug.routing import Rule

from exchange import clock, create_app
from exchange.access import permission_of
from exchange.accounts.passwords import use_cheap_hashing
from tests.client import HOUSEKEEPING
from tests.databases import Statements, dispose, settings
from tests.town import ANYBODY, VISITORS, Answer, Town

NOW = datetime(2026, 11, 22, 10, tzinfo=clock.LONDON)
BY_LINK = ("/in-principle/", "/release/", "/sign/", "/stays/", "/notices/unsubscribe/")
"""Where the address is itself the secret: no session, so no CSRF token."""
STATUS = {200: "o", 403: "-", 404: "x", 409: "!", 301: ">", 302: ">"}
ADMITTED = {200, 302, 303, 400, 409, 410, 422}
SILLY = ("%00", "-1", "9" * 30, "..%2f..%2fetc", "%C3%A9'\"<b>", "a" * 3000)
NONSENSE = f"page={'9' * 30}&q=%00&level=x&kind=%C3%A9&status=-1&skill=%22&show=%27&number=-"


class Row(NamedTuple):
    """One line of the table."""

    method: str
    path: str
    answers: dict[str, str]
    body: str


def read(line: str) -> Row:
    """A line as a row; each visitor has one letter."""
    method, path, rest = line.split(maxsplit=2)
    groups, _, body = rest.partition("  ")
    letters = groups.replace(" ", "")
    return Row(method, path, dict(zip(VISITORS, letters, strict=True)), body.strip())


TABLE = [
    read(line)
    for line in (Path(__file__).parent / "routes.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
GETS = [row for row in TABLE if row.method == "GET"]
POSTS = [row for row in TABLE if row.method == "POST"]


def called(row: Row) -> str:
    return f"{row.method} {row.path}"


@pytest.fixture(scope="module")
def town(templates, tmp_path_factory) -> Iterator[Town]:
    use_cheap_hashing()
    folder = tmp_path_factory.mktemp("town")
    with templates.copy("sqlite", folder) as url, clock.at(NOW):
        app = create_app(settings(url, folder / "data"))
        Statements(app)
        made = Town(app, folder / "test.sqlite3")
        made.settle()
        yield made
        dispose(app)


def rules(app) -> list[tuple[str, Rule]]:
    """Every rule with each of its methods, static files aside."""
    every = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return [(method, rule) for rule in every for method in sorted({"GET", "POST"} & rule.methods)]


def rule_of(town: Town, row: Row) -> tuple[str, str] | None:
    """The rule that answers a row, or None where nothing does."""
    path = row.path.format(**town.things)
    with town.app.test_request_context(path, method=row.method) as context:
        rule = context.request.url_rule
    return (row.method, rule.rule) if rule else None


def each_page(town: Town) -> Iterator[tuple[Row, str]]:
    """One row and its path for every rule that answers to GET."""
    once = {rule_of(town, row): row for row in reversed(GETS)}
    return ((row, row.path.format(**town.things)) for row in once.values())


def unknown(rule: str) -> str:
    """A rule with identifiers of nothing, and the first of what may be chosen."""
    chosen = re.sub(r"<any\('?([\w-]+)[^>]*>", r"\1", rule)
    return re.sub(r"<uuid:\w+>", str(uuid.uuid4()), chosen)


def letter(row: Row, answer: Answer) -> str:
    """An answer as the table has it."""
    code = answer.response.status_code
    if answer.sent_to_sign_in:
        return "S"
    if row.method == "GET":
        return STATUS.get(code, str(code))
    return "o" if code in ADMITTED else "x" if code in {403, 404} else str(code)


def test_the_table_has_every_rule_and_no_other(town):
    listed = {called(row): rule_of(town, row) for row in TABLE}
    gone = [row for row, rule in listed.items() if rule is None]
    there = {(method, rule.rule) for method, rule in rules(town.app)}
    assert not gone, "the table lists what nothing answers"
    assert there == set(listed.values()), "an address is not in the table"
    assert len(listed) == len(TABLE), "a row stands twice"


@pytest.mark.parametrize("row", TABLE, ids=called)
def test_each_visitor_gets_the_answer_of_the_table(town, row):
    path = row.path.format(**town.things)
    got = {who: town.ask(who, row.method, path, row.body) for who in row.answers}
    assert {who: letter(row, answer) for who, answer in got.items()} == row.answers
    for who, answer in got.items():
        refused = row.method == "GET" or row.answers[who] in "Sx"
        wrote = [one for one in answer.written if not HOUSEKEEPING.match(one)]
        assert not (refused and wrote), f"{who} may not change anything here: {wrote}"


def test_the_other_methods_of_a_page(town):
    for row, path in each_page(town):
        head = town.ask("administrator", "HEAD", path)
        assert letter(row, head) == row.answers["administrator"], called(row)
        assert head.response.get_data() == b""
        options = town.ask("both", "OPTIONS", path).response
        assert options.status_code in {200, 403}, called(row)
        assert town.ask("both", "PUT", path).response.status_code == 405, called(row)


def test_who_signs_in_comes_back_to_the_page(town):
    for row, path in each_page(town):
        if row.answers[ANYBODY] == "S":
            location = town.ask(ANYBODY, "GET", path).response.location
            assert unquote(location) == f"/sign-in?next={path}"


def test_every_view_declares_a_permission(town):
    bare = [
        rule.endpoint
        for _method, rule in rules(town.app)
        if permission_of(town.app.view_functions[rule.endpoint]) is None
    ]
    assert not bare


@pytest.mark.parametrize("who", [ANYBODY, "poster"])
def test_nothing_is_done_without_the_token_of_the_form(town, who):
    for row in POSTS:
        path = row.path.format(**town.things)
        answer = town.ask(who, "POST", path, row.body, token=False)
        by_link = path.startswith(BY_LINK)
        assert (answer.response.status_code == 400) is not by_link, called(row)
        assert by_link or not answer.written


def test_what_only_answers_to_post_is_no_page(town):
    pages = {rule.rule for method, rule in rules(town.app) if method == "GET"}
    for row in POSTS:
        if rule_of(town, row)[1] not in pages:
            path = row.path.format(**town.things)
            assert town.ask("both", "GET", path).response.status_code == 405, called(row)


def test_an_identifier_of_nothing_is_not_found(town):
    for method, rule in rules(town.app):
        if "<uuid:" in rule.rule:
            path = unknown(rule.rule).replace("<step>", "what").replace("<code>", "term")
            answer = town.ask("both", method, path, "answer=yes")
            assert answer.response.status_code == 404, f"{method} {path}"


@pytest.mark.parametrize("value", SILLY, ids=lambda value: value[:12])
def test_nonsense_in_an_address_breaks_nothing(town, value):
    for method, rule in rules(town.app):
        path = unknown(rule.rule)
        if "<" in path:
            answer = town.ask("both", method, re.sub("<[^>]+>", value, path))
            assert answer.response.status_code in {404, 405, 410}, f"{method} {path}"


def test_nonsense_instead_of_an_identifier_is_not_found(town):
    for method, rule in rules(town.app):
        if "<uuid:" in rule.rule:
            path = re.sub("<[^>]+>", "0", rule.rule)
            answer = town.ask(ANYBODY, method, path)
            assert answer.response.status_code == 404, f"{method} {path}"


def test_nonsense_in_a_query_breaks_nothing(town):
    for row, path in each_page(town):
        answer = town.ask("both", "GET", f"{path}?{NONSENSE}")
        assert answer.response.status_code < 500, called(row)
