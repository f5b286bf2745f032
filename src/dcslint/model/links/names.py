"""Names of images with parts that may not be known, and whether two of them can be the same.

Goes by registry and repository; tags only tell apart what is built into one repository. A registry
that is not known may be any, a repository that is not known is none.
"""

from __future__ import annotations

import re

from dcslint.model.links.holes import HOLE, has_hole
from dcslint.model.reference import Reference, parse_reference
from dcslint.source.pattern import has_parts
from dcslint.source.regex import regex

# How well two tags go together, the best last.
OTHER, DOUBTFUL, LIKELY, SAME = range(4)
_HUB = "docker.io"
_HUB_HOSTS = frozenset((_HUB, "index.docker.io", "registry-1.docker.io"))
_SEGMENT = regex(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*")
_TAG = regex(r"[\w][\w.-]{0,127}", re.ASCII)
# A tag that counts versions: what is built under one is, some time, built under another.
_VERSION = regex(r"v?\d[\w.+-]*", re.ASCII)
_MOVING = frozenset(("", "latest"))
_LONGEST = 512
# More of them leave nothing to go by, and would cost a match time.
_MOST_HOLES = 6


class ImageName:
    """`[registry/]repository[:tag]`, of which parts may be holes. `text` is all of it."""

    __slots__ = ("_segments", "tag", "text")

    def __init__(self, text: str, segments: list[str], tag: str) -> None:
        self.text = text
        self._segments = segments
        self.tag = tag

    def __repr__(self) -> str:
        return f"ImageName({self.text!r})"

    @property
    def repository(self) -> str:
        """Registry and repository, without the tag."""
        return "/".join(self._segments)

    @property
    def end(self) -> str:
        """The last part of the repository: always known, and the same of all that can be this."""
        return self._segments[-1]

    @property
    def has_registry(self) -> bool:
        """Whether the registry, or what may be one, is known."""
        return not has_hole(self._segments[0])

    def is_repository_of(self, other: ImageName) -> bool:
        """Whether the repositories can be the same; at least the last segment is known of both."""
        mine, others = self._segments, other._segments
        if not any(has_hole(one) for one in mine):
            return _matches(others, mine)
        if not any(has_hole(one) for one in others):
            return _matches(mine, others)
        known = list(zip(_known_end(mine), _known_end(others), strict=False))
        return all(one == another for one, another in known)

    def tag_fit(self, other: ImageName) -> int:
        """How well the tags go together: OTHER, DOUBTFUL, LIKELY or SAME."""
        mine, others = self.tag, other.tag
        if mine == others:
            return SAME
        if has_hole(mine) or has_hole(others):
            pattern, text = (mine, others) if has_hole(mine) else (others, mine)
            if has_hole(text):
                return DOUBTFUL
            if not _fits(pattern, text):
                return OTHER
            return LIKELY if HOLE.sub("", pattern) else DOUBTFUL
        if mine in _MOVING or others in _MOVING:
            return DOUBTFUL
        both = _VERSION.fullmatch(mine) and _VERSION.fullmatch(others)
        return DOUBTFUL if both else OTHER


def name_of(text: str) -> ImageName | None:
    """The name that a text is; None for what is no name, or whose repository is not known."""
    text = text.strip()
    if not text or len(text) > _LONGEST or text.count("\0") > 2 * _MOST_HOLES:
        return None
    name = text.partition("@")[0]
    colon = name.find(":", name.rfind("/") + 1)
    tag = "" if colon < 0 else name[colon + 1 :]
    path = name if colon < 0 else name[:colon]
    if not has_hole(path):
        return _known(text, path, tag)
    segments = path.split("/")
    if has_hole(segments[-1]) or any(not one for one in segments):
        return None
    if not all(has_hole(one) or _SEGMENT.fullmatch(one) for one in segments[1:]):
        return None
    return ImageName(text, _without_hub(segments), tag) if _is_tag(tag) else None


def _known(text: str, path: str, tag: str) -> ImageName | None:
    reference = parse_reference(path)
    if not isinstance(reference, Reference) or not _is_tag(tag):
        return None
    return ImageName(text, reference.familiar.split("/"), tag)


def _is_tag(tag: str) -> bool:
    return not tag or has_hole(tag) or _TAG.fullmatch(tag) is not None


def _without_hub(segments: list[str]) -> list[str]:
    return segments[1:] if segments[0] in _HUB_HOSTS else segments


def _matches(pattern: list[str], known: list[str]) -> bool:
    """Whether segments with holes can stand for known ones; a whole hole may be several."""
    if not any(has_hole(one) for one in pattern):
        return pattern == known
    # Whether the first so many of the known ones are what the pattern up to here stands for.
    fits = [True, *(False for _ in known)]
    for one in pattern:
        before, fits = fits, [False]
        is_whole = HOLE.fullmatch(one) is not None
        for at, segment in enumerate(known):
            if is_whole:
                fits.append(before[at] or fits[at])
            else:
                fits.append(before[at] and _fits(one, segment))
    return fits[-1]


def _fits(pattern: str, text: str) -> bool:
    """Whether a text with holes can stand for a known one."""
    return has_parts(text, HOLE.split(pattern))


def _known_end(segments: list[str]) -> list[str]:
    """The segments behind the last hole, the last first."""
    found = []
    for one in reversed(segments):
        if has_hole(one):
            break
        found.append(one)
    return found
