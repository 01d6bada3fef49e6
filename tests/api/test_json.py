"""/api/v1/opportunities: what the page finds, in a shape that programs read."""

from __future__ import annotations

import pytest

from exchange import create_app
from exchange.search import asking
from tests import factories
from tests.databases import dispose, settings

PATH = "/api/v1/opportunities"
BASE = "http://127.0.0.1:8000"


def asked(client, query="", status=200):
    """The answer to a search."""
    answer = client.get(f"{PATH}{query}")
    assert answer.status_code == status, answer.text
    return answer.json


def titles(client, query=""):
    return [one["title"] for one in asked(client, query)["items"]]


def test_a_listing_in_a_list(market, client):
    body = asked(client, "?level=5")
    assert body["total"] == 1
    (item,) = body["items"]
    assert item == {
        "id": market["analyst"],
        "url": f"{BASE}/opportunities/{market['analyst']}",
        "api_url": f"{BASE}{PATH}/{market['analyst']}",
        "title": "Data analyst",
        "summary": "Help us to plan a service that people can reach.",
        "status": "open",
        "kind": {"code": "secondment", "name": "Secondment"},
        "side": {"code": "host", "name": "Places to come to"},
        "posted_by": "Harbour Hospice",
        "organisation": {
            "id": market["hospice"],
            "name": "Harbour Hospice",
            "sector": {"code": "charity", "name": "Charity"},
            "url": f"{BASE}/organisations/{market['hospice']}",
        },
        "level": {"code": "5", "name": "Grade 7 · Senior manager"},
        "skills": [{"code": "strategy", "name": "Strategy"}],
        "place": {
            "name": "Leeds (LS1)",
            "outcode": "LS1",
            "latitude": pytest.approx(53.8, abs=0.1),
            "longitude": pytest.approx(-1.5, abs=0.1),
        },
        "remote": {"code": "on_site", "name": "On site"},
        "starts_on": "2027-01-04",
        "ends_on": "2027-07-03",
        "days_a_week": 5.0,
        "hours": None,
        "places": 1,
        "cost_model": {"code": "free", "name": item["cost_model"]["name"]},
        "pay": "",
        "salary_min": None,
        "salary_max": None,
        "published_at": "2026-11-22T12:00:00+00:00",
        "closes_at": "2026-12-18T23:59:59+00:00",
        "external": False,
        "snippet": [],
    }


def test_one_listing_has_all_of_its_text(market, client):
    found = asked(client, f"/{market['analyst']}")
    assert found["description"] == "Count who comes. Then Say so."
    assert found["description_html"] == (
        '<div class="prose"><p>Count <strong>who</strong> comes.</p>\n<h2>Then</h2>\n'
        "<p>Say so.</p>\n</div>"
    )
    assert found["outcome"] == "A plan that the trustees adopt."
    assert found["source_url"] == ""


def test_the_same_parameters_find_the_same(market, client):
    assert titles(client) == ["Budget lead", "Data <tidy> & sort", "Data analyst"]
    assert titles(client, "?q=data&sort=newest") == ["Data <tidy> & sort", "Data analyst"]
    assert titles(client, "?kind=project&kind=loan") == ["Budget lead", "Data <tidy> & sort"]
    assert titles(client, "?sort=closing")[0] == "Budget lead"
    assert titles(client, "?place=M1&miles=10") == ["Data <tidy> & sort"]
    assert titles(client, "?kind=unheard-of&unheard_of=1&page=9000") == titles(client)


def test_facets_say_what_each_value_gives_or_adds(market, client):
    facet = asked(client, "?q=data")["facets"]["kind"]
    assert facet == {
        "name": "Kind",
        "more": False,
        "values": [
            {"code": "project", "name": "Projects", "count": 1, "chosen": False},
            {"code": "secondment", "name": "Secondments", "count": 1, "chosen": False},
        ],
    }
    facet = asked(client, "?q=data&kind=project")["facets"]["kind"]
    assert facet["more"] is True
    assert facet["values"] == [
        {"code": "secondment", "name": "Secondments", "count": 1, "chosen": False},
        {"code": "project", "name": "Projects", "count": 0, "chosen": True},
    ]


def test_the_reading_says_what_was_searched(market, client):
    assert asked(client, "?q=data")["reading"] == {
        "typed": "data",
        "searched": "data",
        "corrected": False,
        "loose": False,
    }
    assert asked(client, "?q=analist")["reading"] == {
        "typed": "analist",
        "searched": "analyst",
        "corrected": True,
        "loose": False,
    }
    assert asked(client, "?q=data+budget")["reading"]["loose"] is True


def test_a_snippet_comes_in_pieces(market, client):
    (found,) = asked(client, "?q=who+comes&level=5")["items"]
    assert [one["text"] for one in found["snippet"] if one["hit"]] == ["who", "comes"]


def test_links_lead_through_the_pages_and_keep_the_search(market, client, in_app, drain):
    with in_app():
        sam = factories.actor("sam@harbour.example")
        for number in range(21):
            factories.listing(sam, None, "session", title=f"Talk {number}")
    drain()
    body = asked(client, "?kind=session&sort=newest")
    here = f"{BASE}{PATH}?kind=session&sort=newest"
    assert (body["total"], body["pages"], body["size"]) == (21, 2, 20)
    assert body["links"] == {
        "self": here,
        "first": here,
        "previous": None,
        "next": f"{here}&page=2",
        "last": f"{here}&page=2",
        "page": f"{BASE}/opportunities?kind=session&sort=newest",
        "feed": f"{BASE}/opportunities.atom?kind=session&sort=newest",
    }
    body = asked(client, "?kind=session&sort=newest&page=2")
    assert len(body["items"]) == 1
    assert (body["links"]["previous"], body["links"]["next"]) == (here, None)
    assert body["links"]["page"].endswith("&page=2")


def test_a_visitor_sees_what_a_visitor_sees_and_a_member_what_a_member(
    market, client, client_as, in_app
):
    assert titles(client, "?side=mover") == []
    assert client.get(f"{PATH}/{market['wish']}").status_code == 404
    kit = client_as("kit@northmoor.example")
    assert titles(kit, "?side=mover") == ["Economist would like to go"]
    found = asked(kit, f"/{market['wish']}")
    assert (found["posted_by"], found["organisation"]) == ("Noor Mover", None)
    assert asked(client_as("sam@harbour.example"), f"/{market['draft']}")["status"] == "draft"


def test_a_closed_one_says_so(market, client, clock_at):
    clock_at("2026-12-02 00:00:00")
    assert "Budget lead" not in titles(client)
    assert asked(client, f"/{market['budget']}")["status"] == "closed"


PROBLEMS = {
    f"{PATH}?place=ZZ99": (422, "Unprocessable Entity", {"place": "first half of a UK postcode"}),
    f"{PATH}?sort=distance": (422, "Unprocessable Entity", {"place": "Say near where"}),
    f"{PATH}?organisation=x": (422, "Unprocessable Entity", {"organisation": "no such"}),
    f"{PATH}/00000000-0000-0000-0000-000000000000": (404, "Not Found", {}),
    "/api/v1/unheard-of": (404, "Not Found", {}),
}


@pytest.mark.parametrize("path", PROBLEMS)
def test_a_refusal_is_a_problem_that_says_what_to_do(client, path):
    status, title, fields = PROBLEMS[path]
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body = answer.json
    assert (body["type"], body["title"], body["status"]) == ("about:blank", title, status)
    assert body["detail"]
    assert body.get("errors", {}).keys() == fields.keys()
    for name, words in fields.items():
        assert words in body["errors"][name]
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_method_is_refused_as_a_problem(client):
    answer = client.put(PATH)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_pages_stay_pages(client):
    assert client.get("/unheard-of").mimetype == "text/html"


def test_a_time_out_is_a_problem_and_never_an_empty_list(market, client, monkeypatch):
    monkeypatch.setattr(asking, "DEADLINE", 0.0)
    answer = client.get(f"{PATH}?q=data")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.json["detail"] == "This search took too long. Try fewer words."
    assert "items" not in answer.json


@pytest.mark.own_app
def test_a_bug_is_a_problem_too(app, client, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("exchange.api.shapes.results", lambda *_: 1 / 0)
    answer = client.get(PATH)
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert answer.json["title"] == "Internal Server Error"
    assert "division" not in answer.text


def test_who_asks_too_often_is_told_to_wait(database_url, tmp_path):
    app = create_app(settings(database_url, tmp_path, testing=False))
    client = app.test_client()
    nothing = f"{PATH}/00000000-0000-0000-0000-000000000000"
    within = {client.get(nothing).status_code for _ in range(119)}
    last = client.get("/api/v1/openapi.json").status_code
    answer = client.get(PATH)
    page = client.get("/opportunities/00000000-0000-0000-0000-000000000000").status_code
    dispose(app)
    assert (within, last, page) == ({404}, 200, 404)
    assert (answer.status_code, answer.mimetype) == (429, "application/problem+json")
    assert answer.headers["Retry-After"] == "60"
    assert "Wait a minute" in answer.json["detail"]


def test_what_a_visitor_has_is_asked_for_again_but_not_sent_twice(market, client):
    answer = client.get(PATH)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    again = client.get(PATH, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    other = client.get(f"{PATH}?q=data", headers={"If-None-Match": answer.headers["ETag"]})
    assert other.status_code == 200


def test_what_a_member_sees_is_kept_by_nobody(market, client_as):
    answer = client_as("kit@northmoor.example").get(PATH)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_number_of_statements_does_not_grow_with_rows(market, client, queries, in_app, drain):
    with queries() as few:
        client.get(PATH)
    with in_app():
        sam = factories.actor("sam@harbour.example")
        for number in range(12):
            factories.listing(sam, None, "session", title=f"Talk {number}")
    drain()
    with queries() as many:
        assert len(titles(client)) == 15
    assert len(many) == len(few) <= 5


def test_facets_name_organisations_and_skills_as_parameters_take_them(market, client):
    facets = asked(client)["facets"]
    assert list(facets) == ["kind", "side", "sector", "region", "level", "skill", "days", "remote",
                            "organisation"]  # fmt: skip
    for name in ("organisation", "skill"):
        for one in facets[name]["values"]:
            assert asked(client, f"?{name}={one['code']}")["total"] == one["count"]
    assert "Harbour Hospice" in [one["name"] for one in facets["organisation"]["values"]]
