"""The command `completions`: scripts that complete for a shell, made of the tables of options.

Says what can stand where; how a shell is told so is in `shells`. Only `names` loads rules: a script
asks for them when they are needed, so that those of the project are among them.
"""

from __future__ import annotations

from dcslint.cli import console
from dcslint.cli.arguments import one_of
from dcslint.cli.options import COMMANDS, COMMON, SHORT
from dcslint.config import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.cli.arguments import Arguments
    from dcslint.cli.options import Option

# Kinds of values.
FILES = "files"
FOLDERS = "folders"
NAMES = "names"  # of rules, groups and packs
WORDS = "words"  # one of a few
NOTHING = ""  # nothing that could be known
SHELLS = ("bash", "zsh", "fish")
_KINDS = {
    "FILE": FILES,
    "GLOB": FILES,
    "MODULE": FILES,
    "DIR": FOLDERS,
    "NAME|GROUP|all": NAMES,
    "CHECK|RULE": NAMES,
}
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")


class Values:
    """What can stand for a value.

    kind    one of the kinds above
    words   the words of WORDS
    right   what can stand behind its "="; None for a value without one
    """

    __slots__ = ("kind", "right", "words")

    def __init__(self, kind: str, words: Iterable[str] = (), right: Values | None = None) -> None:
        self.kind = kind
        self.words = tuple(words)
        self.right = right

    def key(self) -> tuple[object, ...]:
        """What two that are the same have in common."""
        return (self.kind, self.words, self.right and self.right.key())


class Context:
    """What can be typed once the command is known.

    name      the command, with the action for `rules`: "rules list"
    options   its options
    operands  what its words are
    """

    __slots__ = ("name", "operands", "options")

    def __init__(self, name: str, options: Iterable[Option], operands: Values) -> None:
        self.name = name
        self.options = tuple(options)
        self.operands = operands


def contexts() -> list[Context]:
    """All of them; the first is what holds where no command is named."""
    from dcslint.cli.rules import ACTIONS

    operands = {
        "check": Values(FILES),
        "config": Values(FILES),
        "links": Values(FILES),
        "rules": Values(WORDS, ACTIONS),
        "completions": Values(WORDS, (*SHELLS, NAMES)),
    }
    found = [
        Context(command, options, operands.get(command, Values(NOTHING)))
        for command, options in COMMANDS.items()
    ]
    kinds = {"list": NAMES, "explain": NAMES, "test": FOLDERS, "docs": FOLDERS}
    for action, own in ACTIONS.items():
        options = [one for one in COMMANDS["rules"] if one in COMMON or one.name in own]
        found.append(Context(f"rules {action}", options, Values(kinds.get(action, NOTHING))))
    return found


def values_of(command: str, option: Option) -> Values | None:
    """What an option's value can be; None for one that takes none."""
    if not option.metavar:
        return None
    if option.name == "--format" and command in ("check", "config"):
        from dcslint.plugins.builtin import dcslint_reporters

        return Values(WORDS, dcslint_reporters())
    if option.name == "--stdin-filename":
        return Values(FILES)
    left, equals, right = option.metavar.partition("=")
    if not equals:
        return _named(left)
    names = option.name in ("--severity", "--per-file-ignore")
    before = Values(NAMES) if names and left == "NAME" else _named(left)
    return Values(before.kind, before.words, Values(NAMES) if right == "NAME" else _named(right))


def _named(metavar: str) -> Values:
    """What a metavar stands for: one of some words where it lists them."""
    if "|" in metavar and metavar == metavar.lower():
        return Values(WORDS, metavar.split("|"))
    return Values(_KINDS.get(metavar, NOTHING))


def spellings(option: Option) -> list[str]:
    """The long name of an option, and the short one behind it."""
    return [option.name, *(short for short, long in SHORT.items() if long == option.name)]


def valued() -> list[str]:
    """The spellings of all options that are followed by a value."""
    options = {one.name: one for table in COMMANDS.values() for one in table if one.metavar}
    return [spelling for option in options.values() for spelling in spellings(option)]


def completions(arguments: Arguments) -> int:
    """Print the script for a shell, or the names of rules. Returns the exit status.

    Raises ConfigurationError for wrong usage.
    """
    if len(arguments.words) != 1:
        raise ConfigurationError(f"'dcslint completions' needs one of {', '.join(SHELLS)}")
    (word,) = arguments.words
    one_of("the word after 'dcslint completions'", word, (*SHELLS, NAMES))
    if word == NAMES:
        console.write("".join(f"{name}\n" for name in _names(arguments)))
        return 0
    from dcslint.cli import shells

    make = {"bash": shells.bash, "zsh": shells.zsh, "fish": shells.fish}
    console.write(make[word](contexts()))
    return 0


def _names(arguments: Arguments) -> list[str]:
    from dcslint.cli import installed
    from dcslint.cli.configuration import Configurations

    configurations = Configurations(arguments)
    book = installed(configurations.in_force(configurations.of_run())).rulebook
    packs = {rule.pack for rule in book.rules.values() if rule.pack}
    # What a shell puts into a command line must mean nothing to it.
    known = {*book.rules, *book.groups, *packs, "all"}
    return sorted(name for name in known if _NAME_CHARACTERS.issuperset(name))
