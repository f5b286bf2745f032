"""A cluster and the Dockerfile of its image: each may be right alone, and both wrong together.

The place of a problem is the cluster's; the Dockerfile's is related, and so is where it is said
that the one is built of the other.
"""

from __future__ import annotations

from dcslint.checks import Problem, Related, check
from dcslint.checks.init_scripts import scripts_of
from dcslint.facts import version_tuple
from dcslint.source.pattern import wildcards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.image.nodes import Stage
    from dcslint.model.links.deployment import Deployment
    from dcslint.source import Span, Value


def _runtime(deployment: Deployment) -> tuple[Value, str] | None:
    """The cluster's key of a runtime, and the version in it."""
    cluster = deployment.container.cluster
    value = cluster.value("spark_version")
    if value is None or value.known() is None or cluster.runtime is None:
        return None
    return value, cluster.runtime


def _is_from(version: str, boundary: str) -> bool:
    number, other = version_tuple(version), version_tuple(boundary)
    return number is not None and other is not None and number >= other


def places(deployment: Deployment, *others: tuple[Span | None, str]) -> list[Related]:
    """The given places of the Dockerfile, and where it is said that the image is built of it."""
    both = (*others, (deployment.build.span, "this builds the cluster's image"))
    return [Related(span, words) for span, words in both if span is not None]


def base_of(deployment: Deployment) -> tuple[Span, str]:
    return deployment.stage.root.value.span, "the image is built on this"


@check()
def base_of_another_runtime(deployment: Deployment, facts: Facts) -> Problems:
    """Report a cluster whose image is built on a base for another runtime."""
    root = deployment.stage.root
    root.value.known()
    found = _runtime(deployment)
    tag = root.tag
    if found is None or tag is None or not tag.lts or tag.runtime is None:
        return
    value, version = found
    if facts.is_same_runtime(tag.runtime, version) is not False:
        return
    yield Problem(
        value.slice(0, len(version)),
        because=[root.value],
        related=places(deployment, base_of(deployment)),
        version=version,
        base=f"{tag.family}:{tag.tag}",
    )


@check()
def python_of_another_runtime_than_clusters(deployment: Deployment, facts: Facts) -> Problems:
    """Report an image whose Python for notebooks is not the one that the cluster's runtime has.

    What follows from a base for another runtime, or is wrong in the Dockerfile alone, is told
    elsewhere.
    """
    found = _runtime(deployment)
    runtime = None if found is None else facts.runtime(found[1])
    python = _python(deployment.stage)
    if found is None or runtime is None or runtime.python is None or python is None:
        return
    version, span, made_here = python
    base = deployment.stage.root.runtime
    same = None if base is None else facts.is_same_runtime(base, found[1])
    if version == runtime.python or (same is True if made_here else same is False):
        return
    yield Problem(
        found[0].slice(0, len(found[1])),
        because=[deployment.stage.root.value],
        related=places(deployment, (span, f"this is Python {version}")),
        python=version,
        version=found[1],
        wanted=runtime.python,
    )


def _python(stage: Stage) -> tuple[str, Span, bool] | None:
    """The minor version of the Python for notebooks, its place, and whether it is made here."""
    import re

    prefix = stage.python_environment
    root = stage.root
    if prefix is None:
        return None
    if prefix.span is not None:
        found = re.fullmatch(r"(?:.*/)?python(\d\.\d+)", prefix.python or "")
        return None if found is None else (found[1], prefix.span, True)
    tag = root.tag
    if tag is None or tag.python is None or tag.python_environment != prefix.path:
        return None
    return tag.python, root.value.span, False


@check("old", "refused")
def java_too_old(
    deployment: Deployment,
    *,
    old: list[str],
    any_java: list[str],
    home: str,
    since: str,
    refused_from: str,
) -> Problems:
    """Report an image from a stock system with no other JDK than an old one.

    `old` and `any_java` are the packages of that one, and of all; `home` the variable that may name
    another.
    """
    found = _runtime(deployment)
    stage = deployment.stage
    stock, files = stage.root.stock, stage.filesystem
    if found is None or stage.root.family is not None:
        return
    if stock is None or stock.kind != "os" or files.opaque or "/" in files.unknown:
        return
    if not _is_from(found[1], since) or files.packages.open or stage.end.get(home) is not None:
        return
    is_java, is_old = wildcards(*any_java).match, wildcards(*old).match
    installed = [
        (word, name)
        for one in stage.ancestry
        for command in one.commands
        for word, name in command.system_packages
        if is_java(name)
    ]
    if not installed or not all(is_old(name) for _, name in installed):
        return
    yield Problem(
        found[0].slice(0, len(found[1])),
        case="refused" if _is_from(found[1], refused_from) else "old",
        because=[stage.root.value, installed[0][0]],
        related=places(deployment, (installed[0][0].span, "the only JDK of the image")),
        version=found[1],
        package=installed[0][1],
    )


@check("environment", "virtualenv")
def python_task_without_environment(
    deployment: Deployment,
    facts: Facts,
    *,
    families: list[str],
    tasks: dict[str, str],
    ends: str,
    setting: str,
    since: str,
    kinds: list[str],
    names: list[str],
    variables: list[str],
) -> Problems:
    """Report a task in Python on an image that has no environment for it, or no `virtualenv`.

    One of the `variables` names an environment elsewhere. The latter only from the runtime `since`
    on, and where the `setting` that does without is surely not made.
    """
    task = _python_task(deployment, tasks, ends)
    if task is None:
        return
    entry, name = task
    stage = deployment.stage
    files, family = stage.filesystem, stage.root.family
    prefix = stage.python_environment
    documented = facts.environment
    if files.opaque or files.packages.open or "/" in files.unknown:
        return
    related = places(deployment, base_of(deployment))
    if family is not None and family.name in families:
        made = any(one.span is not None for one in files.prefixes.values())
        named = any(stage.end.kind(name) == "env" for name in variables)
        if prefix is None and not made and not named and not files.may_hold(documented):
            yield Problem(
                entry,
                case="environment",
                because=[stage.root.value],
                related=related,
                task=name,
                path=documented,
            )
        return
    if prefix is None or prefix.span is None or prefix.kind not in kinds or family is not None:
        return
    installed = {one for found in files.python.values() for one in found}
    if files.packages.has(*names) or None in installed or not installed.isdisjoint(names):
        return
    conf, cluster = facts.spark_conf(setting), deployment.container.cluster
    found = _runtime(deployment)
    if conf is None or found is None or not _is_from(found[1], since):
        return
    if cluster.policy_id is None and cluster.lacks("spark_conf", conf.key):
        yield Problem(
            entry,
            case="virtualenv",
            because=[found[0]],
            related=places(deployment, (prefix.span, "the environment is made here")),
            task=name,
            path=prefix.path,
        ).with_words({"key": conf.key, "value": conf.value})


def _python_task(
    deployment: Deployment, tasks: dict[str, str], ends: str
) -> tuple[Value, str] | None:
    """The key of a task that runs Python, and its name."""
    from dcslint.checks.direct_images import python_tasks

    return next(python_tasks(deployment.container, tasks, ends), None)


@check()
def init_script_not_in_image(
    deployment: Deployment, *, kind: str, prefix: str, elsewhere: list[str]
) -> Problems:
    """Report an init script on the cluster's disk that nothing puts into the image.

    Only on a base whose files are known, and where nothing unseen may have made it; `elsewhere` are
    the directories that packages fill.
    """
    stage = deployment.stage
    stock, files = stage.root.stock, stage.filesystem
    if files.opaque:
        return
    if stage.root.family is None and (stock is None or stock.kind != "os"):
        return
    for destination in scripts_of(deployment.container.cluster, {kind}):
        text = destination.known()
        path = None if text is None else text.removeprefix(prefix)
        if path is None or not path.startswith("/") or path.endswith("/"):
            continue
        folder, _, name = path.rpartition("/")
        if any(path.startswith(f"{one}/") for one in elsewhere) or files.may_hold(path):
            continue
        if _mentions(stage, name) or (folder.count("/") > 1 and _mentions(stage, folder)):
            continue
        yield Problem(
            destination,
            because=[stage.root.value],
            related=places(deployment, (stage.span, "nothing in this image makes it")),
            path=path,
        )


def _mentions(stage: Stage, text: str) -> bool:
    """Whether a stage or one that it is built on has a text anywhere in its instructions."""
    return any(
        text in instruction.span.source
        for one in stage.ancestry
        for instruction in one.instructions
    )
