"""The command `config`: what is in force for a path, and from where each value comes.

What it prints is TOML again, with the places as comments.
"""

from __future__ import annotations

import os

from dcslint.cli import console, discovery, options
from dcslint.cli.arguments import Written
from dcslint.cli.clock import today
from dcslint.cli.judge import Judge
from dcslint.reporters.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.cli.arguments import Arguments
    from dcslint.cli.configuration import Configuration, Configurations
    from dcslint.cli.options import Option
    from dcslint.plugins import Installation

    Row = tuple[str, list[str]]  # a line of TOML, and where its values come from

_COMMAND_LINE = "the command line"


def config(arguments: Arguments, configurations: Configurations, installation: Installation) -> int:
    """Print the configuration of each path. Returns the exit status.

    Raises ConfigurationError for a configuration that is wrong.
    """
    if arguments.has("--schema"):
        from dcslint.cli.config_schema import as_text

        console.write(as_text())
        return 0
    texts = []
    for path in arguments.words or ["."]:
        folder = os.path.isdir(path)
        its = configurations.of_path(os.path.join(path, "") if folder else path)
        in_force = configurations.in_force(its)
        day = today(arguments.last("--today"))
        judge = Judge(in_force, installation, os.getcwd(), day)
        texts.append(
            f"# {visible(discovery.relative(path))}: {visible(_origin(its))}\n"
            + as_toml(arguments, in_force)
            + f"# {len(judge.rulebook.rules)} of {len(installation.rulebook.rules)} rules run\n"
        )
    console.write("\n".join(texts))
    return 2 if installation.failures else 0


def _origin(configuration: Configuration) -> str:
    files = [file.shown for file in configuration.files]
    if not files:
        return "no configuration"
    return ", which extends ".join(files)


def as_toml(of_run: Arguments, of_file: Arguments) -> str:
    """What is in force as TOML: for what means the whole run, `of_run` counts."""
    rows: list[Row] = []
    for key, option in options.options_by_key().items():
        arguments = of_run if option.of_run else of_file
        rows += _rows(key, option, _given(key, arguments))
    width = max(len(line) for line, _ in rows)
    return "".join(f"{line:<{width}}  # {', '.join(places)}\n" for line, places in rows)


def _given(key: str, arguments: Arguments) -> list[tuple[str, str]]:
    names = {option.name for option in options.CHECK if option.key == key}
    return [pair for pair in arguments.options if pair[0] in names]


def _rows(key: str, option: Option, given: list[tuple[str, str]]) -> Iterator[Row]:
    if not given:
        if option.default is not None:
            yield f"{key} = {_value(option.default)}", ["default"]
        return
    places = list(dict.fromkeys(_place(value) for _, value in given))
    if option.shape == options.FLAG:
        yield f"{key} = true", places[-1:]
    elif option.shape in options.LISTS:
        yield f"{key} = {_value([value for _, value in given])}", places
    elif option.shape == options.OUTPUTS:
        yield f"{key} = {_outputs(given)}", places
    elif option.shape == options.GLOB_WORDS:
        by_glob: dict[str, list[str]] = {}
        for _, value in given:
            glob, _, name = value.rpartition("=")
            by_glob.setdefault(glob, []).append(name)
        for glob, names in by_glob.items():
            where = [_place(value) for _, value in given if value.rpartition("=")[0] == glob]
            yield f"{key}.{_key(glob)} = {_value(names)}", list(dict.fromkeys(where))
    elif option.shape in options.TABLES:
        # The last of a name is in force.
        entries = {value.partition("=")[0]: value for _, value in given}
        for name, value in entries.items():
            yield f"{key}.{_key(name)} = {_value(value.partition('=')[2])}", [_place(value)]
    else:
        value = given[-1][1]
        yield f"{key} = {_value(value)}", [_place(value)]


def _place(value: str) -> str:
    return visible(value.where) if isinstance(value, Written) else _COMMAND_LINE


def _outputs(given: list[tuple[str, str]]) -> str:
    items: list[dict[str, str]] = []
    for name, value in given:
        if name == "--format":
            items.append({"format": value})
        elif items:
            items[-1]["file"] = value
        else:
            items.append({"format": "text", "file": value})
    shown = (", ".join(f"{key} = {_value(word)}" for key, word in item.items()) for item in items)
    return "[" + ", ".join(f"{{ {words} }}" for words in shown) + "]"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _quoted(str(value))


def _key(name: str) -> str:
    bare = name.replace("-", "").replace("_", "")
    return name if bare.isascii() and bare.isalnum() else _quoted(name)


def _quoted(text: str) -> str:
    from json import dumps

    # JSON escapes what TOML wants escaped, in the same way; but TOML has no surrogates.
    shown = dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in shown)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
