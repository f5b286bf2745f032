"""Comments and blocks of YAML, HCL and Python: entries, attributes, statements."""

from __future__ import annotations

from dcslint.readers.tree import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.model.compute.python_tree import PythonPlaces
    from dcslint.source import Document
    from dcslint.suppress.places import Places


def read_yaml_file(document: Document, places: Places) -> None:
    """Comments outside of scalars and in block scalars; entries of mappings, items of lists."""
    from dcslint.readers.yaml import read_yaml

    syntax = read_yaml(document)
    places.comments += [(span.start, span.end) for span in syntax.comments]
    seen: set[int] = set()
    waiting: list[Any] = list(syntax.roots)
    while waiting:
        node = waiting.pop()
        # An alias stands for the node itself: it is looked at once.
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for entry in node.entries:
                _add_block(places, document, entry.span.start, entry.span.end)
                waiting.append(entry.value)
        elif isinstance(node, Sequence):
            for item in node.items:
                dash = document.text.rfind("-", 0, item.span.start)
                between = document.text[dash + 1 : item.span.start]
                if dash >= node.span.start and not between.strip(" "):
                    _add_block(places, document, dash, item.span.end)
                    places.items.append(places.blocks[-1])
                waiting.append(item)


def _add_block(places: Places, document: Document, start: int, end: int) -> None:
    """Add a block without the blank lines and comments that stand behind it."""
    places.blocks.append((start, start + len(document.text[start:end].rstrip())))


def read_hcl(document: Document, places: Places) -> None:
    """Comments, attributes, blocks, and the items of objects."""
    from dcslint.readers.hcl import read_hcl as read
    from dcslint.readers.hcl.syntax import (
        Attribute,
        Block,
        Body,
        Call,
        ObjectExpression,
        TupleExpression,
    )

    syntax = read(document)
    places.comments += [(span.start, span.end) for span in syntax.comments]
    waiting: list[Any] = [syntax.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Body):
            waiting += node.items
        elif isinstance(node, Attribute):
            places.blocks.append((node.span.start, node.span.end))
            waiting.append(node.expression)
        elif isinstance(node, Block):
            places.blocks.append((node.span.start, node.span.end))
            waiting.append(node.body)
        elif isinstance(node, ObjectExpression):
            for item in node.items:
                places.blocks.append((item.span.start, item.span.end))
                waiting.append(item.value)
        elif isinstance(node, TupleExpression):
            places.blocks += [(item.span.start, item.span.end) for item in node.items]
            waiting += node.items
        elif isinstance(node, Call):
            waiting += node.arguments


def read_python(document: Document, places: Places) -> None:
    """Comments as Python's own tokenizer sees them; statements, calls, and entries of dicts."""
    import io
    import tokenize

    from dcslint.model.compute.python_tree import PythonPlaces

    offsets = PythonPlaces(document)
    try:
        # newline="": lines end where they end for `ast`, and keep their endings.
        for token in tokenize.generate_tokens(io.StringIO(document.text, newline="").readline):
            if token.type == tokenize.COMMENT:
                start = offsets.of_token(*token.start)
                places.comments.append((start, start + len(token.string.rstrip())))
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass  # what was read up to the fault stands
    _read_syntax_tree(document, places, offsets)


def _read_syntax_tree(document: Document, places: Places, offsets: PythonPlaces) -> None:
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(document.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return

    def add(first: Any, last: Any) -> None:
        end = offsets.offset(last.end_lineno, last.end_col_offset)
        places.blocks.append((offsets.offset(first.lineno, first.col_offset), end))

    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr | ast.keyword):
            add(node, node)
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None:
                    add(key, value)
