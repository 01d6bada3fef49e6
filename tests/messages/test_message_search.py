"""Searching one's messages, with each engine: what is found, and what never is."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from exchange import clock
from exchange.accounts.models import Person
from exchange.db import db
from exchange.messages import blocking, documents, searching
from exchange.messages.models import Block, Message
from exchange.search import indexer
from exchange.search.port import SearchRequest
from exchange.search.postgres.adapter import PostgresSearch
from exchange.search.query import parse
from tests import factories
from tests.applications import make
from tests.messages import papers, talks, test_hiding
from tests.messages.test_files import send

pytestmark = pytest.mark.both_databases
START = datetime(2026, 11, 22, 10, tzinfo=UTC)
ROUNDS, MOVES = 6, 30


@pytest.fixture
def house(app, backend, database_url, in_app, clock_at):
    """An app whose engine is the one that belongs to its database."""
    clock_at(START)
    if backend == "sqlite":
        yield app
        return
    index, engine = app.extensions["search"], PostgresSearch(database_url)
    with in_app():
        indexer.init_index(app, engine, index.sources.values(), index.bridge)
    yield app
    engine.close()


@pytest.fixture
def inside(house, in_app):
    """Inside it."""
    with in_app():
        yield


def indexed():
    """Let the index catch up."""
    while indexer.step():
        pass
    db.session.rollback()


def found(who, words):
    """The texts that somebody finds, in order."""
    db.session.rollback()
    form = searching.SearchForm(q=words, meta={"csrf": False})
    return [one.body for one in searching.search(who, form).rows.values()]


def in_the_index(who, words):
    """The same by the engine alone, before the database is asked again."""
    request = SearchRequest(parse(words), documents.audience(who))
    page = indexer.ask(documents.KIND, request)
    texts = db.session.execute(sa.select(Message.id, Message.body)).all()
    by_id = {row[0]: row[1] for row in texts}
    return sorted(by_id[one] for one in page.ids), page.total


def test_the_newest_comes_first_and_only_one_s_own_conversations_are_searched(inside):
    cast, ref = talks.cast()
    with clock.at(START + timedelta(hours=1)):
        talks.said(cast.poster, ref, "Four days could be planned.")
    with clock.at(START + timedelta(hours=2)):
        talks.said(cast.applicant, ref, "Then I plan for four.")
    other = factories.person("other@mail.example", "Other Asker")
    talks.asked(other, cast.listing, "Could four of us come?")
    indexed()
    mine = ["Then I plan for four.", "Four days could be planned.", talks.QUESTION]
    assert found(cast.applicant, "four") == mine
    assert found(cast.applicant, "planning") == mine[:2]
    assert found(other, "four") == ["Could four of us come?"]
    assert found(cast.colleague, "four") == []
    assert len(found(cast.poster, "four")) == 4


def test_a_changed_message_is_found_by_its_new_words_and_a_withdrawn_one_by_none(inside):
    cast, ref = talks.cast()
    first = talks.said(cast.poster, ref, "The office is in Penzance.")
    second = talks.said(cast.poster, ref, "Bring an umbrella.")
    indexed()
    assert found(cast.applicant, "penzance") == ["The office is in Penzance."]
    talks.change(cast.poster, ref, first, "The office is in Truro.")
    talks.withdraw(cast.poster, ref, second)
    for word in ("penzance", "umbrella"):
        assert found(cast.applicant, word) == [], "not even before the index knows"
    indexed()
    assert found(cast.applicant, "truro") == ["The office is in Truro."]
    for who in (cast.applicant, cast.poster):
        assert found(who, "penzance") == found(who, "umbrella") == []


def test_the_names_of_files_are_found(inside):
    cast, ref = talks.cast()
    send(cast.poster, ref, ("rota-december.pdf", papers.PDF))
    indexed()
    assert found(cast.applicant, "rota") == ["Here it is."]
    assert found(cast.colleague, "rota") == []


def test_what_a_block_hides_stays_hidden_after_it(inside):
    cast, ref = talks.cast()
    talks.said(cast.co_poster, ref, "Marmalade, before.")
    talks.said(cast.poster, ref, "Marmalade, too.")
    indexed()
    poster = db.session.get_one(Person, cast.poster.person_id).public_id
    blocking.block(cast.applicant, ref, poster)
    talks.said(cast.poster, ref, "Marmalade, meanwhile.")
    indexed()
    before = ["Marmalade, too.", "Marmalade, before."]
    assert sorted(found(cast.applicant, "marmalade")) == sorted(before)
    blocking.unblock(cast.applicant, db.session.scalars(sa.select(Block.public_id)).one())
    talks.said(cast.poster, ref, "Marmalade, after.")
    indexed()
    assert sorted(found(cast.applicant, "marmalade")) == sorted([*before, "Marmalade, after."])
    assert len(found(cast.co_poster, "marmalade")) == 4


def test_the_index_agrees_with_the_database(inside):
    cast, ref = talks.cast()
    talks.withdraw(cast.applicant, ref, talks.said(cast.applicant, ref, "Not this."))
    indexed()
    assert indexer.check()["message"] == 0


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_nobody_finds_or_counts_what_is_hidden(inside, seed):
    chance = random.Random(seed)  # noqa: S311 - moves of a test
    people = [factories.person(f"p{n}@mail.example") for n in range(test_hiding.PEOPLE)]
    ids = [db.session.get_one(Person, one.person_id).public_id for one in people]
    talk = test_hiding._make(people[0], people)
    expected, public_id = test_hiding.Expected(), talk.public_id
    for _move in range(MOVES):
        what = chance.choice(["say", "say", "say", "block", "lift", "leave", "join"])
        who, whom = chance.randrange(len(people)), chance.randrange(len(people))
        test_hiding._act(what, who, whom, people, ids, talk, public_id, expected)
        if chance.random() < 0.3:
            indexer.step()
        for n, one in enumerate(people):
            early, total = in_the_index(one, "text")
            assert set(early) <= set(expected.reads[n])
            assert total == len(early)
    indexed()
    for n, one in enumerate(people):
        texts = sorted(expected.reads[n])
        assert in_the_index(one, "text") == (texts, len(texts))
        assert sorted(found(one, "text")) == texts[:20] if len(texts) <= 20 else True


def test_the_page_shows_where_the_words_stand(house, in_app):
    said = "Come to the <b>harbour</b> at nine, by the old crane."
    with in_app():
        cast, ref = talks.cast()
        wanted = talks.said(cast.poster, ref, said)
        indexed()
        applicant, nurse = make.browser(house, cast.applicant), make.browser(house, cast.colleague)
    page = applicant.get("/messages?q=harbour").get_data(as_text=True)
    assert "<mark>harbour</mark>" in page
    assert "<b>" not in page
    assert f"/messages/{ref}?at={wanted}#m-{wanted}" in page
    assert "Nothing found" in applicant.words("/messages?q=zeppelin")
    assert "Nothing found" in nurse.words("/messages?q=harbour")
    assert "up to 200 characters" in applicant.words(f"/messages?q={'x' * 201}", 422)


def test_a_message_from_long_ago_stands_on_the_page_that_is_opened(house, in_app):
    with in_app():
        cast, ref = talks.cast()
        first = talks.messages(cast.applicant, ref)[0].public_id
        for number in range(105):
            talks.said(cast.poster, ref, f"Number {number}.")
        applicant = make.browser(house, cast.applicant)
    assert f'id="m-{first}"' not in applicant.get(f"/messages/{ref}").get_data(as_text=True)
    assert f'id="m-{first}"' in applicant.get(f"/messages/{ref}?at={first}").get_data(as_text=True)
