"""Errors of PyYAML's loaders as faults: of which kind, and at which place of the text.

libyaml names the place where it could not go on; where the cause is an opening quote or bracket
above, that is the place. Decides nothing about where reading goes on.
"""

from __future__ import annotations

from dcslint.readers.yaml_scalars import BREAKS
from dcslint.readers.yaml_tree import TooDeepError
from dcslint.source import Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dcslint.readers.yaml_tree import Builder

_LINE_END = regex(rf"[{BREAKS}]|\Z")
_QUOTES = ("'", '"')
# What libyaml says from its own limit of 1,000 levels on (since PyYAML 6.0.4); ours is lower, but
# brackets in a row are scanned ahead of the first event.
NESTING = "exceeded maximum nesting depth"


class Fault:
    """What ended a run.

    word      what libyaml says, or the character
    restarts  the offset behind whose line something else may begin
    """

    __slots__ = ("end", "kind", "restarts", "start", "word")

    def __init__(self, kind: str, start: int, end: int, word: str) -> None:
        self.kind = kind
        self.start = self.restarts = start
        self.end = end
        self.word = word


def fault_of(error: Exception, base: int, builder: Builder) -> Fault:
    """The fault that an exception stands for, of a loader whose text begins at `base`.

    Makes the value unknown that was read last, if the fault throws doubt on it.
    """
    if isinstance(error, TooDeepError):
        return _at("yaml-too-deep", error.args[0], builder)
    if hasattr(error, "problem_mark"):
        return _marked_fault(error, base, builder)
    if isinstance(error, UnicodeEncodeError):
        return _at("yaml-control-character", base + error.start, builder)
    position = getattr(error, "position", None)
    if isinstance(position, int):  # a ReaderError
        return _at("yaml-control-character", base + position, builder)
    return _at("yaml-syntax", builder.last_end, builder, str(error))


def line_end(text: str, start: int) -> int:
    """Where the line of an offset ends."""
    found = _LINE_END.search(text, start)
    return len(text) if found is None else found.start()


def _marked_fault(error: Any, base: int, builder: Builder) -> Fault:
    text = builder.source.text
    context: str = error.context or ""
    problem: str = error.problem or context
    mark = error.problem_mark
    start = builder.last_end if mark is None else min(base + mark.index, len(text))
    opening = start if error.context_mark is None else base + error.context_mark.index
    if context.endswith("a flow node") and builder.open_bracket >= 0:
        opening = builder.open_bracket
    if problem == NESTING:
        return _at("yaml-too-deep", start, builder, problem)
    if "tab character" in problem or text[start : start + 1] == "\t":
        return _at("yaml-tab", start, builder)
    if context.endswith("a quoted scalar") and problem.startswith("found unexpected"):
        return _at("yaml-unclosed", opening, builder)
    if context.endswith("a simple key"):
        return Fault("yaml-syntax", opening, line_end(text, opening), problem)
    fault = _at("yaml-syntax", start, builder, problem)
    last = builder.last
    if isinstance(last, Value) and "\n" not in text[builder.last_end : start]:
        quote = last.span.start - 1
        builder.forget_last("syntax error")
        if text[quote : quote + 1] in _QUOTES and "\n" in last.span.source:
            # The quote that was meant to close it has closed the one that nothing closes.
            return _at("yaml-unclosed", quote, builder)
        # A line without a colon takes the lines below it for its own.
        fault.restarts = last.span.start
    if " flow " in context and _leaves_flow(text, opening, start):
        return _at("yaml-unclosed", opening, builder)
    return fault


def _leaves_flow(text: str, opening: int, start: int) -> bool:
    """Whether what is wrong at `start` is the next entry of the block around a bracket."""
    line = text.rfind("\n", 0, start) + 1
    if start >= len(text) or text.startswith("---", line):
        return True
    is_indented = text[line].isspace() or text.rfind("\n", 0, opening) + 1 == opening
    return opening < line < start and not is_indented


def _at(kind: str, start: int, builder: Builder, word: str = "") -> Fault:
    text = builder.source.text
    start = min(start, len(text))
    end = min(start + 1, line_end(text, start))
    return Fault(kind, start, end, word or text[start:end])
