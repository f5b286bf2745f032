"""The command line taken apart by one small parser; the tables of options are in `options`.

Written by hand because argparse costs a quarter of the start-up budget (11 ms with these options),
and because the order of `--format` and `-o` matters here. Knows names and shapes of options, not
their meaning; touches nothing.
"""

from __future__ import annotations

from dcslint.cli.options import CLOSED, SHORT
from dcslint.cli.options import COMMANDS as OPTIONS
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dcslint.cli.config_file import ConfigFile

    # Option → what its value is called in messages; "" for an option without a value.
    OptionTable = Mapping[str, str]

_SHORT_OF = {long: short for short, long in SHORT.items()}
COMMANDS: Mapping[str, OptionTable] = {
    command: {option.name: option.metavar for option in options}
    for command, options in OPTIONS.items()
}


class Written(str):
    """A value as a configuration file has it, with its place.

    key     the key that it is said for
    folder  the folder of the file, absolute: what patterns of paths are relative to
    path    where in the file it stands: keys, and numbers of items
    where   "file:line", found when asked for
    """

    __slots__ = ("_file", "folder", "key", "path")

    folder: str
    key: str
    path: tuple[str | int, ...]
    _file: ConfigFile

    @classmethod
    def of(cls, text: str, file: ConfigFile, path: tuple[str | int, ...]) -> Written:
        """The text that stands at a path of a file."""
        made = cls(text)
        made._file = file
        made.folder = file.folder
        made.key = str(path[0])
        made.path = path
        return made

    @property
    def where(self) -> str:
        """The file and the line."""
        return self._file.place(self.path)

    def again(self, text: str) -> Written:
        """A part of it, at the same place."""
        return Written.of(text, self._file, self.path)


def subject(option: str, value: str) -> str:
    """What a message about a value begins with: the option, or place and key."""
    return f"{value.where}: {value.key}" if isinstance(value, Written) else option


class Arguments:
    """A command line taken apart, with what configuration files add to it in front.

    command   the name of the command
    words     what is neither an option nor its value, in order
    options   (option, value) as given, in order; "" is the value of an option that takes none
    """

    __slots__ = ("command", "options", "words")

    def __init__(self, command: str, words: list[str], options: list[tuple[str, str]]) -> None:
        self.command = command
        self.words = words
        self.options = options

    def has(self, option: str) -> bool:
        """Whether an option was given."""
        return any(name == option for name, _ in self.options)

    def all(self, option: str) -> list[str]:
        """Every value given for an option, in order."""
        return [value for name, value in self.options if name == option]

    def last(self, option: str, otherwise: str = "") -> str:
        """The value given last for an option; `otherwise` if it was not given."""
        return next((value for name, value in reversed(self.options) if name == option), otherwise)


def parse(argv: list[str]) -> Arguments:
    """Take a command line apart; the command is `check` unless the first word names another.

    Raises ConfigurationError for an option that the command does not have, or without its value.
    """
    at = _first_word(argv)
    if at is None or argv[at] not in COMMANDS:
        return _parse("check", argv)
    return _parse(argv[at], argv[:at] + argv[at + 1 :])


def _first_word(argv: list[str]) -> int | None:
    """Where the first word stands that is neither an option nor an option's value."""
    takes_value = {
        option for table in COMMANDS.values() for option, metavar in table.items() if metavar
    }
    at = 0
    while at < len(argv):
        item = argv[at]
        if item == "--":
            return None
        if item == "-" or not item.startswith("-"):
            return at
        at += 2 if SHORT.get(item, item) in takes_value else 1
    return None


def _parse(command: str, argv: list[str]) -> Arguments:
    table = COMMANDS[command]
    words: list[str] = []
    options: list[tuple[str, str]] = []
    items = iter(argv)
    for item in items:
        if item == "--":
            words.extend(items)
        elif item == "-" or not item.startswith("-"):
            words.append(item)
        elif item.startswith("--"):
            name, equals, value = item.partition("=")
            options.append((name, _value(command, table, name, value if equals else None, items)))
        else:
            options.extend(_bundle(command, table, item, items))
    if "" in words:
        raise ConfigurationError("a word of the command line is empty")
    return Arguments(command, words, options)


def _bundle(
    command: str, table: OptionTable, item: str, items: Iterable[str]
) -> Iterable[tuple[str, str]]:
    """The options of a word such as `-q`, `-qv`, `-oFILE`."""
    for at in range(1, len(item)):
        name = SHORT.get("-" + item[at], "-" + item[at])
        if table.get(name):
            attached = item[at + 1 :].removeprefix("=")
            yield name, _value(command, table, name, attached or None, items)
            return
        yield name, _value(command, table, name, None, items)


def _value(
    command: str, table: OptionTable, name: str, attached: str | None, items: Iterable[str]
) -> str:
    """The value of an option: attached to it, else the next word. "" if it takes none."""
    metavar = table.get(name)
    shown = _SHORT_OF.get(name, name) if name == "--output" else name
    if metavar is None:
        raise ConfigurationError(_unknown(command, table, name))
    if not metavar:
        if attached is not None:
            raise ConfigurationError(f"{shown} takes no value")
        return ""
    value = next(iter(items), None) if attached is None else attached
    if value is None or not value or (attached is None and value.startswith("--")):
        raise ConfigurationError(f"{shown} needs a value: {metavar}")
    if name in CLOSED:
        one_of(shown, value, metavar.split("|"))
    return value


def _unknown(command: str, table: OptionTable, name: str) -> str:
    from dcslint.rulebook.card import suggest

    others = [other for other, options in COMMANDS.items() if name in options and other != command]
    if others:
        return f"{name} is an option of 'dcslint {others[0]}', not of 'dcslint {command}'"
    return f"there is no option {name}{suggest(name, table)} ('dcslint --help' lists them)"


def one_of(what: str, value: str, known: Iterable[str]) -> str:
    """`value`, if it is one of the known words. Raises ConfigurationError with a suggestion."""
    known = list(known)
    if value in known:
        return value
    from dcslint.rulebook.card import suggest

    listed = ", ".join(known)
    raise ConfigurationError(f"{what} is one of {listed}, not {value!r}{suggest(value, known)}")


def name_and_value(option: str, given: str) -> tuple[str, str]:
    """The two sides of NAME=VALUE. Raises ConfigurationError if it has no name or no "="."""
    name, equals, value = given.partition("=")
    if not name or not equals:
        raise ConfigurationError(f"{option} {given}: give it as NAME=VALUE")
    return name, value


def command_meant(path: str) -> str:
    """A phrase for a path that is not there, if it may be a misspelt command; else ""."""
    if not path.isalpha():
        return ""
    from dcslint.rulebook.card import suggest

    return suggest(path, COMMANDS).replace("did you mean", "did you mean the command")
