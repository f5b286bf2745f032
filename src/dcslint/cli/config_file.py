"""One configuration file: from TOML to the options that it stands for, each with its place.

A key means what its option means on the command line, so this is all there is to say of it: which
keys there are, of which shape, and where in the file they stand. Finding files is not its business.
"""

from __future__ import annotations

import os

from dcslint.cli import discovery, options
from dcslint.cli.arguments import Written
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from dcslint.cli.options import Option

    Path = tuple[str | int, ...]
    Pairs = dict[str, list[tuple[str, Written]]]

_SHARED = "pyproject.toml"
_MOST_BYTES = 1024 * 1024


class ConfigFile:
    """A file with a configuration.

    shown   its path relative to the working directory
    folder  its folder, absolute
    pairs   key → the options it stands for, as (option, value); without what it extends
    extend  the file that it extends, as written; None for none
    """

    __slots__ = ("_lines", "_prefix", "_text", "extend", "folder", "pairs", "shown")

    def __init__(self, place: str, text: str, table: dict[str, Any], prefix: Path = ()) -> None:
        """Take the options from the table.

        Raises ConfigurationError, with the line, for what is not right.
        """
        self.shown = discovery.relative(place)
        self.folder = os.path.dirname(os.path.abspath(place))
        self._text = text
        self._prefix = prefix
        self._lines: dict[Path, int] | None = None
        self.extend: Written | None = None
        self.pairs: Pairs = {}
        known = options.options_by_key()
        for key, value in table.items():
            if key == options.EXTEND:
                if not isinstance(value, str) or not value:
                    self._refuse((key,), "must be the path of a file, as text")
                self.extend = Written.of(value, self, (key,))
            elif key in known:
                self.pairs[key] = list(_SHAPES[known[key].shape](self, known[key], value))
            else:
                raise self.fault((key,), f"unknown key {key!r}{_closest(key, self._keys(known))}")

    def place(self, path: Path) -> str:
        """The file and the line on which something stands; the nearest thing around it that has."""
        if self._lines is None:
            from dcslint.cli.toml_places import places_of

            self._lines = places_of(self._text)
        whole = self._prefix + path
        lines = (self._lines.get(whole[:length]) for length in range(len(whole), 0, -1))
        return f"{self.shown}:{next((line for line in lines if line), 1)}"

    def fault(self, path: Path, words: str) -> ConfigurationError:
        """The error that names a place of the file."""
        return ConfigurationError(f"{self.place(path)}: {words}")

    def _keys(self, known: dict[str, Option]) -> list[str]:
        return [*known, options.EXTEND]

    def _refuse(self, path: Path, words: str) -> None:
        name = ".".join(str(part) for part in path if isinstance(part, str))
        raise self.fault(path, f"{name!r} {words}")

    # One function for each shape: the options that a value stands for.

    def flag(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """True is the option; false is its absence, whatever a file that is extended says."""
        if not isinstance(value, bool):
            self._refuse((option.key,), "must be true or false")
        if value:
            yield option.name, Written.of("", self, (option.key,))

    def text(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """A text is the option's value."""
        yield option.name, self._text_at((option.key,), value)

    def choice(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """One of the words that the option takes."""
        path = (option.key,)
        self._one_of(path, self._text_at(path, value), option.metavar.split("|"))
        yield option.name, Written.of(value, self, path)

    def words(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """Each item of a list is the option once."""
        for path, item in self._items((option.key,), value):
            yield option.name, self._text_at(path, item)

    def places(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """Each item is a path from the file's folder on; the option has it from here."""
        for name, item in self.words(option, value):
            yield name, item.again(self._from_here(item))

    def one_place(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """A path from the file's folder on; the option has it from here."""
        item = self._text_at((option.key,), value)
        yield option.name, item.again(self._from_here(item))

    def levels(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """Each name of a table and its severity."""
        levels = option.metavar.partition("=")[2].split("|")
        for path, item in self._entries((option.key,), value):
            self._one_of(path, self._text_at(path, item), levels)
            yield option.name, Written.of(f"{path[-1]}={item}", self, path)

    def pairs_of(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """Each name of a table and its text."""
        for path, item in self._entries((option.key,), value):
            text = self._text_at(path, item, empty=True)
            yield option.name, Written.of(f"{path[-1]}={text}", self, path)

    def pair_places(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """Each name of a table and its path from the file's folder on."""
        for path, item in self._entries((option.key,), value):
            place = self._from_here(self._text_at(path, item))
            yield option.name, Written.of(f"{path[-1]}={place}", self, path)

    def glob_words(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """Each pattern of a table, once for each name in its list."""
        for above, names in self._entries((option.key,), value):
            for path, item in self._items(above, names):
                text = f"{above[-1]}={self._text_at(path, item)}"
                yield option.name, Written.of(text, self, path)

    def outputs(self, option: Option, value: Any) -> Iterator[tuple[str, Written]]:
        """Each item is `--format`, and `-o` if it has a file."""
        del option
        for path, item in self._items(("outputs",), value):
            if not isinstance(item, dict):
                self._refuse(path, 'has items such as {format = "sarif", file = "out.sarif"}')
            for key in item:
                if key not in ("format", "file"):
                    hint = _closest(key, ["format", "file"])
                    raise self.fault((*path, key), f"unknown key {key!r} in 'outputs'{hint}")
            if "format" not in item:
                self._refuse(path, "needs a 'format' in each item")
            yield "--format", self._text_at((*path, "format"), item["format"])
            if "file" in item:
                file = self._text_at((*path, "file"), item["file"])
                yield "--output", file.again(self._from_here(file))

    def _text_at(self, path: Path, value: Any, *, empty: bool = False) -> Written:
        if not isinstance(value, str):
            self._refuse(path, "must be a text, in quotes")
        if not value and not empty:
            self._refuse(path, "must not be empty")
        return Written.of(value, self, path)

    def _one_of(self, path: Path, value: str, known: list[str]) -> None:
        if value not in known:
            listed = ", ".join(known)
            self._refuse(path, f"is one of {listed}, not {value!r}{_closest(value, known)}")

    def _items(self, path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
        if not isinstance(value, list):
            self._refuse(path, "must be a list")
        for number, item in enumerate(value):
            yield (*path, number), item

    def _entries(self, path: Path, value: Any) -> Iterator[tuple[tuple[str, str], Any]]:
        if not isinstance(value, dict):
            self._refuse(path, "must be a table")
        for name, item in value.items():
            here = (str(path[0]), name)
            if not name or ("=" in name and path[0] != "per-file-ignores"):
                self._refuse(here, "is no name")
            yield here, item

    def _from_here(self, path: str) -> str:
        return discovery.relative(os.path.join(self.folder, path))


_SHAPES: dict[str, Callable[[ConfigFile, Option, Any], Iterator[tuple[str, Written]]]] = {
    options.FLAG: ConfigFile.flag,
    options.TEXT: ConfigFile.text,
    options.CHOICE: ConfigFile.choice,
    options.PLACE: ConfigFile.one_place,
    options.PLACES: ConfigFile.places,
    options.GLOBS: ConfigFile.words,
    options.WORDS: ConfigFile.words,
    options.LEVELS: ConfigFile.levels,
    options.PAIRS: ConfigFile.pairs_of,
    options.GLOB_WORDS: ConfigFile.glob_words,
    options.PAIR_PLACES: ConfigFile.pair_places,
    options.OUTPUTS: ConfigFile.outputs,
}


def read_config(place: str, *, must: bool) -> ConfigFile | None:
    """The configuration in a file; None for a pyproject.toml that has none, unless it `must`.

    Raises ConfigurationError, with the line, for a file that cannot be read or is not right.
    """
    shown = discovery.relative(place)
    data = _bytes_of(place, shown)
    shared = os.path.basename(place) == _SHARED
    if shared and not must and b"dcslint" not in data:
        return None  # without tomllib, which costs a start much
    text = _decoded(data, shown)
    table = _parsed(text, shown)
    if not shared:
        return ConfigFile(place, text, table)
    tool = table.get("tool")
    own = tool.get("dcslint") if isinstance(tool, dict) else None
    if isinstance(own, dict):
        return ConfigFile(place, text, own, ("tool", "dcslint"))
    if own is not None:
        raise ConfigurationError(f"{shown}: [tool.dcslint] must be a table")
    if must:
        raise ConfigurationError(f"{shown}: there is no [tool.dcslint] in it")
    return None


def _bytes_of(place: str, shown: str) -> bytes:
    import stat

    from dcslint.cli.disk import reason

    try:
        # O_NONBLOCK: opening a named pipe that nobody writes to would wait for ever.
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
                raise ConfigurationError(f"{shown}: not a file of less than 1 MB")
            return file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{shown}: {reason(error)}") from None


def _decoded(data: bytes, shown: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{shown}:{line}: not UTF-8") from None


def _parsed(text: str, shown: str) -> dict[str, Any]:
    import re
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", words)
        line = match[1] if match else None
        number = line or str(text.count("\n") + 1)
        words = words[: match.start()] if match else words
        raise ConfigurationError(f"{shown}:{number}: not TOML: {words}") from None
    except ValueError:  # Python reads no number of thousands of digits
        raise ConfigurationError(f"{shown}: a number in it is too long") from None
    except RecursionError:
        raise ConfigurationError(f"{shown}: nested too deeply") from None


def _closest(word: str, known: list[str]) -> str:
    from dcslint.rulebook.card import suggest

    return suggest(word, known)
