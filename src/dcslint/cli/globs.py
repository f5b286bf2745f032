"""Patterns of paths, as `exclude`, `include` and `per-file-ignores` have them."""

from __future__ import annotations

import os

from dcslint.cli.arguments import Written
from dcslint.source.files import compile_glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def glob_of(word: str, root: str, pattern: str | None = None) -> Callable[[str], bool]:
    """A predicate for paths relative to `root`, the working directory of the run.

    What lies in a folder that matches, matches too. A pattern with a "/" in it is relative to the
    folder of the file that it is written in, on the command line to `root`. One without matches
    files and folders of that name anywhere below.
    """
    pattern = word if pattern is None else pattern
    bare = pattern.rstrip("/")
    pattern = bare.removeprefix("./").lstrip("/") if "/" in bare else f"**/{bare}"
    itself, inside = compile_glob(pattern), compile_glob(f"{pattern}/**")
    if not isinstance(word, Written) or word.folder == root:
        return lambda path: itself(path) or inside(path)
    folder = word.folder

    def matches(path: str) -> bool:
        below = os.path.relpath(os.path.join(root, path), folder).replace(os.sep, "/")
        return itself(below) or inside(below)

    return matches


def any_of(words: Iterable[str], root: str) -> Callable[[str], bool]:
    """A predicate for paths that match one of several patterns."""
    globs = [glob_of(word, root) for word in words]
    if not globs:
        return lambda _: False
    return lambda path: any(matches(path) for matches in globs)
