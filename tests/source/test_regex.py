"""Patterns that are compiled when first used."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from built import ROOT
from dcslint.source.regex import regex

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
