"""The OpenAPI description: valid, true to the form, true to the answers."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from werkzeug.datastructures import MultiDict

from exchange.opportunities.searching import SearchForm
from tests import html

SEARCH, SHOW = "/api/v1/opportunities", "/api/v1/opportunities/{id}"
TYPED = {"q": "data", "skill": "strategy", "place": "LS1", "outcode": "LS1"}
"""A value for each parameter that is free text."""


@pytest.fixture
def description(client):
    """The document as programs get it."""
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.json


def parameters(description, path=SEARCH):
    return {one["name"]: one for one in description["paths"][path]["get"]["parameters"]}


def answer_schema(description, path, status, media):
    """The schema of an answer, whole."""
    answers = description["paths"][path]["get"]["responses"]
    return {
        **answers[str(status)]["content"][media]["schema"],
        "components": description["components"],
    }


def fits(body, schema):
    return [error.message for error in OAS31Validator(schema).iter_errors(body)]


def test_it_is_valid_openapi(description):
    validate(description, cls=OpenAPIV31SpecValidator)
    assert description["openapi"] == "3.1.0"
    assert description["servers"] == [{"url": "http://127.0.0.1:8000"}]


def test_it_has_every_address_for_programs_and_no_other(app, description):
    there = {
        rule.rule.replace("<uuid:public_id>", "{id}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule.endswith(".atom")
    }
    assert there == set(description["paths"])


def test_its_parameters_are_those_of_the_form(app, description):
    with app.test_request_context():
        names = [field.name for field in SearchForm(MultiDict())]
    assert list(parameters(description)) == [*names, "page"]
    assert list(parameters(description, "/opportunities.atom")) == names


def test_it_names_choices_and_limits(description):
    listed = parameters(description)
    assert listed["q"]["schema"] == {"type": "string", "maxLength": 200}
    assert listed["side"]["schema"]["items"]["enum"] == ["host", "mover"]
    assert listed["kind"]["explode"] is True
    assert "`loan`: Loans" in listed["kind"]["description"]
    assert listed["miles"]["schema"]["enum"] == ["", "5", "10", "50", "100"]
    assert listed["external"]["schema"]["enum"] == ["yes"]
    assert listed["page"]["schema"]["maximum"] == 10_000


def values_of(parameter, market):
    """Each documented value of a parameter, or one that fits."""
    schema, name = parameter["schema"], parameter["name"]
    if name == "organisation":
        return [market["hospice"]]
    if schema["type"] == "array":
        return schema["items"].get("enum") or [TYPED[name]]
    if schema["type"] in {"integer", "number"}:
        return [schema["minimum"], schema["maximum"]]
    return schema.get("enum") or [TYPED[name]]


def test_every_documented_value_is_accepted_and_understood(market, client, description):
    for name, parameter in parameters(description).items():
        for value in values_of(parameter, market):
            near = [("place", "LS1")] if value == "distance" else []
            answer = client.get(f"{SEARCH}?{urlencode([*near, (name, value)])}")
            assert answer.status_code == 200, (name, value, answer.text)
            first = parameter["schema"].get("enum", [None])[0] == value and name != "external"
            if name != "page" and not first:
                assert f"{name}=" in answer.json["links"]["first"], (name, value)


def test_answers_fit_their_schemas(market, client, client_as, description):
    results = answer_schema(description, SEARCH, 200, "application/json")
    for query in ("", "?q=data&kind=project&place=M1", "?q=zeppelin", "?q=data+budget"):
        assert fits(client.get(f"{SEARCH}{query}").json, results) == []
    whole = answer_schema(description, SHOW, 200, "application/json")
    for name in ("analyst", "tidy", "budget"):
        assert fits(client.get(f"{SEARCH}/{market[name]}").json, whole) == []
    sam = client_as("sam@harbour.example")
    assert fits(sam.get(f"{SEARCH}/{market['draft']}").json, whole) == []
    problem = answer_schema(description, SEARCH, 422, "application/problem+json")
    assert fits(client.get(f"{SEARCH}?place=ZZ99").json, problem) == []


def test_a_wrong_answer_would_not_fit(market, client, description):
    schema = answer_schema(description, SEARCH, 200, "application/json")
    body = client.get(SEARCH).json
    assert fits({**body, "total": "many"}, schema) == ["'many' is not of type 'integer'"]
    del body["items"][0]["title"]
    assert fits(body, schema) == ["'title' is a required property"]


def test_the_page_for_people_says_each_parameter_and_its_examples_work(client, description):
    page = client.page("/api")
    words = html.words(page)
    for name, parameter in parameters(description).items():
        about = parameter["description"].partition(". `")[0].partition(". left out")[0]
        assert f"{name} {about}" in words
    assert "miles How far: left out (25 miles); 5 (5 miles); 10" in words
    assert "external Show vacancies elsewhere too: yes (Yes)" in words
    links = {a.get("href") for a in page.iter("a")}
    examples = [one for one in links if one.startswith(("/api/v1", "/opportunities.atom"))]
    assert len(examples) == 3
    assert {client.get(one).status_code for one in examples} == {200}
    assert "/api" in {a.get("href") for a in client.page("/help").iter("a")}
