"""Fills `${var.x}` and `${bundle.x}` of a bundle in, so far as its files tell what they are.

A value that comes through a reference stands where it was written and names the reference as an
origin; a text with a reference in it stands where it is, and its source map leads to the parts.
What only a deployment or a workspace knows (`${resources.…}`, `${workspace.…}`) stays as it is
written, which other modules take for a template. Never raises; no text makes a tree much larger.
"""

from __future__ import annotations

from dcslint.model.copies import COPIES, copy_through, given_value
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Origin, Unknown, Value, concatenate
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dcslint.model.copies import Budget, Variable
    from dcslint.source import Span

    Node = Mapping | Sequence | Value

_REFERENCE = regex(r"\$\{([\w.\[\]-]{1,400})\}")
_STEP = regex(r"\.?([^\W\d_](?:[\w-]*[^\W_])?)|\[(\d{1,6})\]")
_DEEPEST = 200
# As many rounds as the CLI goes (mutator/resolve_variable_references.go).
_LONGEST_CHAIN = 11
_LONGEST_TEXT = 20_000


class Resolver:
    """The references of one target.

    given  what `--var` says, by name
    names  what `${bundle.…}` stands for, by the name behind the dot
    """

    __slots__ = ("_active", "_budget", "_given", "_names", "_variables")

    def __init__(
        self,
        variables: dict[str, Variable],
        names: dict[str, Value],
        given: dict[str, str],
        budget: Budget,
    ) -> None:
        self._variables = variables
        self._names = names
        self._given = given
        self._budget = budget
        self._active: list[str] = []

    def resolve(self, node: Node, depth: int = 0) -> Node:
        """The tree with its references filled in; itself if it holds none."""
        if isinstance(node, Value):
            return self._resolve_value(node, depth)
        if depth > _DEEPEST:
            reached(f"{_DEEPEST} levels of a bundle", node.span)
            return Value.of_unknown(node.span, "nested too deep")
        if id(node) in self._budget.plain:
            return node
        changed = False
        if isinstance(node, Sequence):
            items = [self.resolve(item, depth + 1) for item in node.items]
            changed = any(new is not old for new, old in zip(items, node.items, strict=True))
            if changed:
                return Sequence(node.span, items, complete=node.complete)
        else:
            entries = []
            for entry in node:
                value = self.resolve(entry.value, depth + 1)
                if value is not entry.value:
                    changed = True
                    entry = Entry(entry.key, value, entry.span)  # noqa: PLW2901 - the same field
                entries.append(entry)
            if changed:
                return Mapping(node.span, entries, complete=node.complete)
        self._budget.plain[id(node)] = node
        return node

    def _resolve_value(self, value: Value, depth: int) -> Node:
        text = value.text
        if text is None or "${" not in text or value.kind != "string":
            return value
        found = list(_REFERENCE.finditer(text))
        if len(found) == 1 and found[0].span() == (0, len(text)):
            node = self._look_up(found[0][1], value, depth)
            return value if node is None else node
        return self._fill_in(value, found, depth) if found else value

    def _fill_in(self, value: Value, found: list[re.Match[str]], depth: int) -> Value:
        """A text with references in it: what stays unknown stays in it as it is written."""
        text = value.text or ""
        parts: list[Value] = []
        unknown: Unknown | None = None
        at = length = 0
        for match in found:
            start, end = match.span()
            node = self._look_up(match[1], value, depth, inside=match)
            if node is None:
                continue
            part: Value | None = None
            if isinstance(node, Value):
                unknown = unknown or node.unknown
                part = _as_text(node)
            if part is None or part.text is None:
                continue
            length += len(part.text)
            if length > _LONGEST_TEXT:
                reached(f"{_LONGEST_TEXT:,} characters of a text with variables", value.span)
                return Value.of_unknown(value.span, "too long a text", origins=value.origins)
            if start > at:
                parts.append(value.slice(at, start))
            parts.append(part)
            at = end
        if at < len(text):
            parts.append(value.slice(at, len(text)))
        result = concatenate(value.span, parts) if len(parts) > 1 or at else value
        if result is value and unknown is not None:
            result = concatenate(value.span, [value])
        if result.unknown is None:
            result.unknown = unknown
        return result

    def _look_up(
        self, path: str, value: Value, depth: int, inside: re.Match[str] | None = None
    ) -> Node | None:
        """What a reference stands for; None for one that is not ours to fill in."""
        steps = _steps(path)
        if len(steps) < 2 or steps[0] not in ("var", "bundle"):
            return None
        name = steps[1]
        place = value.span if inside is None else value.place(*inside.span())
        shown = "${" + path + "}"
        if steps[0] == "bundle":
            own = self._names.get(name) if len(steps) == 2 else None
            if own is None or inside is None:
                return None if own is None else self._through(own, value, place, shown, fixed=True)
            return copy_through(self._budget, own, value.origins, fixed=True)
        if name in self._given and len(steps) == 2:
            return given_value(self._given[name], place, value.origins, typed=inside is None)
        variable = self._variables.get(name)
        reason = ""
        node: Node | None = None
        if variable is None:
            reason = f"variable {name} is not declared"
        elif name in self._active:
            reason = f"variable {name} refers to itself"
        elif variable.node is None:
            reason = variable.reason
        elif len(self._active) >= _LONGEST_CHAIN:
            reason = "too long a chain of variables"
        elif self._budget.copies <= 0:
            reached(COPIES, value.span)
            reason = "too many references"
        else:
            self._budget.copies -= 1
            self._active.append(name)
            node = self._at(variable.node, steps[2:], depth)
            self._active.pop()
            if node is None:
                reason = f"variable {name} has no {path.split(name, 1)[1].lstrip('.')}"
        if node is None:
            where = None if variable is None else variable.span
            return Value.of_unknown(place, f"{shown}: {reason}", where=where, origins=value.origins)
        fixed = variable is not None and variable.fixed
        if inside is not None and variable is not None and variable.span is not None:
            origin = Origin("variable" if fixed else "default", name, variable.span)
            return copy_through(self._budget, node, (*value.origins, origin), fixed=fixed)
        return self._through(node, value, place, shown, fixed=fixed)

    def _through(self, node: Node, value: Value, place: Span, shown: str, *, fixed: bool) -> Node:
        origins = (*value.origins, Origin("alias", shown, place))
        return copy_through(self._budget, node, origins, fixed=fixed)

    def _at(self, node: Node, steps: list[str], depth: int) -> Node | None:
        """What stands at a path of a variable's value, references in it filled in."""
        for step in steps:
            if isinstance(node, Value):
                node = self.resolve(node, depth + 1)
            found: Node | None = None
            if isinstance(node, Mapping):
                found = node.get(step)
            elif isinstance(node, Sequence) and step.isdecimal() and int(step) < len(node.items):
                found = node.items[int(step)]
            elif isinstance(node, Value) and not node.is_known:
                return node
            if found is None:
                return None
            node = found
        return self.resolve(node, depth + 1)


def _as_text(value: Value) -> Value:
    """A scalar as a part of a text, where a null is nothing."""
    if value.kind == "null":
        return Value("", value.span, pieces=(), origins=value.origins)
    return value


def _steps(path: str) -> list[str]:
    """The names and indexes of a path such as `var.a.b[0].c`; none if it is no path."""
    steps: list[str] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or (match[1] is not None and (match[0][0] == ".") != bool(at)):
            return []
        steps.append(match[1] or match[2])
        at = match.end()
    if steps[:1] == ["variables"] and steps[2:3] == ["value"]:  # the long form of `var.name`
        return ["var", steps[1], *steps[3:]]
    return steps
