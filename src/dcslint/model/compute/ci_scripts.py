"""The JSON bodies that the scripts of CI configurations send: `run:` and `script:` texts in YAML.

Known by the key and by the content, as GitHub, GitLab, Azure, Bitbucket, CircleCI and Buildkite
name them. An expression of the CI system stays a template, which the model takes for unknown. What
a script does besides is not read here.
"""

from __future__ import annotations

from dcslint.model.compute.embedded import HINT, Assembly
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.model.compute.cluster import Node

_SCRIPT_KEYS = frozenset(
    {
        *("run", "script", "before_script", "after_script", "bash", "inlineScript", "sh"),
        *("command", "commands"),
    }
)
# `${{ … }}` of GitHub and Azure, `<< … >>` of CircleCI: no shell would read them as they stand.
_EXPRESSION = regex(
    r"\$\{\{(?P<github>[^{}]{0,500})\}\}|<<\s*(?P<circle>(?:matrix|parameters|pipeline)\.[\w.]{1,200})\s*>>"
)
_NO_NAME = regex(r"\W+")


def bodies_in_scripts(roots: Iterable[Node]) -> list[Node]:
    """The trees of the JSON bodies in the scripts of a CI configuration. Never raises."""
    bodies: list[Node] = []
    for script in _scripts(roots):
        from dcslint.model.compute.shell_bodies import read_shell_code

        code = _as_shell(script)
        bodies.extend([] if code is None else read_shell_code(code))
    return bodies


def _scripts(roots: Iterable[Node]) -> Iterator[Value]:
    """The texts under keys of scripts in which a spec may stand, in the order written."""
    stack: list[tuple[Node, bool]] = [(root, False) for root in roots]
    stack.reverse()
    seen: set[tuple[int, bool]] = set()
    places: set[int] = set()  # an alias writes nothing new
    while stack:
        node, script = stack.pop()
        if isinstance(node, Value):
            if script and node.kind == "string" and HINT.search(node.text or "") is not None:
                if node.span.start not in places:
                    yield node
                places.add(node.span.start)
            continue
        if (id(node), script) in seen:  # a node may stand in several places
            continue
        seen.add((id(node), script))
        if isinstance(node, Mapping):
            stack.extend(
                (entry.value, entry.key.text in _SCRIPT_KEYS) for entry in reversed(node.entries)
            )
        elif isinstance(node, Sequence):
            stack.extend((item, script) for item in reversed(node.items))


def _as_shell(script: Value) -> Value | None:
    """The script with a variable in place of each expression, so that the shell's words hold."""
    text = script.text or ""
    code = Assembly(script)
    at = 0
    for found in _EXPRESSION.finditer(text):
        first, last = found.span()
        code.take(at, first)
        name = _NO_NAME.sub("_", (found["github"] or found["circle"] or "").strip()).strip("_")
        code.put(f"${{{name or 'expression'}}}", first, last)
        at = last
    code.take(at, len(text))
    return code.value()
