"""What may stand under the cursor, from the facts: tags, runtimes, access modes, kinds of scripts.

Reads the line and not the model: what is being typed is seldom whole. Only supported runtimes and
tags that are not known to have ended are offered.
"""

from __future__ import annotations

import re

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.facts import Facts

_FROM = regex(r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S*)$", re.IGNORECASE)
_ARG = regex(r"^[ \t]*ARG[ \t]+\w+=(\S*)$", re.IGNORECASE)
_URL = regex(r"""["']?url["']?[ \t]*[:=][ \t]*["']?([^\s"',]*)$""")
# `key: va`, `"key": "va`, `key = "va`: the key, the quote, and what is typed of the value.
_PAIR = regex(r"""["']?([A-Za-z_]+)["']?[ \t]*[:=][ \t]*(["']?)([\w.:-]*)$""")
_KEY = regex(r"""^[ \t{,-]*(["']?)(\w*)$""")
_SCRIPTS = regex(r"""["']?\binit_scripts["']?[ \t]*(?:[:=][ \t]*)?[\[{]?""")
# Nobody types in a longer line, and each pattern may look at all of it from many places.
_LONGEST_LINE = 1000
# How far above the cursor a list of init scripts may begin.
_LINES_ABOVE = 30


class Offer:
    """One proposal: it replaces the characters `[start, end)` of the text by `text`."""

    __slots__ = ("detail", "end", "rank", "start", "text")

    def __init__(self, text: str, start: int, end: int, detail: str, rank: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.detail = detail
        self.rank = rank


def complete(text: str, offset: int, facts: Facts, today: str, *, dockerfile: bool) -> list[Offer]:
    """Proposals for the word that ends at an offset, the best first; none in a very long line."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if offset - start > _LONGEST_LINE:
        return []
    line = text[start:offset]
    if dockerfile:
        found = _FROM.match(line)
        argument = _ARG.match(line)
        # An argument may hold anything: only one that has begun to be such an image gets offers.
        if found is None and argument and facts.organization.startswith(argument[1].split("/")[0]):
            found = argument if argument[1] else None
        return [] if found is None else _numbered(_images(found[1], facts, today), offset, found[1])
    image = _URL.search(line)
    if image is not None:
        return _numbered(_images(image[1], facts, today, bare=False), offset, image[1])
    pair = _PAIR.search(line)
    if pair is not None:
        return _numbered(_values(pair[1], facts, today), offset, pair[3])
    key = _KEY.match(line)
    if key is not None and _is_in_scripts(text, start, line):
        kinds = facts.spec_fields("init_script").values()
        offers = [
            (row.field, "an init script of this kind" + (" (deprecated)" * row.deprecated))
            for row in sorted(kinds, key=lambda row: (row.deprecated, row.field))
        ]
        return _numbered(iter(offers), offset, key[2])
    return []


def _numbered(offers: Iterator[tuple[str, str]], offset: int, typed: str) -> list[Offer]:
    return [
        Offer(text, offset - len(typed), offset, detail, rank)
        for rank, (text, detail) in enumerate(offers)
    ]


def _images(
    typed: str, facts: Facts, today: str, *, bare: bool = True
) -> Iterator[tuple[str, str]]:
    """Databricks' own images, tags only once the repository is there; `bare` for none typed yet."""
    repository, colon, _ = typed.partition(":")
    if colon:
        for tag in facts.tags_of(repository):
            version = tag.runtime
            if version is not None and facts.runtime_status(version, today) == "ended":
                continue
            if tag.supported is not False:
                detail = f"Databricks Runtime {version}" if version else "bound to no runtime"
                yield f"{repository}:{tag.tag}", detail
        return
    if typed or bare:
        for family in facts.families.values():
            detail = "for GPUs" if family.gpu else "base image of Databricks"
            yield f"{facts.organization}/{family.name}", detail


def _values(key: str, facts: Facts, today: str) -> Iterator[tuple[str, str]]:
    if key == "spark_version":
        for row in facts.runtimes():
            status = row.status(today)
            if status != "supported":
                continue
            for scala in row.scala:
                until = f", supported until {row.end_of_support}" if row.end_of_support else ""
                lts = " LTS" if row.lts else ""
                detail = f"Databricks Runtime {row.version}{lts}{until}"
                yield f"{row.version}.x-scala{scala}", detail
    elif key == "data_security_mode":
        for mode in facts.access_modes():
            if mode.kind != "legacy":
                yield mode.value, f"access mode: {mode.kind}"


def _is_in_scripts(text: str, line_start: int, line: str) -> bool:
    """Whether the line seems to stand inside a list or block of init scripts."""
    if _SCRIPTS.search(line):
        return True
    indent = len(line) - len(line.lstrip(" \t"))
    end = line_start
    for _ in range(_LINES_ABOVE):
        if end <= 0:
            return False
        start = text.rfind("\n", 0, end - 1) + 1
        above = text[start : end - 1]
        end = start
        if not above.strip():
            continue
        depth = len(above) - len(above.lstrip(" \t"))
        if _SCRIPTS.search(above):
            return depth <= indent
        indent = min(indent, depth)
    return False
