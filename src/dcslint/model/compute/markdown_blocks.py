"""The specs in Markdown: fenced blocks of JSON, YAML and shell, and the same in running text.

Documents show parts of specs and leave things out, so only what is a whole body is read, and no
fault of form is reported. Blocks of other languages are left alone.
"""

from __future__ import annotations

import re

from dcslint.model.compute.embedded import HINT, Assembly, read_body, read_yaml_body
from dcslint.model.compute.shell_bodies import goes_on, read_shell_code
from dcslint.source.limits import reached
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.compute.cluster import Node
    from dcslint.source import Value

_JSON = frozenset(("json", "json5", "jsonc"))
_YAML = frozenset(("yaml", "yml"))
_SHELL = frozenset(
    ("bash", "console", "curl", "sh", "shell", "shell-session", "shellsession", "terminal", "zsh")
)
_UNNAMED = frozenset(("", "http", "none", "plain", "plaintext", "text", "txt"))
_FENCE = regex(
    r"^(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})"
    r"[ \t]*(?P<info>[^`\n]*)$",
    re.MULTILINE,
)
_WORD = regex(r"[\w-]*")
_LEAD = regex(r"[ \t>]*")
_PROMPT = regex(r"[ \t]*[$%>][ \t]+")
# A command in running text, or in a block of no language.
_COMMAND = regex(
    r"^(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?:[$%][ \t]+)?`?"
    r"(?P<name>(?:curl|databricks)[ \t])",
    re.MULTILINE,
)
_OBJECT = regex(r"^[ \t>]*(?P<mark>[\[{])(?=[ \t]*(?:\"|\r?$))", re.MULTILINE)
_NESTING = regex(r'[\[{]|([\]}])|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"')
_LONGEST_COMMAND = 20_000
_MOST_UNCLOSED = 20


def read_markdown(source: Value) -> list[Node]:
    """The trees of all specs in a text of Markdown, in order. Never raises."""
    text = source.text or ""
    roots: list[Node] = []
    for language, lead, start, end in _blocks(text):
        if HINT.search(text, start, end) is not None:
            roots.extend(_read_block(source, language, lead, start, end))
    return roots


def _blocks(text: str) -> Iterator[tuple[str | None, int, int, int]]:
    """(language, how much its lines are indented, start, end) in order; prose has None."""
    at = 0
    opened = None
    for found in _FENCE.finditer(text):
        if opened is None:
            yield None, 0, at, found.start()
            opened = found
            continue
        fence = opened["fence"]
        if found["fence"].startswith(fence) and not found["info"].strip():
            yield _language(opened["info"]), len(opened["lead"]), opened.end() + 1, found.start()
            opened = None
            at = found.end()
    if opened is None:
        yield None, 0, at, len(text)
    else:
        yield _language(opened["info"]), len(opened["lead"]), opened.end() + 1, len(text)


def _language(info: str) -> str:
    found = _WORD.match(info.strip().removeprefix("{").removeprefix(".").lower())
    return "" if found is None else found[0]


def _read_block(source: Value, language: str | None, lead: int, start: int, end: int) -> list[Node]:
    if language is None or language in _UNNAMED:
        return _read_prose(source, start, end)
    known = language in _JSON or language in _YAML or language in _SHELL
    block = _dedented(source, start, end, lead, prompts=language in _SHELL) if known else None
    if block is None:
        return []
    if language in _JSON:
        return read_body(block, sure=True)
    if language in _YAML:
        return read_yaml_body(block)
    return read_shell_code(block)


def _read_prose(source: Value, start: int, end: int) -> list[Node]:
    """The bodies of commands in a text, and the objects that stand in it alone."""
    sent = [(root.span.outermost(), root) for root in _sent(source, start, end)]
    taken = [(place.start, place.end) for place, _ in sent]
    found = [(place.start, root) for place, root in sent]
    found.extend(_standing(source, start, end, taken))
    found.sort(key=lambda one: one[0])
    return [root for _, root in found]


def _sent(source: Value, start: int, end: int) -> Iterator[Node]:
    text = source.text or ""
    commands = list(_COMMAND.finditer(text, start, end))
    for index, command in enumerate(commands):
        first = command.start("name")
        stop = commands[index + 1].start() if index + 1 < len(commands) else end
        if HINT.search(text, first, stop) is None:
            continue
        is_cut = stop - first > _LONGEST_COMMAND
        stop = min(stop, first + _LONGEST_COMMAND)
        code = _dedented(source, first, stop, len(command["lead"]))
        if code is None:
            continue
        if is_cut and goes_on(code):
            reached(f"{_LONGEST_COMMAND:,} characters of a command", source.place(first, stop))
        yield from read_shell_code(code, first_only=True)


def _standing(
    source: Value, start: int, end: int, taken: list[tuple[int, int]]
) -> Iterator[tuple[int, Node]]:
    text = source.text or ""
    left = _MOST_UNCLOSED
    at = start
    while left:
        opening = _OBJECT.search(text, at, end)
        if opening is None:
            return
        first = opening.start("mark")
        place = source.place(first, first + 1).start
        while taken and taken[0][1] <= place:
            del taken[0]
        stop = _closing(text, first, end)
        if stop < 0:
            left -= 1
            at = first + 1
            if not left and HINT.search(text, at, end) is not None:
                reached(f"{_MOST_UNCLOSED} brackets that are not closed", source.place(at - 1, at))
            continue
        at = stop
        within = bool(taken) and taken[0][0] <= place
        if not within and HINT.search(text, first, stop) is not None:
            body = _dedented(source, first, stop, first - text.rfind("\n", 0, first) - 1)
            if body is not None:
                for root in read_body(body, sure=False):
                    yield place, root


def _closing(text: str, start: int, end: int) -> int:
    """Where the bracket at `start` is closed, by whichever bracket; -1 if nowhere."""
    depth = 0
    for found in _NESTING.finditer(text, start, end):
        if found[1]:
            depth -= 1
            if depth == 0:
                return found.end()
        elif found[0] in "[{":
            depth += 1
    return -1


def _dedented(
    source: Value, start: int, end: int, lead: int, *, prompts: bool = False
) -> Value | None:
    """The characters `[start, end)` without what indents or quotes each further line.

    With `prompts` also without the `$` that examples put in front of commands, which otherwise
    would be the first word.
    """
    text = source.text or ""
    made = Assembly(source)
    at = start
    if not (lead or prompts):
        made.take(start, end)
        at = end
    while at < end:
        stop = text.find("\n", at, end) + 1 or end
        if at == start and at and text[at - 1] != "\n":
            made.take(at, stop)
            at = stop
            continue
        indent = _LEAD.match(text, at, min(at + lead, stop))
        at = at if indent is None else indent.end()
        prompt = _PROMPT.match(text, at, stop) if prompts else None
        made.take(at if prompt is None else prompt.end(), stop)
        at = stop
    return made.value()
