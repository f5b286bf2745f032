"""Folders of a project: that of a file, and patterns for what is in one. Reads nothing."""

from __future__ import annotations

from dcslint.source.regex import regex

_WILDCARD = regex(r"[*?[]")


def folder_of(path: str) -> str:
    """The folder of a path with its "/"; "" for the working directory."""
    return path[: path.rfind("/") + 1]


def within(folder: str, pattern: str) -> str:
    """The pattern for `Files.glob` of what a pattern means in a folder, whatever its name holds."""
    return _WILDCARD.sub(lambda found: f"[{found[0]}]", folder) + pattern
