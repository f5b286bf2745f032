"""Writes what came out into the text of a card. Knows no disk: text in, text out."""

from __future__ import annotations

from dcslint.testing.cases import lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dcslint.rulebook.card import Block
    from dcslint.testing.cases import Case


def updated(text: str, cases: Iterable[Case]) -> str:
    """The card's text with the outputs and fixed blocks of its Bad examples as they came out.

    A fixed block that is missing is added, one whose file no fix changes is taken away. What an
    update cannot mend (a Bad that gives nothing, a Good that gives something) is left alone.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    for case in sorted(cases, key=lambda case: case.example.line, reverse=True):
        if case.example.bad and case.outcome.lines and not case.outcome.failures:
            _update(lines, case)
    return ending.join(lines)


def _update(lines: list[str], case: Case) -> None:
    example, outcome = case.example, case.outcome
    output = example.output
    if output is None:
        return
    shown = {block.path for block in example.fixed}
    # From the bottom up, so that the line numbers of what is above stay true.
    for block in sorted([output, *example.fixed], key=lambda block: block.line, reverse=True):
        if block is not output:
            body = outcome.fixed.get(block.path)
            if body is None:
                _remove(lines, block)
            else:
                _replace(lines, block, lines_of(body))
            continue
        added: list[str] = []
        for path in sorted(outcome.fixed.keys() - shown):
            alone = len(example.files) == 1
            added += _fenced("fixed" if alone else f"fixed {path}", outcome.fixed[path])
        at = block.line + _length(block) + 1
        lines[at:at] = added
        _replace(lines, block, outcome.lines)


def _length(block: Block) -> int:
    return block.text.count("\n")


def _replace(lines: list[str], block: Block, body: list[str]) -> None:
    """Put new lines between the fences; `block.line` counts from 1 and is the opening fence."""
    lines[block.line : block.line + _length(block)] = body


def _remove(lines: list[str], block: Block) -> None:
    first, last = block.line - 1, block.line + _length(block)
    while first > 0 and not lines[first - 1].strip():
        first -= 1
    del lines[first : last + 1]


def _fenced(info: str, body: str) -> list[str]:
    fence = "```"
    while fence in body:
        fence += "`"
    return [f"{fence}{info}", *lines_of(body), fence]
