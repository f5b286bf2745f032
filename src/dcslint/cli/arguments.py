"""The command line taken apart: a table of options for each command, and one small parser.

Written by hand because argparse costs a quarter of the start-up budget (11 ms with these options),
and because the order of `--format` and `-o` matters here. Knows names and shapes of options, not
their meaning; touches nothing.
"""

from __future__ import annotations

from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    # Option → what its value is called in messages; "" for an option without a value.
    OptionTable = Mapping[str, str]

SHORT = {"-o": "--output", "-q": "--quiet", "-v": "--verbose", "-h": "--help", "-V": "--version"}
_SHORT_OF = {long: short for short, long in SHORT.items()}
COMMON: OptionTable = {
    "--help": "",
    "--version": "",
    "--debug": "",
    "--rules": "DIR",
    "--facts": "DIR",
    "--plugin": "MODULE",
}
CHECK: OptionTable = {
    **COMMON,
    "--select": "NAME|GROUP|all",
    "--ignore": "NAME|GROUP|all",
    "--severity": "NAME=error|warning|note|off",
    "--fail-on": "error|warning|note",
    "--format": "NAME",
    "--output": "FILE",
    "--scope": "auto|all",
    "--runtime": "VERSION",
    "--arg": "NAME=VALUE",
    "--var": "NAME=VALUE",
    "--target": "NAME",
    "--stdin-filename": "NAME",
    "--today": "YYYY-MM-DD",
    "--show-unresolved": "",
    "--show-suppressed": "",
    "--require-reasons": "",
    "--forbid-suppressions": "NAME|GROUP|all",
    "--statistics": "",
    "--quiet": "",
    "--verbose": "",
    "--color": "auto|always|never",
}
RULES: OptionTable = {
    **COMMON,
    "--format": "text|json",
    "--like": "CHECK|RULE",
    "--update": "",
    "--check": "",
    "--output": "FILE",
}
FACTS: OptionTable = {**COMMON, "--today": "YYYY-MM-DD"}
LSP: OptionTable = {**COMMON, "--today": "YYYY-MM-DD"}
COMMANDS: Mapping[str, OptionTable] = {
    "check": CHECK,
    "rules": RULES,
    "facts": FACTS,
    "lsp": LSP,
}
_CLOSED = ("--fail-on", "--scope", "--color")


class Arguments:
    """A command line taken apart.

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
    if name in _CLOSED:
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
