"""Literal dicts and calls of Python that describe compute, as trees. Runs nothing of the code.

Only what is written out is known; every other expression is a value unknown for a reason. Which
keys make a cluster is for `forms` to say.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections import deque
from itertools import pairwise

from dcslint.model.compute.embedded import HINT, Assembly, open_up, read_body, whole
from dcslint.readers.problem import SyntaxProblem
from dcslint.readers.tree import Entry, Mapping, Sequence
from dcslint.source import Document, Host, Span, Value
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.compute.cluster import Node

# Classes of databricks-sdk and databricks-bundles whose keywords are the fields of the APIs.
_CLASSES = frozenset(
    {
        *("AutoScale", "Autoscale", "AwsAttributes", "AzureAttributes", "GcpAttributes"),
        *("BaseJob", "ClusterAttributes", "ClusterSpec", "CreateCluster", "CreateJob"),
        *("DockerBasicAuth", "DockerImage", "EditCluster", "ForEachTask", "InitScriptInfo"),
        *("Adlsgen2Info", "DbfsStorageInfo", "GcsStorageInfo", "LocalFileInfo", "S3StorageInfo"),
        *("VolumesStorageInfo", "WorkspaceStorageInfo", "Job", "JobCluster", "JobSettings"),
        *("CreateInstancePool", "EditInstancePool", "RunTask", "SubmitRun", "SubmitTask", "Task"),
        "dict",
    }
)
# Methods of the SDK's clients, as in `w.clusters.create(…)`.
_METHODS = {
    "clusters": frozenset(("create", "create_and_wait", "edit", "edit_and_wait")),
    "jobs": frozenset(("create", "submit", "submit_and_wait")),
    "instance_pools": frozenset(("create", "edit")),
}
# What the keywords of any other call may hold: operators of Airflow, functions around the APIs.
_KEYWORDS = frozenset(("job_clusters", "new_cluster", "tasks"))
_OF_CLUSTER = frozenset(("docker_image", "spark_version"))
_AMENDING = frozenset(("deep_merge", "merge", "merge_dicts", "pop", "setdefault", "update"))
_DEEPEST = 100
_LONGEST_SHOWN = 40
# https://docs.databricks.com/aws/en/notebooks/notebook-export-import
_NOTEBOOK = "# Databricks notebook source"
_NEXT_CELL = regex(r"^# COMMAND -", re.MULTILINE)
_OBJECT = regex(r"^[\[{]", re.MULTILINE)
_MAGIC_LINE = regex(r"^# (?:MAGIC ?|COMMAND -)(?P<line>[^\n]*\n?)", re.MULTILINE)
# The tokenizer ends lines at these only, unlike str.splitlines.
_LINE_END = regex(r"\r\n?|\n")
_WIDE = regex(r"[^\x00-\x7f]")
_STRING = regex(r"[rRuU]?(\"\"\"|'''|\"|')")


def read_python(document: Document) -> tuple[list[Node], tuple[SyntaxProblem, ...]]:
    """The trees of a Python module, and the problem that keeps it from being read. Never raises.

    Of a notebook of Databricks also the specs in its cells of Markdown and shell.
    """
    if not document.text.startswith(_NOTEBOOK):
        return _read_code(document)
    roots, problems = _read_code(document)
    if problems:
        roots, problems = _read_code_cells(document)
    return [*_read_cells(document), *roots], problems


def _read_code_cells(document: Document) -> tuple[list[Node], tuple[SyntaxProblem, ...]]:
    """The same cell by cell, for a notebook that has another text in one of them.

    Such a cell is passed over, unless a spec may stand in it that is no JSON.
    """
    text = whole(document)
    roots: list[Node] = []
    problems: list[SyntaxProblem] = []
    ends = [found.start() for found in _NEXT_CELL.finditer(document.text)]
    for start, end in pairwise((0, *ends, len(document.text))):
        if HINT.search(document.text, start, end) is None:
            continue
        cell = text.slice(start, end)
        host = Host(cell.span, cell.map())
        found, faults = _read_code(Document(document.path, cell.text or "", host=host))
        if faults:
            found = _read_standing(cell)
            problems.extend(faults[: 0 if found else 1])
        roots.extend(found)
    return roots, tuple(problems[:1])


def _read_standing(cell: Value) -> list[Node]:
    """The JSON that a cell is."""
    text = cell.text or ""
    opening = _OBJECT.search(text)
    return [] if opening is None else read_body(cell.slice(opening.start(), len(text)), sure=False)


def _read_cells(document: Document) -> list[Node]:
    """The trees in the cells of other languages, which a notebook holds as comments."""
    from dcslint.model.compute.markdown_blocks import read_markdown

    cells = Assembly(whole(document))
    for found in _MAGIC_LINE.finditer(document.text):
        cells.take(*found.span("line"))
    text = cells.value()
    return [] if text is None else read_markdown(text)


def _read_code(document: Document) -> tuple[list[Node], tuple[SyntaxProblem, ...]]:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(document.text)
    except SyntaxError as error:
        offset = PythonPlaces(document).of_error(error.lineno, error.offset)
        span = Span(document, offset, offset)
        return [], (SyntaxProblem("python-syntax", span, reason=error.msg or "not Python"),)
    except (ValueError, RecursionError, MemoryError) as error:
        span = Span(document, 0, 0)
        reason = "not Python" if isinstance(error, ValueError) else "nested too deep"
        return [], (SyntaxProblem("python-syntax", span, reason=reason),)
    return _Reader(document).read(tree), ()


class PythonPlaces:
    """Offsets of characters from the lines and UTF-8 columns of `ast`."""

    __slots__ = ("_ascii", "_columns", "_lines", "_text")

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._lines = [0, *(found.end() for found in _LINE_END.finditer(document.text))]
        self._ascii = document.text.isascii()
        self._columns: dict[int, tuple[list[int], list[int]]] = {}

    def offset(self, line: int, column: int) -> int:
        """The offset of a place that `ast` gives: lines from 1, columns in bytes from 0."""
        line = min(line, len(self._lines))
        if not self._ascii:
            ends, extra = self._columns.get(line) or self._wide(line)
            column -= extra[bisect_right(ends, column)]
        return min(self._lines[line - 1] + column, len(self._text))

    def _wide(self, line: int) -> tuple[list[int], list[int]]:
        """Behind which bytes of a line the wide characters end; bytes more than characters then."""
        start = self._lines[line - 1]
        end = self._lines[line] if line < len(self._lines) else len(self._text)
        ends, extra = [], [0]
        for found in _WIDE.finditer(self._text, start, end):
            more = len(found[0].encode("utf-8", "surrogatepass")) - 1
            ends.append(found.end() - start + extra[-1] + more)
            extra.append(extra[-1] + more)
        self._columns[line] = ends, extra
        return ends, extra

    def of_token(self, line: int, column: int) -> int:
        """The offset of a place that `tokenize` gives: its columns count characters."""
        return min(self._lines[min(line, len(self._lines)) - 1] + column, len(self._text))

    def of_error(self, line: int | None, column: int | None) -> int:
        """The offset of a syntax error: its column counts characters from 1."""
        start = self._lines[max(1, min(line or 1, len(self._lines))) - 1]
        return min(start + max((column or 1) - 1, 0), len(self._text))


class _Reader:
    __slots__ = ("_document", "_places")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._places = PythonPlaces(document)

    def read(self, tree: ast.AST) -> list[Node]:
        """Every outermost dict and call that may describe compute, in the order written."""
        roots: list[Node] = []
        amended = _amended(tree)
        waiting: deque[ast.AST] = deque([tree])
        while waiting:
            node = waiting.popleft()
            root: Node | None = None
            if isinstance(node, ast.Dict):
                root = self._dict(node, 0)
            elif isinstance(node, ast.Call):
                root = self._root_call(node)
            if root is not None and not isinstance(root, Value):
                roots.append(root)
                if id(node) in amended:
                    open_up([root], everything=True)
                waiting.extend(self._unread(node))
            else:
                waiting.extend(ast.iter_child_nodes(node))
        roots.sort(key=lambda root: root.span.start)
        return roots

    def _unread(self, node: ast.AST) -> list[ast.AST]:
        """What stands in a node that was read and is in no tree: arguments of other calls in it."""
        unread: list[ast.AST] = []
        waiting = [(node, 0)]
        while waiting:
            node, depth = waiting.pop()
            if depth >= _DEEPEST:
                unread.append(node)
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant):
                        waiting.append((value, depth + 1))
                    else:
                        unread.append(value)
            elif isinstance(node, ast.List | ast.Tuple):
                waiting.extend((item, depth + 1) for item in node.elts)
            elif isinstance(node, ast.Call) and (depth == 0 or _is_class(node)):
                unread.extend(node.args)
                wanted = None if _is_whole(node) else _KEYWORDS
                for keyword in node.keywords:
                    if keyword.arg is not None and (wanted is None or keyword.arg in wanted):
                        waiting.append((keyword.value, depth + 1))
                    else:
                        unread.append(keyword.value)
            elif not isinstance(node, ast.Constant):
                unread.append(node)
        return unread

    def _span(self, node: ast.expr | ast.keyword) -> Span:
        start = self._places.offset(node.lineno, node.col_offset)
        end = start
        if node.end_lineno is not None and node.end_col_offset is not None:
            end = self._places.offset(node.end_lineno, node.end_col_offset)
        return Span(self._document, start, max(start, end))

    def _node(self, node: ast.expr, depth: int) -> Node:
        if depth >= _DEEPEST:
            reached(f"{_DEEPEST} levels", self._span(node))
            return Value.of_unknown(self._span(node), "nested too deep")
        if isinstance(node, ast.Dict):
            return self._dict(node, depth)
        if isinstance(node, ast.List | ast.Tuple):
            items = [
                self._node(item, depth + 1)
                for item in node.elts
                if not isinstance(item, ast.Starred)
            ]
            return Sequence(self._span(node), items, complete=len(items) == len(node.elts))
        if isinstance(node, ast.Call) and _is_class(node) and (node.keywords or not node.args):
            return self._call(node, depth)
        return self._scalar(node)

    def _dict(self, node: ast.Dict, depth: int) -> Mapping:
        entries = []
        complete = True
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                complete = False
                continue
            name = self._string(key, key.value)
            span = Span(self._document, self._span(key).start, self._span(value).end)
            entries.append(Entry(name, self._node(value, depth + 1), span))
        return Mapping(self._span(node), entries, complete=complete)

    def _root_call(self, node: ast.Call) -> Mapping | None:
        if _is_whole(node):
            return self._call(node, 0) if node.keywords else None
        if any(keyword.arg in _KEYWORDS for keyword in node.keywords):
            return self._call(node, 0, only=_KEYWORDS)
        return None

    def _call(self, node: ast.Call, depth: int, only: frozenset[str] | None = None) -> Mapping:
        """The keywords of a call as a mapping; of other products' calls `only` some."""
        entries = []
        complete = not node.args and _is_known(node)
        for keyword in node.keywords:
            if keyword.arg is None:
                complete = False
            elif only is None or keyword.arg in only:
                span = self._span(keyword)
                place = Span(self._document, span.start, span.start + len(keyword.arg))
                name = Value(keyword.arg, place, pieces=((0, self._document, *_ends(place)),))
                entries.append(Entry(name, self._node(keyword.value, depth + 1), span))
        return Mapping(self._span(node), entries, complete=complete)

    def _scalar(self, node: ast.expr) -> Value:
        span = self._span(node)
        number = node.operand if _is_negated(node) else node  # type: ignore[attr-defined]
        if isinstance(number, ast.Constant) and type(number.value) in (int, float):
            return Value(span.source, span, kind="number")
        if isinstance(node, ast.Constant):
            written = node.value
            if isinstance(written, str):
                return self._string(node, written)
            words = {None: ("null", "null"), True: ("true", "boolean"), False: ("false", "boolean")}
            if written is None or isinstance(written, bool):
                text, kind = words[written]
                pieces = ((0, self._document, span.start, span.end),)
                return Value(text, span, kind=kind, pieces=pieces)
        return Value.of_unknown(span, _reason(node))

    def _string(self, node: ast.Constant, text: str) -> Value:
        """A text: letter by letter inside its quotes, or as a whole where it has escapes."""
        span = self._span(node)
        source = span.source
        opening = _STRING.match(source)
        if opening is not None:
            start, end = opening.end(), len(source) - len(opening[1])
            if source[start:end] == text and source[end:] == opening[1]:
                return Value(text, Span(self._document, span.start + start, span.start + end))
        return Value(text, span, pieces=((0, self._document, span.start, span.end),))


def _amended(tree: ast.AST) -> set[int]:
    """The dicts that are not all there is: parts of a union, and of names with items set later."""
    amended: set[int] = set()
    changed: set[str] = set()
    assigned: list[tuple[str, ast.expr]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            operands = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
            amended.update(id(operand) for operand in operands)
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed.add(_root_name(node))
        elif isinstance(node, ast.Call) and _name(node.func) in _AMENDING:
            amended.update(id(argument) for argument in node.args)
            changed.add(_root_name(node.func))
        elif isinstance(node, ast.Assign):
            assigned.extend((_root_name(target), node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            assigned.append((_root_name(node.target), node.value))
    amended.update(id(value) for name, value in assigned if name in changed)
    return amended


def _root_name(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _is_negated(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _name(node: ast.expr) -> str:
    """The last word of what is called: `compute.ClusterSpec` is "ClusterSpec"."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_class(node: ast.Call) -> bool:
    return _name(node.func) in _CLASSES


def _is_known(node: ast.Call) -> bool:
    """Whether a call is one that sends its keywords as the fields of an API."""
    if _is_class(node):
        return True
    if not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in _METHODS.get(_name(node.func.value), ())


def _is_whole(node: ast.Call) -> bool:
    """Whether all keywords of a call are fields of an API, to which a call may add some."""
    return _is_known(node) or {keyword.arg for keyword in node.keywords} >= _OF_CLUSTER


def _reason(node: ast.expr) -> str:
    """Why an expression is not known; it names what is asked, never a part of a text."""
    if isinstance(node, ast.Name):
        return f"variable {node.id[:_LONGEST_SHOWN]}"
    if isinstance(node, ast.JoinedStr):
        return "f-string"
    if isinstance(node, ast.Call):
        return f"result of {_name(node.func)[:_LONGEST_SHOWN] or 'a call'}"
    return "computed in Python"
