"""Pages of moderators, reporters and those who appeal, walked in their browsers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exchange.moderation import services
from exchange.moderation.models import ReportDecision
from exchange.opportunities import services as posting
from tests.opportunities import make
from tests.opportunities.make import FULL

BAD = ["x" * 2001, "", "nul \x00", "<script>alert(1)</script>", "\ufffd"]


@pytest.fixture
def sent(app, house):
    with app.app_context():
        return make.submitted(house.poster, organisation_id=house.harbour)


@pytest.fixture
def place(app, house, sent):
    with app.app_context():
        services.publish(house.moderator, sent, make.listing(sent).version)
    return sent


@pytest.fixture
def report(app, house, place):
    with app.app_context():
        made = services.report(house.stranger, place, "misleading", "It has moved.")
        return made.public_id


def raw(client, path, on, **sent):
    return client.post(path, data={"csrf_token": client.token(on), **sent})


def test_the_queue_has_its_clock_and_the_review_its_hints(house, browse, sent):
    moderator = browse(house.moderator)
    words = moderator.words("/moderation")
    assert "1 new listing" in words
    assert "Help us plan a move" in words
    review = moderator.words(f"/moderation/listings/{sent}")
    assert "Harbour Hospice" in review
    assert "Our checks found nothing to look at twice" in review


def test_returned_with_a_reason_that_the_poster_reads(house, browse, sent):
    moderator, path = browse(house.moderator), f"/moderation/listings/{sent}"
    moderator.submit(f"{path}/return", on=path, reason="Say who pays.")
    assert "Say who pays." in browse(house.poster).words(f"/opportunities/{sent}")
    assert "Nothing waits here" in moderator.words("/moderation")


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_reason_is_refused(house, browse, sent, reason):
    moderator, path = browse(house.moderator), f"/moderation/listings/{sent}"
    answer = raw(moderator, f"{path}/return", path, version="1", reason=reason)
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.get_data(as_text=True)


def test_the_second_of_two_moderators_gets_409(house, browse, sent):
    first, second, path = (
        browse(house.moderator),
        browse(house.second),
        f"/moderation/listings/{sent}",
    )
    token = second.token(path)
    first.submit(f"{path}/publish", on=path)
    late = second.post(f"{path}/publish", data={"csrf_token": token, "version": "2"})
    assert late.status_code == 409
    assert "decided meanwhile: the listing is published" in late.get_data(as_text=True)


def test_a_change_is_shown_old_beside_new(app, house, browse, place):
    with app.app_context():
        changed = replace(
            FULL, title="Another title", pay="£1", days_a_week=3.0, ends_on=date(2027, 9, 30)
        )
        posting.edit_published(house.poster, place, changed, make.listing(place).version)
    moderator = browse(house.moderator)
    page = moderator.get("/moderation?queue=changes").get_data(as_text=True)
    path = page.split('href="/moderation/changes/')[1].split('"')[0]
    path = f"/moderation/changes/{path}"
    words = moderator.words(path)
    for said in (
        "Help us plan a move",
        "Another title",
        "£40,000 a year",
        "31 August 2027",
        "30 September 2027",
    ):
        assert said in words
    moderator.submit(f"{path}/approve", on=path)
    assert "Another title" in moderator.words(f"/opportunities/{place}")


def test_report_claim_remove_appeal_overturn(house, browse, client, place):
    reporter, first, second = browse(house.stranger), browse(house.moderator), browse(house.second)
    poster, path = browse(house.poster), f"/opportunities/{place}"
    answer = reporter.submit(f"{path}/report", category="misleading", text="It has moved.")
    assert answer.location == path
    assert "Thank you" in reporter.words(path)
    page = first.get("/moderation?queue=reports").get_data(as_text=True)
    report = f"/moderation/reports/{page.split('/moderation/reports/')[1].split(chr(34))[0]}"
    first.submit(f"{report}/claim", on=report)
    assert "Moderator holds this report until" in second.words(report)
    first.submit(f"{report}/decide", on=report, decision="removed", reason="It has moved.")
    assert client.get(path).status_code == 404
    assert "appeal" in poster.words(path)
    poster.submit(f"{path}/appeal", text="We have not moved.")
    assert "Somebody who took no part decides" in poster.words(f"{path}/appeal")
    assert "Somebody who took no part" in first.words(report)
    raw(second, f"{report}/overturn", report, version="4", reason="They have not.")
    assert client.get(path).status_code == 200
    assert "The listing is shown again" in poster.words(f"{path}/appeal")
    assert "After an appeal the listing that you reported is shown again" in reporter.words(
        "/notices"
    )


@pytest.mark.parametrize("text", BAD)
def test_a_bad_report_is_refused_beside_the_field(house, browse, place, text):
    path = f"/opportunities/{place}/report"
    answer = raw(browse(house.stranger), path, path, category="scam", text=text)
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("text", BAD)
def test_a_bad_appeal_is_refused_beside_the_field(app, house, browse, place, report, text):
    with app.app_context():
        services.claim(house.moderator, report)
        services.decide(house.moderator, report, ReportDecision.REMOVED, "Gone.", 2)
    path = f"/opportunities/{place}/appeal"
    answer = raw(browse(house.poster), path, path, text=text)
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.get_data(as_text=True)


def test_a_report_needs_a_category(house, browse, place):
    answer = browse(house.stranger).submit(f"/opportunities/{place}/report", text="Wrong.")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 403), ("poster", 403), ("admin", 403), ("moderator", 200)],
)
def test_who_sees_the_queues(house, browse, who, status):
    assert browse(getattr(house, who)).get("/moderation").status_code == status


def test_a_visitor_is_asked_to_sign_in(client, place):
    for path in ("/moderation", f"/opportunities/{place}/report", "/opportunities/new"):
        assert "/sign-in" in client.get(path).location


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("poster", 404), ("admin", 200)])
def test_who_sees_a_report(house, browse, report, who, status):
    assert browse(getattr(house, who)).get(f"/moderation/reports/{report}").status_code == status


def test_the_queues_ask_the_same_number_of_statements_for_more_rows(app, house, browse, queries):
    moderator, counts = browse(house.moderator), {}
    for more in (2, 6):
        with app.app_context():
            for _ in range(more):
                place = make.published(house.poster, house.moderator, organisation_id=house.harbour)
                changed = replace(FULL, title="Another title")
                posting.edit_published(house.poster, place, changed, make.listing(place).version)
                services.report(house.stranger, place, "scam", "A scam.")
                make.submitted(house.poster, organisation_id=house.harbour)
        for queue in ("listings", "changes", "reports", "appeals"):
            with queries() as asked:
                assert moderator.get(f"/moderation?queue={queue}").status_code == 200
            counts.setdefault(queue, set()).add(len(asked))
    assert all(len(found) == 1 for found in counts.values()), counts
