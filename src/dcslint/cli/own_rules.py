"""Where a project keeps rules of its own: `.dcslint/rules`, and tables in `.dcslint/facts`."""

from __future__ import annotations

import os

from dcslint.cli import discovery

FOLDER = ".dcslint"
RULES = "rules"
FACTS = "facts"


def own_folder(kind: str) -> str | None:
    """The project's folder of a kind, as seen from the working directory; None if there is none.

    It is looked for upwards as far as the repository goes: what lies above is not the project's.
    """
    here = os.path.realpath(os.curdir)
    while True:
        place = os.path.join(here, FOLDER, kind)
        if os.path.isdir(place):
            return discovery.relative(place)
        above = os.path.dirname(here)
        if above == here or os.path.exists(os.path.join(here, ".git")):
            return None
        here = above


def place_for_rules() -> str:
    """Where the project's cards belong: where they are, else at the top of the repository."""
    found = own_folder(RULES)
    if found is not None:
        return found
    here = os.path.realpath(os.curdir)
    top = here
    while not os.path.exists(os.path.join(top, ".git")):
        above = os.path.dirname(top)
        if above == top:
            top = here
            break
        top = above
    return discovery.relative(os.path.join(top, FOLDER, RULES))
