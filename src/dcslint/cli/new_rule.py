"""`dcslint rules new`: a card to start from, whose examples pass as they stand."""

from __future__ import annotations

import os
import re

from dcslint.config import ConfigurationError
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.plugins import Installation

TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
# What a rule of a group is most often about.
_USUAL = {
    "image": "base-image-not-allowed",
    "registry": "cluster-image-not-allowed",
    "cluster": "field-missing",
}
_WORD = regex(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def split_name(given: str) -> tuple[str, str]:
    """Group and name of `GROUP/NAME`. Raises ConfigurationError."""
    group, slash, name = given.partition("/")
    if not slash or not _WORD.fullmatch(group) or not _WORD.fullmatch(name):
        shown = "image/our-registry"
        raise ConfigurationError(
            f"give a new rule as GROUP/NAME in lower-case words, such as {shown}, not {given!r}"
        )
    return group, name


def templates() -> dict[str, str]:
    """The names of all templates, which are those of the checks they use, with their paths."""
    return {
        name.removesuffix(".md"): os.path.join(folder, name)
        for folder, _, names in sorted(os.walk(TEMPLATES))
        for name in sorted(names)
        if name.endswith(".md")
    }


def card_like(installation: Installation, group: str, name: str, like: str) -> str:
    """The text of a new card, made from a template or from the card of a rule that is there.

    Raises ConfigurationError for a name that stands for neither, or that is taken.
    """
    taken = installation.rulebook.rules.get(name)
    if taken is not None:
        raise ConfigurationError(f"there is a rule {name} already: {taken.path}")
    if name in installation.rulebook.groups or group in installation.rulebook.rules:
        word = name if name in installation.rulebook.groups else group
        raise ConfigurationError(f"{word!r} would be both a rule and a group of rules")
    known = templates()
    like = (like or _USUAL.get(group, "")).replace("_", "-")
    if not like:
        listed = ", ".join(known)
        raise ConfigurationError(f"what is {group}/{name} to be --like? One of {listed}, or a rule")
    if like in known:
        with open(known[like], encoding="utf-8") as file:
            text = file.read()
    else:
        text = _card_of_rule(installation, like, known)
    stem = like.rpartition("/")[2]
    text = re.sub(rf"(?m)^(.*) \[(?:.*/)?{re.escape(stem)}\]$", rf"\1 [{name}]", text)
    # Rows of our catalogue and former names are that rule's alone.
    return re.sub(r"(?m)^(catalogue|formerly):.*\n", "", text, count=2)


def _card_of_rule(installation: Installation, like: str, known: dict[str, str]) -> str:
    rule = installation.rulebook.rules.get(like)
    if rule is None:
        from dcslint.rulebook.card import suggest

        hint = suggest(like, [*known, *installation.rulebook.rules])
        raise ConfigurationError(f"--like {like}: there is no such check or rule{hint}")
    return installation.read_card(rule.path)
