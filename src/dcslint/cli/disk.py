"""The disk: `Files` below one root, and files written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat

from dcslint.cli.discovery import Search, walk
from dcslint.source.files import FileUnavailableError, compile_glob, normalise
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import FileIO

# What a linted file may draw in: enough for any Dockerfile's requirements or a bundle's include.
MOST_BYTES = 16 * 1024 * 1024


class DiskFiles:
    """The files below a root directory. A symlink that leads out of it is refused."""

    __slots__ = ("_real_root", "root")

    def __init__(self, root: str) -> None:
        self.root = root
        self._real_root = os.path.realpath(root)

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises FileUnavailableError with the reason."""
        real = self._real(path)
        try:
            data = read_regular(real, MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            raise FileUnavailableError(path, reason(error)) from None
        if len(data) > MOST_BYTES:
            reached(f"{MOST_BYTES:,} bytes", path)
            raise FileUnavailableError(path, "too large")
        return data

    def exists(self, path: str) -> bool:
        """Whether `path` is a regular file inside the root that may be read."""
        try:
            real = self._real(path)
        except FileUnavailableError:
            return False
        return os.path.isfile(real) and os.access(real, os.R_OK)

    def glob(self, pattern: str) -> list[str]:
        """The files that match a pattern with `*`, `?`, `**` and `[…]`, sorted."""
        try:
            pattern = normalise(pattern)
        except FileUnavailableError:
            return []
        matches = compile_glob(pattern)
        start = _literal_folder(pattern)
        if "/" not in pattern[len(start) :].lstrip("/") and "**" not in pattern:
            return [path for path in self._listed(start) if matches(path) and self.exists(path)]
        found, _ = walk(os.path.join(self.root, start), start, Search(matches))
        return [path for path in found if self.exists(path)]

    def _listed(self, folder: str) -> list[str]:
        """What stands in one folder, sorted."""
        try:
            names = os.listdir(os.path.join(self.root, folder))
        except OSError:
            return []
        return sorted(f"{folder}/{name}" if folder else name for name in names)

    def _real(self, path: str) -> str:
        written = os.path.join(self.root, normalise(path))
        try:
            os.lstat(written)  # most files that are asked for are not there: that is told cheaply
            real = os.path.realpath(written)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise FileUnavailableError(path, reason(error)) from None
        if real != self._real_root and not real.startswith(self._real_root.rstrip(os.sep) + os.sep):
            raise FileUnavailableError(path, "outside the project")
        return real


def _literal_folder(pattern: str) -> str:
    """The folders that a pattern names before its first wildcard."""
    folders = pattern.split("/")[:-1]
    literal = []
    for folder in folders:
        if any(char in folder for char in "*?["):
            break
        literal.append(folder)
    return "/".join(literal)


def reason(error: Exception) -> str:
    """Why a file could not be had, in words without a path or a number."""
    if isinstance(error, OSError) and error.errno is not None:
        if error.errno == errno.ENOENT:
            return "no such file or directory"
        return os.strerror(error.errno).lower()
    return str(error)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_regular(path: str, most: int) -> bytes:
    """At most `most` bytes of a regular file. Raises OSError, or ValueError for anything else.

    A named pipe that nobody writes to, or a device without an end, is never waited for.
    """
    with open(path, "rb", buffering=0, opener=_at_once) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("not a regular file")
        return _up_to(file, most, status.st_size)


def read_any(path: str, most: int) -> bytes:
    """At most `most` bytes of whatever `path` is; a pipe is waited for. Raises OSError."""
    with open(path, "rb", buffering=0) as file:
        return _up_to(file, most, os.fstat(file.fileno()).st_size)


def _up_to(file: FileIO, most: int, size: int) -> bytes:
    """What is left of a file, at most so many bytes; `size` is what it says it holds."""
    # Room for the most that is read costs several times what reading a small file does.
    data = file.read(min(most, size + 1))
    # It grows, or tells no size as in /proc and pipes, or came in parts.
    while len(data) != size and len(data) < most:
        more = file.read(most - len(data))
        if not more:
            break
        data += more
    return data


def write_whole(path: str, data: bytes) -> None:
    """Write a file so that nobody ever reads half of it: aside, then renamed over the old one.

    Keeps the mode of an existing file, writes through a symlink, and writes directly to what is
    not a regular file (a pipe, /dev/null). Raises OSError.
    """
    try:
        status = os.stat(path)
    except FileNotFoundError:
        status = None
    if status is not None and not stat.S_ISREG(status.st_mode):
        # By the name given: a pipe that /dev/stdout or /dev/fd/63 leads to has none of its own.
        with open(path, "wb") as file:
            file.write(data)
        return
    path = os.path.realpath(path)
    folder, name = os.path.split(path)
    aside = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if status is not None:
            _give_to(aside, status)
            os.chmod(aside, stat.S_IMODE(status.st_mode))
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


def _give_to(path: str, status: os.stat_result) -> None:
    """Give a new file the owner and group of the one it is to replace, as far as we may.

    In a container everything is run by root, and people want to keep their files.
    """
    from contextlib import suppress  # the only one that a run on one file would import

    made = os.stat(path)
    if (made.st_uid, made.st_gid) == (status.st_uid, status.st_gid):
        return
    with suppress(OSError):
        os.chown(path, status.st_uid, status.st_gid)
