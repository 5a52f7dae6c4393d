"""The model as JSON, and the JSON Schema that the records themselves make."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import types
import typing
from enum import Enum
from typing import TYPE_CHECKING, Any

from tools.guide import model
from tools.guide.exports.pieces import IN_PLACE, Form, json_frame, text
from tools.guide.wording import field_names

if TYPE_CHECKING:
    from tools.guide.model import Guide

SCHEMA_NAME = "guide.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
NOT_PUBLISHED = frozenset({"findings"})
"""Fields of the guide that are of use to its authors only."""


def form(guide: Guide) -> Form:
    """Return the form of *guide* as JSON on one line: indenting it would take ten times as long."""
    fields = {"$schema": SCHEMA_NAME, **_published(_fields(guide))}
    style: dict[str, Any] = {"ensure_ascii": False, "default": _fields}
    return Form(
        piece=lambda _, practice: json.dumps(practice, **style),
        frame=lambda pieces: json_frame(
            {**fields, "practices": IN_PLACE if pieces else ()}, **style
        ),
        separator=", ",
    )


def guide_json(guide: Guide) -> str:
    """Return *guide* as JSON text."""
    return text(form(guide), guide)


def schema_json() -> str:
    """Return the JSON Schema of `guide_json` as text."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the guide, with a definition for each record."""
    definitions: dict[str, Any] = {}
    docs = _attribute_docs()
    _define(model.Guide, definitions, docs)
    top = definitions.pop("Guide")
    top["properties"] = {"$schema": {"type": "string"}, **_published(top["properties"])}
    top["required"] = [name for name in top["required"] if name not in NOT_PUBLISHED]
    definitions.pop("Finding")
    return {"$schema": DIALECT, "title": "Guide", **top, "$defs": definitions}


def _fields(record: Any) -> dict[str, Any]:
    """Return the fields of a record by name, for JSON; it writes tuples as lists by itself."""
    kind: Any = type(record)
    return {name: getattr(record, name) for name in field_names(kind)}


def _published(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in NOT_PUBLISHED}


def _define(record: type, definitions: dict[str, Any], docs: dict[tuple[str, str], str]) -> None:
    if record.__name__ in definitions:
        return
    definitions[record.__name__] = {}  # taken: a step holds steps
    hints = typing.get_type_hints(record)
    properties = {}
    for field in dataclasses.fields(record):
        properties[field.name] = _type_schema(hints[field.name], definitions, docs)
        if doc := docs.get((record.__name__, field.name)):
            properties[field.name]["description"] = doc
    definitions[record.__name__] = {
        "description": inspect.cleandoc(record.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "required": [field.name for field in dataclasses.fields(record)],
        "additionalProperties": False,
    }


def _type_schema(
    hint: Any, definitions: dict[str, Any], docs: dict[tuple[str, str], str]
) -> dict[str, Any]:
    """Return the schema of a type that the records use."""
    simple = {str: "string", int: "integer", bool: "boolean", type(None): "null"}
    if hint in simple:
        return {"type": simple[hint]}
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        return {"type": "array", "items": _type_schema(item, definitions, docs)}
    if isinstance(hint, types.UnionType):
        return {"anyOf": [_type_schema(arg, definitions, docs) for arg in typing.get_args(hint)]}
    if issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    _define(hint, definitions, docs)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _attribute_docs() -> dict[tuple[str, str], str]:
    """Return the text below each field of the records, by names of record and field."""
    docs = {}
    for record in ast.parse(inspect.getsource(model)).body:
        if isinstance(record, ast.ClassDef):
            for field, text in zip(record.body, record.body[1:], strict=False):
                match field, text:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str() as words)),
                    ):
                        docs[record.name, name] = " ".join(words.split())
    return docs
