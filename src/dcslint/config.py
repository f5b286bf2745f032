"""What the person who runs dcslint has decided. Plain data; the front end reads it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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
    """

    __slots__ = ("args", "runtime", "scope", "target", "today", "variables")

    def __init__(
        self,
        *,
        args: Mapping[str, str] | None = None,
        runtime: str | None = None,
        scope: str = "all",
        today: str,
        variables: Mapping[str, str] | None = None,
        target: str | None = None,
    ) -> None:
        self.args = dict(args or {})
        self.runtime = runtime
        self.scope = scope
        self.today = today
        self.variables = dict(variables or {})
        self.target = target


class Policy:
    """What an organisation demands of comments that suppress findings.

    require_reasons  each says why
    forbidden        names of rules that no comment may suppress
    """

    __slots__ = ("forbidden", "require_reasons")

    def __init__(self, *, require_reasons: bool = False, forbidden: Iterable[str] = ()) -> None:
        self.require_reasons = require_reasons
        self.forbidden = frozenset(forbidden)


class Today(str):
    """An ISO date. A check that compares with the clock asks for a parameter of this type."""

    __slots__ = ()
