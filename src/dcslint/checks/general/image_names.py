"""Names of images as cards write them: `acme.azurecr.io`, `acme/*`, `acme.azurecr.io/base:1.*`.

A registry alone stands for all that is in it. `*` is any text in one part between slashes, `**` any
number of parts. Without a registry Docker Hub is meant; behind a colon stands the tag, any if there
is none.
"""

from __future__ import annotations

from dcslint.source.pattern import is_like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.nodes import Stage
    from dcslint.model.reference import Reference

_HUB = "docker.io"


def is_one_of(reference: Reference, names: list[str]) -> bool:
    """Whether an image is meant by one of the names."""
    return any(_is_meant(reference, name) for name in names)


def comes_from(stage: Stage, names: list[str]) -> bool:
    """Whether the first image of a stage is meant by one of the names, or may be."""
    root = stage.root
    if not names:
        return False
    if root.value.known() is None:
        return True
    return root.reference is not None and is_one_of(root.reference, names)


def _is_meant(reference: Reference, name: str) -> bool:
    path, tag = _split(name)
    if tag is not None and not is_like(reference.tag or "latest", tag):
        return False
    wanted = path.split("/")
    if not _is_registry(wanted[0]):
        wanted.insert(0, _HUB)
        if len(wanted) == 2 and "*" not in wanted[1]:
            wanted.insert(1, "library")
    elif len(wanted) == 1:
        wanted.append("**")
    return _parts_match([reference.domain, *reference.path.split("/")], wanted)


def _split(name: str) -> tuple[str, str | None]:
    """The name without its tag, and the tag. A colon before a slash is a registry's port."""
    colon = name.rfind(":")
    if colon < 0 or "/" in name[colon:] or ("/" not in name and name[colon + 1 :].isdecimal()):
        return name, None
    return name[:colon], name[colon + 1 :]


def _is_registry(part: str) -> bool:
    return "." in part or ":" in part or part in ("localhost", "**")


def _parts_match(parts: list[str], wanted: list[str]) -> bool:
    """Whether parts are as wanted, in time proportional to the product of their numbers."""
    reachable = {0}  # how many of the parts can be used up by what is wanted so far
    for one in wanted:
        if one == "**":
            reachable = set(range(min(reachable), len(parts) + 1)) if reachable else reachable
        else:
            reachable = {at + 1 for at in reachable if at < len(parts) and is_like(parts[at], one)}
    return len(parts) in reachable
