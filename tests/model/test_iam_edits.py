"""An item more or less in a list of actions, in the style of the file."""

from __future__ import annotations

import pytest

from dcslint.model.iam.edits import add_item, remove_item
from dcslint.readers.json import read_json
from dcslint.readers.tree import Mapping, Sequence
from dcslint.readers.yaml import read_yaml
from dcslint.source import Document, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Edit


def items_of(text: str, name: str) -> list[Value]:
    document = Document(name, text)
    read = read_json if name.endswith("json") else read_yaml
    root = read(document).roots[0]
    assert isinstance(root, Mapping)
    items = root.get("Action")
    assert isinstance(items, Sequence)
    return [one for one in items if isinstance(one, Value)]


def applied(text: str, edit: Edit | None) -> str | None:
    if edit is None:
        return None
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


FORMS = {
    '{"Action": ["a", "b"]}': "policy.json",
    '{"Action": [\n  "a",\n  "b"\n]}': "policy.json",
    "Action: [a, b]\n": "policy.yml",
    "Action:\n  - a\n  - b\n": "policy.yml",
    'Action:\n- "a"\n- "b"\n': "policy.yml",
}


@pytest.mark.parametrize("text", FORMS)
def test_an_item_that_is_added_can_be_removed(text: str) -> None:
    name = FORMS[text]
    longer = applied(text, add_item(items_of(text, name), "c"))
    assert longer is not None
    items = items_of(longer, name)

    assert ["a", "b", "c"] == [item.text for item in items]
    assert text == applied(longer, remove_item(items, items[2]))


@pytest.mark.parametrize("text", FORMS)
def test_the_first_of_two_is_removed(text: str) -> None:
    name = FORMS[text]
    items = items_of(text, name)
    shorter = applied(text, remove_item(items, items[0]))

    assert shorter is not None
    assert ["b"] == [item.text for item in items_of(shorter, name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"Action": ["a"]}', "policy.json"),
        ('{"Action": ["a", /* and */ "b"]}', "policy.json"),
        ('{"Action": ["a", "\\u0062"]}', "policy.json"),
        ('Action:\n  - "a"\n  - b\n', "policy.yml"),
        ("Action:\n  - a # why\n  - b\n", "policy.yml"),
    ],
)
def test_where_the_style_cannot_be_told_there_is_no_edit(text: str, name: str) -> None:
    items = items_of(text, name)

    assert add_item(items, "c") is None
    assert remove_item(items, items[0]) is None
