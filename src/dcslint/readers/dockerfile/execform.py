"""The exec form: a JSON array of strings where an instruction may have one.

What Go's json.Unmarshal does with it in BuildKit's parseJSON: text that is no JSON at all is the
shell form and no fault; an array with anything but strings in it is refused.
"""

from __future__ import annotations

from dcslint.source import Value
from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.readers.dockerfile.lines import LogicalLine
    from dcslint.source import Span
    from dcslint.source.pieces import Piece

# The instructions whose arguments may be in exec form; HEALTHCHECK has it behind its first word.
EXEC_FORM = frozenset(("ADD", "CMD", "COPY", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL", "VOLUME"))

# Only ASCII space here: BuildKit looks at single bytes.
_FIRST_WORD = regex(r"[^\t\n\v\f\r ]*+[\t\n\v\f\r ]*+")
_STRING = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+"'
# An item, and what stands behind it.
_DEEPEST = 100
_ITEM = regex(rf"[ \t\r\n]*+({_STRING})[ \t\r\n]*+(.?)")
_EMPTY = regex(r"\[[ \t\r\n]*+\]")
_ESCAPE = regex(r"\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)")
_MEANING = {
    '\\"': '"',
    "\\\\": "\\",
    "\\/": "/",
    "\\b": "\b",
    "\\f": "\f",
    "\\n": "\n",
    "\\r": "\r",
    "\\t": "\t",
}


def behind_first_word(text: str, start: int, end: int) -> int:
    """Where the command of HEALTHCHECK begins in `[start, end)`: behind CMD or NONE."""
    match = _FIRST_WORD.match(text, start, end)
    return start if match is None else match.end()


def read_exec_form(line: LogicalLine, start: int, end: int) -> list[Value] | None:
    """The strings of the JSON array that `[start, end)` of the line is; None if it is none."""
    text = line.text
    if not text.startswith("[", start, end) or text[end - 1] != "]":
        return None
    if _EMPTY.fullmatch(text, start, end) is not None:
        return []
    ranges = []
    at = start
    behind = ","
    while behind == ",":
        match = _ITEM.match(text, at + 1, end)
        if match is None:
            return None
        ranges.append((match.start(1) + 1, match.end(1) - 1))
        at = match.start(2)
        behind = match[2]
    if at != end - 1:
        return None
    return [
        line.value(low, high) if text.find("\\", low, high) < 0 else _unescaped(line, low, high)
        for low, high in ranges
    ]


def refused_array(text: str) -> str | None:
    """Why BuildKit refuses `text` in place of an exec form; None if it does not.

    The reason is "nested-json-array" or "non-string-in-json-array": the text is a JSON array, but
    not of strings only.
    """
    if text[:1] != "[" or text[-1:] != "]":
        return None
    if _is_deep(text):
        return None  # how deep the standard parser goes differs by version, and nobody means it
    import json

    try:
        items = json.loads(
            text, parse_int=_finite, parse_float=_finite, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        return None
    for item in items:
        if isinstance(item, list):
            return "nested-json-array"
        if not isinstance(item, str):
            return "non-string-in-json-array"
    return None


def _is_deep(text: str) -> bool:
    """Whether brackets are nested deeper than any array of strings in a Dockerfile."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    depth = 0
    for char in text:
        if char in "[{":
            depth += 1
            if depth > _DEEPEST:
                return True
        elif char in "]}":
            depth -= 1
    return False


def _finite(number: str) -> float:
    """A number as Go's float64: one that is too large makes the text no JSON."""
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError(number)
    return value


def _no_constant(name: str) -> float:
    """Refuse NaN and Infinity, which only Python takes for JSON."""
    raise ValueError(name)


def _unescaped(line: LogicalLine, start: int, end: int) -> Value:
    """The value of a JSON string's inside with escapes; each escape is one piece."""
    texts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    span = line.place(start, end)
    at = start

    def keep(low: int, high: int) -> None:
        nonlocal length
        if low < high:
            part = line.value(low, high)
            pieces.extend((length + offset, doc, a, b) for offset, doc, a, b in part.map())
            texts.append(line.text[low:high])
            length += high - low

    for match in _ESCAPE.finditer(line.text, start, end):
        keep(at, match.start())
        at = match.end()
        meaning = _decode(match.group())
        place: Span = line.place(match.start(), at)
        pieces.append((length, line.document, place.start, place.end))
        texts.append(meaning)
        length += len(meaning)
    keep(at, end)
    return Value("".join(texts), span, pieces=tuple(pieces))


def _decode(escape: str) -> str:
    simple = _MEANING.get(escape)
    if simple is not None:
        return simple
    code = int(escape[2:6], 16)
    if len(escape) > len("\\u0000"):
        return chr(0x10000 + ((code - 0xD800) << 10) + int(escape[8:], 16) - 0xDC00)
    # Half of a surrogate pair alone: Go puts the replacement character.
    return "\ufffd" if code in range(0xD800, 0xE000) else chr(code)
