"""Read tables of facts from YAML, and lay one set of tables over another.

The only module of the package that needs yaml, which it imports when a table is read. A column
says what its cells are, not YAML's guess: 15.10 stays "15.10", and a date stays text. A fault is
reported at its line; nothing is repaired or skipped.
"""

from __future__ import annotations

import re

from dcslint.facts.schema import STATED, TABLES, Column, TableSchema
from dcslint.facts.versions import version_tuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, NoReturn

    Table = dict[str, Any]
    Tables = dict[str, Table]
    YamlEvent = Any

_DEEPEST = 8
_ITEMS = {"texts": "text", "ints": "int", "versions": "version"}
_EMPTY = ("", "~", "null", "Null", "NULL")
_BOOLEANS = {"true": True, "false": False}


class FactsError(Exception):
    """A table that cannot be used: the path, the line (from 1), and what is wrong there."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message


class _Node:
    """A piece of YAML: `content` is a text, a list of nodes, or a dict of key to node."""

    __slots__ = ("content", "line", "plain")

    def __init__(
        self, content: str | list[_Node] | dict[str, _Node], line: int, *, plain: bool = False
    ) -> None:
        self.content = content
        self.line = line
        self.plain = plain


def load_tables(read: Callable[[str], bytes], paths: Iterable[str]) -> Tables:
    """Read the tables at `paths`; a file's stem is the table's name.

    Raises FactsError, and whatever `read` raises.
    """
    return _load(read, paths, overlay=False)


def load_overlay(read: Callable[[str], bytes], paths: Iterable[str]) -> Tables:
    """Read tables that are to lie over others: as `load_tables`, but only `rows` must be there."""
    return _load(read, paths, overlay=True)


def _load(read: Callable[[str], bytes], paths: Iterable[str], *, overlay: bool) -> Tables:
    tables: Tables = {}
    for path in paths:
        try:
            text = read(path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FactsError(path, 1, f"not UTF-8: {error.reason}") from None
        name = _table_name(path)
        if name in tables:
            raise FactsError(path, 1, f"the table '{name}' is given twice")
        tables[name] = parse_table(text, path, overlay=overlay)
    return tables


def parse_table(text: str, path: str, *, overlay: bool = False) -> Table:
    """Read one table from YAML as plain dicts, lists and texts that JSON can carry.

    `overlay` lets `about` and `as_of` be missing. Raises FactsError.
    """
    name = _table_name(path)
    reader = _Reader(path)
    if name not in TABLES:
        reader.fail(1, f"no table is called '{name}'{_suggest(name, TABLES)}")
    schema = TABLES[name]
    top = reader.mapping(_compose(text, path), "a table")
    head = {"about": Column("text", required=not overlay)}
    head["as_of"] = Column("date", required=not overlay)
    known = [*head, *schema.stated, "rows"]
    for key, node in top.items():
        if key not in known:
            reader.fail(node.line, f"unknown key '{key}'{_suggest(key, known)}")
    table: Table = {}
    for key, column in head.items():
        cell = reader.cell(top.get(key), column, key, 1)
        if cell is not None:
            table[key] = cell
    for key in schema.stated:
        if key in top:
            table[key] = reader.row(top[key], STATED, key)
        elif not overlay:
            reader.fail(1, f"'{key}' is missing")
    if "rows" not in top:
        reader.fail(1, "'rows' is missing")
    table["rows"] = _rows(reader, top["rows"], schema)
    return table


def _rows(reader: _Reader, node: _Node, schema: TableSchema) -> list[Table]:
    rows = []
    seen: dict[tuple[str, ...], int] = {}
    for item in reader.sequence(node, "'rows'"):
        row = reader.row(item, schema.columns, "a row")
        key = _key(row, schema)
        if key in seen:
            reader.fail(item.line, f"{' '.join(key)} is in the table already, at line {seen[key]}")
        seen[key] = item.line
        rows.append(row)
    return rows


class _Reader:
    """Turns nodes into cells as a column asks for; fails with path and line."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def fail(self, line: int, message: str) -> NoReturn:
        """Raise FactsError."""
        raise FactsError(self.path, line, message)

    def mapping(self, node: _Node, what: str) -> dict[str, _Node]:
        """The keys of a mapping, or a failure."""
        if not isinstance(node.content, dict):
            self.fail(node.line, f"{what} must be a mapping")
        return node.content

    def sequence(self, node: _Node, what: str) -> list[_Node]:
        """The items of a list, or a failure."""
        if not isinstance(node.content, list):
            self.fail(node.line, f"{what} must be a list")
        return node.content

    def row(self, node: _Node, columns: dict[str, Column], what: str) -> Table:
        """The cells of a row; empty ones are left out."""
        cells = self.mapping(node, what)
        for key, cell in cells.items():
            if key not in columns:
                self.fail(cell.line, f"unknown key '{key}'{_suggest(key, columns)}")
        row = {}
        for key, column in columns.items():
            value = self.cell(cells.get(key), column, key, node.line)
            if value is not None:
                row[key] = value
        return row

    def cell(self, node: _Node | None, column: Column, name: str, line: int) -> object:
        """One cell: None where it is empty and may be."""
        if node is None or (node.plain and node.content in _EMPTY):
            if column.required:
                self.fail(line if node is None else node.line, f"'{name}' is missing")
            return None
        if column.kind in _ITEMS:
            item = Column(_ITEMS[column.kind], *column.choices)
            items = self.sequence(node, f"'{name}'")
            return [self.cell(each, item, name, node.line) for each in items]
        if not isinstance(node.content, str):
            self.fail(node.line, f"'{name}' must be a single value")
        return self.scalar(node.content, node, column, name)

    def scalar(self, text: str, node: _Node, column: Column, name: str) -> str | bool | int:
        """A single value of a column's kind."""
        if column.choices and text not in column.choices:
            choices = ", ".join(column.choices)
            self.fail(node.line, f"'{name}' is '{text}', must be one of: {choices}")
        if column.kind == "bool":
            if text not in _BOOLEANS:
                self.fail(node.line, f"'{name}' is '{text}', must be true or false")
            return _BOOLEANS[text]
        if column.kind == "int":
            if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) is None:
                self.fail(node.line, f"'{name}' is '{text}', must be a whole number")
            return int(text)
        fault = _fault(text, column.kind)
        if fault is not None:
            self.fail(node.line, f"'{name}' is '{text}', {fault}")
        return text


def _fault(text: str, kind: str) -> str | None:
    if not text.strip():
        return "must not be blank"
    if kind == "date" and not _is_date(text):
        return "must be a date like 2026-11-23"
    if kind == "version" and version_tuple(text) is None:
        return "must be a version like 15.4"
    if kind == "pattern":
        try:
            re.compile(text)
        except re.error as error:
            return f"is no regular expression: {error}"
    return None


def _is_date(text: str) -> bool:
    from datetime import date

    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def overlay(tables: Tables, more: Tables) -> Tables:
    """New tables in which rows of `more` replace those with the same key, and others are added.

    So do the facts of a whole table. `about` stays, `as_of` becomes the newer of the two; neither
    argument is changed. `rows` of a table that `tables` lacks are taken as they are.
    """
    merged = dict(tables)
    for name, table in more.items():
        below = tables.get(name, {"about": "", "as_of": "", "rows": []})
        schema = TABLES[name]
        rows = {_key(row, schema): row for row in below["rows"]}
        rows.update((_key(row, schema), row) for row in table["rows"])
        merged[name] = {
            **below,
            **{key: value for key, value in table.items() if key in schema.stated},
            "about": below["about"] or table.get("about", ""),
            "as_of": max(below["as_of"], table.get("as_of", "")),
            "rows": list(rows.values()),
        }
    return merged


def _key(row: Table, schema: TableSchema) -> tuple[str, ...]:
    cells = (row[name] for name in schema.key)
    return tuple(" ".join(cell) if isinstance(cell, list) else str(cell) for cell in cells)


def _table_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


def _suggest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _compose(text: str, path: str) -> _Node:
    """Build nodes from events: yaml's own composer crashes the process on deep nesting."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events: Iterator[YamlEvent] = iter(yaml.parse(text, Loader=loader))
        root = None
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                if root is not None:
                    raise FactsError(path, _line(event), "must be one document")
                root = _node(event, events, path, 1)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 1 if mark is None else mark.line + 1
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        if "nesting depth" in problem:  # libyaml's own limit, met before any event reaches ours
            raise FactsError(path, line, "is nested too deep") from None
        raise FactsError(path, line, f"not YAML: {problem}") from None
    if root is None:
        raise FactsError(path, 1, "is empty")
    return root


def _line(event: YamlEvent) -> int:
    line: int = event.start_mark.line + 1
    return line


def _node(event: YamlEvent, events: Iterator[YamlEvent], path: str, depth: int) -> _Node:
    import yaml

    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise FactsError(path, line, "anchors and aliases are not allowed in a table")
    if event.tag not in (None, "!"):
        raise FactsError(path, line, f"the tag '{event.tag}' is not allowed in a table")
    if depth > _DEEPEST:
        raise FactsError(path, line, "is nested too deep")
    if isinstance(event, yaml.ScalarEvent):
        return _Node(event.value, line, plain=event.style in (None, ""))
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(following := next(events), yaml.SequenceEndEvent):
            items.append(_node(following, events, path, depth + 1))
        return _Node(items, line)
    pairs: dict[str, _Node] = {}
    while not isinstance(following := next(events), yaml.MappingEndEvent):
        key = _node(following, events, path, depth + 1)
        if not isinstance(key.content, str):
            raise FactsError(path, key.line, "a key must be a word")
        if key.content in pairs:
            raise FactsError(path, key.line, f"the key '{key.content}' is given twice")
        pairs[key.content] = _node(next(events), events, path, depth + 1)
    return _Node(pairs, line)
