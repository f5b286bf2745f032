"""Where a project keeps rules of its own: `.dcslint/rules`, and tables in `.dcslint/facts`."""

from __future__ import annotations

import os

from dcslint.cli import discovery
from dcslint.cli.configuration import folders_upwards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ".dcslint"
RULES = "rules"
FACTS = "facts"


def own_folder(kind: str) -> str | None:
    """The project's folder of a kind, as seen from the working directory; None if there is none.

    It is looked for upwards as far as the repository goes: what lies above is not the project's.
    """
    places = (os.path.join(folder, FOLDER, kind) for folder in _folders())
    found = next(filter(os.path.isdir, places), None)
    return None if found is None else discovery.relative(found)


def place_for_rules() -> str:
    """Where the project's cards belong: where they are, else at the top of the repository."""
    found = own_folder(RULES)
    if found is not None:
        return found
    folders = list(_folders())
    top = folders[-1] if _is_repository(folders[-1]) else folders[0]
    return discovery.relative(os.path.join(top, FOLDER, RULES))


def _folders() -> Iterator[str]:
    """The working directory and those above it, up to the repository's top or the disk's."""
    return folders_upwards(os.path.realpath(os.curdir))


def _is_repository(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, ".git"))
