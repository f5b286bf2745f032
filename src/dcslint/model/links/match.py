"""Which build makes the image that a name means: the best of them, or none where two are as good.

A registry and repository that agree decide; tags only choose between builds of one repository. What
is said in a better place goes before the rest, whatever the tags.
"""

from __future__ import annotations

from dcslint.model.compute.template import template_at
from dcslint.model.links.build import CONFIGURATION, LABEL, Build
from dcslint.model.links.holes import hole
from dcslint.model.links.names import OTHER, name_of
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dcslint.model.image.nodes import Image
    from dcslint.model.links.names import ImageName
    from dcslint.source import Span

    Rank = tuple[bool, int]

_REF_NAME = "org.opencontainers.image.ref.name"
_MOST_TEMPLATES = 8
MOST_COMPARISONS = 500_000  # of the names of clusters with those of builds


class Match:
    """What was found for a name.

    build       the build that makes it; None if there is none, or more than one
    candidates  those among which there is no choice; else only the build
    """

    __slots__ = ("build", "candidates")

    def __init__(self, build: Build | None, candidates: Iterable[Build]) -> None:
        self.build = build
        self.candidates = list(candidates)

    def __repr__(self) -> str:
        return f"Match({self.build!r} of {len(self.candidates)})"


class Builds:
    """Builds to match names with: each name meets only those that it may be, and each once."""

    __slots__ = ("_by_end", "_effort", "_known")

    def __init__(self, builds: Iterable[Build]) -> None:
        self._by_end: dict[str, list[Build]] = {}
        for build in builds:
            for end in dict.fromkeys(one.end for one in build.names):
                self._by_end.setdefault(end, []).append(build)
        self._known: dict[str, Match] = {}
        self._effort = MOST_COMPARISONS

    def match(self, name: ImageName, place: Span | None = None) -> Match:
        """As `match` of all builds; after too many comparisons no choice is made any more.

        `place` is where the name is written.
        """
        found = self._known.get(name.text)
        if found is None:
            candidates = self._by_end.get(name.end, [])
            self._effort -= len(candidates)
            if self._effort < 0:
                reached(f"{MOST_COMPARISONS:,} comparisons of images with builds", place)
                found = Match(None, candidates[:2])
            else:
                found = match(name, candidates)
            self._known[name.text] = found
        return found


def match(name: ImageName, builds: Iterable[Build]) -> Match:
    """The build of a name. Of several with one Dockerfile, what they disagree on is not known."""
    by_kind: dict[int, list[tuple[Rank, Build]]] = {}
    for build in builds:
        rank = _rank(name, build)
        if rank is not None:
            by_kind.setdefault(build.kind, []).append((rank, build))
    if not by_kind:
        return Match(None, ())
    ranked = by_kind[min(by_kind)]
    best = max(rank for rank, _ in ranked)
    found = [build for rank, build in ranked if rank == best]
    distinct = {(build.dockerfile, build.target): build for build in reversed(found)}
    if len(distinct) > 1:
        return Match(None, list(distinct.values())[::-1])
    return Match(_together(found), found[:1])


def _rank(name: ImageName, build: Build) -> Rank | None:
    """How well the best name of a build fits; None if none does."""
    ranks = [
        (one.has_registry and name.has_registry, fit)
        for one in build.names
        if one.is_repository_of(name) and (fit := one.tag_fit(name)) != OTHER
    ]
    return max(ranks, default=None)


def _together(builds: list[Build]) -> Build:
    first = builds[0]
    if all(one.args == first.args and one.platform == first.platform for one in builds):
        return first
    names = {name for one in builds for name in one.args}
    args = {}
    for name in sorted(names):
        values = {one.args.get(name) for one in builds}
        args[name] = values.pop() if len(values) == 1 else None
    platforms = {one.platform for one in builds}
    return Build(
        first.kind,
        first.how,
        first.names,
        first.dockerfile,
        target=first.target,
        args=args,
        platform=platforms.pop() if len(platforms) == 1 else "",
        span=first.span,
    )


def name_in(text: str, known: Mapping[str, str] | None = None) -> ImageName | None:
    """The name that the url of a spec is, its templates as holes; None if it is none.

    `known` has what some templates are known to stand for, by what stands in their braces.
    """
    parts: list[str] = []
    for _ in range(_MOST_TEMPLATES):
        place = template_at(text)
        if place is None:
            return name_of("".join([*parts, text]))
        start, end = place
        inner = text[start:end].strip("${}() ")
        parts += [text[:start], (known or {}).get(inner, hole(inner or "template"))]
        text = text[end:]
    return None


def configured(images: Mapping[str, str]) -> list[Build]:
    """The builds that the configuration states."""
    builds = []
    for text, dockerfile in images.items():
        name = name_of(text)
        if name is not None:
            builds.append(Build(CONFIGURATION, "configuration", [name], dockerfile))
    return builds


def labelled(image: Image) -> Build | None:
    """The build that a Dockerfile's own label states, if it names an image."""
    from dcslint.model.image.labels import labels_of

    if image.final is None:
        return None
    found = None
    for label, value in labels_of(image.final):
        if label.text == _REF_NAME:
            found = value
    name = None if found is None or not found.text else name_of(found.text)
    if found is None or name is None or "/" not in name.repository:
        return None
    return Build(LABEL, "label", [name], image.document.path, span=found.span)
