"""What other parsers see in a shell script: commands as the places of their words.

A `Seen` command is (places of assignments, places of words); both oracles and our reader are
brought into that form, sorted by place, so that they can be compared with `==`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.readers.shell import Script

Place = tuple[int, int]
Seen = tuple[tuple[Place, ...], tuple[Place, ...]]

_PARSER = Parser(Language(tree_sitter_bash.language()))


def seen_by_us(script: Script) -> list[Seen]:
    """Bring our reading into the form of the oracles."""
    return sorted(
        (
            tuple((assignment.start, assignment.end) for assignment in command.assignments),
            tuple((word.start, word.end) for word in command.words),
        )
        for command in script.commands
    )


def shown(text: str, commands: list[Seen]) -> list[list[str]]:
    """Replace places by texts, for a failure that can be read."""
    return [
        [text[start:end] for places in command for start, end in places] for command in commands
    ]


# --- tree-sitter-bash -------------------------------------------------------------------------

_COMMANDS = {
    "command",
    "declaration_command",
    "unset_command",
    "test_command",
    "for_statement",
    "redirected_statement",
    "variable_assignment",
    "variable_assignments",
}
_REDIRECTS = {"file_redirect", "heredoc_redirect", "herestring_redirect"}


def seen_by_tree_sitter(text: str) -> list[Seen] | None:
    """Read with tree-sitter-bash; None where it finds an error."""
    source = text.encode()
    tree = _PARSER.parse(source)
    if tree.root_node.has_error:
        return None
    characters = _characters(text)
    found: list[Seen] = []
    for node in _nodes(tree.root_node):
        if node.type in _COMMANDS and (seen := _command(node)) is not None:
            assignments, words = seen
            found.append(
                (
                    tuple((characters[start], characters[end]) for start, end in assignments),
                    tuple((characters[start], characters[end]) for start, end in words),
                )
            )
    return sorted(found)


def _characters(text: str) -> list[int]:
    """For every byte of the text in UTF-8 the character it belongs to."""
    characters = []
    for index, character in enumerate(text):
        characters.extend([index] * len(character.encode()))
    return [*characters, len(text)]


def _nodes(root: Node) -> Iterator[Node]:
    """Walk the tree with a cursor: a long list is a deep tree."""
    cursor = root.walk()
    while True:
        node = cursor.node
        assert node is not None
        yield node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _command(node: Node) -> tuple[list[Place], list[Place]] | None:
    parent = node.parent.type if node.parent is not None else ""
    kind = node.type
    if kind == "variable_assignment":
        if parent in {"command", "variable_assignments", "declaration_command", "array"}:
            return None
        if parent == "redirected_statement":
            return None
        if parent in {"for_statement", "c_style_for_statement", "binary_expression"}:
            return None
        return [(node.start_byte, node.end_byte)], []
    if kind == "variable_assignments":
        if parent == "redirected_statement":
            return None
        return [(child.start_byte, child.end_byte) for child in node.named_children], []
    if kind == "redirected_statement":
        return _redirected(node)
    if parent == "redirected_statement":
        return None
    if kind == "test_command" and _first(node) != b"[":
        return None
    return _words(node)


def _redirected(node: Node) -> tuple[list[Place], list[Place]] | None:
    body = node.child_by_field_name("body")
    if body is None:
        assignments: list[Place] = []
        words: list[Place] = []
    elif body.type in {"command", "declaration_command", "unset_command"} or (
        body.type == "test_command" and _first(body) == b"["
    ):
        assignments, words = _words(body)
    elif body.type == "variable_assignment":
        assignments, words = [(body.start_byte, body.end_byte)], []
    elif body.type == "variable_assignments":
        assignments = [(child.start_byte, child.end_byte) for child in body.named_children]
        words = []
    else:
        return None
    for child in node.children:
        if child.type in _REDIRECTS:
            words.extend(_behind_redirect(child))
    return assignments, sorted(words)


def _first(node: Node) -> bytes:
    first = node.children[0].text
    return first if first is not None else b""


def _behind_redirect(redirect: Node) -> list[Place]:
    """Words that stand behind a redirect belong to it in that grammar."""
    if redirect.type == "file_redirect":
        return [
            (child.start_byte, child.end_byte)
            for child in redirect.children_by_field_name("destination")[1:]
        ]
    words = [
        (child.start_byte, child.end_byte) for child in redirect.children_by_field_name("argument")
    ]
    for child in redirect.children_by_field_name("redirect"):
        words.extend(_behind_redirect(child))
    return words


def _words(node: Node) -> tuple[list[Place], list[Place]]:
    assignments: list[Place] = []
    words: list[Place] = []
    if node.type == "for_statement":
        for field in ("variable", "value"):
            words.extend(
                (child.start_byte, child.end_byte) for child in node.children_by_field_name(field)
            )
        return [], words
    for child in node.children:
        if child.type == "variable_assignment" and node.type == "command":
            assignments.append((child.start_byte, child.end_byte))
        elif child.type in _REDIRECTS:
            words.extend(_behind_redirect(child))
        elif node.type == "test_command":
            words.extend(_leaves(child))
        else:
            words.append((child.start_byte, child.end_byte))
    return assignments, _joined(words)


_WHOLE = {
    "string",
    "raw_string",
    "ansi_c_string",
    "concatenation",
    "expansion",
    "simple_expansion",
    "command_substitution",
    "process_substitution",
    "arithmetic_expansion",
    "word",
    "number",
    "regex",
    "extglob_pattern",
    "translated_string",
    "brace_expression",
}


def _leaves(node: Node) -> list[Place]:
    """The tokens of a `[ … ]`, which the grammar takes for an expression."""
    leaves = []
    waiting = [node]
    while waiting:
        top = waiting.pop()
        if top.type in _WHOLE or not top.children:
            leaves.append((top.start_byte, top.end_byte))
        else:
            waiting.extend(reversed(top.children))
    return leaves


def _joined(places: list[Place]) -> list[Place]:
    """Join what touches: a word is everything up to the next blank."""
    joined: list[Place] = []
    for start, end in sorted(places):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        elif end > start:
            joined.append((start, end))
    return joined


# --- shfmt ------------------------------------------------------------------------------------


def seen_by_shfmt(text: str) -> list[Seen] | None:
    """Read with shfmt; None where it finds an error."""
    program = shutil.which("shfmt", path=str(Path(sys.executable).parent)) or "shfmt"
    done = subprocess.run(
        [program, "--to-json", "-ln", "bash"], input=text.encode(), capture_output=True, check=False
    )
    if done.returncode != 0:
        return None
    found: list[Seen] = []
    characters = _characters(text)
    waiting: list[Any] = [json.loads(done.stdout)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            waiting.extend(node.values())
            seen = _shfmt_command(node)
            if seen is not None:
                found.append(
                    (
                        tuple((characters[start], characters[end]) for start, end in seen[0]),
                        tuple((characters[start], characters[end]) for start, end in seen[1]),
                    )
                )
    return sorted(found)


def _shfmt_command(node: dict[str, Any]) -> Seen | None:
    kind = node.get("Type")
    if kind == "CallExpr":
        return _shfmt_places(node.get("Assigns", [])), _shfmt_places(node.get("Args", []))
    if kind == "DeclClause":
        return (), _shfmt_places([node["Variant"], *node.get("Args", [])])
    if kind == "LetClause":
        let = node["Let"]["Offset"]
        return (), ((let, let + 3), *_shfmt_places(node["Exprs"]))
    if kind == "ForClause" and node["Loop"]["Type"] == "WordIter":
        return (), _shfmt_places([node["Loop"]["Name"], *node["Loop"].get("Items", [])])
    if "Redirs" in node and "Cmd" not in node:
        return (), ()
    return None


def _shfmt_places(nodes: list[Any]) -> tuple[Place, ...]:
    return tuple((node["Pos"]["Offset"], node["End"]["Offset"]) for node in nodes)
