"""The shape of each answer: what is sent, and what the OpenAPI description says of it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from exchange.opportunities.lifecycle import OpportunityStatus


def _about(text: str, **more: Any) -> dict[str, Any]:
    """Every field is always there; what is not known is null."""
    return {"required": True, "metadata": {"description": text}, **more}


def _or_null(text: str, **more: Any) -> dict[str, Any]:
    return _about(text, allow_none=True, **more)


OPEN, CLOSED = "open", "closed"
STATUSES = (
    OPEN,
    CLOSED,
    *(one.value for one in OpportunityStatus if one is not OpportunityStatus.PUBLISHED),
)


class Coded(Schema):
    """A value of a list, with its name as people read it."""

    code = fields.String(**_about("Stays the same; what parameters take."))
    name = fields.String(**_about("In words; may change."))


class OrganisationRef(Schema):
    """An organisation in whose name a listing stands."""

    id = fields.UUID(**_about("What the parameter `organisation` takes."))
    name = fields.String(**_about("Its name."))
    sector = fields.Nested(Coded, **_about("Its sector."))
    url = fields.URL(**_about("Its page.", require_tld=False))


class Place(Schema):
    """Where the work is done, as exactly as an outward postcode is."""

    name = fields.String(**_about("Its name, such as Leeds."))
    outcode = fields.String(**_about("First half of the postcode; may be empty."))
    latitude = fields.Float(**_or_null("Degrees north."))
    longitude = fields.Float(**_or_null("Degrees east."))


class Piece(Schema):
    """A stretch of a snippet."""

    text = fields.String(**_about("Plain text, not HTML."))
    hit = fields.Boolean(**_about("Whether it is one of the words that were searched for."))


class Opportunity(Schema):
    """A listing in short."""

    id = fields.UUID(**_about("Stays the same."))
    url = fields.URL(**_about("Its page for people, where one applies.", require_tld=False))
    api_url = fields.URL(**_about("The whole of it as JSON.", require_tld=False))
    title = fields.String(**_about("Its title."))
    summary = fields.String(**_about("One or two sentences."))
    status = fields.String(
        **_about("Closed ones are found with `closed=yes` only.", validate=validate.OneOf(STATUSES))
    )
    kind = fields.Nested(Coded, **_about("Which kind of exchange."))
    side = fields.Nested(Coded, **_about("A place to come to, or a person who wants to go."))
    posted_by = fields.String(**_about("Whose listing it is."))
    organisation = fields.Nested(
        OrganisationRef, **_or_null("Null where a person posts, or another site.")
    )
    level = fields.Nested(Coded, **_or_null("How senior the work is."))
    skills = fields.List(fields.Nested(Coded), **_about("What is asked for or offered."))
    place = fields.Nested(Place, **_or_null("Where."))
    remote = fields.Nested(Coded, **_about("Whether it can be done from elsewhere."))
    starts_on = fields.Date(**_or_null("First day."))
    ends_on = fields.Date(**_or_null("Last day."))
    days_a_week = fields.Float(**_or_null("Days a week."))
    hours = fields.Float(**_or_null("Hours in all, for short kinds."))
    places = fields.Integer(**_about("How many people it takes."))
    cost_model = fields.Nested(Coded, **_or_null("Who bears the salary."))
    pay = fields.String(**_about("Pay in the poster's own words; may be empty."))
    salary_min = fields.Float(**_or_null("Pounds a year, where the source says so."))
    salary_max = fields.Float(**_or_null("Pounds a year, where the source says so."))
    published_at = fields.AwareDateTime(**_or_null("When it was published."))
    closes_at = fields.AwareDateTime(**_or_null("The last second for applying."))
    external = fields.Boolean(**_about("Copied from another site, where one applies."))


class Found(Opportunity):
    """A listing in a list of results."""

    snippet = fields.List(
        fields.Nested(Piece), **_about("Where the words stand in its text; empty without words.")
    )


class Whole(Opportunity):
    """A listing with all of its text."""

    description = fields.String(**_about("Plain text."))
    description_html = fields.String(**_about("The same as clean HTML; headings begin at h2."))
    outcome = fields.String(**_about("What will be different afterwards."))
    source_url = fields.String(**_about("Where an external one was found; else empty."))


class Reading(Schema):
    """How the words were understood."""

    typed = fields.String(**_about("The words as they came."))
    searched = fields.String(**_about("The words that were searched for."))
    corrected = fields.Boolean(**_about("Whether a mistyped word was put right."))
    loose = fields.Boolean(
        **_about("Nothing has all of the words: these results have some of them.")
    )


class FacetValue(Coded):
    """A value of a facet and what choosing it does."""

    count = fields.Integer(**_about("How many results it gives, or adds (see `more`)."))
    chosen = fields.Boolean(**_about("Whether this search asks for it already."))


class Facet(Schema):
    """The values that results have of one field."""

    name = fields.String(**_about("What the field is called."))
    more = fields.Boolean(
        **_about("True once a value is chosen: counts then say how many results each adds.")
    )
    values = fields.List(fields.Nested(FacetValue), **_about("Those that give any results."))


class Links(Schema):
    """Where to go from here."""

    self = fields.String(**_about("This page of results."))
    first = fields.String(**_about("The first page."))
    previous = fields.String(**_or_null("The page before."))
    next = fields.String(**_or_null("The page after: follow it until it is null."))
    last = fields.String(**_about("The last page."))
    page = fields.String(**_about("The same search as a page for people."))
    feed = fields.String(**_about("The same search as an Atom feed, newest first."))


class Results(Schema):
    """A page of results."""

    total = fields.Integer(**_about("How many results there are in all."))
    number = fields.Integer(**_about("Which page this is."))
    pages = fields.Integer(**_about("How many pages there are."))
    size = fields.Integer(**_about("How many results a page has."))
    reading = fields.Nested(Reading, **_about("How the words were understood."))
    facets = fields.Dict(
        keys=fields.String(), values=fields.Nested(Facet), **_about("Counts by field.")
    )
    items = fields.List(fields.Nested(Found), **_about("The results in order."))
    links = fields.Nested(Links, **_about("Where to go from here."))


class Problem(Schema):
    """What went wrong, as RFC 9457 has it."""

    type = fields.String(**_about("about:blank: the status says it all."))
    title = fields.String(**_about("The status in words."))
    status = fields.Integer(**_about("The HTTP status."))
    detail = fields.String(**_about("What happened and what to do, for people."))
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "By parameter: what is wrong with its value."},
    )
