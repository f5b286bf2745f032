"""Where a comment that ignores a rule is put: where it is a comment, and speaks for the place."""

from __future__ import annotations

import pytest

from dcslint.lsp.actions import ignore_comment
from dcslint.model.project import format_of
from dcslint.plugins import load_installation
from dcslint.source import Document

FORMATS = load_installation().formats


def ignored(path: str, text: str, word: str) -> str | None:
    """The text once a rule is ignored at a word; None if it cannot be."""
    form = format_of(FORMATS, path, text)
    assert form is not None
    change = ignore_comment(Document(path, text), form, text.index(word), "r")
    if change is None:
        return None
    start, end, inserted = change
    return text[:start] + inserted + text[end:]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM a\n> CMD here\n"),
        ("Dockerfile", "FROM a\n> RUN b && \\\n    here\n"),
        ("Dockerfile", "FROM a\nRUN <<EOF\n  b\n>   here\nEOF\n"),
        ("a.yml", "a:\n>   - b: here\n"),
        ("a.yml", "a: {b: c,\n>   d: here}\n"),
        ("a.yml", '> a: "b\n  here"\n'),
        ("main.tf", 'resource "a" "b" {\n>   c = "here"\n}\n'),
        ("main.tf", 'resource "a" "b" {\n>   c = <<EOT\n{"d":\n "here"}\nEOT\n}\n'),
        ("a.sh", '#!/bin/sh\n> curl x -d \'{\n  "a": "here"\n}\'\n'),
        ("a.sh", "#!/bin/sh\nif x; then\n>   curl x -d @- <<EOF\n{\nhere}\nEOF\nfi\n"),
    ],
)
def test_the_comment_stands_above_what_it_can_stand_above(path: str, text: str) -> None:
    """Below, ">" marks the line above which it comes."""
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("> "))
    lines[at] = lines[at][2:]
    plain = "\n".join(lines)
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines.insert(at, f"{indent}# dcslint: ignore[r] ")

    assert "\n".join(lines) == ignored(path, plain, "here")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cluster.json", '{\n "a": "here"\n}'),
        ("cluster.spec", '{\n "a": "here"\n}'),
        ("main.tf.json", '{\n "a": "here"\n}'),
        ("README.md", '```json\n{\n "a": "here"\n}\n```\n'),
    ],
)
def test_nothing_is_put_where_there_are_no_comments(path: str, text: str) -> None:
    assert ignored(path, text, "here") is None
