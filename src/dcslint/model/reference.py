"""Image references by the grammar of distribution/reference, which Docker and containerd use.

Takes a text apart and says where each part stands in it. Knows only what the grammar knows: which
registry a host is, and what a tag means, is said by the facts.

Source: https://github.com/distribution/reference/blob/main/reference.go and normalize.go.
"""

from __future__ import annotations

from dcslint.source.keep import kept
from dcslint.source.regex import regex

_COMPONENT = regex("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*")
_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_REGISTRY = regex(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_TAG = regex(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}")
_SPACE = regex(r"\s+")
_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_HEX = regex("[a-f0-9]+")
_DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_LONGEST_PATH = 255

_HUB = "docker.io"
_HUB_HOSTS = ("", _HUB, "index.docker.io", "registry-1.docker.io")


class Reference:
    """`[registry/]repository[:tag][@digest]`: each part as written, "" where there is none.

    A registry is `host[:port]`. `repository` is without the `library/` that Docker Hub implies.
    """

    __slots__ = ("_bounds", "digest", "registry", "repository", "tag", "text")

    def __init__(self, text: str, bounds: dict[str, tuple[int, int]]) -> None:
        self.text = text
        self._bounds = bounds
        self.registry = self._part("registry")
        self.repository = self._part("repository")
        self.tag = self._part("tag")
        self.digest = self._part("digest")

    def _part(self, name: str) -> str:
        start, end = self._bounds.get(name, (0, 0))
        return self.text[start:end]

    def bounds(self, name: str) -> tuple[int, int] | None:
        """Where "registry", "repository", "tag" or "digest" stands in the text; None if absent."""
        return self._bounds.get(name)

    @property
    def domain(self) -> str:
        """The registry asked, in lower case: "docker.io" for all spellings of Docker Hub."""
        host = self.registry.lower()
        return _HUB if host in _HUB_HOSTS else host

    @property
    def path(self) -> str:
        """The repository's full path: "library/ubuntu" for `ubuntu` on Docker Hub."""
        if self.domain == _HUB and "/" not in self.repository:
            return f"library/{self.repository}"
        return self.repository

    @property
    def familiar(self) -> str:
        """The shortest name of the repository, as Docker shows it: without tag and digest."""
        if self.domain != _HUB:
            return f"{self.domain}/{self.repository}"
        name = self.path.removeprefix("library/")
        return self.path if "/" in name else name

    def __repr__(self) -> str:
        return f"Reference({self.text!r})"


class ReferenceFault:
    """Why a text is no image reference, and which of its characters `[start, end)` are at fault.

    `kind` is "empty", "scheme" (`https://…`), "whitespace", "upper-case" (in the repository),
    "empty-tag" (a colon and nothing behind it), "bad-digest" or "malformed".
    """

    __slots__ = ("end", "kind", "start")

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind = kind
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"ReferenceFault({self.kind}, {self.start}..{self.end})"


# Many rules ask of the same few images.
@kept(256)
def parse_reference(text: str) -> Reference | ReferenceFault:
    """Take an image reference apart, in time linear in its length. Never raises."""
    if not text:
        return ReferenceFault("empty", 0, 0)
    space = _SPACE.search(text) if text.split() != [text] else None
    if space is not None:
        return ReferenceFault("whitespace", *space.span())
    scheme = _SCHEME.match(text) if "://" in text else None
    if scheme is not None:
        return ReferenceFault("scheme", *scheme.span())
    at_sign = text.find("@")
    name_end = len(text) if at_sign < 0 else at_sign
    registry_end = _registry_end(text, name_end)
    start = registry_end + 1 if registry_end else 0
    colon = text.find(":", max(text.rfind("/", start, name_end), start), name_end)
    path_end = name_end if colon < 0 else colon

    if registry_end and _REGISTRY.fullmatch(text, 0, registry_end) is None:
        return ReferenceFault("malformed", 0, registry_end)
    fault = _fault_of_path(text, start, path_end)
    if fault is not None:
        return fault
    bounds = {"repository": (start, path_end)}
    if registry_end:
        bounds["registry"] = (0, registry_end)
    if colon >= 0:
        if colon + 1 == name_end:
            return ReferenceFault("empty-tag", colon, name_end)
        if _TAG.fullmatch(text, colon + 1, name_end) is None:
            return ReferenceFault("malformed", colon + 1, name_end)
        bounds["tag"] = (colon + 1, name_end)
    if at_sign >= 0:
        if not _is_digest(text[at_sign + 1 :]):
            return ReferenceFault("bad-digest", at_sign + 1, len(text))
        bounds["digest"] = (at_sign + 1, len(text))
    return Reference(text, bounds)


def _registry_end(text: str, end: int) -> int:
    """Where the registry ends; 0 if the first component is already part of the path.

    Docker also takes a first component with capitals for a host. No registry has such a name with
    neither dot nor port, so here it stays the misspelt repository that its author meant.
    """
    slash = text.find("/", 0, end)
    if slash < 0:
        return 0
    first = text[:slash]
    return slash if "." in first or ":" in first or first == "localhost" else 0


def _fault_of_path(text: str, start: int, end: int) -> ReferenceFault | None:
    path = text[start:end]
    if not _is_path(path):
        kind = "upper-case" if _is_path(path.lower()) else "malformed"
        return ReferenceFault(kind, start, end)
    # 64 hexadecimal digits are an image's identifier and refused as a name.
    is_identifier = end - start == len(text) == 64 and _HEX.fullmatch(path) is not None
    if len(path) > _LONGEST_PATH or is_identifier:
        return ReferenceFault("malformed", start, end)
    return None


def _is_path(text: str) -> bool:
    return all(map(_COMPONENT.fullmatch, text.split("/")))


def _is_digest(text: str) -> bool:
    algorithm, _, value = text.partition(":")
    return len(value) == _DIGEST_LENGTHS.get(algorithm) and _HEX.fullmatch(value) is not None
