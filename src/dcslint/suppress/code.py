"""Comments and blocks of Dockerfiles, shell scripts, makefiles and Markdown."""

from __future__ import annotations

import re

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.source import Document, Value
    from dcslint.suppress.places import Places

_COMMENT_LINE = regex(r"^[ \t]*(#[^\n]*?)\r?$", re.MULTILINE)
_FENCE = regex(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)


def read_dockerfile(document: Document, places: Places) -> None:
    """Comments between and inside of instructions, those of the shell in RUN, and stages."""
    from dcslint.readers.dockerfile import read_dockerfile as read

    syntax = read(document)
    places.comments += [(span.start, span.end) for span in syntax.comments]
    stages: list[int] = []
    for instruction in syntax.instructions:
        span = instruction.span
        places.blocks.append((span.start, span.end))
        if instruction.name == "FROM":
            stages.append(span.start)
        run = instruction.trigger or instruction
        if run.name != "RUN" or run.exec_form is not None:
            continue
        line_end = run.arguments.span.end
        places.wholes.append((span.start, max(line_end, span.start + 1)))
        _read_shell(run.arguments, places)
        for heredoc in run.heredocs:
            _read_shell(heredoc.body, places)
    ends = [*(start - 1 for start in stages[1:]), len(document.text)]
    places.stages += zip(stages, ends, strict=False)  # without a stage, one end is left over


def read_shell_script(document: Document, places: Places) -> None:
    """Comments and commands of a script."""
    from dcslint.source import Value

    _read_shell(Value(document.text, document.span(0, len(document.text))), places)


def _read_shell(code: Value, places: Places) -> None:
    from dcslint.readers.shell import read_shell

    script = read_shell(code.text or "")
    for start, end in script.comments:
        span = code.place(start, end)
        places.comments.append((span.start, span.end))
    for command in script.commands:
        bodies = [one.body.end for one in command.redirects if one.body is not None]
        span = code.place(command.start, max([command.end, *bodies]))
        places.blocks.append((span.start, span.end))


def read_lines(document: Document, places: Places) -> None:
    """Comments that have a line of their own, and lines with what is continued or indented."""
    _read_lines(document, places, 0, len(document.text))


def read_markdown(document: Document, places: Places) -> None:
    """HTML comments outside of fenced blocks, fenced blocks, and comments in them."""
    text = document.text
    opened: re.Match[str] | None = None
    at = 0
    for fence in _FENCE.finditer(text):
        if opened is None:
            _read_html(text, places, at, fence.start())
            opened = fence
        elif fence[1].startswith(opened[1]) and not fence[2].strip():
            places.blocks.append((opened.start(1), fence.end()))
            _read_lines(document, places, opened.end() + 1, fence.start())
            opened = None
            at = fence.end()
    if opened is None:
        _read_html(text, places, at, len(text))
    else:
        places.blocks.append((opened.start(1), len(text)))
        _read_lines(document, places, opened.end() + 1, len(text))


def _read_html(text: str, places: Places, start: int, end: int) -> None:
    at = text.find("<!--", start, end)
    while at >= 0:
        close = text.find("-->", at + 4, end)
        if close < 0:
            return  # no later one is closed either: a pattern would look for each
        places.comments.append((at, close + 3))
        at = text.find("<!--", close + 3, end)


def _read_lines(document: Document, places: Places, start: int, end: int) -> None:
    text = document.text
    comments = [found.span(1) for found in _COMMENT_LINE.finditer(text, start, end)]
    places.comments += comments
    waiting: list[tuple[int, int, int]] = []  # (start, indent, end so far) of lines still open
    continues = False
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop].rstrip("\r")
        bare = line.lstrip(" \t>")
        if bare:
            indent = len(line) - len(bare)
            while waiting and waiting[-1][1] >= indent and not continues:
                first, _, last = waiting.pop()
                places.blocks.append((first, last))
            waiting = [(first, deep, at + len(line)) for first, deep, _ in waiting]
            if not continues:
                waiting.append((at + indent, indent, at + len(line)))
            continues = line.endswith("\\") and not bare.startswith("#")
        at = stop + 1
    places.blocks += [(first, last) for first, _, last in waiting]
