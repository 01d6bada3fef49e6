"""From a choice of kind to a published page, as a poster and a moderator walk it."""

from __future__ import annotations

import re

import pytest

STEPS = {
    "what": {
        "title": "Help us plan a move",
        "summary": "Six months in a hospice.",
        "description": "Lead the planning.\n\n- with us\n- for them",
        "outcome": "The move is planned.",
        "supervisor": "Rosa Hill",
        "skills": ["project-management"],
    },
    "when": {
        "remote": "hybrid",
        "outcode": "ls1 4ap",
        "starts_on-day": "1",
        "starts_on-month": "3",
        "starts_on-year": "2027",
        "ends_on-day": "31",
        "ends_on-month": "8",
        "ends_on-year": "2027",
        "days_a_week": "2.5",
        "places": "2",
        "closes_on-day": "31",
        "closes_on-month": "12",
        "closes_on-year": "2026",
    },
    "cost": {"level": "5", "cost_model": "shared", "pay": "£40,000"},
}


@pytest.mark.both_databases
def test_draft_review_publish_page(app, house, browse, client):
    poster, moderator = browse(house.poster), browse(house.moderator)
    answer = poster.submit(
        "/opportunities/new", side="host", whose=str(house.harbour), kind="secondment"
    )
    path = re.match(r"/opportunities/[0-9a-f-]{36}", answer.location)[0]
    assert answer.location == f"{path}/edit/what"
    assert "Write a title" in poster.words(f"{path}/check")
    for step, answers in STEPS.items():
        answer = poster.submit(f"{path}/edit/{step}", **answers)
        assert answer.status_code == 302, answer.get_data(as_text=True)
    assert answer.location == f"{path}/check"
    assert client.get(path).status_code == 404
    poster.submit(f"{path}/submit", on=f"{path}/check")
    assert "usually within 1 working day" in poster.words(path)
    assert "Help us plan a move" in moderator.words("/moderation")
    review = path.replace("/opportunities", "/moderation/listings")
    moderator.submit(f"{review}/publish", on=review)
    words = client.words(path)
    for said in ("Harbour Hospice", "Leeds", "2.5", "Shared cost", "31 December 2026 at 11:59pm"):
        assert said in words
    assert "A comparison, never an equivalence" in words
    assert "Apply" in words
