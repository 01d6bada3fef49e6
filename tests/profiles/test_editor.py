"""One's own profile: written, shown back, and shown to others."""

from __future__ import annotations

import pytest

from exchange.db import db
from exchange.profiles.models import Profile
from exchange.reference import skills
from tests import factories, html

MINA = "mina@mail.example"


@pytest.fixture
def mina(in_app, client_as):
    """Somebody with an account and no profile yet."""
    with in_app():
        factories.person(MINA, "Mina Shah")
    return client_as(MINA, factories.PASSWORD)


def rows(client):
    """The table of skills on one's own page."""
    table = next(client.page("/profile").iter("tbody"))
    return [[html.words(cell) for cell in row] for row in table]


def test_a_profile_is_written_and_shown_back(mina):
    answer = mina.submit(
        "/profile",
        headline="Policy adviser",
        about="I **like** numbers.",
        level="5",
        outcode="ls1 4ap",
        remote_ok="y",
        days_a_week="2.5",
        offers=["mentoring"],
        seeks=["secondment", "shadowing"],
        visibility="members",
        **{"available_from-day": "4", "available_from-month": "1", "available_from-year": "2027"},
    )
    assert answer.status_code == 302
    page = mina.words("/profile")
    assert "People who belong to an organisation here, but nobody from" in page
    form = mina.form("/profile", "/profile")
    texts = [one.get("value") for one in form.iter("input") if one.get("name") == "outcode"]
    assert texts == ["LS1"]


def test_its_owner_previews_what_others_see(mina, in_app):
    mina.submit("/profile", headline="Adviser", seeks=["secondment"], about="I like *numbers*.")
    with in_app():
        path = f"/people/{db.session.scalar(db.select(Profile)).public_id}"
    page = mina.words(path)
    assert "This is how others see your profile" in page
    assert "Who sees this now: Nobody but you." in page
    assert "I like numbers." in page
    assert "Secondment" in page


def test_skills_are_found_ticked_and_levelled(mina):
    assert "Data analysis" in mina.words("/profile/skills?find=data+an&ticking=yes")
    path = "/profile/skills/levels?skill=strategy&skill=futures&skill=no-such"
    answer = mina.submit(path, **{"level-strategy": "expert", "level-futures": "working"})
    assert answer.status_code == 302
    assert rows(mina) == [
        ["Strategy", "Expert", "Not given"],
        ["Futures and horizon scanning", "Working", "Not given"],
    ]
    assert "Chosen: 2" in mina.words("/profile/skills")


def test_a_skill_needs_its_level_and_a_real_year(mina):
    path = "/profile/skills/levels?skill=strategy"
    answer = mina.submit(path, **{"year-strategy": "3026"})
    assert answer.status_code == 422
    assert "Choose how well you know Strategy" in answer.text
    assert "Enter a year from 1950 to 2026" in answer.text


def test_skills_stay_when_the_rest_is_saved(mina):
    mina.submit("/profile/skills/levels?skill=strategy", **{"level-strategy": "expert"})
    mina.submit("/profile", headline="Adviser")
    assert rows(mina) == [["Strategy", "Expert", "Not given"]]


def test_more_skills_than_anybody_reads_are_sent_back(mina):
    many = "&skill=".join(skill.code for skill in skills.ALL[:21])
    answer = mina.get(f"/profile/skills/levels?skill={many}", follow_redirects=True)
    assert "Choose up to 20 skills" in answer.text
    assert "Chosen: 21" in answer.text


def test_a_stale_page_does_not_overwrite(mina):
    form = mina.form("/profile", "/profile")
    token = next(one.get("value") for one in form.iter("input") if one.get("name") == "csrf_token")
    mina.submit("/profile", headline="First")
    stale = {"csrf_token": token, "version": "0", "headline": "Second", "visibility": "nobody"}
    assert mina.post("/profile", data=stale).status_code == 409
    assert mina.post("/profile", data={**stale, "version": "x"}).status_code == 409


def test_public_and_hidden_do_not_go_together(mina):
    answer = mina.submit("/profile", headline="Adviser", visibility="public")
    assert answer.status_code == 422
    assert "A public profile can be seen by everybody, your employer too" in answer.text
    assert mina.submit(
        "/profile", headline="Adviser", visibility="public", hidden_from_employer=None
    ).status_code == 302  # fmt: skip


LONG = "x" * 6000


def test_bad_input_is_refused_or_kept_as_text(mina):
    for name in ("headline", "about", "outcode", "days_a_week", "visibility"):
        for value in (LONG, "\x00\x01", "<script>go()</script>", "\u202ereversed"):
            answer = mina.submit("/profile", **{name: value})
            assert answer.status_code in {302, 422}, (name, value)
    assert "<script>go()" not in mina.get("/profile").text


def test_what_makes_no_sense_is_refused(mina):
    for name, value, says in (
        ("level", "99", "ot a valid choice"),
        ("offers", ["external_vacancy"], "is not a valid choice"),
        ("days_a_week", "0", "Enter more than 0 days a week"),
        ("days_a_week", "5.5", "must be between 0 and 5"),
        ("available_from-day", "31", "must include a month and a year"),
        ("outcode", "ZZ99", "Enter the first half of a UK postcode"),
        ("visibility", "friends", "Not a valid choice"),
        ("headline", "x" * 121, "must be 120 characters or fewer"),
    ):
        answer = mina.submit("/profile", **{name: value})
        assert answer.status_code == 422, name
        assert says in html.words(html.parse(answer.text)), name


def test_what_was_typed_is_kept_after_a_refusal(mina):
    answer = mina.submit("/profile", headline="Kept headline", outcode="ZZ99")
    assert 'value="Kept headline"' in answer.text


def test_bytes_that_are_no_text_are_no_accident(mina):
    raw = "\ud800".encode("utf-8", "surrogatepass")
    assert mina.submit("/profile", about=raw).status_code in {302, 422}
    assert mina.submit("/profile", version="9" * 400).status_code == 409
