"""The OpenAPI description of /api/v1, made from the schemas of answers and the form of search."""

from __future__ import annotations

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from exchange.api import schemas
from exchange.api.parameters import parameters, without_page
from exchange.web import problems
from exchange.web.limits import PROGRAMS

VERSION = "1.0.0"
ABOUT = f"""Listings as JSON, the same that people find at /opportunities. Nothing here needs an
account: a program that sends no session sees what a visitor sees. Names and values that are not
known are passed over, as on the page. Up to {PROGRAMS} answers a minute to one network; after that
429 with Retry-After. Answers carry an ETag: send it as If-None-Match and get 304 while it holds."""
WRONG = {
    404: "There is no such listing, or it is not shown to you.",
    422: "A parameter cannot be understood; `errors` says which and why.",
    429: "Too many requests; wait as long as Retry-After says.",
    503: "Search took too long or is being put right. This never means that nothing was found.",
}


def describe(service_name: str, base_url: str) -> dict[str, Any]:
    """The whole description."""
    spec = APISpec(
        title=f"{service_name} API",
        version=VERSION,
        openapi_version="3.1.0",
        info={"description": " ".join(ABOUT.split())},
        servers=[{"url": base_url}],
        plugins=[MarshmallowPlugin()],
    )
    listed = parameters()
    spec.path("/api/v1/opportunities", operations=_get(_search(listed)))
    spec.path("/api/v1/opportunities/{id}", operations=_get(_one()))
    spec.path("/api/v1/openapi.json", operations=_get(_self()))
    spec.path("/opportunities.atom", operations=_get(_feed(listed)))
    return spec.to_dict()


def _get(operation: dict[str, Any]) -> dict[str, Any]:
    return {"get": operation}


def _search(listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "operationId": "search",
        "summary": "Search listings",
        "parameters": listed,
        "responses": {"200": _json("A page of results.", schemas.Results), **_wrong(422, 429, 503)},
    }


def _one() -> dict[str, Any]:
    id_ = {"type": "string", "format": "uuid"}
    return {
        "operationId": "show",
        "summary": "One listing",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": id_}],
        "responses": {"200": _json("The listing.", schemas.Whole), **_wrong(404, 429)},
    }


def _self() -> dict[str, Any]:
    answer = {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {}}}}
    return {
        "operationId": "describe",
        "summary": "This description",
        "responses": {"200": answer, **_wrong(429)},
    }


def _feed(listed: list[dict[str, Any]]) -> dict[str, Any]:
    """The feed has an order of its own and one page; its errors are pages."""
    atom = {"application/atom+xml": {"schema": {"type": "string"}}}
    bad = {str(code): {"description": WRONG[code]} for code in (422, 429, 503)}
    return {
        "operationId": "feed",
        "summary": "A search as an Atom feed, newest first, as a visitor sees it",
        "parameters": without_page(listed),
        "responses": {"200": {"description": "An Atom feed.", "content": atom}, **bad},
    }


def _json(about: str, schema: type[Schema]) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _wrong(*codes: int) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": schemas.Problem}}
    return {str(code): {"description": WRONG[code], "content": content} for code in codes}
