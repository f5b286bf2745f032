"""JSON that is ASCII and well-formed, whatever text goes in."""

from __future__ import annotations

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from dcslint.reporters.encode import encode
from report_for_tests import TEXTS


def test_half_of_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert encode("a\udcffb") == '"a\\ufffdb"'
    assert encode("\ud83d") == '"\\ufffd"'
    assert encode("\ude00\ud83d") == '"\\ufffd\\ufffd"'


def test_a_whole_pair_and_what_only_looks_like_one_stay() -> None:
    assert encode("😀") == '"\\ud83d\\ude00"'
    assert encode("\\ud800") == '"\\\\ud800"'
    assert encode("\\\udcff") == '"\\\\\\ufffd"'


def test_terminal_controls_are_escaped() -> None:
    assert encode("\x1b\x7f\x9b\u202e") == '"\\u001b\\u007f\\u009b\\u202e"'


@settings(deadline=None, max_examples=300)
@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_what_is_read_back_is_what_went_in_but_for_lone_surrogates(value: object) -> None:
    text = encode(value)
    assert text.isascii()
    text.encode("utf-8")
    repaired = json.loads(
        re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(value, ensure_ascii=False))
    )
    # Two halves that stand together are one character to every reader of JSON.
    joined = json.dumps(value).encode().decode("ascii")
    if not re.search(r"\\ud[89ab]..\\ud[c-f]", joined):
        assert repaired == json.loads(text)
