"""The scripts of `dcslint completions`, one writer for each shell.

Each script finds the command among the words as `arguments` does, and then offers what can stand at
the cursor. What a script knows is written into it, but for the names of rules, which it asks for.
"""

from __future__ import annotations

import os

from dcslint.cli.completions import (
    FILES,
    FOLDERS,
    NAMES,
    NOTHING,
    WORDS,
    spellings,
    valued,
    values_of,
)
from dcslint.cli.options import COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.cli.completions import Context, Values
    from dcslint.cli.options import Option


def _filled(shell: str, **parts: str) -> str:
    """The script of a shell with its @PARTS@ put in; braces and dollars are the shell's."""
    here = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(here, "completion_scripts", f"dcslint.{shell}")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for name, part in parts.items():
        text = text.replace(f"@{name.upper()}@", part)
    return text


def _quoted(text: str) -> str:
    """A text in the single quotes of bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


def _about(option: Option) -> str:
    return option.about.replace("`", "")


# bash


def bash(contexts: list[Context]) -> str:
    """The script for bash, from 3.2 on."""
    cases: list[str] = []
    options = [
        f"            {_quoted(context.name)}) {_bash_options(context)} ;;" for context in contexts
    ]
    operands = [
        f"        {_quoted(context.name)}) {_bash_call(context.operands, '$value')} ;;"
        for context in contexts
        if context.operands.kind
    ]
    for option, values, commands in _values():
        for name in spellings(option):
            pattern = "|".join(f"{command}*:{name}:" for command in commands)
            cases.append(f"        {pattern}) {_bash_call(values, '$3')} ;;")
            if values.right is not None:
                pattern = "|".join(f"{command}*:{name}:=" for command in commands)
                cases.append(f"        {pattern}) {_bash_call(values.right, '$3')} ;;")
    return _filled(
        "bash",
        values="\n".join(cases),
        valued=" | ".join(valued()),
        commands=" | ".join(f":{command}" for command in COMMANDS),
        actions=" | ".join(f"rules:{action}" for action in _actions(contexts)),
        options="\n".join(options),
        names=" ".join(COMMANDS),
        operands="\n".join(operands),
    )


def _bash_options(context: Context) -> str:
    words = " ".join(option.name for option in context.options)
    return f"_dcslint_complete words \"$value\" '' {_quoted(words)}"


def _bash_call(values: Values, value: str) -> str:
    if not values.kind:
        return ":"
    suffix = "=" if values.right is not None else ""
    call = f"_dcslint_complete {values.kind} \"{value}\" '{suffix}'"
    return f"{call} {_quoted(' '.join(values.words))}" if values.kind == WORDS else call


def _actions(contexts: list[Context]) -> list[str]:
    return [action for context in contexts for action in context.name.split(" ")[1:]]


def _values() -> list[tuple[Option, Values, list[str]]]:
    """Each option that takes a value, with the commands in which it is the same one."""
    found: dict[tuple[object, ...], tuple[Option, Values, list[str]]] = {}
    for command, options in COMMANDS.items():
        for option in options:
            values = values_of(command, option)
            if values is not None:
                key = (option.name, values.key())
                found.setdefault(key, (option, values, []))[2].append(command)
    return list(found.values())


# zsh


def zsh(contexts: list[Context]) -> str:
    """The script for zsh: to be sourced after compinit, or to be put into a folder of $fpath."""
    cases: list[str] = []
    for context in contexts:
        command, _, action = context.name.partition(" ")
        specs = [
            _zsh_option(name, option, command)
            for option in context.options
            for name in spellings(option)
        ]
        specs.append("'1: :_dcslint_first'")
        if action:
            specs.append("'2: : '")
        if context.operands.kind == WORDS:
            specs.append(f"'2: :({' '.join(context.operands.words)})'")
        elif context.operands.kind:
            specs.append(f"'*: :{_zsh_action(context.operands)}'")
        lines = "".join(f" \\\n                {spec}" for spec in specs) + "\n            ;;"
        cases.append(f"        ({_quoted(context.name)})\n            _arguments -s -S{lines}")
    return _filled(
        "zsh",
        names=" ".join(COMMANDS),
        valued="|".join(valued()),
        commands="|".join(f":{command}" for command in COMMANDS),
        actions="|".join(f"rules:{action}" for action in _actions(contexts)),
        contexts="\n".join(cases),
    )


def _zsh_option(name: str, option: Option, command: str) -> str:
    about = _about(option)
    for character in "\\[]:":
        about = about.replace(character, "\\" + character)
    values = values_of(command, option)
    if values is None:
        return _quoted(f"*{name}[{about}]")
    attached = "=" if name.startswith("--") else "+"
    action = _zsh_action(values)
    if values.right is not None:
        action = f' _dcslint_pair "{_zsh_words(values)}" "{_zsh_words(values.right)}"'
    metavar = option.metavar.replace(":", "\\:")
    return _quoted(f"*{name}{attached}[{about}]:{metavar}:{action}")


def _zsh_action(values: Values) -> str:
    if values.kind == WORDS:
        return f"({' '.join(values.words)})"
    return {FILES: "_files", FOLDERS: "_files -/", NAMES: "_dcslint_names", NOTHING: " "}[
        values.kind
    ]


def _zsh_words(values: Values) -> str:
    """The same as a command to run."""
    if values.kind == WORDS:
        return f"_dcslint_words {' '.join(values.words)}"
    return "true" if values.kind == NOTHING else _zsh_action(values)


# fish


def fish(contexts: list[Context]) -> str:
    """The script for fish."""
    options: dict[tuple[object, ...], tuple[Option, Values | None, list[str]]] = {}
    lines: list[str] = []
    for context in contexts:
        command = context.name.partition(" ")[0]
        arguments = _fish_arguments(context.operands)
        if context.operands.kind:
            lines.append(f"complete -c dcslint -n {_fish_in([context.name])} {arguments}")
        for option in context.options:
            values = values_of(command, option)
            key = (option.name, option.about, values and values.key())
            options.setdefault(key, (option, values, []))[2].append(context.name)
    for option, values, names in options.values():
        words = "".join(
            f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
            for name in spellings(option)
        )
        about = " -d '" + _about(option).replace("'", "\\'") + "'"
        taken = "" if values is None else f" {_fish_value(values)}".rstrip()
        lines.append(f"complete -c dcslint -n {_fish_in(names)}{words}{about}{taken}")
    return _filled(
        "fish",
        names=" ".join(COMMANDS),
        valued=" ".join(valued()),
        commands=" ".join(f"':{command}'" for command in COMMANDS),
        actions=" ".join(f"'rules:{action}'" for action in _actions(contexts)),
        lines="\n".join(lines),
    )


def _fish_value(values: Values) -> str:
    """That an option takes one; no files then, but where they are meant."""
    either = FILES in {values.kind, values.right.kind if values.right else NOTHING}
    return f"{'-r' if either else '-x'} {_fish_arguments(values)}"


def _fish_in(names: list[str]) -> str:
    words = " ".join(f'"{name}"' if " " in name else name for name in names)
    return f"'__dcslint_in {words}'"


def _fish_arguments(values: Values) -> str:
    if values.right is not None:
        right = " ".join(values.right.words)
        source = "__dcslint_names | " if values.kind == NAMES else "true | "
        if values.right.kind == NAMES:
            right = "(__dcslint_names)"
        return f"-a '({source}__dcslint_pairs {right})'"
    if values.kind == WORDS:
        return f"-a '{' '.join(values.words)}'"
    return {
        FILES: "-F",
        FOLDERS: "-a '(__fish_complete_directories (__dcslint_value))'",
        NAMES: "-a '(__dcslint_names)'",
        NOTHING: "",
    }[values.kind]
