"""Takes the OpenAPI document that the routes give, gives it exact: words of vocabularies, no nulls in queries, answers, errors."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI

from chuhai.catalog import rules
from chuhai.errors import ChuhaiError
from chuhai.facade import EVIDENCE, Ledger
from chuhai.model.deal import DealRow
from chuhai.model.reaction import ReactionRow
from chuhai.web.api.answered import ACCEPTED
from chuhai.web.held import Held

#: Statuses of refusals and what they mean.
ERRORS = {
    400: "A word that the ledger doesn't know, or a question that can't be answered",
    403: "Not given here: a public desk, another site, or no token",
    404: "Nothing of that id or name",
    405: "Another method",
    406: "No such format",
    408: "The body took too long",
    409: "Several fit: name one by its id",
    413: "Too much was sent",
    414: "The address is too long",
    415: "A body of another kind",
    421: "The desk doesn't answer for that host",
    422: "A parameter that isn't what this document says",
    429: "Too many requests: ask again after Retry-After seconds",
    500: "An error of the desk",
    503: "Nothing published yet, or too much to do: ask again after Retry-After seconds",
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
}
_ENVELOPE = {
    "type": "object",
    "title": "Answer",
    "description": "Rows, and what holds for all of them; a list given a page at a time tells total, limit and offset",
    "required": ["copy", "as_of", "rows"],
    "properties": {
        "copy": {"type": "string", "description": "Number of the published copy that every part of the answer is from"},
        "as_of": {"type": "string", "description": "Day of the newest page that the ledger rests on"},
        "total": {"type": "integer", "minimum": 0},
        "limit": {"type": "integer", "minimum": 1},
        "offset": {"type": "integer", "minimum": 0},
        "rows": {"type": "array", "items": {"type": "object"}},
    },
}
_READING = {
    "type": "object",
    "title": "Reading",
    "description": "What `chuhai extract` prints of a document: each value with its exact words and their offsets",
    "required": ["document", "deals", "claims", "signals", "market", "issues"],
    "properties": {
        "document": {"type": "object"},
        **{
            name: {"type": "array", "items": {"type": "object"}}
            for name in ("deals", "claims", "signals", "market", "issues")
        },
    },
}
_KEPT = {
    "type": "object",
    "title": "Kept",
    "required": ["as_of", "published", "rows"],
    "properties": {
        "as_of": {"type": "string"},
        "published": {"type": "boolean"},
        "rows": {"type": "array", "items": {"type": "object", "required": ["status", "deals", "issues"]}},
    },
}
_HEADERS = {
    "ETag": ("Tag of the copy and the question, for If-None-Match", {"type": "string"}),
    "X-Chuhai-Copy": ("Number of the published copy", {"type": "string"}),
}
#: Operation -> row type of its answer.
_ROWS = {"/deals": "DealRow", "/deals/{deal_id}": "DealRow", "/reactions": "ReactionRow"}
_BINARY = {"type": "string", "format": "binary"}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer",
        "headers": {n: {"description": d, "schema": s} for n, (d, s) in _HEADERS.items()},
        "content": {
            media: {"schema": {"$ref": "#/components/schemas/Answer"} if kind == "json" else _BINARY}
            for media, kind in ACCEPTED.items()
        },
    },
    304: {"description": "Not changed since the ETag given"},
    **{
        status: {
            "description": told,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, told in ERRORS.items()
    },
}


def words(ledger: Ledger) -> dict[str, list[str]]:
    """What a parameter marked `x-words` may be, by the mark."""
    lexicons, folder = ledger.catalog.lexicons, ledger.settings.curation
    found: dict[str, list[str]] = {}
    for name, vocabulary in lexicons.vocabularies.items():
        each = [w for term in vocabulary.terms.values() for w in (term.code, term.en, term.zh, *term.aliases)]
        found[name] = list(dict.fromkeys(each))
    names = rules.names(folder)
    found["rules"] = names
    found["share-rules"] = [n for n in names if "out" in rules.read(folder, n).directions]
    found["vocabularies"] = list(lexicons.vocabularies)
    found["evidence"] = list(EVIDENCE)
    return found


def describe(app: FastAPI, held: Held, prefix: str) -> None:
    """Have the application give the exact document; made anew for each published copy."""
    plain = app.openapi
    made: dict[str, dict[str, Any]] = {}

    def openapi() -> dict[str, Any]:
        pointed = held.pointed()
        if pointed not in made:
            document = copy.deepcopy(plain())
            try:
                with held.ledger() as ledger:
                    known = words(ledger)
            except ChuhaiError:  # nothing is published: the document without its words
                known = {}
            _exact(document, known, prefix)
            made.clear()
            made[pointed] = document
        return made[pointed]

    app.openapi = openapi  # type: ignore[method-assign]


def _exact(document: dict[str, Any], known: Mapping[str, list[str]], prefix: str) -> None:
    _, schemas = msgspec.json.schema_components((DealRow, ReactionRow), ref_template="#/components/schemas/{name}")
    components = document.setdefault("components", {}).setdefault("schemas", {})
    components |= {**schemas, "Problem": _PROBLEM, "Answer": _ENVELOPE, "Reading": _READING, "Kept": _KEPT}
    token = {"type": "http", "scheme": "bearer", "description": "The token that the desk was started with"}
    document["components"]["securitySchemes"] = {"token": token}
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _parameter(parameter["schema"], known)
                _example(parameter)
            row = _ROWS.get(path.removeprefix(prefix))
            if row:
                json = operation["responses"]["200"]["content"]["application/json"]
                of = {"properties": {"rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{row}"}}}}
                json["schema"] = {"allOf": [{"$ref": "#/components/schemas/Answer"}, of]}


def _parameter(schema: dict[str, Any], known: Mapping[str, list[str]]) -> dict[str, Any]:
    """A parameter's schema without null, which no address can say, and with the words of its vocabulary."""
    told = {k: v for k, v in schema.items() if k not in ("anyOf", "x-words", "x-items", "title", "default")}
    either = [s for s in schema.get("anyOf", ()) if s.get("type") != "null"]
    if len(either) == 1:
        told |= either[0]
    if "default" in schema and schema["default"] is not None:
        told["default"] = schema["default"]
    listed = schema.get("x-items") or known.get(schema.get("x-words", ""))
    if listed:
        if told.get("type") == "array":
            told["items"] = {"type": "string", "enum": listed}
        else:
            told["enum"] = listed
            for bound in ("minLength", "maxLength", "pattern"):
                told.pop(bound, None)
    return told


def _example(parameter: dict[str, Any]) -> None:
    """Examples stand beside the schema, where every reader of the document looks."""
    found = parameter["schema"].pop("examples", None) or []
    if found:
        parameter["examples"] = {f"example-{n}": {"value": value} for n, value in enumerate(found, 1)}
