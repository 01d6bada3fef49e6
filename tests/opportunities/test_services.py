"""Commands of posters: drafts, sending, editing what is published, and closing to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from exchange import clock
from exchange.applications import services as applications
from exchange.db import db
from exchange.errors import ChangedMeanwhile, IllegalTransition, Invalid, NotAllowed, NotFound
from exchange.moderation import services as moderation
from exchange.notices.models import Notice
from exchange.opportunities import queries, services
from exchange.opportunities.lifecycle import closing_moment
from exchange.opportunities.models import PostedAs, Side
from exchange.opportunities.rules import ListingValues
from tests.opportunities import make
from tests.opportunities.make import FULL, SESSION


@pytest.fixture
def place(app, house):
    """A published secondment of Harbour Hospice, in an open app."""
    with app.app_context():
        yield make.published(house.poster, house.moderator, organisation_id=house.harbour)


def edit(house, place, **changes):
    values = replace(FULL, **changes)
    return services.edit_published(house.poster, place, values, make.listing(place).version)


def told(person):
    query = db.select(Notice).filter_by(person_id=person.person_id).order_by(Notice.id)
    return [notice.event for notice in db.session.scalars(query)]


def test_an_empty_draft_is_kept(app, house):
    with app.app_context():
        draft = make.draft(house.poster, ListingValues(kind="loan"), organisation_id=house.harbour)
        assert make.listing(draft).status == "draft"
        with pytest.raises(Invalid) as refused:
            services.submit(house.poster, draft, 1)
        assert {"title", "closes_at", "cost_model"} <= set(refused.value.fields)


def test_nobody_posts_for_where_they_do_not_belong(app, house):
    with app.app_context(), pytest.raises(Invalid) as refused:
        make.draft(house.stranger, organisation_id=house.harbour)
    assert "organisation" in refused.value.fields


def test_a_member_who_is_no_poster_drafts_but_does_not_send(app, house):
    with app.app_context():
        draft = make.draft(house.colleague, organisation_id=house.harbour)
        with pytest.raises(NotAllowed, match="poster"):
            services.submit(house.colleague, draft, make.listing(draft).version)
        assert make.listing(draft).status == "draft"


@pytest.mark.parametrize("kind", ["project", "secondment", "trustee"])
def test_a_person_does_not_host_what_needs_an_organisation(app, house, kind):
    with app.app_context(), pytest.raises(Invalid) as refused:
        make.draft(house.stranger, replace(FULL, kind=kind))
    assert "kind" in refused.value.fields


def test_an_old_page_does_not_overwrite(app, house):
    with app.app_context():
        draft = make.draft(house.poster, organisation_id=house.harbour)
        services.save_draft(house.poster, draft, replace(FULL, title="Newer"), 1)
        with pytest.raises(ChangedMeanwhile):
            services.save_draft(house.poster, draft, replace(FULL, title="Older"), 1)
        assert make.listing(draft).title == "Newer"


def test_returned_changed_and_sent_again(app, house):
    with app.app_context():
        sent = make.submitted(house.poster, organisation_id=house.harbour)
        moderation.send_back(house.moderator, sent, make.listing(sent).version, "Say who pays.")
        assert make.listing(sent).return_reason == "Say who pays."
        better = replace(FULL, pay="We pay all of it")
        services.save_draft(house.poster, sent, better, make.listing(sent).version)
        services.submit(house.poster, sent, make.listing(sent).version)
        assert (make.listing(sent).status, make.listing(sent).return_reason) == ("in_review", "")
        assert told(house.poster)[-1] == "listing_returned"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"summary": "Another summary"},
        {"starts_on": date(2027, 4, 1)},
        {"ends_on": date(2027, 9, 30)},
        {"days_a_week": 3.0},
        {"cost_model": None, "kind": "swap"},
        {"pay": "£1"},
    ],
)
def test_a_material_edit_waits_while_the_old_text_stays(house, place, change):
    assert edit(house, place, **change) is True
    shown = make.listing(place)
    assert all(getattr(shown, name) == getattr(FULL, name) for name in change)
    assert set(change) <= set(queries.open_revision(shown).values)


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Clearer words. " * 20},
        {"supervisor": "Sam Reed"},
        {"places": 3},
        {"skills": ("budgeting",)},
        {"level": 6},
    ],
)
def test_a_small_edit_shows_at_once(house, place, change):
    assert edit(house, place, **change) is False
    assert queries.open_revision(make.listing(place)) is None
    for name, value in change.items():
        shown = make.listing(place)
        found = tuple(s.skill for s in shown.skills) if name == "skills" else getattr(shown, name)
        assert found == value


@pytest.mark.both_databases
def test_a_second_material_edit_takes_the_place_of_the_first(house, place):
    edit(house, place, title="First")
    edit(house, place, title="Second", pay="£2")
    shown = make.listing(place)
    assert queries.open_revision(shown).values == {"title": "Second", "pay": "£2"}
    assert [one.status for one in shown.revisions] == ["withdrawn", "in_review"]


def test_going_back_to_what_is_shown_takes_the_change_away(house, place):
    edit(house, place, title="First")
    assert edit(house, place) is False
    assert queries.open_revision(make.listing(place)) is None


def test_a_small_edit_meanwhile_keeps_the_change_in_its_place_in_the_queue(house, place):
    edit(house, place, title="First")
    first = queries.open_revision(make.listing(place)).id
    edit(house, place, title="First", supervisor="Sam Reed")
    assert queries.open_revision(make.listing(place)).id == first


def test_announced_places_are_not_taken_back(house, place):
    with pytest.raises(Invalid) as refused:
        edit(house, place, places=1)
    assert "places" in refused.value.fields


def test_a_stranger_changes_nothing(house, place):
    version = make.listing(place).version
    with pytest.raises(NotAllowed):
        services.edit_published(house.stranger, place, FULL, version)
    for command in (services.pause, services.resume):
        with pytest.raises(NotAllowed):
            command(house.stranger, place)


def test_pause_and_resume(house, place):
    services.pause(house.poster, place)
    assert make.listing(place).status == "paused"
    with pytest.raises(IllegalTransition):
        services.pause(house.poster, place)
    services.resume(house.poster, place)
    assert make.listing(place).is_open


@pytest.mark.parametrize(
    ("closes", "refused"),
    [
        (date(2027, 1, 15), False),
        (date(2026, 12, 31), True),  # as it is
        (date(2026, 12, 1), True),  # earlier
        (date(2027, 3, 2), True),  # after the first day
    ],
)
def test_extend(house, place, closes, refused):
    if refused:
        with pytest.raises(Invalid):
            services.extend(house.poster, place, closing_moment(closes))
    else:
        services.extend(house.poster, place, closing_moment(closes))
        assert make.listing(place).closes_at == closing_moment(closes)


def test_a_closed_listing_opens_again_when_it_is_extended(house, place, clock_at):
    clock_at("2027-01-02 09:00")
    assert not make.listing(place).is_open
    services.extend(house.poster, place, closing_moment(date(2027, 1, 15)))
    assert make.listing(place).is_open


@pytest.mark.both_databases
@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 31)])
def test_one_applies_until_the_last_second_and_not_after(app, house, day):
    with app.app_context():
        starts = day + timedelta(days=30)
        values = replace(SESSION, starts_on=starts, closes_at=closing_moment(day))
        place = make.published(house.poster, house.moderator, values)
        last = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=clock.LONDON)
        words = "I would like to learn how you plan a move."
        with clock.at(last + timedelta(seconds=1)), pytest.raises(IllegalTransition):
            applications.submit(house.stranger, place, words, None)
        with clock.at(last):
            assert applications.submit(house.stranger, place, words, None).status == "submitted"


def test_a_person_who_wants_to_go_is_hidden_where_they_work_unless_they_choose(app, house):
    with app.app_context():
        wish = make.published(house.colleague, house.moderator, side=Side.MOVER)
        assert make.listing(wish).hidden_from_employer
        with pytest.raises(NotFound):
            queries.by_public_id(house.poster, wish)
        open_to_all = replace(FULL, places=1, hidden_from_employer=False)
        services.edit_published(house.colleague, wish, open_to_all, make.listing(wish).version)
        assert queries.by_public_id(house.poster, wish).title == FULL.title


def test_an_organisation_offers_a_colleague_who_must_agree(app, house):
    with app.app_context():
        offer = make.draft(house.poster, organisation_id=house.harbour, side=Side.MOVER)
        with pytest.raises(Invalid) as refused:
            services.submit(house.poster, offer, make.listing(offer).version)
        assert set(refused.value.fields) == {"mover"}
        services.name_mover(house.poster, offer, "Colleague@harbour.example")
        assert told(house.colleague)[-1] == "named_as_mover"
        with pytest.raises(Invalid):
            services.submit(house.poster, offer, make.listing(offer).version)
        with pytest.raises(NotAllowed):
            services.consent(house.poster, offer, agrees=True)
        for _ in range(2):
            services.consent(house.colleague, offer, agrees=True)
            services.name_mover(house.poster, offer, "colleague@harbour.example")
        assert told(house.colleague).count("named_as_mover") == 1, "who agreed is not asked again"
        assert told(house.poster).count("mover_answered") == 1
        services.submit(house.poster, offer, make.listing(offer).version)
        assert make.listing(offer).status == "in_review"


def test_who_does_not_agree_is_named_no_more(app, house):
    with app.app_context():
        offer = make.draft(house.poster, organisation_id=house.harbour, side=Side.MOVER)
        services.name_mover(house.poster, offer, "colleague@harbour.example")
        services.consent(house.colleague, offer, agrees=False)
        assert make.listing(offer).mover_id is None
        with pytest.raises(NotFound):
            queries.by_public_id(house.colleague, offer)


def test_only_a_colleague_is_offered(app, house):
    with app.app_context():
        offer = make.draft(house.poster, organisation_id=house.harbour, side=Side.MOVER)
        with pytest.raises(Invalid) as refused:
            services.name_mover(house.poster, offer, house.stranger.email)
        assert "email" in refused.value.fields


def test_a_host_listing_names_nobody(app, house):
    with app.app_context():
        place = services.start_draft(
            house.poster, Side.HOST, PostedAs.ORGANISATION, house.harbour, FULL
        )
        with pytest.raises(Invalid):
            services.name_mover(house.poster, place.public_id, "colleague@harbour.example")
