"""YAML to a tree with places, through templates, merge conflicts and errors.

A text that `yaml.safe_load` takes gives the same data and no problem (but for duplicate keys, depth
and too many aliases). Where libyaml stops at an error, what it cannot take is blanked out and the
text read again, or reading goes on at the next document or key of the first level. Knows no
field's meaning.
"""

from __future__ import annotations

import re

from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml_faults import NESTING, Fault, fault_of, line_end
from dcslint.readers.yaml_scalars import BREAKS
from dcslint.readers.yaml_source import Source
from dcslint.readers.yaml_syntax import YamlSyntax
from dcslint.readers.yaml_tree import Builder, TooDeepError
from dcslint.source import Document, Host, Span, Value
from dcslint.source.regex import import_late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.readers.yaml_source import Range

    Node = Mapping | Sequence | Value

__all__ = ["YamlSyntax", "read_yaml", "read_yaml_text"]

_MOST_FAULTS = 10
# How much may be read again after errors, in lengths of the text.
_MOST_REREAD = 3
# libyaml takes "#" for a comment behind a bracket, comma or quote too.
_BEFORE_COMMENT = frozenset(f" \t{BREAKS}\ufeff,[]{{}}\"'")
_KEY_LINE = (
    r"(?:[^\s#?&*!|>%@`,\[\]{}'\"-][^\n]*?|'[^'\n]*'[ \t]*|\"[^\"\n]*\"[ \t]*):(?=[ \t\r\n]|\Z)"
)
_ITEM_LINE = r"-(?=[ \t\r\n]|\Z)"
_MARKER = r"(?P<marker>---(?=[ \t\r\n]|\Z))|(?P<end>\.\.\.(?=[ \t\r\n]|\Z))"


def read_yaml(document: Document) -> YamlSyntax:
    """Read a YAML stream. Never raises: problems are in the result, in the order of the text."""
    return _Reader(document).read()


def read_yaml_text(value: Value) -> YamlSyntax:
    """Read the YAML inside a string; its places lead to the file."""
    host = Host(value.span, value.map())
    return read_yaml(Document(value.span.document.path, value.text or "", host=host))


class _Reader:
    __slots__ = (
        "_base",
        "_builder",
        "_errors",
        "_forgiving",
        "_is_libyaml",
        "_loader",
        "_repairs",
        "_resolvers",
        "_source",
    )

    def __init__(self, document: Document) -> None:
        yaml = import_late("yaml")
        self._is_libyaml = hasattr(yaml, "CSafeLoader")
        self._loader: Any = yaml.CSafeLoader if self._is_libyaml else yaml.SafeLoader
        self._resolvers: Any = yaml.SafeLoader.yaml_implicit_resolvers
        # The pure Python loader passes on what `chr` raises for an escape.
        self._errors = (yaml.YAMLError, ValueError, OverflowError, TooDeepError)
        self._source = Source(document).without_tag_directives()
        self._builder = Builder(self._source, self._resolvers)
        self._base = 0
        self._repairs = {
            *("conflict-marker", "yaml-control-character", "yaml-tab", "yaml-template"),
            NESTING,
        }
        self._forgiving = False  # a template is no YAML, so what else is wrong with it is no fault

    def read(self) -> YamlSyntax:
        roots, fault = self._run_repaired()
        text = self._source.text
        work = faults = 0
        while fault is not None:
            self._note(fault)
            faults += 1
            work += fault.end - self._base
            found = self._find_restart(fault, roots)
            if found is None:
                break
            if faults >= _MOST_FAULTS or work > _MOST_REREAD * len(text):
                for problem in self._builder.syntax.problems[-1:]:
                    problem.most = f"{_MOST_FAULTS} faults at which a reader stops"
                break
            self._base, same_document = found
            # What was read behind the fault is read again.
            covered = self._builder.covered
            covered[:] = [place for place in covered if place[0] < fault.restarts]
            if fault.kind == "yaml-unclosed":
                _cut_off(roots, fault.start, line_end(text, fault.start))
            continues = same_document and self._builder.has_root
            more, fault = self._run(resumed=same_document)
            if same_document and more and not isinstance(more[0], Value):
                more[0].complete = False
            if continues and more:
                _join(roots, more)
            roots.extend(more)
        syntax = self._builder.syntax
        syntax.roots = roots
        syntax.comments = self._find_comments()
        syntax.shared = self._builder.aliases.shared
        syntax.problems.sort(key=lambda problem: problem.span.start)
        return syntax

    def _run_repaired(self) -> tuple[list[Node], Fault | None]:
        """Read from the start, repairing the text for as long as that gets further."""
        told: list[tuple[str, Range]] = []
        roots, fault = self._run(resumed=False)
        while fault is not None:
            repaired = self._repair(fault)
            if repaired is None:
                break
            source, kind, place = repaired
            before = self._source, self._builder, roots, fault
            self._source = source
            self._builder = Builder(source, self._resolvers)
            roots, fault = self._run(resumed=False)
            if fault is not None and (
                (fault.start <= before[3].start and kind != NESTING)
                # One stray tab moves its line to where it does not belong either.
                or (kind == "yaml-tab" and not source.is_tab_indented)
            ):
                self._source, self._builder, roots, fault = before
            elif place is not None:
                told.append((kind, place))
        for kind, (start, end) in told:
            if kind == "yaml-template":
                self._forgiving = True
                self._builder.report_template(start, end)
            elif kind == "yaml-control-character":
                self._builder.report(kind, start, end, word=self._source.document.text[start:end])
            else:
                self._builder.report(kind, start, end)
        return roots, fault

    def _repair(self, fault: Fault) -> tuple[Source, str, Range | None] | None:
        """The source without what may have led to a fault, and what to tell of it.

        Each kind of repair is tried once.
        """
        source, left = self._source, self._repairs
        if fault.kind in left:
            left.discard(fault.kind)
            if fault.kind == "yaml-tab":
                return source.without_tabs(fault.start), fault.kind, (fault.start, fault.end)
            printable = source.without_unprintable()
            return None if printable is None else (printable[0], fault.kind, printable[1])
        if fault.word == NESTING and NESTING in left:
            left.discard(NESTING)
            # What is left of the line nests too deep for us as well, and is told at our limit.
            return source.without_rest_of_line(fault.start), NESTING, None
        if "conflict-marker" in left:
            left.discard("conflict-marker")
            merged = source.without_conflicts()
            if merged is not None:
                return merged[0], "conflict-marker", merged[1]
        if "yaml-template" in left:
            left.discard("yaml-template")
            filled = source.without_templates(fault.start)
            if filled is not None:
                return filled[0], "yaml-template", filled[1]
        return None

    def _run(self, *, resumed: bool) -> tuple[list[Node], Fault | None]:
        text = self._source.text
        rest = text[self._base :] if self._base else text
        if self._is_libyaml and rest.startswith("\ufeff"):
            self._base += 1  # libyaml skips a byte order mark and does not count it
        try:
            loader = self._loader(rest)
        except self._errors as error:
            return [], fault_of(error, self._base, self._builder)
        roots, raised = self._builder.run(loader, self._base, self._errors, resumed=resumed)
        return roots, None if raised is None else fault_of(raised, self._base, self._builder)

    def _note(self, fault: Fault) -> None:
        if fault.kind in ("yaml-syntax", "yaml-unclosed", "yaml-control-character"):
            if not self._forgiving:
                self._builder.report(fault.kind, fault.start, fault.end, word=fault.word)
        else:
            self._builder.report(fault.kind, fault.start, fault.end)

    def _find_restart(self, fault: Fault, roots: list[Node]) -> tuple[int, bool] | None:
        """Where reading goes on after a fault, and whether that is in the same document."""
        text = self._source.text
        after = text.find("\n", max(fault.restarts, self._base)) + 1
        if not after:
            return None
        line = f"|{_KEY_LINE}"
        if self._builder.has_root and not isinstance(roots[-1], Value):
            start = roots[-1].span.start
            if text[start : start + 1] in ("{", "["):
                line = ""
            else:
                column = start - text.rfind("\n", 0, start) - 1
                first = _KEY_LINE if isinstance(roots[-1], Mapping) else _ITEM_LINE
                line = f"|[ ]{{{column}}}(?:{first})"
        pattern = re.compile(f"^(?:{_MARKER}{line})", re.MULTILINE)
        found = pattern.search(text, after)
        if found is None:
            return None
        if found["end"] is not None:
            return found.end(), False
        return found.start(), found["marker"] is None

    def _find_comments(self) -> list[Span]:
        text, document = self._source.text, self._source.document
        covered = sorted(self._builder.covered)
        comments = []
        index = 0
        start = text.find("#")
        while start >= 0:
            while index < len(covered) and covered[index][1] <= start:
                index += 1
            if index < len(covered) and covered[index][0] <= start:
                behind = covered[index][1]
            elif start == 0 or text[start - 1] in _BEFORE_COMMENT:
                behind = line_end(text, start)
                comments.append(Span(document, start, behind))
            else:
                behind = start + 1
            start = text.find("#", behind)
        return comments


def _join(roots: list[Node], more: list[Node]) -> None:
    """Move what was read after a fault into the root before it, if these are two parts of one."""
    last, first = roots[-1], more[0]
    if isinstance(last, Mapping) and isinstance(first, Mapping):
        last.entries.extend(first.entries)
    elif isinstance(last, Sequence) and isinstance(first, Sequence):
        last.items.extend(first.items)
    else:
        if isinstance(last, Value):
            del roots[-1]
        return
    last.span = Span(last.span.document, last.span.start, first.span.end)
    last.complete = False
    del more[0]


def _cut_off(roots: list[Node], opening: int, stop: int) -> None:
    """Forget what a bracket that nothing closes has swallowed behind `stop`, below its line."""
    node: Node | None = roots[-1] if roots else None
    while not (node is None or isinstance(node, Value)):
        if isinstance(node, Mapping):
            last = node.entries[-1].value if node.entries else None
        else:
            last = node.items[-1] if node.items else None
        if node.span.start >= opening:
            if isinstance(node, Mapping):
                node.entries[:] = [e for e in node.entries if e.span.start < stop]
            else:
                node.items[:] = [item for item in node.items if item.span.start < stop]
            node.span = Span(node.span.document, node.span.start, min(node.span.end, stop))
        node = last
