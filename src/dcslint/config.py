"""What the person who runs dcslint has decided. Plain data; the front end reads it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class ConfigurationError(Exception):
    """Wrong usage: a name that does not exist, a value out of range. Exit status 2, one line."""


class Settings:
    """Choices that reach the model.

    args     build arguments fixed from outside (`--arg NAME=VALUE`)
    runtime  the Databricks Runtime that images target where their base does not say ("15.4")
    scope    "auto" judges a Dockerfile only if it is meant for Databricks; "all" judges each
    today    the date that facts are compared with, ISO
    variables  variables of bundles fixed from outside (`--var NAME=VALUE`)
    target   the target of bundles to judge (`--target`); None for every one
    images   the Dockerfiles that images are built of: "registry/repo" → path
    """

    __slots__ = ("args", "images", "runtime", "scope", "target", "today", "variables")

    def __init__(
        self,
        *,
        args: Mapping[str, str] | None = None,
        runtime: str | None = None,
        scope: str = "all",
        today: str,
        variables: Mapping[str, str] | None = None,
        target: str | None = None,
        images: Mapping[str, str] | None = None,
    ) -> None:
        self.args = dict(args or {})
        self.runtime = runtime
        self.scope = scope
        self.today = today
        self.variables = dict(variables or {})
        self.target = target
        self.images = dict(images or {})


class PathIgnore:
    """Rules that are passed over in some files.

    matches  says of a path whether it is meant
    names    the names of the rules
    reason   on whose word
    """

    __slots__ = ("matches", "names", "reason")

    def __init__(self, matches: Callable[[str], bool], names: Iterable[str], reason: str) -> None:
        self.matches = matches
        self.names = frozenset(names)
        self.reason = reason


class Policy:
    """What suppresses findings beside comments, and what an organisation demands of those.

    require_reasons  each comment says why
    forbidden        names of rules that no comment may suppress
    ignores          what is passed over by path
    """

    __slots__ = ("forbidden", "ignores", "require_reasons")

    def __init__(
        self,
        *,
        require_reasons: bool = False,
        forbidden: Iterable[str] = (),
        ignores: Iterable[PathIgnore] = (),
    ) -> None:
        self.require_reasons = require_reasons
        self.forbidden = frozenset(forbidden)
        self.ignores = tuple(ignores)


class Today(str):
    """An ISO date. A check that compares with the clock asks for a parameter of this type."""

    __slots__ = ()
