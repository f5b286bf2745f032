"""POSIX shell and bash as far as a linter needs it. `read_shell` is the way in."""

from __future__ import annotations

from dcslint.readers.shell.reader import read_shell
from dcslint.readers.shell.syntax import (
    Assignment,
    Body,
    Expansion,
    Literal,
    PlainWord,
    Redirect,
    Scope,
    Script,
    SimpleCommand,
    Substitution,
    Word,
)

__all__ = [
    "Assignment",
    "Body",
    "Expansion",
    "Literal",
    "PlainWord",
    "Redirect",
    "Scope",
    "Script",
    "SimpleCommand",
    "Substitution",
    "Word",
    "read_shell",
]
