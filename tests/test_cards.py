"""A card that cannot be used is told with its line, whatever its text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcslint.rulebook.card import CardError, parse_card

CARD = """\
---
severity: warning
check: ignored_instruction
with: {keyword: CMD}
message: "never {keyword}"
source: [a]
since: 0.1.0
---
# Title

Why.

## Bad
```dockerfile
FROM a
```
```text
out
```
"""


def test_a_card_is_its_front_its_words_and_its_examples() -> None:
    card = parse_card("rules/image/a-card.md", CARD)

    assert ("a-card", "image", "Title", "Why.") == (card.name, card.group, card.title, card.why)
    assert {"": ("warning", "never {keyword}")} == card.cases
    (example,) = card.examples
    assert ("Dockerfile", "FROM a\n") == (example.files[0].path, example.files[0].text)
    assert example.output is not None
    assert "out\n" == example.output.text


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("---\nseverity", "severity", 1, "a card opens with front matter"),
        ("---\n# Title", "# Title", 1, "the front matter is not closed"),
        ("severity: warning", "severty: warning", 2, "unknown key 'severty'; did you mean 'sev"),
        ("severity: warning", "~: warning", 1, "unknown key None"),
        ("severity: warning", "1: warning", 2, "unknown key 1"),
        ("severity: warning", "[a]: warning", 2, "front matter: "),
        ("severity: warning", "severity: loud", 5, "severity is one of note, warning, error"),
        ("severity: warning\n", "", 1, "a card has either 'severity' and 'message', or 'cases'"),
        ("with: {keyword: CMD}", "with: CMD", 4, "'with' must be a mapping"),
        ("source: [a]", "source: a", 6, "'source' must be a list"),
        ("since: 0.1.0", "since: 0.1.0\nformerly: a-name", 8, "'formerly' must be a list of texts"),
        ("since: 0.1.0", "since: 0.1.0\ntags: [1]", 8, "'tags' must be a list of texts"),
        ("since: 0.1.0", "since: 0.1.0\nenabled: maybe", 8, "'enabled' must be true or false"),
        ("since: 0.1.0", "since: 0.1.0\nrun:\n  arg: {}", 8, "unknown 'arg'; did you mean 'args'?"),
        ("since: 0.1.0", "since: 0.1.0\nrun:\n  args: [a]", 9, "'args' must be a mapping"),
        ("since: 0.1.0", "since: 0.1.0\nrun: {runtime: [a]}", 8, "'runtime' must be a single val"),
        ("since: 0.1.0\n", "", 1, "the key 'since' is missing"),
        ("never {keyword}", "never {key", 5, "message: a field is a plain {name}"),
        ("with: {keyword: CMD}", "with: {a: *b}", 4, "front matter: "),
        ("# Title\n\nWhy.\n", "", 1, "a card has a title"),
        ("## Bad", "## Maybe", 13, "a heading starts with 'Bad' or 'Good'"),
        ("```text\nout\n```\n", "", 13, "'Bad' shows output (```text)"),
        ("```dockerfile\nFROM a\n```", "```json\n{}\n```", 14, "a block needs a path"),
        ("out\n```\n", "out\n", 17, "a fenced block is not closed"),
    ],
)
def test_a_fault_is_told_with_its_line(before: str, after: str, line: int, words: str) -> None:
    assert before in CARD

    with pytest.raises(CardError) as caught:
        parse_card("rules/image/a-card.md", CARD.replace(before, after, 1))

    assert words in caught.value.message
    assert line == caught.value.line


@pytest.mark.parametrize("name", ["A.md", "a_b.md", "a--b.md", "1.md", ".md"])
def test_a_name_is_words_joined_by_hyphens(name: str) -> None:
    with pytest.raises(CardError, match="a rule's name is lower-case words"):
        parse_card(f"rules/image/{name}", CARD)


PIECES = [*CARD.splitlines(keepends=True), "~: 1\n", "? [a]\n", "- a\n", "&a ", "*a\n", "{", "\x00"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_a_card_or_is_refused_as_one(text: str) -> None:
    title = "refused"
    with suppress(CardError):
        title = parse_card("rules/image/a-card.md", "---\n" + text).title

    assert title
