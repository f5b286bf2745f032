"""Each problem that a reader can tell is told by some card, or is silent for a reason."""

from __future__ import annotations

import re

from dcslint.rulebook.card import parse_card
from facts_for_tests import ROOT

SOURCES = [
    *(ROOT / "src" / "dcslint" / "readers").rglob("*.py"),
    *(ROOT / "src" / "dcslint" / "model").rglob("*.py"),
]
# In a call, or as the kind of a table of calls: all kinds are lower-case words joined by "-".
_CALL = re.compile(r"(?:SyntaxProblem|\.report(?:_word)?|_problem)\(\s*\"([a-z0-9-]+)\"")
SILENT = {
    "json-template": "a template is no fault: what it hides is not judged",
    "yaml-template": "a template is no fault: what it hides is not judged",
    "yaml-complex-key": "a list as a key is legal YAML, and no spec has one",
    "yaml-duplicate-anchor": "an anchor may be set anew",
}


def kinds_of_readers() -> set[str]:
    return {kind for path in SOURCES for kind in _CALL.findall(path.read_text(encoding="utf-8"))}


def kinds_of_cards() -> set[str]:
    told = set()
    for path in (ROOT / "rules" / "file").glob("*.md"):
        card = parse_card(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        told.update(card.front.get("with", {}).get("kinds", []))
        language = path.stem.partition("-")[0]
        if card.front["check"] in ("malformed_json", "malformed_yaml", "malformed_hcl"):
            told.update(f"{language}-{case}" for case in card.cases)
    return told


def test_readers_tell_of_many_kinds_of_problems() -> None:
    assert len(kinds_of_readers()) > 15


def test_every_problem_of_a_reader_is_in_a_card() -> None:
    assert set() == kinds_of_readers() - kinds_of_cards() - set(SILENT)
