"""What is known of the files of a stage: links, Python prefixes, removed paths.

Only what bears on the question "which program runs, and into which Python does it install". What is
not known is None, never a guess: a directory that something unseen has filled may hold any program.
"""

from __future__ import annotations

from dcslint.model.image.environment import BASE_PATH
from dcslint.model.image.packages import SystemPackages
from dcslint.model.image.paths import Copies, PathSet, parents
from dcslint.source.keep import kept
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Span

# The directories of PATH in Debian, Ubuntu and Alpine images, in their order; what packages put
# there belongs to the system's Python unless a link says otherwise.
SYSTEM_PATH = (
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    "/snap/bin",
)
SYSTEM_PREFIX = "/usr"
# Directories of PATH that hold no Python: compilers, drivers, JDKs, Spark.
_NO_PYTHON = ("/usr/local/nvidia", "/usr/local/cuda", "/usr/lib/jvm", "/usr/local/go", "/opt/java")
_NO_PYTHON_PARTS = (
    ".cargo",
    "cargo",
    "spark",
    "hadoop",
    "sbt",
    "maven",
    "java",
    "jdk",
    "node",
    "R",
)
_PYTHON_PROGRAMS = ("pip", "python", "pypy", "poetry")
# Where its own installers put poetry, into an environment of its own: one that it is told to make
# none beside it stands for the system's (poetry docs, "Installation").
_OWN_POETRY = (".local", ".poetry", "poetry", "pipx")
_MAX_LINKS = 40  # as many as Linux follows
MOST_ENTRIES = 100  # of a PATH: each command is looked for in each
MOST_COPIED = 500  # paths that are looked at for each stage or COPY --from
COPIED = f"{MOST_COPIED} paths and packages of a stage that another one has too"


class Prefix:
    """A directory with a Python of its own.

    kind    "system", "base" (it comes with a Databricks base image), "venv", "virtualenv", "uv",
            "conda"
    seeded  whether it holds a pip of its own, None if unknown
    open    whether what is installed for the system is seen from it (--system-site-packages)
    span    where it is made, None for what the base brings
    """

    __slots__ = ("kind", "open", "path", "python", "seeded", "span")

    def __init__(
        self,
        path: str,
        kind: str,
        *,
        span: Span | None = None,
        python: str | None = None,
        seeded: bool | None = True,
        open: bool = False,
    ) -> None:
        self.path = path
        self.kind = kind
        self.span = span
        self.python = python
        self.seeded = seeded
        self.open = open

    def __repr__(self) -> str:
        return f"Prefix({self.path}, {self.kind})"


SYSTEM = Prefix(SYSTEM_PREFIX, "system")


@kept(1024)
def normal_path(path: str, directory: str | None = "/") -> str | None:
    """An absolute path without ".", ".." and doubled slashes; None if relative to the unknown."""
    if not path.startswith("/"):
        if directory is None:
            return None
        path = f"{directory}/{path}"
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


class Filesystem:
    """Facts about the files at one point of a build. Grows along a stage; a new stage copies it."""

    __slots__ = (
        "brought_from",
        "copied",
        "in_place",
        "links",
        "opaque",
        "packages",
        "prefixes",
        "python",
        "touched",
        "unknown",
        "users",
    )

    def __init__(self) -> None:
        self.links: dict[str, str | None] = {}
        self.prefixes: dict[str, Prefix] = {}
        # Paths that COPY, ADD or a command filled with what is not seen here.
        self.unknown = PathSet()
        # Whether a script or a program that is not seen here has run, which may have made anything.
        self.opaque = False
        self.packages = SystemPackages()
        # Projects that pip installs, by the path of the prefix; None stands for others beside them.
        self.python: dict[str, set[str | None]] = {}
        self.users: set[str] = set()
        self.copied = Copies()
        # Stages, by their index, with the prefixes that this one has copied from them.
        self.brought_from: set[tuple[int, str]] = set()
        # Whether poetry was told to make no environment of its own.
        self.in_place = False
        # Paths that some command names: "EXTERNALLY-MANAGED" is looked for here.
        self.touched: set[str] = set()

    def copy(self) -> Filesystem:
        """An independent copy, for a stage that starts from this one's end.

        Where there is too much to copy for each of 1,000 stages, the copy knows nothing for sure.
        """
        other = Filesystem()
        size = len(self.prefixes) + len(self.links) + len(self.copied) + len(self.unknown)
        if size + len(self.packages.names) + len(self.python) > MOST_COPIED:
            reached(COPIED)
            other.opaque = other.packages.open = True
            return other
        other.links.update(self.links)
        other.prefixes.update(self.prefixes)
        other.unknown.update(self.unknown)
        other.opaque = self.opaque
        other.in_place = self.in_place
        other.packages.update(self.packages)
        other.users.update(self.users)
        other.copied.update(self.copied)
        other.python = {path: set(names) for path, names in self.python.items()}
        other.touched.update(self.touched)
        return other

    def follow(self, path: str) -> str | None:
        """The path behind links of a file or of the directory that holds it; None if unknown."""
        if not self.links:
            return path
        for _ in range(_MAX_LINKS):
            if path in self.links:
                target = self.links[path]
                if target is None:
                    return None
                path = target
                continue
            head, _, _ = path.rpartition("/")
            for parent in parents(head):
                if parent in self.links:
                    target = self.links[parent]
                    if target is None:
                        return None
                    path = f"{target}{path[len(parent) :]}"
                    break
            else:
                return path
        return None

    def prefix_of(self, program: str) -> Prefix | None:
        """The Python prefix that a program's path belongs to, None if unknown."""
        path = self.follow(program)
        if path is None:
            return None
        directory = path.rpartition("/")[0]
        if directory in SYSTEM_PATH:
            return SYSTEM
        if not directory.endswith("/bin"):
            return None
        return self.prefixes.get(directory.removesuffix("/bin"))

    def find(self, name: str, path: str | None, place: Span | None = None) -> str | None:
        """The path of the program that a bare name runs, by the text of PATH; None if unknown.

        `place` is where PATH is set.
        """
        if path is None or not name:
            return None
        system = ""
        entries = path.split(":", MOST_ENTRIES)
        for entry in entries[:MOST_ENTRIES]:
            found = self._in_entry(entry, name)
            if found is None:
                return None
            if found.rpartition("/")[0] not in SYSTEM_PATH or found in self.links:
                if not found:
                    continue
                # One system directory alone may not hold the program that a later entry has.
                return None if system and BASE_PATH not in path else system or found
            system = system or found
        if len(entries) > MOST_ENTRIES:
            reached(f"{MOST_ENTRIES} entries of PATH", place)
            return None
        return system or None

    def _in_entry(self, entry: str, name: str) -> str | None:
        """The program in one entry of PATH; "" if it is surely not there; None if unknown."""
        if entry == BASE_PATH or entry in SYSTEM_PATH:
            for held in SYSTEM_PATH if entry == BASE_PATH else (entry,):
                if f"{held}/{name}" in self.links:
                    return f"{held}/{name}"
            # The rest of the system's directories follow at once in every PATH of use, so which one
            # of them holds the program makes no difference.
            return f"{'/usr/bin' if entry == BASE_PATH else entry}/{name}"
        directory = normal_path(entry, None)
        if directory is None:
            return None
        if f"{directory}/{name}" in self.links:
            return f"{directory}/{name}"
        home = directory.removesuffix("/bin")
        prefix = self.prefixes.get(home)
        if prefix is not None and directory.endswith("/bin"):
            if name.startswith("python") or (name.startswith("pip") and prefix.seeded):
                return f"{directory}/{name}"
            if name.startswith("pip") and prefix.seeded is False:
                return ""
            return None
        if _holds_no_python(directory) or not name.startswith(_PYTHON_PROGRAMS):
            return ""
        own = name == "poetry" and not set(directory.split("/")).isdisjoint(_OWN_POETRY)
        return "" if own else None

    def sources_of(self, path: str) -> list[str]:
        """The paths of the build context that a path in the image may be from, last first."""
        return self.copied.sources_of(path)

    def may_hold(self, path: str) -> bool:
        """Whether something unseen may have made a path: False only where it surely has not."""
        if self.opaque or "/" in self.unknown or path in self.prefixes:
            return True
        return self.unknown.has_above(path) or self.unknown.has_below(path)


@kept(1024)  # the same few directories stand in every PATH of a run
def _holds_no_python(directory: str) -> bool:
    if any(directory == known or directory.startswith(known + "/") for known in _NO_PYTHON):
        return True
    return any(
        part in segment
        for segment in directory.split("/")
        for part in _NO_PYTHON_PARTS
        if len(part) > 1 or part == segment
    )
