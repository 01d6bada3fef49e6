"""The index follows the database: each change once, whatever comes between."""

from __future__ import annotations

import shutil

import pytest
import sqlalchemy as sa

from exchange import errors
from exchange.access import SYSTEM, VISITOR
from exchange.accounts import services as accounts
from exchange.db import db
from exchange.opportunities.models import Side
from exchange.search import indexer, port
from exchange.search.changes import SearchChange
from tests import factories
from tests.search import seeking

pytestmark = pytest.mark.both_databases
KIND = "opportunity"


@pytest.fixture
def hospice(in_app):
    """A hospice and its poster, inside the app."""
    with in_app():
        where = factories.organisation("Harbour Hospice")
        poster = factories.member("poster@harbour.example", where, "poster")
        yield where, poster


@pytest.fixture
def listing(hospice):
    """One published listing that is not indexed yet."""
    where, poster = hospice
    return factories.listing(poster, where, title="Analyst for a hospice")


def work():
    """What the worker does until nothing is left."""
    while indexer.step():
        pass


def test_a_commit_is_noted_and_found_once_indexed(listing):
    assert indexer.pending_ids(KIND) == {listing.id}
    assert seeking.found(KIND, VISITOR) == set()
    work()
    assert seeking.found(KIND, VISITOR, "analyst") == {listing.id}
    assert indexer.lag() == indexer.Lag(0, None)


def test_what_waits_is_in_no_count(hospice, listing):
    other = factories.listing(hospice[1], hospice[0], kind="project")
    work()
    seeking.withdraw(hospice[1], other.id)
    page = seeking.asked(KIND, VISITOR, facets=(port.Facet("kind"),))
    assert (page.ids, page.total) == ((listing.id,), 1)
    assert page.facets == {"kind": [("secondment", 1)]}


def test_a_change_between_reading_and_forgetting_waits_for_the_next_step(
    hospice, listing, monkeypatch
):
    source = indexer.index().sources[KIND]

    def build_then_change(ids):
        built = list(source.build(ids))
        db.session.rollback()
        seeking.withdraw(hospice[1], listing.id)
        return built

    slow = indexer.Source(source.spec, build_then_change, source.expected)
    monkeypatch.setitem(indexer.index().sources, KIND, slow)
    indexer.step()
    assert indexer.pending_ids(KIND) == {listing.id}
    monkeypatch.setitem(indexer.index().sources, KIND, source)
    work()
    assert seeking.found(KIND, VISITOR) == set()


def test_a_crash_before_forgetting_does_it_again(listing, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(indexer, "forget_changes", lambda _ids: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            indexer.step()
    assert indexer.pending_ids(KIND) == {listing.id}
    work()
    assert seeking.found(KIND, VISITOR) == {listing.id}


def test_a_rebuild_loses_nothing_that_comes_meanwhile(hospice, listing, monkeypatch):
    where, poster = hospice
    gone = factories.listing(poster, where, title="Soon withdrawn")
    work()
    source, meanwhile = indexer.index().sources[KIND], []

    def build_and_change(ids):
        built = list(source.build(ids))
        if not meanwhile:
            db.session.rollback()
            seeking.withdraw(poster, gone.id)
            meanwhile.append(factories.listing(poster, where, title="Came meanwhile").id)
        return built

    slow = indexer.Source(source.spec, build_and_change, source.expected)
    monkeypatch.setitem(indexer.index().sources, KIND, slow)
    indexer.rebuild(KIND)
    assert seeking.found(KIND, VISITOR) == {listing.id}
    work()
    assert seeking.found(KIND, VISITOR) == {listing.id, *meanwhile}


def test_a_wish_to_rebuild_is_done_by_the_worker(listing):
    work()
    before = indexer.index().engine.stats(KIND).generation
    indexer.ask_for_rebuild()
    assert indexer.pending_ids(KIND) == set()
    assert indexer.lag().waiting == 3
    work()
    assert indexer.index().engine.stats(KIND).generation != before
    assert seeking.found(KIND, VISITOR) == {listing.id}


def test_check_finds_the_index_in_order(listing):
    assert indexer.check() == {"opportunity": 0, "profile": 0, "message": 0}
    work()
    assert indexer.check() == {"opportunity": 0, "profile": 0, "message": 0}


def test_check_repairs_what_was_lost(hospice, listing):
    work()
    indexer.index().engine.delete(KIND, [listing.id])
    assert indexer.check() == {"opportunity": 1, "profile": 0, "message": 0}
    assert seeking.found(KIND, VISITOR) == {listing.id}


def test_check_repairs_an_index_that_is_gone(app, listing):
    work()
    shutil.rmtree(app.extensions["settings"].search_dir / KIND)
    indexer.index().engine.close()
    with pytest.raises(errors.SearchUnavailable):
        seeking.found(KIND, VISITOR)
    indexer.check()
    assert seeking.found(KIND, VISITOR) == {listing.id}


def test_a_lost_index_is_rebuilt_with_the_next_change(app, hospice, listing):
    work()
    shutil.rmtree(app.extensions["settings"].search_dir / KIND)
    indexer.index().engine.close()
    other = factories.listing(hospice[1], hospice[0])
    work()
    assert seeking.found(KIND, VISITOR) == {listing.id, other.id}


def test_a_slow_engine_is_an_error_and_not_an_empty_page(listing, monkeypatch):
    work()
    with pytest.raises(errors.SearchTimeout):
        seeking.asked(KIND, VISITOR, "analyst", deadline=0.0)


def test_a_row_that_is_gone_leaves_the_index(in_app):
    with in_app():
        one = factories.person("mina@mail.example")
        made = seeking.profile(one, visibility="public", hidden_from_employer=False)
        work()
        assert seeking.found("profile", VISITOR) == {made.id}
        db.session.delete(db.session.merge(made))
        db.session.commit()
        work()
        assert seeking.found("profile", VISITOR) == set()


def test_a_new_name_reaches_documents(hospice, listing):
    work()
    seeking.rename(SYSTEM, hospice[0].public_id, "Lighthouse Hospice")
    assert listing.id in indexer.pending_ids(KIND)
    work()
    assert seeking.found(KIND, VISITOR, "lighthouse") == {listing.id}
    assert seeking.found(KIND, VISITOR, "harbour") == set()


def test_a_person_s_new_name_reaches_their_profile(in_app):
    with in_app():
        one = factories.person("mina@mail.example", "Mina Shah")
        made = seeking.profile(one, visibility="public", hidden_from_employer=False)
        accounts.change_name(one, "Mina Okoro")
        assert indexer.pending_ids("profile") == {made.id}
        work()
        assert seeking.found("profile", VISITOR, "okoro") == {made.id}


def test_a_mover_who_joins_is_hidden_from_there_at_once(hospice):
    where, poster = hospice
    mover = factories.person("mover@mail.example")
    wish = factories.listing(mover, None, "secondment", Side.MOVER)
    work()
    assert seeking.found(KIND, poster) == {wish.id}
    seeking.ask_to_join(mover, where)
    assert seeking.found(KIND, poster) == set(), "while it waits"
    work()
    assert seeking.found(KIND, poster) == set(), "once it is indexed"


def test_closing_an_account_takes_its_profile_out(in_app):
    with in_app():
        one = factories.person("mina@mail.example")
        seeking.profile(one, visibility="public", hidden_from_employer=False)
        work()
        seeking.close_account(one)
        assert seeking.found("profile", VISITOR) == set()
        work()
        assert seeking.found("profile", VISITOR) == set()
        assert indexer.check()["profile"] == 0


@pytest.fixture
def rebuilt(monkeypatch):
    """The kinds that are built anew, in order."""
    kinds, rebuild = [], indexer.rebuild
    monkeypatch.setattr(indexer, "rebuild", lambda kind: kinds.append(kind) or rebuild(kind))
    return kinds


@pytest.fixture
def few_are_many(monkeypatch):
    """Batches of two; more than three changes are many."""
    monkeypatch.setattr(indexer, "BATCH", 2)
    monkeypatch.setattr(indexer, "MANY", 3)


def test_very_many_changes_build_their_kind_once(hospice, few_are_many, rebuilt):
    ids = {factories.listing(hospice[1], hospice[0]).id for _ in range(4)}
    assert indexer.step() >= 4
    assert rebuilt == [KIND]
    assert indexer.lag() == indexer.Lag(0, None)
    assert seeking.found(KIND, VISITOR) == ids
    factories.listing(hospice[1], hospice[0])
    work()
    assert rebuilt == [KIND], "one more is no reason"


def test_a_thing_that_changed_often_is_not_many(listing, few_are_many, rebuilt):
    for _ in range(5):
        seeking.rename(SYSTEM, listing.organisation.public_id, "Lighthouse")
        seeking.rename(SYSTEM, listing.organisation.public_id, "Harbour")
    work()
    assert rebuilt == []
    assert seeking.found(KIND, VISITOR) == {listing.id}


def test_many_are_few_beside_very_many(hospice, few_are_many, rebuilt, monkeypatch):
    ids = {factories.listing(hospice[1], hospice[0]).id for _ in range(4)}
    monkeypatch.setattr(indexer, "_documents", lambda _kind: 40)
    work()
    assert rebuilt == [], "four are a tenth of forty, and no more"
    assert seeking.found(KIND, VISITOR) == ids


def test_what_changes_while_a_kind_is_built_once_waits(hospice, few_are_many, monkeypatch):
    rows = [factories.listing(hospice[1], hospice[0]) for _ in range(4)]
    rebuild = indexer.rebuild

    def slow(kind):
        stats = rebuild(kind)
        seeking.withdraw(hospice[1], rows[0].id)
        return stats

    monkeypatch.setattr(indexer, "rebuild", slow)
    indexer.step()
    assert indexer.pending_ids(KIND) == {rows[0].id}
    work()
    assert seeking.found(KIND, VISITOR) == {one.id for one in rows[1:]}


def test_only_the_rows_that_were_read_are_forgotten(listing):
    ids = list(db.session.scalars(sa.select(SearchChange.id)))
    indexer.forget_changes(ids[:1])
    assert list(db.session.scalars(sa.select(SearchChange.id))) == ids[1:]
