"""The OpenAPI schema: what FastAPI tells of the routes, and what goes for all of them.

Here: HEAD, conditional requests, headers, problems. Not here: the paths (`routes.py`). It is not served.
"""

from copy import copy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from techpulse.health_api.answers import PROBLEM_TYPE
from techpulse.health_api.bodies import ProblemBody

_PROBLEM = {
    "description": "Anything else, as a problem.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
}
_HEADERS = {
    "X-Request-ID": "The client's own, where it is at most 64 visible ASCII characters; else a new one.",
    "Cache-Control": "Until the next reading is due; `no-store` where there is nothing to keep.",
    "ETag": "Of these very bytes.",
}
_PARAMETERS = [
    {"name": "X-Request-ID", "in": "header", "description": "Answered and logged."},
    {"name": "If-None-Match", "in": "header", "description": "Entity tags that the client has."},
]


def openapi_schema(app: FastAPI) -> dict[str, Any]:
    """The schema of the app's paths; each GET stands there as HEAD, too."""
    routes = [_for_get(route) for route in app.routes if isinstance(route, APIRoute)]
    schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=routes)
    schema["components"]["schemas"]["ProblemBody"] = ProblemBody.model_json_schema()
    for operations in schema["paths"].values():
        _complete(operations["get"])
        operations["head"] = _head(operations["get"])
    return schema


def _for_get(route: APIRoute) -> APIRoute:
    """FastAPI would give two methods of one route the same operation id, and warn of that."""
    documented = copy(route)
    documented.methods = {"GET"}
    return documented


def _complete(operation: dict[str, Any]) -> None:
    operation["parameters"] = [
        parameter | {"required": False, "schema": {"type": "string"}} for parameter in _PARAMETERS
    ]
    operation["responses"]["304"] = {"description": "The client has these bytes already."}
    operation["responses"]["default"] = dict(_PROBLEM)
    for response in operation["responses"].values():
        response["headers"] = _headers("Cache-Control", "X-Request-ID")
    operation["responses"]["200"]["headers"] |= _headers("ETag")


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in names}


def _head(get: dict[str, Any]) -> dict[str, Any]:
    bodiless = {
        status: {key: value for key, value in response.items() if key != "content"}
        for status, response in get["responses"].items()
    }
    return get | {"operationId": f"{get['operationId']}_head", "responses": bodiless}
