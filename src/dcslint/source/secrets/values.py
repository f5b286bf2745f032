"""Where the value of a name ends, in whatever format it stands: quotes, words, lines, blocks.

Knows no names. Where formats differ the longer reading is taken: a value
cut short would show the rest of a secret.
"""

from __future__ import annotations

import re

from dcslint.source.regex import regex
from dcslint.source.secrets.references import REFERENCE, is_reference
from dcslint.source.secrets.scan import CONTINUATION, ENDS_WORD, WINDOW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.source.secrets.scan import Scan

    Ranges = Iterator[tuple[int, int]]

_AFTER_REFERENCE = regex(r"[ \t,;)}\]\\\r]*+(?:(?:#|//).*)?")
_OPERATORS = regex(r"[\\;&|)}\],\s]*+")
_COMMENT = regex(r"[ \t]+(?:#|//)")
_SCHEME = regex(r"(?i:bearer|basic|token|digest|negotiate|apikey)[ \t]+(?=[^\s])")
_ONLY_SCHEME = regex(
    r"(?i:bearer|basic|digest|negotiate|ntlm|kerberos|oauth2?)(?=[\s,;\"'\\}\])]|$)"
)
_LEAD = regex(r"""[ \t]*(?:-[ \t]+)*(?:\\*["'])?""")
_OPEN = regex(r"""(?:[bBrRuUfF]{1,2}|[$@])?(\\*(?:\"{3}|'{3}|["']))""")
_PROPERTIES = regex(r"""(?:[!&][^\s"']*[ \t]+)+(?=["'|>])""")
_BLANKS = regex(rf"(?:[ \t]|{CONTINUATION})*+")
_JSON_GAP = regex(r"(?:\s|/\*(?:[^*]|\*(?!/)){0,500}\*/|//[^\n]{0,500}\n)*+")
_BLOCK_SCALAR = regex(r"[|>][+\-0-9]{0,2}[ \t]*(?:#[^\n]*)?\r?(?:\n|$)")
_HEREDOC = regex(r"""<<[-~]?["']?(\w+)["']?""")
_LITERAL = regex(r"(?:(true|false|null)|-?\d[\d.eE+-]*)(?=\s*(?:[,}\]]|$))")
_JOIN = regex(r"""[ \t]*(?:\+[ \t]*(?:\\?\r?\n[ \t]*)?|\\\r?\n[ \t]*)(?=["'])""")
_LIST_MARK = regex(r"""\\.|["'\[\]()]""", re.DOTALL)
_BRACE = regex("[{}]")
_BRACKET = regex("[()]")
_NEXT_ARGUMENT = regex(r"""\\*["']\s*,\s*(\\*["'])""")
_GAP = regex(rf"""(?:\\*["'])?(?:[ \t]|{CONTINUATION})++""")
_NO_ARGUMENT = regex(r"[&|;<>]|--[a-z]")
_OPERATOR = regex(r":?[-=+]")
_MAPPING = regex(r"""(["']?)[^\s"'{\[]+\1[ \t]*:(?:\s|$)""")
_DEFAULT = regex(r"""(?i:default|value)(?:\\*["'])?\s*+[:=]""")
_SAYS = regex(r"\b(?:echo|printf)\s+(?:-\w+\s+)*")


class Named:
    """A name with the sign after it: what a value is the value of.

    start, at   where the name begins and the sign ends
    sign        ":" or "="
    quoted      whether the name is in quotes
    spaced      whether blanks stand before the sign
    schemes     whether a word like "Bearer" may stand before the value
    """

    __slots__ = ("at", "quoted", "schemes", "sign", "spaced", "start")

    def __init__(
        self,
        start: int,
        at: int,
        sign: str,
        *,
        quoted: bool = False,
        spaced: bool = True,
        schemes: bool = False,
    ) -> None:
        self.start = start
        self.at = at
        self.sign = sign
        self.quoted = quoted
        self.spaced = spaced
        self.schemes = schemes


def value_ranges(scan: Scan, named: Named) -> Ranges:
    """The value of a name, unless it is a reference; in parts or twice, if in doubt."""
    text, start = scan.text, named.start
    if start < scan.certain:
        return
    line_start, _ = scan.line(start)
    leads = start - line_start < 200 and bool(_LEAD.fullmatch(text, line_start, start))
    inside = scan.inside(named.at)
    at, loose = _value_start(text, named, leads=leads)
    if named.schemes and _ONLY_SCHEME.match(text, at):
        scheme = _SCHEME.match(text, at)
        if not scheme:
            return
        at = scheme.end()
    if at >= len(text):
        return
    opening = _OPEN.match(text, at)
    if text[at] in "\r\n" or (text[at] == "#" and named.sign == ":"):
        if named.sign == ":" and leads:
            yield from _below(scan, start)
    elif opening:
        if not scan.ends_string(at, inside):
            yield from _quoted(scan, opening, inside, glued=not loose, schemes=named.schemes)
    elif named.sign == ":" and _BLOCK_SCALAR.match(text, at):
        yield _block_scalar(scan, start)
    elif loose and _HEREDOC.match(text, at):
        yield _heredoc(scan, at)
    elif text[at] == "[" or (text[at] == "(" and not loose):
        yield from _list(scan, at)
    elif text[at] == "{" and loose and not text.startswith("{{", at):
        yield from default_ranges(scan, at + 1)
    elif loose:
        yield from _loose(scan, named, at, inside, leads=leads)
    else:
        yield from _tight(scan, named, at, inside)


def _value_start(text: str, named: Named, *, leads: bool) -> tuple[int, bool]:
    """Where the value starts, and whether it may hold blanks: `a: b c`, `a = b c`."""
    at = named.at
    if named.sign == ":":
        gap = _JSON_GAP if named.quoted else _BLANKS
        at = _end(gap.match(text, at), at)
        return _end(_PROPERTIES.match(text, at), at), True
    if named.spaced or (leads and text[at : at + 1].isspace()):
        return _end(_BLANKS.match(text, at), at), True
    goes_on = text[at : at + 1] in ("\\", "`")
    return _end(_BLANKS.match(text, at) if goes_on else None, at), False


def argument_ranges(
    scan: Scan, at: int, *, whole_line: bool = False, glued: bool = False
) -> Ranges:
    """The argument after an option that ends at `at`, in a command line or a list of strings.

    whole_line: it goes on to the end of the instruction. glued: it may follow without a blank.
    """
    text = scan.text
    if at < scan.certain:
        return
    following = _NEXT_ARGUMENT.match(text, at)
    if following:
        close = scan.close(following[1], following.end())
        end = close if close >= 0 else scan.line(following.end())[1]
        yield from checked(scan, following.end(), end)
        return
    gap = _GAP.match(text, at)
    if not gap and not glued:
        return
    at = gap.end() if gap else at + text.startswith("=", at)
    if at >= len(text) or text[at] in "\r\n":
        return
    if not whole_line and _NO_ARGUMENT.match(text, at):
        return
    opening, inside = _OPEN.match(text, at), scan.inside(at)
    if whole_line:
        end = _end_of_instruction(scan, at)
        found = list(checked(scan, at, end))
        scan.certain = max(scan.certain, end) if found else scan.certain
        yield from found
    elif not opening:
        yield from checked(scan, at, scan.word_end(at, inside))
    elif not scan.ends_string(at, inside):
        yield from _quoted(scan, opening, inside, glued=True)


def _end_of_instruction(scan: Scan, at: int) -> int:
    """The end of the last of the lines that an instruction goes on for."""
    text, end = scan.text, scan.line(at)[1]
    while end < len(text):
        low = max(at, end - 80)
        last = low + len(text[low:end].rstrip()) - 1
        following = _end(_BLANKS.match(text, last), last)
        if last < low or following == last:
            break
        end = scan.line(following)[1]
    return end


def parameter_ranges(scan: Scan, at: int) -> Ranges:
    """The default in `${NAME:-default}`, whose name ends at `at`."""
    operator = _OPERATOR.match(scan.text, at)
    if operator:
        at = operator.end()
        end = scan.text.find("}", at, at + WINDOW)
        if end >= 0 and "${" in scan.text[at:end]:
            end = scan.text.find("}", end + 1, at + WINDOW)
        yield from checked(scan, at, end if end >= 0 else scan.line(at)[1])


def default_ranges(scan: Scan, at: int, end: int = -1) -> Ranges:
    """The values of `default` and `value` in the braces, or the lines, that begin at `at`."""
    text, limit = scan.text, end if end >= 0 else min(len(scan.text), at + WINDOW)
    first = max(at, scan.defaults)  # what a block around this one holds has been read
    if first >= limit or not _DEFAULT.search(text, first, limit):
        scan.defaults = max(scan.defaults, limit)
        return
    if end < 0:
        end, depth = limit, 1
        for brace in _BRACE.finditer(text, at, limit):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                end = brace.start()
                break
    scan.defaults = max(scan.defaults, end)
    for match in _DEFAULT.finditer(text, first, end):
        quoted = match[0][:-1].rstrip()[-1] in "\"'"
        yield from value_ranges(
            scan, Named(match.start(), match.end(), match[0][-1], quoted=quoted)
        )


def checked(scan: Scan, at: int, end: int, *, schemes: bool = False) -> Ranges:
    """`[at, end)` if it is no reference; and by itself what stands before a comment in it."""
    scheme = _SCHEME.match(scan.text, at, end) if schemes else None
    at = _end(scheme, at)
    if at >= end or _refers(scan, at, end) or _OPERATORS.fullmatch(scan.text, at, end):
        return
    if schemes and _ONLY_SCHEME.fullmatch(scan.text, at, end):
        return
    yield at, end
    comment = _COMMENT.search(scan.text, at, min(end, at + 500))
    if comment:
        yield at, comment.start()


def _end(match: re.Match[str] | None, at: int) -> int:
    return match.end() if match else at


def _refers(scan: Scan, at: int, end: int) -> bool:
    reference = REFERENCE.match(scan.text, at, end)
    if not reference or not reference[0]:
        return False
    return _AFTER_REFERENCE.fullmatch(scan.text, reference.end(), end) is not None


def _loose(scan: Scan, named: Named, at: int, inside: str, *, leads: bool) -> Ranges:
    """A value without quotes that may hold blanks: to the end of the line, or below it in YAML."""
    text = scan.text
    literal = _LITERAL.match(text, at) if named.quoted else None
    if literal:
        if not literal[1]:
            yield literal.span()
        return
    end = scan.rest(at, inside)
    reference = None if leads else REFERENCE.match(text, at, end)
    after = reference.end() if reference and reference[0] else -1
    if after == end or (after >= 0 and text[after] in ENDS_WORD):
        return
    yield from checked(scan, at, end, schemes=named.schemes)
    if named.sign == "=" and text[at:end].rstrip().endswith(("(", "[", "{", ",")):
        opened = _unclosed(text, at, end)
        if opened >= 0:
            yield from _list(scan, opened)
    if named.sign == ":" and leads and not inside and not _refers(scan, at, end):
        yield at, _block_scalar(scan, named.start)[1]


def _unclosed(text: str, at: int, end: int) -> int:
    """The first bracket in `[at, end)` that is closed in none of it: of a call; -1 without one."""
    opened = []
    for mark in _BRACKET.finditer(text, at, end):
        if mark[0] == "(":
            opened.append(mark.start())
        elif opened:
            opened.pop()
    return opened[0] if opened else -1


def _tight(scan: Scan, named: Named, at: int, inside: str) -> Ranges:
    """A value without quotes directly after "=": a shell word, more if all of it is in quotes."""
    text, before = scan.text, scan.text[max(0, named.start - 1) : named.start]
    if before and before == inside:
        yield from checked(scan, at, scan.rest(at, inside), schemes=named.schemes)
    elif before == ";":
        rest = scan.rest(at, inside)
        semicolon = text.find(";", at, min(rest, at + WINDOW))
        yield from checked(scan, at, semicolon if semicolon >= 0 else rest)
    elif text.startswith(("$(", "`"), at):
        close = text.find(")" if text[at] == "$" else "`", at + 1, at + WINDOW)
        end = close if close >= 0 else scan.line(at)[1]
        said = _SAYS.search(text, at, min(end, at + WINDOW))
        if said:
            yield from checked(scan, said.end(), end)
    else:
        yield from checked(scan, at, scan.word_end(at, inside), schemes=named.schemes)


def _quoted(
    scan: Scan, opening: re.Match[str], inside: str, *, glued: bool, schemes: bool = False
) -> Ranges:
    """What a quote holds, with what is joined to it. glued: anything that follows belongs."""
    text, at, delimiter = scan.text, opening.end(), opening[1]
    close = scan.close(delimiter, at)
    if close < 0:
        yield at, scan.line(at)[1]
        yield opening.start(), scan.word_end(opening.start(), inside)  # \' is a letter in shells
        return
    if delimiter == '"' and text.rfind("${", at, close) > text.rfind("}", at, close):
        # In Terraform as in shells, quotes may stand in what is replaced: "${f("x")}".
        stop = text.find('}"', close, min(scan.line(close)[1], close + WINDOW))
        close = stop + 1 if stop >= 0 else close
    end = close + len(delimiter)
    while end < len(text) and delimiter in ('"', "'") and text[end] != inside:
        if text[end] in "\"'" or (glued and text[end] not in ENDS_WORD):
            after = scan.word_end(end, inside)
            if after <= end:
                break
            end = after
            continue
        join = _JOIN.match(text, end)
        following = _OPEN.match(text, join.end()) if join else None
        next_close = scan.close(following[1], following.end()) if following else -1
        if next_close < 0:
            break
        end = next_close + 1
    if end > close + len(delimiter):
        yield at, end
    else:
        yield from checked(scan, at, close, schemes=schemes)


def _list(scan: Scan, at: int) -> Ranges:
    """A bracketed list, unless it holds references only."""
    depth, end, quote = 0, len(scan.text), ""
    for mark in _LIST_MARK.finditer(scan.text, at):
        if mark[0][0] == "\\":
            continue
        if mark[0] in "\"'":
            quote = "" if quote == mark[0] else quote or mark[0]
        elif not quote:
            depth += 1 if mark[0] in "[(" else -1
            if depth <= 0:
                end = mark.start()
                break
    scan.certain = max(scan.certain, end)
    items = scan.text[at + 1 : end].split(",")
    if not all(is_reference(item.strip().strip("\"'")) for item in items):
        yield at + 1, end


def _heredoc(scan: Scan, at: int) -> tuple[int, int]:
    match = _HEREDOC.match(scan.text, at)
    start = min(scan.line(at)[1] + 1, len(scan.text))
    word = match[1] if match else ""
    end = re.compile(rf"^[ \t]*{word}\b", re.MULTILINE).search(scan.text, start)
    stop = end.start() if end else len(scan.text)
    scan.certain = max(scan.certain, stop)
    return start, stop


def _block_scalar(scan: Scan, start: int) -> tuple[int, int]:
    """The lines below a name that are indented deeper than it."""
    end = scan.deeper(start, scan.column(start), len(scan.text))
    scan.certain = max(scan.certain, end)
    return min(scan.line(start)[1] + 1, end), end


def _below(scan: Scan, start: int) -> Ranges:
    """What stands below `name:` in YAML: a list, a mapping or a scalar."""
    text, column = scan.text, scan.column(start)
    at = scan.line(start)[1]
    depth, mapping = -1, False
    while at < len(text):
        low, high = scan.line(at + 1)
        line = text[low:high].strip()
        indent = high - low - len(text[low:high].lstrip())
        item = line.startswith("- ")
        at = high
        if not line or (depth < 0 and line.startswith("#")):
            continue
        if indent < column or (indent == column and not item) or indent < depth:
            return
        begin = low + indent + (2 if item else 0)
        if depth < 0 and not item:
            if _MAPPING.match(line):
                yield from default_ranges(scan, low, scan.deeper(start, column, low + WINDOW))
            else:
                yield from checked(scan, begin, _block_scalar(scan, start)[1])
            return
        depth = indent if depth < 0 else depth
        if item and indent == depth:
            mapping = bool(_MAPPING.match(text[begin:high].strip()))
        if mapping:
            yield from default_ranges(scan, begin, high)
        else:
            yield from checked(scan, begin, high)
