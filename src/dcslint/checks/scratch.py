"""What an image that starts from a stock system must bring itself.

Each check here says that something is missing, so each is silent as soon as something unseen (a
script, an archive, a package whose name is not known) may have brought it.
"""

from __future__ import annotations

from dcslint.checks import Problem, check
from dcslint.source import Public
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.diagnostic import Problems
    from dcslint.facts import Facts
    from dcslint.model.image.filesystem import Prefix
    from dcslint.model.image.nodes import Stage

_SYSTEM_OF_TAG = regex(r"-(ubuntu)\d\d\.\d\d$")


def _stock_system(stage: Stage) -> str | None:
    """The system ("ubuntu") of the stock image that a final stage goes back to, if all is seen."""
    root = stage.root
    reference, stock, files = root.reference, root.stock, stage.filesystem
    if not stage.is_final or reference is None or root.family is not None:
        return None
    if stock is None or files.opaque or files.packages.open or "/" in files.unknown:
        return None
    if stock.kind == "cuda":
        named = _SYSTEM_OF_TAG.search(reference.tag or "")
        return None if named is None else named[1]
    return stock.os if stock.kind == "os" else None


def _is_at_least(python: str | None, version: str | None) -> bool:
    """Whether a Python ("python3.8", "/usr/bin/python3.8") is surely of a version or later."""
    if version is None:
        return True
    from dcslint.facts import version_tuple

    name = (python or "").rpartition("/")[2].removeprefix("python")
    one, other = version_tuple(name), version_tuple(version)
    return one is not None and other is not None and len(one) > 1 and one >= other


def _made_prefix(stage: Stage, facts: Facts) -> Prefix | None:
    """The environment for notebooks, if this file makes it, on a base that surely has none.

    A base that is unknown or somebody's own may be built on Databricks', with all that it brings.
    """
    prefix = stage.filesystem.prefixes.get(facts.environment)
    if not stage.is_final or prefix is None or prefix.span is None:
        return None
    root = stage.root
    return prefix if root.stock is not None and root.family is None else None


@check()
def system_packages_missing(stage: Stage, *, systems: list[str], packages: list[str]) -> Problems:
    """Report packages that Databricks asks for and that a stock system image does not bring."""
    if _stock_system(stage) not in systems:
        return
    missing = [name for name in packages if stage.filesystem.packages.lacks(name)]
    if missing:
        yield Problem(stage.root.value, packages=Public(", ".join(missing)))


@check()
def java_missing(
    stage: Stage, *, packages: list[str], variables: list[str], places: list[str]
) -> Problems:
    """Report a stock system image into which nothing brings a JDK."""
    if _stock_system(stage) is None or not stage.filesystem.packages.lacks(*packages):
        return
    if any(stage.end.get(name) is not None for name in variables):
        return
    unknown = stage.filesystem.unknown
    # An archive that is unpacked above a place may have one there.
    if any(map(unknown.has_above, places)):
        return
    if any(path.startswith(place) for path in unknown for place in places):
        return
    yield Problem(stage.root.value)


@check()
def environment_missing(stage: Stage, facts: Facts) -> Problems:
    """Report a stock system image in which nothing makes the environment for notebooks."""
    path, files = facts.environment, stage.filesystem
    # An image without any Python is for Scala and JAR jobs.
    if not files.packages.has("python*") and not files.python:
        return
    if _stock_system(stage) is not None and not files.may_hold(path):
        yield Problem(stage.root.value, path=Public(path))


@check()
def virtualenv_missing(
    stage: Stage, facts: Facts, *, kinds: list[str], names: list[str]
) -> Problems:
    """Report an environment made without virtualenv in an image that does not bring virtualenv."""
    prefix = _made_prefix(stage, facts)
    if prefix is None or prefix.kind not in kinds or prefix.span is None:
        return
    files = stage.filesystem
    if files.opaque or files.packages.open or files.packages.has(*names):
        return
    installed = {name for found in files.python.values() for name in found}
    if None not in installed and installed.isdisjoint(names):
        yield Problem(prefix.span, path=prefix.path)


@check()
def variable_missing(stage: Stage, facts: Facts, *, variable: str) -> Problems:
    """Report a variable that is not set although this file makes the environment for notebooks."""
    prefix = _made_prefix(stage, facts)
    if prefix is None or prefix.span is None:
        return
    if stage.end.kind(variable) != "env":
        yield Problem(prefix.span, variable=variable, path=prefix.path)


@check()
def variable_elsewhere(stage: Stage, facts: Facts, *, variable: str) -> Problems:
    """Report a variable in the shipped image whose path is not in the environment for notebooks."""
    if not stage.is_final:
        return
    row = stage.end.row(variable)
    if row is None or row[2] != "env":
        return
    text = row[1].known()
    documented = facts.pip_path(stage.runtime or "")
    path = documented.rpartition("/bin/")[0] if documented else facts.environment
    # A bare name is looked up on the cluster, whose PATH is not the image's.
    if text is None or not text.startswith("/"):
        return
    known = {path, stage.root.python_environment or path}
    if stage.runtime is None:  # it may be one of any documented environment
        known.update("/".join(row.path.split("/")[:3]) for row in facts.pip_paths())
    if not text.startswith(tuple(f"{one}/" for one in known)):
        yield Problem(row[1], variable=variable, value=text, path=path)


@check()
def user_missing(stage: Stage, facts: Facts, *, user: str) -> Problems:
    """Report an image that makes the environment for notebooks without the user of libraries."""
    made = _made_prefix(stage, facts)
    if made is None or made.span is None:
        return
    if stage.filesystem.opaque or user in stage.filesystem.users:
        return
    yield Problem(made.span, user=user)


@check()
def python_packages_missing(
    stage: Stage,
    facts: Facts,
    *,
    packages: list[str],
    since: dict[str, str],
    brought: dict[str, str],
) -> Problems:
    """Report packages that the environment for notebooks needs and nothing here installs.

    `since` names the Python ("3.9") of the first runtime that needs a package; `brought` the
    packages that depend on one.
    """
    prefix = _made_prefix(stage, facts)
    files = stage.filesystem
    if prefix is None or prefix.span is None:
        return
    if files.opaque or files.packages.open or any(None in names for names in files.python.values()):
        return
    installed = {name for names in files.python.values() for name in names}
    if not installed:
        return  # a stage that only makes the environment is filled elsewhere
    missing = [
        name
        for name in packages
        if name not in installed
        and not files.packages.has(f"python3-{name}", name)
        and _is_at_least(prefix.python, since.get(name))
        and installed.isdisjoint(brought.get(name, "").split())
    ]
    if missing:
        yield Problem(prefix.span, path=prefix.path, packages=", ".join(missing))


@check()
def variables_unset(stage: Stage, *, variables: list[str]) -> Problems:
    """Report variables that a stock system image does not get."""
    if _stock_system(stage) is None:
        return
    missing = [name for name in variables if stage.end.get(name) is None]
    if missing:
        yield Problem(stage.root.value, names=Public(" and ".join(missing)))
