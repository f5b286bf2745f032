"""The reporters of a run by name, imported when asked for."""

from __future__ import annotations

from collections.abc import Mapping

from dcslint.config import ConfigurationError
from dcslint.plugins.offer import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.reporters.info import Reporter


class Reporters(Mapping[str, "Reporter"]):
    """Name → reporter; iterating gives the names and imports nothing."""

    __slots__ = ("_given", "_owners")

    def __init__(self) -> None:
        self._given: dict[str, Reporter | str] = {}
        self._owners: dict[str, str] = {}

    def add(self, owner: str, name: str, reporter: Reporter | str) -> None:
        """Take a plugin's reporter. Raises ConfigurationError if the name is taken."""
        if name in self._given:
            other = self._owners[name]
            raise ConfigurationError(f"{other} and {owner} both bring a reporter {name!r}")
        self._given[name] = reporter
        self._owners[name] = owner

    def __getitem__(self, name: str) -> Reporter:
        """Import and give a reporter.

        Raises KeyError for a name that no one brings, ConfigurationError if the import fails.
        """
        reporter = self._given[name]
        if isinstance(reporter, str):
            try:
                made: Reporter = resolve(reporter)
            except Exception as error:
                owner = self._owners[name]
                reason = f"{type(error).__name__}: {error}"
                raise ConfigurationError(f"plugin {owner}: reporter {name}: {reason}") from error
            self._given[name] = reporter = made
        return reporter

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)
