"""Dockerfiles by BuildKit's rules. `read_dockerfile` is the way in."""

from __future__ import annotations

from dcslint.readers.dockerfile.reader import read_dockerfile
from dcslint.readers.dockerfile.syntax import (
    MOST_INSTRUCTIONS,
    Directive,
    DockerfileSyntax,
    Flag,
    Heredoc,
    InstructionSyntax,
)

__all__ = [
    "MOST_INSTRUCTIONS",
    "Directive",
    "DockerfileSyntax",
    "Flag",
    "Heredoc",
    "InstructionSyntax",
    "read_dockerfile",
]
