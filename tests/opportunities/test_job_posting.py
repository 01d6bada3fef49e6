"""schema.org JobPosting in the page of an open place of our own, and nowhere else."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from exchange.opportunities import services
from exchange.opportunities.importing import import_batch
from exchange.opportunities.job_posting import job_posting
from exchange.opportunities.job_postings import read_postings
from exchange.opportunities.models import Opportunity, PostedAs, Remote, Side
from tests.opportunities import make
from tests.opportunities.make import FULL, SESSION


def posting(client, path):
    """The JobPosting of a page, or None."""
    found = [
        json.loads("".join(one.itertext()))
        for one in client.page(path).iter("script")
        if one.get("type") == "application/ld+json"
    ]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.fixture
def shown(app, house, client):
    """`shown(values, **about)`: the JobPosting on the page of a published listing."""

    def show(values, **about):
        with app.app_context():
            public_id = make.published(house.poster, house.moderator, values, **about)
        return public_id, posting(client, f"/opportunities/{public_id}")

    return show


def test_a_place_of_an_organisation(shown, house):
    public_id, found = shown(FULL, organisation_id=house.harbour)
    description = found.pop("description")
    assert description.startswith(f"<p>{FULL.summary}</p>")
    assert "You would lead the planning" in description
    assert found == {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Help us plan a move",
        "identifier": {"@type": "PropertyValue", "name": "Crossover", "value": str(public_id)},
        "url": f"http://127.0.0.1:8000/opportunities/{public_id}",
        "hiringOrganization": {
            "@type": "Organization",
            "name": "Harbour Hospice",
            "url": f"http://127.0.0.1:8000/organisations/{house.harbour}",
        },
        "employmentType": "TEMPORARY",
        "datePosted": "2026-11-22",
        "validThrough": "2026-12-31T23:59:59+00:00",
        "jobStartDate": "2027-03-01",
        "skills": ["Project management"],
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressCountry": "GB",
                "addressLocality": "Leeds (LS1)",
                "postalCode": "LS1",
            },
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": pytest.approx(53.8, abs=0.1),
                "longitude": pytest.approx(-1.5, abs=0.1),
            },
        },
    }


def test_a_session_that_a_person_offers_from_anywhere(shown):
    values = make.replace(SESSION, remote=Remote.REMOTE, outcode="", starts_on=date(2027, 1, 4))
    _id, found = shown(values)
    assert found["hiringOrganization"] == {"@type": "Person", "name": "Poster"}
    assert found["employmentType"] == "OTHER"
    assert found["jobLocationType"] == "TELECOMMUTE"
    assert found["applicantLocationRequirements"] == {"@type": "Country", "name": "GB"}
    assert "jobLocation" not in found


def test_text_cannot_leave_its_block(app, shown, client, house):
    title = "A </script> <!-- & 'b\""
    public_id, found = shown(make.replace(FULL, title=title), organisation_id=house.harbour)
    assert found["title"] == title
    raw = client.get(f"/opportunities/{public_id}").text
    block = raw.partition("ld+json")[2].partition("</script>")[0]
    assert "\\u003c/script\\u003e" in block
    assert "<" not in block.partition(">")[2]


def test_not_where_nobody_can_apply(app, shown, house, client):
    public_id, found = shown(FULL, organisation_id=house.harbour)
    assert found is not None
    with app.app_context():
        services.pause(house.poster, public_id)
    assert posting(client, f"/opportunities/{public_id}") is None


def test_not_once_it_is_closed(shown, house, client, clock_at):
    public_id, found = shown(FULL, organisation_id=house.harbour)
    assert found is not None
    clock_at("2027-01-01 00:00")
    assert posting(client, f"/opportunities/{public_id}") is None


def test_not_of_somebody_who_wants_to_go(app, house, browse):
    with app.app_context():
        public_id = make.published(house.poster, house.moderator, FULL, side=Side.MOVER)
    assert posting(browse(house.poster), f"/opportunities/{public_id}") is None


def test_not_of_a_draft(app, house, browse):
    with app.app_context():
        public_id = make.draft(house.poster, organisation_id=house.harbour)
    assert posting(browse(house.poster), f"/opportunities/{public_id}") is None


def test_not_of_an_advert_of_another_site(app, house, client):
    line = {"@type": "JobPosting", "title": "Ward clerk", "url": "https://jobs.example/1"}
    with app.app_context():
        import_batch(house.admin, list(read_postings([json.dumps(line).encode()])))
        public_id = (
            app.extensions["sqlalchemy"]
            .session.scalars(make.db.select(Opportunity.public_id))
            .one()
        )
    assert posting(client, f"/opportunities/{public_id}") is None


def test_pay_where_it_is_known_in_pounds(app, shown, house):
    public_id, _found = shown(FULL, organisation_id=house.harbour)
    with app.test_request_context():
        listing = make.listing(public_id)
        assert listing.posted_as is PostedAs.ORGANISATION
        listing.salary_min, listing.salary_max = Decimal(30000), Decimal("35000.50")
        assert job_posting(listing)["baseSalary"] == {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": 30000.0,
                "maxValue": 35000.5,
                "unitText": "YEAR",
            },
        }
