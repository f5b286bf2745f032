"""Databricks' own base images, where a cluster runs one directly."""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.model.compute.template import resolve
from dcslint.readers.tree import Mapping
from dcslint.source import Fix, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.config import Today
    from dcslint.diagnostic import Problems
    from dcslint.facts import BaseTag, Facts, Family
    from dcslint.model.compute.container import Container

_LATEST = "latest"


def _family(container: Container, facts: Facts) -> Family | None:
    """The family of the image, if it is one of Databricks' on Docker Hub; whatever its tag."""
    name = container.name
    if name is None:
        if container.url is not None:
            container.url.known()
        return None
    if name.domain != "docker.io" or not name.path.startswith(f"{facts.organization}/"):
        return None
    return facts.family(name.path)


class _Tagged:
    """A tag that names a version of a base image: its place, its family and what is known of it."""

    __slots__ = ("family", "row", "text", "value")

    def __init__(self, value: Value, text: str, family: Family, row: BaseTag | None) -> None:
        self.value = value
        self.text = text
        self.family = family
        self.row = row


def _tagged(container: Container, facts: Facts) -> _Tagged | None:
    """The tag, unless it is `latest` (`moving_tag` speaks of that) or a digest fixes the image."""
    family, url, reference = _family(container, facts), container.url, container.reference
    if family is None or url is None or url.known() is None or reference is None:
        return None
    bounds = reference.bounds("tag")
    if bounds is None or reference.digest or reference.tag == _LATEST:
        return None
    row = facts.base_tag(family.name, reference.tag)
    return _Tagged(url.slice(*bounds), reference.tag, family, row)


def _better(tagged: _Tagged, version: str | None, facts: Facts, today: Today) -> str | None:
    """The newest -LTS tag of the family for the same line of runtimes, unless that has ended."""
    from dcslint.facts import version_tuple

    number = version_tuple(version or "")
    if number is None:
        return None
    better = facts.lts_tag(tagged.family.name, number[0])
    if better is None or facts.runtime_status(better.runtime or "", today) == "ended":
        return None
    return better.tag


@check()
def unpatched_direct_tag(container: Container, facts: Facts, today: Today) -> Problems:
    """Report a tag of a base image that is known and not among those that Databricks patches."""
    tagged = _tagged(container, facts)
    if tagged is None or tagged.row is None or tagged.row.lts or not tagged.family.has_lts_tags:
        return
    better = _better(tagged, tagged.row.runtime, facts, today)
    fix = None
    if better is not None:
        fix = Fix(f"use the tag {better}", [tagged.value.edit(better)])
    yield Problem(tagged.value, fix=fix, tag=tagged.text)


@check("unknown", "near")
def unknown_direct_tag(container: Container, facts: Facts, today: Today) -> Problems:
    """Report a tag of a base image that is in no table, unless it may be newer than the tables."""
    import re

    tagged = _tagged(container, facts)
    if tagged is None or tagged.row is not None:
        return
    family, text = tagged.family.name, tagged.text
    if facts.is_tag_newer_than_table(family, text):
        return
    number = re.match(r"\d+(?:\.\d+)?", text)
    better = _better(tagged, number[0] if number else None, facts, today)
    if better is None:
        yield Problem(tagged.value, case="unknown", tag=text, family=family)
        return
    fix = Fix(f"use the tag {better}", [tagged.value.edit(better)])
    yield Problem(tagged.value, case="near", fix=fix, tag=text, family=family, nearest=better)


@check("ended", "unsupported")
def direct_image_over(container: Container, facts: Facts, today: Today) -> Problems:
    """Report a base image for a runtime that is over, on a cluster that says no runtime itself.

    Where it says one, `runtime_over` and `image_of_another_runtime` speak of it.
    """
    tagged = _tagged(container, facts)
    if tagged is None or tagged.row is None or not tagged.row.lts:
        return
    version = tagged.row.runtime
    if version is None or not container.cluster.lacks("spark_version"):
        return
    status = facts.runtime_status(version, today)
    if status in ("ended", "unsupported"):
        runtime = facts.runtime(version)
        end = None if runtime is None else runtime.end_of_support
        date = f" (on {end})" if end else ""
        yield Problem(tagged.value, case=status, version=version, end=date)


@check()
def python_on_image_without(
    container: Container, facts: Facts, *, families: list[str], tasks: dict[str, str], ends: str
) -> Problems:
    """Report a task that runs Python on a base image that is not made for it.

    `tasks` are the fields of such tasks, each with the field of its path, if it is one that can run
    other languages too: then the path must end in `ends`.
    """
    family = _family(container, facts)
    if family is None or family.name not in families or container.written is None:
        return
    for key, name in python_tasks(container, tasks, ends):
        yield Problem(
            container.written,
            because=[container.written],
            related=[Related(key.span, "the task")],
            family=family.name,
            task=name,
        )
        return


def python_tasks(
    container: Container, tasks: dict[str, str], ends: str
) -> Iterator[tuple[Value, str]]:
    """The keys of the tasks of a cluster that run Python, each with its name."""
    for workload in container.cluster.workloads:
        for name, path in tasks.items():
            entry = workload.entry(name)
            if entry is None or not isinstance(entry.value, Mapping):
                continue
            if path:
                value = entry.value.value(path)
                text = None if value is None else resolve(value).known()
                if text is None or not text.endswith(ends):
                    continue
            yield entry.key, name
