"""Short forms of what the shell reader returns, for tables of cases."""

from __future__ import annotations

from dcslint.readers.shell import (
    Expansion,
    Literal,
    Scope,
    Script,
    SimpleCommand,
    Substitution,
    Word,
    read_shell,
)


def kinds(scope: Scope | None) -> str:
    """The kinds of a scope and those around it, innermost first, without the script."""
    names = []
    while scope is not None and scope.parent is not None:
        names.append(scope.kind)
        scope = scope.parent
    return " in ".join(names)


def words(text: str, command: SimpleCommand) -> str:
    return " ".join(text[word.start : word.end] for word in command.words)


def joined(text: str) -> list[tuple[str, str]]:
    return [(command.after, words(text, command)) for command in read_shell(text).commands]


def scoped(text: str) -> list[tuple[str, str]]:
    return [(words(text, command), kinds(command.scope)) for command in read_shell(text).commands]


def keywords(text: str) -> list[tuple[str, str]]:
    return [(command.keyword, words(text, command)) for command in read_shell(text).commands]


def faults(script: Script) -> list[tuple[str, str]]:
    return [(fault.kind, script.text[fault.start : fault.end]) for fault in script.faults]


def part(node: Literal | Expansion | Substitution) -> str:
    """One part of a word in short; quoted parts stand in quotes, inexact ones behind a `~`."""
    if isinstance(node, Literal):
        shown = node.text if node.exact else f"~{node.text}"
        return f'"{shown}"' if node.quoted else shown
    if isinstance(node, Substitution):
        return f"({node.kind})"
    argument = "" if node.argument is None else " ".join(map(part, node.argument.parts))
    shown = f"<{node.name}{node.operator}{argument}>"
    return f'"{shown}"' if node.quoted else shown


def parts(text: str) -> list[str]:
    """The parts of the first word behind the name of the first command."""
    return [part(node) for node in first_word(text).parts]


def first_word(text: str) -> Word:
    return read_shell(text).commands[0].words[1]
