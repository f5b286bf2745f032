"""The options of each command and the keys of configuration files: one table for both.

An option of `check` has a key, or says why it has none; a test holds the table to that, and the
JSON Schema of the configuration is made of it. Knows names and shapes, not what they are for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# The shapes of a key's value in TOML.
FLAG = "flag"  # true or false; true is the option
TEXT = "text"
CHOICE = "choice"  # one of the words of the metavar
PLACE = "place"  # a path, relative to the configuration file
PLACES = "places"  # a list of paths, relative to the configuration file
GLOBS = "globs"  # a list of patterns of paths, relative to the configuration file
WORDS = "words"  # a list of names of rules, groups, packs, or "all"
LEVELS = "levels"  # a table of such names to severities
PAIRS = "pairs"  # a table of names to texts
GLOB_WORDS = "glob-words"  # a table of patterns of paths to lists of names
PAIR_PLACES = "pair-places"  # a table of names to paths
OUTPUTS = "outputs"  # a list of tables {format, file}
TABLES = (LEVELS, PAIRS, GLOB_WORDS, PAIR_PLACES)
LISTS = (PLACES, GLOBS, WORDS)

_ASKED_FOR = "is asked for, not configured"
_OF_ONE_RUN = "says what this one run is about"


class Option:
    """An option of the command line and the key that means the same.

    name     the long name, with its dashes
    metavar  what its value is called in messages; "" for an option without one
    key      its key in a configuration file; "" if it has none
    shape    the shape of the key's value
    of_run   whether it means the whole run: then only the working directory's configuration counts
    about    what it does, in a phrase, for documentation, manual and completions
    default  the key's value where nothing says another; None if there is none to name
    no_key   why it has no key; "" if it has one
    """

    __slots__ = ("about", "default", "key", "metavar", "name", "no_key", "of_run", "shape")

    def __init__(
        self,
        name: str,
        metavar: str,
        about: str,
        key: str = "",
        shape: str = "",
        *,
        default: object = None,
        of_run: bool = True,
        no_key: str = "",
    ) -> None:
        self.name = name
        self.metavar = metavar
        self.about = about
        self.no_key = no_key
        self.default = False if shape == FLAG else default
        self.key = key
        self.shape = shape
        self.of_run = of_run


def _files(name: str, metavar: str, key: str, shape: str, about: str) -> Option:
    """An option that may differ from file to file."""
    return Option(name, metavar, about, key, shape, of_run=False)


def _run(  # noqa: PLR0917 - the columns of a table
    name: str, metavar: str, key: str, shape: str, about: str, default: str | None = None
) -> Option:
    return Option(name, metavar, about, key, shape, default=default)


def _asked(name: str, metavar: str, about: str, no_key: str = _ASKED_FOR) -> Option:
    """An option without a key."""
    return Option(name, metavar, about, no_key=no_key)


_NAMES = "NAME|GROUP|all"
_CODE = "a file of a linted repository must not make code run"
_FORMAT = _asked("--format", "text|json", "how to show it")
COMMON = (
    _asked("--help", "", "show what to type, and stop"),
    _asked("--version", "", "show the version, and stop"),
    _asked("--debug", "", "show where inside dcslint something failed"),
    _run("--rules", "DIR", "rules", PLACES, "directories of cards of your own"),
    _run("--facts", "DIR", "facts", PLACES, "directories of tables of your own"),
    _asked("--plugin", "MODULE", "a plugin of your own: a module or its file", _CODE),
    _asked("--config", "FILE", "this configuration and no other", "names the configuration"),
    _asked("--isolated", "", "no configuration", "leaves the configuration out"),
)
CHECK = (
    *COMMON,
    _files("--select", _NAMES, "select", WORDS, "the rules to run (default: all that are on)"),
    _files("--ignore", _NAMES, "ignore", WORDS, "rules to leave out of those"),
    _files(
        "--severity",
        "NAME=error|warning|note|off",
        "severity",
        LEVELS,
        "how severe a rule or group is: `error`, `warning`, `note` or `off`",
    ),
    _files(
        "--stable-since",
        "VERSION",
        "stable-since",
        TEXT,
        "the version whose rules and severities hold, such as `0.3`",
    ),
    _files("--preview", "", "preview", FLAG, "also the rules that are there for a try"),
    _files(
        "--per-file-ignore",
        "GLOB=NAME",
        "per-file-ignores",
        GLOB_WORDS,
        "rules to leave out in files that match",
    ),
    _run(
        "--fail-on",
        "error|warning|note",
        "fail-on",
        CHOICE,
        "what makes the exit status 1",
        "warning",
    ),
    _run("--format", "NAME", "outputs", OUTPUTS, "the formats of the report and their files"),
    _run("--output", "FILE", "outputs", OUTPUTS, "the file of the format before it"),
    _files("--scope", "auto|all", "scope", CHOICE, "`auto`: only what is meant for Databricks"),
    _files("--exclude", "GLOB", "exclude", GLOBS, "files and folders to leave out"),
    _run("--include", "GLOB", "include", GLOBS, "files to look at whatever their name"),
    _run("--no-gitignore", "", "no-gitignore", FLAG, "search what git ignores, too"),
    _files("--runtime", "VERSION", "runtime", TEXT, "the runtime of images whose base is silent"),
    _files("--arg", "NAME=VALUE", "args", PAIRS, "values of build arguments"),
    _files("--var", "NAME=VALUE", "vars", PAIRS, "values of variables of bundles"),
    _files("--target", "NAME", "target", TEXT, "the target of bundles to judge"),
    _files(
        "--image", "IMAGE=FILE", "images", PAIR_PLACES, "the Dockerfile that an image is built of"
    ),
    _asked("--changed-since", "REV", "report what changed since a revision", _OF_ONE_RUN),
    _asked("--stdin-filename", "NAME", "the name of the standard input", _OF_ONE_RUN),
    _run("--baseline", "FILE", "baseline", PLACE, "the findings that are known: others are new"),
    _asked("--write-baseline", "", "write what stands into the baseline"),
    _run("--fix", "", "fix", FLAG, "write the fixes into the files"),
    _run("--unsafe-fixes", "", "unsafe-fixes", FLAG, "fixes that may change what was meant, too"),
    _asked("--diff", "", "show the fixes as a patch, write nothing"),
    _run("--today", "YYYY-MM-DD", "today", TEXT, "the day to compare with"),
    _run("--show-unresolved", "", "show-unresolved", FLAG, "show what could not be judged"),
    _run("--show-suppressed", "", "show-suppressed", FLAG, "show what was passed over"),
    _files("--require-reasons", "", "require-reasons", FLAG, "a suppression must say why"),
    _files(
        "--forbid-suppressions",
        _NAMES,
        "forbid-suppressions",
        WORDS,
        "rules that no comment may suppress",
    ),
    _asked("--jobs", "N|auto", "how many processes lint (default: 1)", "is of a machine"),
    _run("--statistics", "", "statistics", FLAG, "count findings by rule"),
    _run("--quiet", "", "quiet", FLAG, "one line for a finding, nothing else"),
    _run("--verbose", "", "verbose", FLAG, "say what was skipped, and why"),
    _run("--color", "auto|always|never", "color", CHOICE, "whether to colour", "auto"),
)
RULES = (
    *COMMON,
    _FORMAT,
    _asked("--like", "CHECK|RULE", "the check or the rule that a new card is made from"),
    _asked("--update", "", "write what came out into the cards"),
    _asked("--check", "", "only compare"),
    _asked("--output", "FILE", "the document to write or to compare"),
)
LINKS = (
    *COMMON,
    *(
        option
        for option in CHECK
        if not option.of_run
        or option.name in ("--include", "--no-gitignore", "--today", "--verbose")
    ),
    _FORMAT,
)
TODAY = next(option for option in CHECK if option.name == "--today")
COMMANDS: Mapping[str, tuple[Option, ...]] = {
    "check": CHECK,
    "rules": RULES,
    "facts": (*COMMON, TODAY),
    "links": LINKS,
    "config": (*CHECK, _asked("--schema", "", "the JSON Schema of the configuration")),
    "lsp": (*COMMON, TODAY),
    "completions": COMMON,
}
SHORT = {"-o": "--output", "-q": "--quiet", "-v": "--verbose", "-h": "--help", "-V": "--version"}
CLOSED = ("--fail-on", "--scope", "--color")
EXTEND = "extend"  # the one key without an option: --config names a file


# Most commands take from a configuration only where rules and tables are, and the day.
_KEYS_OF_OTHERS = frozenset(("rules", "facts", "today"))


def keys_of(command: str) -> frozenset[str]:
    """The keys of a configuration that mean something to a command."""
    if command in ("check", "config"):
        return frozenset(options_by_key())
    if command == "links":
        return frozenset(option.key for option in LINKS if option.key)
    return _KEYS_OF_OTHERS


def options_by_key() -> dict[str, Option]:
    """The options that have a key, by it; of two that share one, the first."""
    found: dict[str, Option] = {}
    for option in CHECK:
        if option.key:
            found.setdefault(option.key, option)
    return found
