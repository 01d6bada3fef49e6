"""Pages of posters: refusals beside the field, what is kept, and what a list asks of SQL."""

from __future__ import annotations

import uuid
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from exchange.opportunities import services
from exchange.opportunities.models import Side
from exchange.opportunities.rules import ListingValues
from tests.opportunities import make
from tests.opportunities.make import FULL

TEXTS = {
    "what": {
        "title": 120,
        "summary": 300,
        "description": 10_000,
        "outcome": 500,
        "supervisor": 120,
    },
    "when": {"outcode": 10},
    "cost": {"pay": 200},
}
UNSHOWABLE = ["with\x00nul", "\x1b[2J", "right\u202eleft", "\ufffd"]
NUMBERS = {
    "days_a_week": ["nine", "6", "1e9", "--1"],
    "places": ["0", "100", "two", "9" * 400],
}


@pytest.fixture
def draft(app, house):
    """The path of a draft of Harbour Hospice."""
    with app.app_context():
        public_id = make.draft(house.poster, organisation_id=house.harbour)
    return f"/opportunities/{public_id}"


@pytest.fixture
def poster(browse, house):
    return browse(house.poster)


def refused(answer, kept=""):
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert "<title>Error: " in page
    assert kept in page
    return page


@pytest.mark.parametrize("step", TEXTS)
def test_too_long_is_refused_beside_the_field_and_kept(poster, draft, step):
    typed = {name: "x" * (most + 1) for name, most in TEXTS[step].items()}
    page = refused(poster.submit(f"{draft}/edit/{step}", **typed))
    for name, text in typed.items():
        assert f'id="{name}-error"' in page
        assert text in page
    assert poster.submit(f"{draft}/edit/{step}", **dict.fromkeys(typed, "")).status_code == 302


@pytest.mark.parametrize("step", TEXTS)
@pytest.mark.parametrize("typed", UNSHOWABLE)
def test_what_cannot_be_shown_is_refused_beside_the_field(poster, draft, step, typed):
    here = f"{draft}/edit/{step}"
    sent = {"csrf_token": poster.token(here), "version": "1", "remote": "hybrid"}
    page = refused(poster.post(here, data=sent | dict.fromkeys(TEXTS[step], f"kept {typed}")))
    for name in TEXTS[step]:
        assert f'id="{name}-error"' in page
    assert page.count("kept") >= len(TEXTS[step])


@pytest.mark.parametrize("step", TEXTS)
def test_bytes_that_are_no_text_break_nothing(poster, draft, step):
    here = f"{draft}/edit/{step}"
    known = {"csrf_token": poster.token(here), "version": "1", "remote": "hybrid"}
    body = urlencode(known) + "".join(f"&{name}=a+%FF+%ED%A0%80" for name in TEXTS[step])
    form = "application/x-www-form-urlencoded"
    assert poster.post(here, data=body, content_type=form).status_code in {302, 422}
    assert poster.get(here).status_code == 200


@pytest.mark.parametrize("step", TEXTS)
def test_a_script_is_refused_and_never_runs(poster, draft, step):
    typed = dict.fromkeys(TEXTS[step], "<script>alert(1)</script>")
    page = refused(poster.submit(f"{draft}/edit/{step}", **typed))
    assert "<script>alert" not in page


@pytest.mark.parametrize(("days", "places"), list(zip(*NUMBERS.values(), strict=True)))
def test_numbers(poster, draft, days, places):
    page = refused(poster.submit(f"{draft}/edit/when", days_a_week=days, places=places))
    assert 'id="days_a_week-error"' in page
    assert 'id="places-error"' in page


@pytest.mark.parametrize(
    "parts",
    [("31", "2", "2027"), ("1", "", ""), ("x", "y", "z"), ("1", "1", "27"), ("1", "1", "9" * 99)],
)
def test_dates(poster, draft, parts):
    names, sent = ("starts_on", "ends_on", "closes_on"), {}
    for name in names:
        sent |= dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), parts, strict=True))
    page = refused(poster.submit(f"{draft}/edit/when", **sent))
    assert all(f'id="{name}-error"' in page for name in names)


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("kind", {"kind": "external_vacancy"}),
        ("kind", {"kind": "nonsense"}),
        ("what", {"skills": ["no-such-skill"]}),
        ("what", {"skills": None, "title": "x" * 121}),
        ("when", {"remote": "on_the_moon"}),
        ("cost", {"level": "11"}),
        ("cost", {"cost_model": "gold"}),
    ],
)
def test_a_choice_that_is_not_offered(poster, draft, step, sent):
    refused(poster.submit(f"{draft}/edit/{step}", **sent))


@pytest.mark.parametrize("whose", ["nonsense", "", "00000000-0000-0000-0000-000000000000"])
def test_nobody_begins_for_an_organisation_that_is_not_theirs(poster, whose):
    answer = poster.submit("/opportunities/new", side="host", whose=whose, kind="secondment")
    refused(answer)


def test_a_person_hears_beside_the_field_that_they_cannot_host_a_secondment(poster):
    answer = poster.submit("/opportunities/new", side="host", whose="person", kind="secondment")
    assert "hosted by an organisation" in refused(answer)


def test_an_old_page_gets_409_and_nonsense_for_a_version_too(poster, draft):
    for version in ("0", "x", "9" * 30):
        answer = poster.submit(f"{draft}/edit/what", version=version, title="Old")
        assert answer.status_code == 409


def test_a_refused_page_still_carries_the_version_that_was_seen(app, house, poster, draft):
    with app.app_context():
        newer = replace(FULL, title="Newer")
        services.save_draft(house.poster, uuid.UUID(draft.rsplit("/", 1)[1]), newer, 1)
    answer = poster.submit(f"{draft}/edit/what", version="1", title="x" * 121)
    assert 'name="version" value="1"' in refused(answer)


def test_what_is_missing_links_to_its_step(app, house, poster):
    with app.app_context():
        empty = make.draft(house.poster, ListingValues(kind="loan"), organisation_id=house.harbour)
    path = f"/opportunities/{empty}"
    page = poster.get(f"{path}/check").get_data(as_text=True)
    for step in ("what", "when", "cost"):
        assert f'<li><a href="{path}/edit/{step}">' in page
    assert "Send to review" not in page
    token = poster.token(f"{path}/check")
    sent = poster.post(f"{path}/submit", data={"csrf_token": token, "version": "1"})
    assert sent.status_code == 422


def test_come_back_later(poster, draft):
    answer = poster.submit(f"{draft}/edit/what", title="Half", later="yes")
    assert answer.location == "/my-listings"
    assert "Half" in poster.words("/my-listings")


@pytest.mark.parametrize("step", ["kind", "what", "when", "cost"])
def test_a_published_listing_is_edited_on_the_same_pages(app, house, poster, step):
    with app.app_context():
        place = make.published(house.poster, house.moderator, organisation_id=house.harbour)
    path = f"/opportunities/{place}"
    changes = {"kind": {"kind": "swap"}, "what": {"title": "Newer"}, "cost": {"pay": "£9"}}
    change = changes.get(step, {"days_a_week": "3"})
    assert poster.submit(f"{path}/edit/{step}", **change).location == path
    words = poster.words(path)
    assert "Your change waits for a moderator" in words
    assert next(iter(change)).replace("_", " ") in words
    assert FULL.title in words


def test_a_wish_says_who_sees_it_and_the_choice_is_kept(app, house, browse):
    person = browse(house.colleague)
    answer = person.submit("/opportunities/new", side="mover", whose="person", kind="shadowing")
    path = answer.location.removesuffix("/edit/what")
    assert "cannot find or open this listing" in person.words(f"{path}/edit/who")
    assert "Hidden from where you work Yes" in person.words(f"{path}/check")
    person.submit(f"{path}/edit/who", hidden_from_employer="no")
    assert "Hidden from where you work No" in person.words(f"{path}/check")


def test_a_colleague_agrees_on_one_page(app, house, browse, poster):
    with app.app_context():
        offer = make.draft(house.poster, organisation_id=house.harbour, side=Side.MOVER)
    path = f"/opportunities/{offer}"
    poster.submit(f"{path}/edit/who", email="colleague@harbour.example")
    named = browse(house.colleague)
    assert "would like to offer you for a move" in named.words(path)
    assert named.get(f"{path}/edit/what").status_code == 403
    named.submit(f"{path}/consent", on=path)
    assert "would like to offer you" not in named.words(path)
    assert "agreed on" in poster.words(f"{path}/edit/who")


def test_pause_resume_extend(app, house, poster):
    with app.app_context():
        place = make.published(house.poster, house.moderator, organisation_id=house.harbour)
    path = f"/opportunities/{place}"
    poster.submit(f"{path}/pause", on=path)
    assert "Paused" in poster.words(path)
    poster.submit(f"{path}/resume", on=path)
    late = {"closes_on-day": "1", "closes_on-month": "1", "closes_on-year": "2027"}
    assert poster.submit(f"{path}/extend", **late).status_code == 302
    assert "1 January 2027 at 11:59pm" in poster.words(path)
    early = {"closes_on-day": "2", "closes_on-month": "12", "closes_on-year": "2026"}
    refused(poster.submit(f"{path}/extend", **early))


def test_in_review_one_reads_ones_place_in_the_queue(app, house, poster, clock_at):
    with app.app_context():
        make.submitted(house.poster, organisation_id=house.harbour)
        clock_at("2026-11-22 12:01")
        second = make.submitted(house.poster, organisation_id=house.harbour)
    assert "1 other stands before it" in poster.words(f"/opportunities/{second}")


def test_nothing_posted_says_what_to_do(browse, house):
    assert "Post a listing" in browse(house.stranger).words("/my-listings")


def test_the_list_asks_the_same_number_of_statements_for_more_rows(app, house, poster, queries):
    counts = []
    for more in (2, 8):
        with app.app_context():
            for _ in range(more):
                make.published(house.poster, house.moderator, organisation_id=house.harbour)
        with queries() as asked:
            assert poster.get("/my-listings").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
