"""Links and verdicts for programs: one JSON object, whose shape only ever grows."""

from __future__ import annotations

from dcslint import __version__
from dcslint.cli.links import position
from dcslint.reporters.encode import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.cli.links import Row
    from dcslint.model.links.build import Build
    from dcslint.source import Span


def as_json(rows: list[Row], alone: list[str]) -> str:
    """The object as a line, with one row a line in it."""
    head = encode({"dcslint": __version__})
    body = ",\n".join(encode(_row(row)) for row in rows)
    body = f"\n{body}\n" if body else ""
    return f'{head[:-1]},"links":[{body}],"dockerfiles_without_cluster":{encode(alone)}}}\n'


def _row(row: Row) -> dict[str, Any]:
    verdict = row.verdict
    linked = row.link.deployment is not None
    return {
        "image": row.image,
        "cluster": {"name": row.cluster, **_place(row.place), "contexts": row.contexts},
        "status": row.link.status,
        "dockerfile": row.dockerfile or None,
        "linked_by": _build(row.builds[0]) if linked else None,
        "candidates": [] if linked else [_build(build) for build in row.builds],
        "why_not": row.why,
        "verdict": verdict.word,
        "errors": verdict.rules["error"],
        "warnings": verdict.rules["warning"],
        "notes": verdict.rules["note"],
        "not_judged": {
            "count": len(verdict.unjudged),
            "reasons": [{"reason": reason, "count": count} for reason, count in verdict.reasons()],
        },
    }


def _build(build: Build) -> dict[str, Any]:
    return {
        "dockerfile": build.dockerfile,
        "target": build.target or None,
        "how": build.how,
        "place": None if build.span is None else _place(build.span),
    }


def _place(span: Span) -> dict[str, Any]:
    path, line, column = position(span)
    return {"path": path, "start": {"line": line, "column": column}}
