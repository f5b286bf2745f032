"""Patterns that are compiled when first used."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from built import ROOT
from dcslint.source.possessive import compile_atomic
from dcslint.source.regex import compile_now, import_late, regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

SOURCE = ROOT / "src"
NAMES = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for path in SOURCE.rglob("*.py")
    if "regex(" in path.read_text(encoding="utf-8") and "lsp" not in path.parts
)


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_can_be_compiled(name: str) -> None:
    late = type(regex(""))
    for found in vars(import_module(name)).values():
        if type(found) is late:
            re.compile(found.pattern, found.flags)


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    text = "FROM a AS b\nfrom c"
    late = regex(r"^from (\w)", re.IGNORECASE | re.MULTILINE)
    compiled = re.compile(late.pattern, late.flags)

    for _ in range(2):  # when it compiles, and afterwards
        assert compiled.findall(text) == late.findall(text)
        assert [one.span(1) for one in compiled.finditer(text)] == [
            one.span(1) for one in late.finditer(text)
        ]
        assert compiled.sub("x", text) == late.sub("x", text)
        assert compiled.subn("x", text) == late.subn("x", text)
        assert compiled.split(text) == late.split(text)
        assert late.match(text, 12, 18) is not None
        assert late.search(text, 1, 5) is None
        assert late.fullmatch(text, 12, 18) is not None


def test_a_wrong_pattern_is_told_when_it_is_used_and_each_time() -> None:
    wrong = regex("(")

    for _ in range(2):
        with pytest.raises(re.error):
            wrong.match("")


def test_a_package_is_imported_without_its_patterns_being_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = re.compile
    (tmp_path / "with_patterns.py").write_text(
        "import re\nWRONG = re.compile('(')\nRIGHT = re.compile('^a', re.I | re.M)\n"
        "USED = re.compile('a|b').match('b').group()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    module = import_late("with_patterns")

    assert compiled is re.compile
    assert module.USED == "b"
    assert module.RIGHT.findall("b\nA") == ["A"]
    with pytest.raises(re.error):
        module.WRONG.match("")
    assert module is import_late("with_patterns")


def test_a_package_that_cannot_be_imported_leaves_patterns_as_they_are() -> None:
    compiled = re.compile

    with pytest.raises(ModuleNotFoundError):
        import_late("dcslint.nowhere")
    assert compiled is re.compile


_POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")
_TEXTS = st.text("ab1 \t\n\\\"'`${}()[]/*#<>-=.:,", max_size=20)


@pytest.mark.parametrize(
    ("pattern", "text", "end"),
    [
        ("(?:ab?c)*+", "abcab", 3),
        ("(?:ab?c)++", "acab", 2),
        ("(?:ab)?+", "ac", 0),
        ("(?:ab){1,3}+", "ababababa", 6),
        (r'"(?:[^"\\]++|\\.)*+"', '"a\\"b"', 6),
        ("(x)*+(?:(a)|bc)*+", "xxabcb", 5),
    ],
)
def test_a_possessive_group_keeps_nothing_of_a_turn_that_failed(
    pattern: str, text: str, end: int
) -> None:
    """On a Python that does so by itself, the first half of this is what shows it."""
    for compiled in (compile_now(pattern), compile_atomic(pattern)):
        found = compiled.match(text)

        assert found is not None
        assert end == found.end()


@pytest.mark.parametrize("name", NAMES)
@given(text=_TEXTS)
def test_an_atomic_group_means_the_same_in_every_pattern_of_ours(name: str, text: str) -> None:
    late = type(regex(""))
    for found in vars(import_module(name)).values():
        if isinstance(found, late.__mro__[1]):
            pattern: Any = found
            if not _POSSESSIVE_GROUP.search(pattern.pattern):
                continue
            other = compile_atomic(pattern.pattern, pattern.flags)
            expected = [(one.span(), one.groups()) for one in pattern.finditer(text)]

            assert expected == [(one.span(), one.groups()) for one in other.finditer(text)]


def test_every_possessive_group_is_compiled_where_all_pythons_are_right() -> None:
    """`re.compile` takes a pattern as it is; `regex` and `compile_now` mend it."""
    found = [
        f"{path.relative_to(ROOT)}: {call}"
        for path in SOURCE.rglob("*.py")
        for call in re.findall(r"\bre\.\w+\([^\n]*", path.read_text(encoding="utf-8"))
        if _POSSESSIVE_GROUP.search(call)
    ]

    assert [] == found
