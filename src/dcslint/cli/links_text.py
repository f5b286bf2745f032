"""Links and verdicts for people: a table of images, and below it what to expect of each cluster."""

from __future__ import annotations

from dcslint.cli.links import position
from dcslint.reporters.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.cli.links import Row
    from dcslint.model.links.build import Build

_HEAD = ("image", "Dockerfile", "cluster", "linked by")
_MOST_REASONS = 5


def as_text(rows: list[Row], alone: list[str]) -> str:
    """The whole page."""
    lines = []
    if rows:
        lines = [*_table([_HEAD, *_cells(rows)]), ""]
        for row in rows:
            lines += _verdict(row)
    else:
        lines = ["no cluster here runs an image"]
    if alone:
        lines += ["", "no cluster here is known to run what these build:"]
        lines += [f"  {visible(path)}" for path in alone]
    return "\n".join(lines) + "\n"


def _cells(rows: list[Row]) -> Iterable[tuple[str, str, str, str]]:
    """The cells of the table: an image once, and below it its clusters."""
    shown: tuple[str, str, str] | None = None
    for row in rows:
        found = [(_dockerfile(row, build), _how(build)) for build in row.builds]
        if not found:
            found = [("-", "an image of Databricks" if row.is_own else row.why or "-")]
        first, *others = found
        same = shown == (row.image, *first) and not others
        shown = (row.image, *first)
        image, dockerfile, how = ("", "", "") if same else shown
        yield image, dockerfile, _cluster(row), how
        for dockerfile, how in others:
            yield "", dockerfile, "", how


def _dockerfile(row: Row, build: Build) -> str:
    target = f" ({build.target})" if build.target else ""
    return f"{build.dockerfile}{target}" + ("" if row.dockerfile else "?")


def _how(build: Build) -> str:
    if build.span is None:
        return build.how
    path, line, _ = position(build.span)
    return f"{build.how}, {path}:{line}"


def _cluster(row: Row) -> str:
    path, line, _ = position(row.place)
    targets = [one["target"] for one in row.contexts if "target" in one]
    shown = f" [{', '.join(dict.fromkeys(targets))}]" if targets else ""
    return f"{row.cluster}{shown} {path}:{line}".strip()


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(_HEAD) - 1)]
    padded = (
        [*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]]
        for row in cells
    )
    return ["  ".join(row).rstrip() for row in padded]


def _verdict(row: Row) -> list[str]:
    """What to expect of one cluster, with the rules that say so and what was not judged."""
    verdict = row.verdict
    lines = [f"{visible(_cluster(row))}: {verdict.word}"]
    for severity, words in (("error", "errors"), ("warning", "warnings"), ("note", "notes")):
        names = verdict.rules[severity]
        if names:
            lines.append(f"  {words}: {', '.join(names)}")
    if not row.dockerfile and not row.is_own:
        lines.append("  the image itself was not judged: " + (visible(row.why) or "no Dockerfile"))
    if verdict.unjudged:
        reasons = verdict.reasons()
        told = [f"{visible(reason)} ({count})" for reason, count in reasons[:_MOST_REASONS]]
        told += ["…"] if len(reasons) > _MOST_REASONS else []
        number = len(verdict.unjudged)
        noun = "value" if number == 1 else "values"
        lines.append(f"  {number} {noun} not judged: {'; '.join(told)}")
    return lines
