"""A listing as schema.org has it, for search engines of jobs that read pages (JSON-LD).

Those engines ask for it only where one can apply on the same page. So our own open places have
it; people who want to go have not, nor have adverts of other sites, whose own pages do.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from exchange import clock
from exchange.opportunities.models import Opportunity, PostedAs, Remote, Side
from exchange.reference import skills
from exchange.web.look import markdown

Shape = dict[str, Any]
COUNTRY = "GB"
EMPLOYMENT = {
    "trustee": "VOLUNTEER",
    "session": "OTHER",
    "shadowing": "OTHER",
    "mentoring": "OTHER",
}
"""By kind; every other one is work for a time, while somebody's own job waits for them."""


def job_posting(listing: Opportunity) -> Shape | None:
    """The JobPosting of a place that everybody may see and apply for here; else None."""
    shown_to_all = listing.is_open and not listing.hidden_from_employer
    if listing.side is not Side.HOST or listing.is_external or not shown_to_all:
        return None
    found = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": listing.title,
        "description": Markup("<p>{}</p>{}").format(
            listing.summary, markdown(listing.description, 2)
        ),
        "identifier": _identifier(listing),
        "url": _public(url_for("opportunities.show", public_id=listing.public_id)),
        "hiringOrganization": _host(listing),
        "employmentType": EMPLOYMENT.get(listing.kind, "TEMPORARY"),
        "datePosted": _day(listing.published_at),
        "validThrough": listing.closes_at.isoformat() if listing.closes_at else None,
        "jobStartDate": listing.starts_on.isoformat() if listing.starts_on else None,
        "skills": [one.name for one in skills.named(one.skill for one in listing.skills)],
        "baseSalary": _salary(listing),
        **_where(listing),
    }
    return {name: value for name, value in found.items() if value}


def _public(path: str) -> str:
    return f"{current_app.extensions['settings'].base_url}{path}"


def _day(moment: Any) -> str | None:
    return moment.astimezone(clock.LONDON).date().isoformat() if moment else None


def _identifier(listing: Opportunity) -> Shape:
    name = current_app.extensions["settings"].service_name
    return {"@type": "PropertyValue", "name": name, "value": str(listing.public_id)}


def _host(listing: Opportunity) -> Shape:
    organisation = listing.organisation
    if organisation is None or listing.posted_as is not PostedAs.ORGANISATION:
        return {"@type": "Person", "name": listing.posted_by}
    page = _public(url_for("organisations.show", public_id=organisation.public_id))
    site = {"sameAs": organisation.website} if organisation.website else {}
    return {"@type": "Organization", "name": organisation.name, "url": page, **site}


def _where(listing: Opportunity) -> Shape:
    """The place; "anywhere" only where nobody need ever come: partly remote is a place."""
    if listing.remote is Remote.REMOTE:
        country = {"@type": "Country", "name": COUNTRY}
        return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": country}
    address = {"@type": "PostalAddress", "addressCountry": COUNTRY}
    if listing.place_name:
        address["addressLocality"] = listing.place_name
    if listing.outcode:
        address["postalCode"] = listing.outcode
    place: Shape = {"@type": "Place", "address": address}
    if listing.latitude is not None and listing.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": listing.latitude,
            "longitude": listing.longitude,
        }
    return {"jobLocation": place}


def _salary(listing: Opportunity) -> Shape | None:
    low, high = listing.salary_min, listing.salary_max
    if low is None or high is None:
        return None
    value = {
        "@type": "QuantitativeValue",
        "minValue": float(low),
        "maxValue": float(high),
        "unitText": "YEAR",
    }
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": value}
