"""The console: what goes to standard output and standard error, in which encoding and colour.

Output is UTF-8 whatever the locale says, so that a pipe in a container with LANG=C carries the same
bytes as a terminal. Knows nothing of what is written.
"""

from __future__ import annotations

import os
import sys

from dcslint.reporters.visible import escaped, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


_LINE_START = "\r\x1b[K"  # back to the line's beginning, and what is on it goes
_drawn = [False]


class OutputError(OSError):
    """The standard output cannot be written to."""


def prepare() -> None:
    """Make both streams UTF-8; what it cannot carry (an odd file name) is escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def write(text: str) -> None:
    """Write to the standard output at once. Quiet if its reader has gone. Raises OutputError."""
    stream: TextIO | None = sys.stdout
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise OutputError(*error.args) from None


def show(text: str) -> None:
    """Write lines for a person: as `write`, and nothing in them that a terminal would obey."""
    write(_harmless(text))


def _harmless(text: str) -> str:
    if text.replace("\n", "").isprintable():
        return text
    return "".join(char if char in "\n\t" else escaped(char) for char in text)


def write_bytes(data: bytes) -> None:
    """Write bytes to the standard output as they are. As `write` otherwise."""
    stream: TextIO | None = sys.stdout
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise OutputError(*error.args) from None


def is_terminal() -> bool:
    """Whether the standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def can_draw() -> bool:
    """Whether a line on the standard error can be drawn over."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def draw(words: str) -> None:
    """Show words on the standard error until something else is said there, or they are erased."""
    # A line that wraps could not be erased.
    _put(_LINE_START + f"dcslint: {visible(words)}"[: _columns() - 1])
    _drawn[0] = True


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def erase() -> None:
    """Take away what is drawn."""
    if _drawn[0]:
        _drawn[0] = False
        _put(_LINE_START)


def _put(text: str) -> None:
    stream: TextIO | None = sys.stderr
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        _discard(stream)


def say(kind: str, words: str) -> None:
    """Write one line to the standard error: `kind` is "error", "warning" or "note"."""
    erase()
    _put(f"dcslint: {kind}: {visible(words)}\n")


def failed(what: str, error: BaseException, *, debug: bool = False) -> None:
    """Say in one line what raised; the traceback too if `debug`."""
    message = masked(str(error))
    name = type(error).__name__
    say("error", f"{what} failed: {name}: {message}" if message else f"{what} failed: {name}")
    if debug:
        trace(error)


def masked(words: str) -> str:
    """What an exception says, which may be a piece of a file, without the secrets in it."""
    from dcslint.source import Document
    from dcslint.source.secrets import find_secrets

    document = Document("", words)
    document.find_secrets = find_secrets
    return document.redact(words)


def trace(error: BaseException) -> None:
    """Write an error's traceback to the standard error."""
    from traceback import format_exception

    _put(_harmless(masked("".join(format_exception(error)))))


def wants_color(choice: str, *, to_file: bool = False) -> bool:
    """Whether to colour: `choice` is "auto", "always" or "never".

    An explicit choice goes before NO_COLOR (https://no-color.org), that before FORCE_COLOR.
    """
    if choice != "auto":
        return choice == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _discard(stream: TextIO) -> None:
    """Let the rest of a stream go nowhere: Python flushes it once more when it exits."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
