"""The text of `dcslint facts`: each table with what it is, its rows and its age. Prints nothing."""

from __future__ import annotations

from dcslint.facts.dates import days_between
from dcslint.facts.schema import EVIDENCE, TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.facts.lookup import Facts

STALE_AFTER_DAYS = 180
_NAMED = 5


def render_tables(facts: Facts, today: str) -> str:
    """Write all tables as text; ages are in whole days at the ISO date `today`.

    Sources are numbered below their table, and rows not checked for 180 days are counted and named.
    """
    return "\n".join(
        _render_table(name, facts.tables[name], today) for name in TABLES if name in facts.tables
    )


def _render_table(name: str, table: dict[str, Any], today: str) -> str:
    rows = table["rows"]
    lines = [f"{name}: {table.get('about', '')}".rstrip(), _age(table, today)]
    sources: list[str] = []
    for stated in TABLES[name].stated:
        if stated in table:
            cells = table[stated]
            lines.append(f"{stated}: {cells['value']} {_evidence(cells, sources)}")
    lines.append("")
    shown = [
        column
        for column in TABLES[name].columns
        if column not in EVIDENCE and any(column in row for row in rows)
    ]
    grid = [[*shown, "mark", "checked", "source"]]
    for row in rows:
        cells = [_cell(row.get(column)) for column in shown]
        grid.append([*cells, row["mark"], row["checked"], f"[{_number(row, sources)}]"])
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    for cells in grid:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append(f"  {'  '.join(padded).rstrip()}")
    lines.append("")
    lines.extend(f"  [{number}] {source}" for number, source in enumerate(sources, 1))
    lines.extend(_notice(name, rows, today))
    return "\n".join([*lines, ""])


def _age(table: dict[str, Any], today: str) -> str:
    as_of = table.get("as_of")
    rows = _count(len(table["rows"]), "row")
    if not as_of:
        return rows
    return f"as of {as_of}, {_count(days_between(as_of, today), 'day')} old, {rows}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _notice(name: str, rows: list[dict[str, Any]], today: str) -> list[str]:
    stale = [row for row in rows if days_between(row["checked"], today) > STALE_AFTER_DAYS]
    if not stale:
        return []
    keys = [" ".join(_cell(row[key]) for key in TABLES[name].key) for row in stale]
    names = ", ".join(keys[:_NAMED]) + (", …" if len(keys) > _NAMED else "")
    count = f"{_count(len(stale), 'row')} {'was' if len(stale) == 1 else 'were'}"
    return [f"  notice: {count} last checked more than {STALE_AFTER_DAYS} days ago: {names}"]


def _evidence(cells: dict[str, Any], sources: list[str]) -> str:
    return f"({cells['mark']}, checked {cells['checked']}) [{_number(cells, sources)}]"


def _number(cells: dict[str, Any], sources: list[str]) -> int:
    if cells["source"] not in sources:
        sources.append(cells["source"])
    return sources.index(cells["source"]) + 1


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
