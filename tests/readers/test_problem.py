"""What a message says of a fault of form: cut to a length, and nothing of a secret."""

from __future__ import annotations

import pytest

from dcslint.readers.hcl import read_hcl
from dcslint.readers.json import read_json
from dcslint.readers.problem import SyntaxProblem
from dcslint.readers.yaml import read_yaml
from dcslint.source import Document
from dcslint.source.secrets import find_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Longer than what a message shows of a word.
TOKEN = "github_pat_" + "1A" * 11 + "_" + "b2" * 29 + "c"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_json, '{"password": ' + TOKEN + "}"),
        (read_json, '{"' + TOKEN + '": 1, "' + TOKEN + '": 2}'),
        (read_yaml, f"{TOKEN}: 1\n{TOKEN}: 2\n"),
        (read_hcl, f'a = 1 "{TOKEN}"\n'),
    ],
)
def test_no_part_of_a_secret_is_said(read: Callable[[Document], Any], text: str) -> None:
    document = Document("a", text)
    document.find_secrets = find_secrets
    problems = read(document).problems

    assert problems
    assert [] == [one for one in problems for word in one.words.values() if TOKEN[:20] in word]


def test_a_word_is_cut_to_what_a_message_can_hold() -> None:
    document = Document("a", "x" * 50 + "\0")
    whole = document.span(0, 51)

    assert {"word": "xxxx…"} == SyntaxProblem("kind", whole, longest=4, word=document.text).words
    assert {"word": "a\0"} == SyntaxProblem("kind", whole, word="a\0").words
    assert {"word": "aU+0000"} == SyntaxProblem("kind", whole, longest=4, word="a\0").words
