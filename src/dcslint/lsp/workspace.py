"""The folders of the editor's workspace, and which of them an address belongs to."""

from __future__ import annotations

from os.path import dirname, join, normpath, sep

from pygls.uris import from_fs_path, to_fs_path

from dcslint.lsp.session import Folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dcslint.lsp.linter import Choices, Linter, MakeLinter

# What is used while the editor's settings are wrong.
_NO_CHOICES: Choices = {}


class Place:
    """A folder with its root on the disk, and addresses of what is in it."""

    __slots__ = ("alone", "folder", "root")

    def __init__(self, root: str, folder: Folder, *, alone: bool = False) -> None:
        self.root = root
        self.folder = folder
        self.alone = alone

    def address_of(self, path: str) -> str:
        """The URI of a path relative to the root."""
        return from_fs_path(join(self.root, *path.split("/"))) or path


class Workspace:
    """All folders. A file that lies in none gets one of its own, in which nothing else is read."""

    def __init__(self, make_linter: MakeLinter, tell: Callable[[str], None]) -> None:
        self._make_linter = make_linter
        self._tell = tell
        self.places: dict[str, Place] = {}
        self.choices: dict[str, Choices] = {}
        self.default_choices: Choices = {}

    def add(self, uri: str, *, alone: bool = False) -> Place | None:
        """Add a folder by its address."""
        path = to_fs_path(uri)
        return None if path is None else self._add(normpath(path), alone=alone)

    def _add(self, root: str, *, alone: bool) -> Place | None:
        if root in self.places and not (self.places[root].alone and not alone):
            return self.places[root]
        linter = self._linter(root)
        if linter is None:
            return None
        place = Place(root, Folder(linter, alone=alone), alone=alone)
        for other in list(self.places.values()):
            # What is open in a folder around the new one, or as a single file, moves into it.
            for path, text in list(other.folder.open.items()):
                whole = join(other.root, *path.split("/"))
                if _is_below(whole, root) and (other.alone or len(root) > len(other.root)):
                    other.folder.closed(path)
                    place.folder.opened(_relative(whole, root), text)
        self.places[root] = place
        return place

    def remove(self, uri: str) -> Place | None:
        """Take a folder away; what is open in it goes to the folder around it, or to its own."""
        path = to_fs_path(uri)
        place = None if path is None else self.places.pop(normpath(path), None)
        if place is not None:
            for name, text in place.folder.open.items():
                found = self.find(place.address_of(name))
                if found is not None:
                    found[0].folder.opened(found[1], text)
        return place

    def find(self, uri: str) -> tuple[Place, str] | None:
        """The folder of an address and the path in it; None for what is no file."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        if path is None:
            return None
        path = normpath(path)
        roots = [
            root for root, one in self.places.items() if not one.alone and _is_below(path, root)
        ]
        place = self.places[max(roots, key=len)] if roots else None
        if place is None:
            place = self._add(dirname(path), alone=True)
        return None if place is None else (place, _relative(path, place.root))

    def is_made_of(self, uri: str) -> bool:
        """Whether a linter was made of the file at an address, as of a baseline."""
        path = to_fs_path(uri)
        return path is not None and any(
            normpath(path) in place.folder.linter.rests_on for place in self
        )

    def reconfigure(self) -> None:
        """Make all linters anew: the choices have changed."""
        for place in self:
            linter = self._linter(place.root)
            if linter is not None:
                place.folder.relint(linter)

    def _linter(self, root: str) -> Linter | None:
        for choices in (self.choices.get(root, self.default_choices), _NO_CHOICES):
            try:
                return self._make_linter(root, choices)
            except Exception as error:  # noqa: BLE001 - wrong settings must not end the server
                self._tell(str(error) or type(error).__name__)
        return None

    def __iter__(self) -> Iterator[Place]:
        return iter(list(self.places.values()))


def _is_below(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(sep) + sep)


def _relative(path: str, root: str) -> str:
    return path[len(root.rstrip(sep)) + 1 :].replace(sep, "/")
