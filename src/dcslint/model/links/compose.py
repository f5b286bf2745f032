"""Services of Compose files that are both built and named. The variables are those of the file."""

from __future__ import annotations

from dcslint.model.links.build import COMPOSE
from dcslint.model.links.commands import Recipe
from dcslint.model.links.holes import has_hole, hole
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from dcslint.source import Span

    Node = Mapping | Sequence | Value

_VARIABLE = regex(
    r"\$(?:\$|\{(?P<braced>\w+)(?:(?P<operator>:?[-?+])(?P<word>[^{}]{0,500}))?\}|(?P<bare>\w+))"
)


def recipes_in(roots: list[Node]) -> Iterator[tuple[Recipe, Span]]:
    """What the services of a Compose file build, and where that stands."""
    for root in roots:
        services = root.mapping("services") if isinstance(root, Mapping) else None
        for entry in () if services is None else services:
            if isinstance(entry.value, Mapping):
                recipe = _recipe(entry.value)
                if recipe is not None:
                    yield recipe, entry.key.span


def _recipe(service: Mapping) -> Recipe | None:
    image, build = _text(service.get("image")), service.get("build")
    if isinstance(build, Value):
        recipe = Recipe("compose", [image], _text(build) or ".", "")
    elif isinstance(build, Mapping):
        if build.get("dockerfile_inline") is not None:
            return None
        context = _text(build.get("context")) or "."
        recipe = Recipe("compose", [image], context, _text(build.get("dockerfile")))
        tags = build.sequence("tags")
        recipe.names += [_text(tag) for tag in tags or ()]
        recipe.target = _text(build.get("target"))
        platforms = build.sequence("platforms")
        if platforms is not None and len(platforms.items) == 1:
            recipe.platform = _text(platforms.items[0])
        recipe.args = _arguments(build.get("args"))
    else:
        return None
    recipe.kind = COMPOSE
    recipe.platform = recipe.platform or _text(service.get("platform"))
    return None if "://" in recipe.context else recipe


def _arguments(node: Node | None) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    if isinstance(node, Mapping):
        for entry in node:
            value = entry.value
            given = isinstance(value, Value) and value.kind != "null"
            text = _text(value)
            found[entry.key.text or ""] = text if given and not has_hole(text) else None
    elif isinstance(node, Sequence):
        for item in node:
            name, equals, words = _text(item).partition("=")
            found[name] = words if equals and not has_hole(words) else None
    return found


def _text(node: Node | None) -> str:
    if not isinstance(node, Value) or not node.text or node.kind == "null":
        return ""
    return _VARIABLE.sub(_filled, node.text)


def _filled(found: re.Match[str]) -> str:
    if found[0] == "$$":
        return "$"
    name = found["braced"] or found["bare"]
    return found["word"] or "" if (found["operator"] or "").endswith("-") else hole(name)
