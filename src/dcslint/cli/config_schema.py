"""The JSON Schema of configuration files, made of the table of options: what editors check by."""

from __future__ import annotations

from dcslint.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.cli.options import Option

ADDRESS = "https://raw.githubusercontent.com/dcslint/dcslint/main/docs/dcslint.schema.json"
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}


def schema() -> dict[str, Any]:
    """The schema of dcslint.toml, and so of the table tool.dcslint of pyproject.toml."""
    properties: dict[str, Any] = {
        options.EXTEND: {
            **_TEXT,
            "description": "Another configuration file, relative to this one; its keys come first.",
        }
    }
    for key, option in options.options_by_key().items():
        about = option.about[:1].upper() + option.about[1:] + "."
        properties[key] = {"description": about, **_of_shape(option)}
        if option.default is not None:
            properties[key]["default"] = option.default
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ADDRESS,
        "title": "The configuration of dcslint",
        "description": "dcslint.toml, or the table [tool.dcslint] of pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def as_text() -> str:
    """The schema as the text of its file."""
    import json

    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _of_shape(option: Option) -> dict[str, Any]:
    levels = option.metavar.partition("=")[2].split("|")
    made: dict[str, dict[str, Any]] = {
        options.FLAG: {"type": "boolean"},
        options.TEXT: _TEXT,
        options.CHOICE: {"enum": option.metavar.split("|")},
        options.PLACE: _TEXT,
        options.PLACES: _TEXTS,
        options.GLOBS: _TEXTS,
        options.WORDS: _TEXTS,
        options.LEVELS: _table({"enum": levels}),
        options.PAIRS: _table({"type": "string"}),
        options.PAIR_PLACES: _table(_TEXT),
        options.GLOB_WORDS: _table(_TEXTS, names={"minLength": 1}),
        options.OUTPUTS: {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["format"],
                "properties": {"format": _TEXT, "file": _TEXT},
            },
        },
    }
    return made[option.shape]


def _table(value: dict[str, Any], names: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": names or {"pattern": "^[^=]+$"},
        "additionalProperties": value,
    }
