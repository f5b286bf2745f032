"""What the person who runs dcslint has decided. Plain data; the front end reads it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class ConfigurationError(Exception):
    """Wrong usage: a name that does not exist, a value out of range. Exit status 2, one line."""


class Settings:
    """Choices that reach the model.

    args     build arguments fixed from outside (`--arg NAME=VALUE`)
    runtime  the Databricks Runtime that images target where their base does not say ("15.4")
    scope    "auto" judges a Dockerfile only if it is meant for Databricks; "all" judges each
    today    the date that facts are compared with, ISO
    """

    __slots__ = ("args", "runtime", "scope", "today")

    def __init__(
        self,
        *,
        args: Mapping[str, str] | None = None,
        runtime: str | None = None,
        scope: str = "all",
        today: str,
    ) -> None:
        self.args = dict(args or {})
        self.runtime = runtime
        self.scope = scope
        self.today = today


class Today(str):
    """An ISO date. A check that compares with the clock asks for a parameter of this type."""

    __slots__ = ()
