"""Which configuration holds for which file: found upwards, extended, and laid under the arguments.

A configuration is a command line that somebody wrote down: the options of the nearest file come
before those that were given, and what is given last wins. Nothing here knows what an option means.
"""

from __future__ import annotations

import os

from dcslint.cli import options
from dcslint.cli.arguments import Arguments
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.cli.config_file import ConfigFile, Pairs

# Two places for the same; the first goes before the second.
NAMES = ("dcslint.toml", "pyproject.toml")
# What is given on the command line takes the place of these as a whole.
_TOGETHER = (("--select", "--ignore"), ("--format", "--output"))


class Configuration:
    """What is written for some files.

    shown  the path of the nearest file, relative to the working directory; "" for none
    files  that file and those it extends, each before what it extends
    pairs  key → options, those of extended files included
    """

    __slots__ = ("files", "pairs", "shown")

    def __init__(self, files: list[ConfigFile]) -> None:
        self.files = files
        self.shown = files[0].shown if files else ""
        self.pairs: Pairs = {}
        known = options.options_by_key()
        for file in reversed(files):
            for key, pairs in file.pairs.items():
                if known[key].shape in options.TABLES:
                    own = {value.path[1] for _, value in pairs}
                    kept = [one for one in self.pairs.get(key, ()) if one[1].path[1] not in own]
                    pairs = kept + pairs  # noqa: PLW2901 - a table is laid over the other
                self.pairs[key] = pairs


_NONE = Configuration([])


class Configurations:
    """Every configuration of a run, each file read once."""

    __slots__ = ("_arguments", "_by_folder", "_here", "_in_force", "_named")

    def __init__(self, arguments: Arguments) -> None:
        """Take the arguments as given.

        Raises ConfigurationError if --config names no file to use.
        """
        self._arguments = arguments
        self._here = os.getcwd()
        self._by_folder: dict[str, Configuration] = {}
        self._in_force: dict[int, Arguments] = {}
        self._named: Configuration | None = None
        named = arguments.last("--config")
        if arguments.has("--isolated"):
            if named:
                raise ConfigurationError("--config and --isolated: give one of them")
            self._named = _NONE
        elif named:
            self._named = _extended(named)

    def of_run(self) -> Configuration:
        """The configuration of the working directory: what means the whole run is taken from it."""
        return self.of_folder(os.getcwd())

    def of_path(self, path: str) -> Configuration:
        """The configuration nearest to a file. Raises ConfigurationError for a wrong one."""
        if self._named is not None:
            return self._named
        return self.of_folder(os.path.normpath(os.path.join(self._here, os.path.dirname(path))))

    def of_folder(self, folder: str) -> Configuration:
        """The configuration nearest to an absolute folder. Raises as `of_path`."""
        if self._named is not None:
            return self._named
        passed: list[str] = []
        found = _NONE
        for here in folders_upwards(folder):
            known = self._by_folder.get(here)
            if known is not None:
                found = known
                break
            passed.append(here)
            nearest = _file_in(here)
            if nearest is not None:
                found = Configuration(_chain(nearest))
                break
        self._by_folder.update(dict.fromkeys(passed, found))
        return found

    def in_force(self, configuration: Configuration) -> Arguments:
        """The arguments with a configuration's options in front of them."""
        made = self._in_force.get(id(configuration))
        if made is None:
            written = written_options(configuration, self._arguments)
            made = Arguments(
                self._arguments.command,
                self._arguments.words,
                [*written, *self._arguments.options],
            )
            self._in_force[id(configuration)] = made
        return made


def written_options(configuration: Configuration, arguments: Arguments) -> list[tuple[str, str]]:
    """The options of a configuration that the arguments do not take the place of."""
    given = {name for name, _ in arguments.options}
    replaced: set[str] = set()
    for together in _TOGETHER:
        if given.intersection(together if together[0] == "--format" else together[:1]):
            replaced.update(together)
    keys = options.keys_of(arguments.command)
    return [
        pair
        for key, pairs in configuration.pairs.items()
        if key in keys
        for pair in pairs
        if pair[0] not in replaced
    ]


def folders_upwards(folder: str) -> Iterator[str]:
    """An absolute folder and those above it, up to the repository's top or the disk's."""
    here = folder
    while True:
        yield here
        above = os.path.dirname(here)
        if above == here or os.path.exists(os.path.join(here, ".git")):
            return
        here = above


def _file_in(folder: str) -> ConfigFile | None:
    """The configuration in a folder itself, if there is one."""
    for name in NAMES:
        place = os.path.join(folder, name)
        if os.path.isfile(place):
            from dcslint.cli.config_file import read_config

            found = read_config(place, must=name == NAMES[0])
            if found is not None:
                return found
    return None


def _extended(place: str) -> Configuration:
    from dcslint.cli.config_file import read_config

    file = read_config(place, must=True)
    return Configuration(_chain(file) if file is not None else [])


def _chain(file: ConfigFile) -> list[ConfigFile]:
    """A file and what it extends, in that order. Raises ConfigurationError for a circle."""
    from dcslint.cli.config_file import read_config

    files = [file]
    seen = {os.path.realpath(os.path.join(file.folder, os.path.basename(file.shown)))}
    while files[-1].extend is not None:
        extend = files[-1].extend
        place = os.path.join(extend.folder, extend)
        real = os.path.realpath(place)
        if real in seen:
            raise ConfigurationError(f"{extend.where}: {extend!r} extends itself")
        seen.add(real)
        try:
            found = read_config(place, must=True)
        except ConfigurationError as error:
            raise ConfigurationError(f"{extend.where}: extend: {error}") from None
        if found is not None:
            files.append(found)
    return files
