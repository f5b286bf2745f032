"""Acme's house rules for dcslint. Only the hooks stand here; they are asked at every start."""

from __future__ import annotations

import os

from dcslint.plugins import Pack

HERE = os.path.dirname(os.path.abspath(__file__))


def dcslint_packs() -> list[Pack]:
    """Give the cards, the checks that they name, and rows for dcslint's tables."""
    return [
        Pack(
            "acme",
            rules=os.path.join(HERE, "rules"),
            checks=["dcslint_acme.checks"],
            facts=os.path.join(HERE, "facts"),
            # Written by `dcslint rules index`; without it the cards are read at each start.
            index=os.path.join(HERE, "index.json"),
        )
    ]


def dcslint_readers() -> list[str]:
    """Give the format of image lists."""
    return ["dcslint_acme.reader:ImageListFormat"]


def dcslint_reporters() -> dict[str, str]:
    """Give the reporter for `--format tally`; it is imported when asked for."""
    return {"tally": "dcslint_acme.reporter:report"}
