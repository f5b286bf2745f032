"""What the facts say of the word under the cursor, as Markdown: the text of a hover.

Every statement ends with its source and the day on which it was checked. A word that no table
knows has no hover; a secret is never looked at.
"""

from __future__ import annotations

from dcslint.facts import parse_spark_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.facts import BaseTag, Facts, Runtime
    from dcslint.facts.rows import Row
    from dcslint.model.compute.cluster import Cluster
    from dcslint.model.image.nodes import Command, Stage
    from dcslint.model.project import Unit
    from dcslint.model.reference import Reference
    from dcslint.source import Span, Value

_NODE_TYPES = ("node_type_id", "driver_node_type_id")
_CLOUDS = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud"}


def about(unit: Unit, path: str, offset: int, facts: Facts, today: str) -> tuple[Span, str] | None:
    """The word at an offset of a file and what the facts say of it; None if they say nothing."""
    for span, text in _words(unit, facts, today):
        place = span.outermost()
        document = place.document
        if document.path == path and place.start <= offset <= place.end:
            return (place, text) if not document.holds_secret(place.start, place.end) else None
    return None


def _words(unit: Unit, facts: Facts, today: str) -> Iterator[tuple[Span, str]]:
    for stage in unit.nodes("Stage"):
        yield from _of_stage(stage, facts, today)  # type: ignore[arg-type]
    for command in unit.nodes("Command"):
        yield from _of_command(command, facts)  # type: ignore[arg-type]
    for cluster in unit.nodes("Cluster"):
        yield from _of_cluster(cluster, facts, today)  # type: ignore[arg-type]


def _of_stage(stage: Stage, facts: Facts, today: str) -> Iterator[tuple[Span, str]]:
    base = stage.base
    if base.reference is not None and (base.tag is not None or base.runtime is not None):
        yield base.value.span, _base(base.reference, base.tag, base.runtime, facts, today)


def _of_command(command: Command, facts: Facts) -> Iterator[tuple[Span, str]]:
    for row in facts.pip_paths():
        if not command.mentions(row.path):
            continue
        for word in command.words:
            if word.text == row.path:
                yield word.span, _paragraphs(f"`{row.path}`: {_majors(row)}", rows=[row])


def _majors(row: object) -> str:
    low, high = getattr(row, "from_major", None), getattr(row, "to_major", None)
    if low is None:
        which = f"up to {high}.x"
    else:
        which = f"from {low}.x" if high is None else f"{low}.x to {high}.x"
    return f"the pip that the documentation names for images of Databricks Runtime {which}"


def _of_cluster(cluster: Cluster, facts: Facts, today: str) -> Iterator[tuple[Span, str]]:
    version = _text(cluster.value("spark_version"))
    if version is not None:
        yield from _found(version, _spark_version(version.text or "", facts, today))
    for key in _NODE_TYPES:
        node = _text(cluster.value(key))
        if node is not None:
            yield from _found(node, _node_type(node.text or "", facts))
    mode = _text(cluster.value("data_security_mode"))
    if mode is not None:
        yield from _found(mode, _access_mode(mode.text or "", facts))
    container = cluster.container
    if container is not None and container.url is not None and container.reference is not None:
        tag = facts.base_tag(container.reference.familiar, container.reference.tag)
        if tag is not None:
            words = _base(container.reference, tag, tag.runtime, facts, today)
            yield container.url.span, words


def _text(value: Value | None) -> Value | None:
    return value if value is not None and value.text else None


def _found(value: Value, words: str | None) -> Iterator[tuple[Span, str]]:
    if words is not None:
        yield value.span, words


def _base(
    reference: Reference, tag: BaseTag | None, version: str | None, facts: Facts, today: str
) -> str:
    head = f"**{reference.familiar}:{reference.tag or 'latest'}**"
    lines = []
    rows: list[Row] = []
    if tag is not None:
        rows.append(tag)
        if tag.python is not None:
            where = tag.python_environment
            place = f" in `{where}`" if where and where != "none" else ""
            lines.append(f"Python {tag.python}{place}")
        if tag.java:
            lines.append(f"Java {', '.join(map(str, tag.java))}")
        if tag.ubuntu is not None:
            lines.append(f"Ubuntu {tag.ubuntu}")
        if tag.supported is False:
            lines.append("no longer supported by Databricks")
        if tag.patched is False:
            lines.append("not patched any more")
    row = None if version is None else facts.runtime(version)
    if row is not None:
        lines.append(f"for {_runtime(row, today)}")
        rows.append(row)
    elif version is not None:
        lines.append(f"for Databricks Runtime {version}")
    return _paragraphs(head, lines, rows)


def _runtime(row: Runtime, today: str) -> str:
    words = f"Databricks Runtime {row.version}{' LTS' if row.lts else ''}"
    status = row.status(today)
    if row.end_of_support is not None:
        verb = "ends" if status == "supported" else "ended"
        words += f", whose support {verb} on {row.end_of_support}"
    elif status in ("ended", "unsupported"):
        words += ", which is no longer supported"
    return words


def _spark_version(text: str, facts: Facts, today: str) -> str | None:
    version = parse_spark_version(text)
    number = None if version is None else version.runtime_version
    row = None if number is None else facts.runtime(number)
    if row is None:
        return None
    stated = (
        ("Python", row.python),
        ("Java", row.java),
        ("Apache Spark", row.spark),
        ("Scala", ", ".join(row.scala)),
        ("Ubuntu", row.ubuntu),
        ("released", row.released),
    )
    lines = [f"{name} {value}" for name, value in stated if value]
    return _paragraphs(f"**{_runtime(row, today)}**", lines, [row])


def _node_type(name: str, facts: Facts) -> str | None:
    node = facts.node_type(name)
    if node is None:
        return None
    cloud = _CLOUDS.get(node.cloud, node.cloud)
    processor = "ARM" if node.arm else "x86-64"
    lines = [f"a node type of {cloud}", f"processor: {processor}"]
    lines.append("has GPUs" if node.gpu else "not known to have GPUs")
    return _paragraphs(f"**{name}**", lines, node.rows)


def _access_mode(value: str, facts: Facts) -> str | None:
    mode = facts.access_mode(value)
    if mode is None:
        return None
    lines = [f"access mode: {mode.kind}"]
    if mode.alias_of:
        lines.append(f"the same as `{mode.alias_of}`")
    if mode.deprecated_from:
        lines.append(f"deprecated from Databricks Runtime {mode.deprecated_from}")
    return _paragraphs(f"**{value}**", lines, [mode])


def _paragraphs(head: str, lines: Iterable[str] = (), rows: Iterable[Row] = ()) -> str:
    """Head, a list, and where it is from."""
    parts = [head, "\n".join(f"- {line}" for line in lines)]
    notes = dict.fromkeys(row.note for row in rows if row.note)
    parts.extend(notes)
    sources = dict.fromkeys(f"{row.source} (checked {row.checked})" for row in rows)
    parts.append("\n".join(f"*Source: {source}*  " for source in sources))
    return "\n\n".join(part for part in parts if part)
