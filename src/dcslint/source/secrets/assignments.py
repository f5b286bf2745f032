"""What a secret's name is given: `NAME=x`, `"name": "x"`, `--name x`, `ENV NAME x`, in pairs."""

from __future__ import annotations

from dcslint.source.regex import regex
from dcslint.source.secrets.references import is_reference
from dcslint.source.secrets.scan import CONTINUATION
from dcslint.source.secrets.values import (
    Named,
    argument_ranges,
    default_ranges,
    parameter_ranges,
    value_ranges,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from dcslint.source.secrets.scan import Scan

    Range = tuple[int, int]

_SEPARATOR = regex(
    r"""(?P<close>\\*["'])?[\])]{0,2}(?P<space>(?(close)\s*+|[ \t]*+))"""
    r"""(?P<sign>=>|[:?+!]=|=[=~]?|:(?![:/]))"""
)
# {"name": "DB_PASSWORD", "value": "x"}, in either order
_PAIR = regex(
    r"""(?:\\*["'])?[\s,]*+(?:\\*["'])?(?P<key>(?i:value|default|content|secret_?string|plaintext))"""
    r"""(?P<close>\\*["'])?\s*+[:=]"""
)
_NAMED = regex(r"""[\s,]*(?:\\*["'])?(?i:name|key)(?:\\*["'])?\s*[:=]\s*(?:\\*["'])?$""")
_PAIR_BEFORE = regex(r"""(?i:value)(?:\\*["'])?\s*[:=]\s*((?:\\*["'])?)(?P<value>[^\n]*?)\1$""")
_BLOCK = regex(r"""(?:\\*["'])?\s*+\{(?!\{)""")
_INSTRUCTION = regex(rf"(?:^|\n)[ \t]*(?:onbuild\s+)?(?:env|label|arg)(?:\s|{CONTINUATION})+$")
# npm takes a setting of one registry so: `set //host/:_authToken x`.
_SETTER = regex(r"\b(?:set|setx|poetry\s+config|(?:login|machine)\s+\S+)\s+(?:\S*:)?$")
# `read -r TOKEN <<< x`
_READ = regex(r"\bread(?:[ \t]+-\w+)*[ \t]+$")
_FED = regex(r"[ \t]*<<<")
# A line of spark-defaults.conf, maybe in quotes: a blank may stand between name and value.
_SPARK = regex(r"""(?:^|\n|\\n|["'])[ \t]*$""")
# Before "name:tag" these make it an image, not a key with its value.
_IMAGE = regex(r"""(?:/|(?:from|image|url|pull|push|tag|-t)["']?\s*[:= ]\s*["']?(?:--\S+ )?)$""")
_PIN = regex(r"[=~<>]*\d+(?:\.\d+)+[\w.*+~:!-]*")


def assigned_to(scan: Scan, lower: str, start: int, end: int) -> Iterator[Range]:
    """The ranges that hold what the name at `[start, end)` is given. `lower`: the text so."""
    text = scan.text
    before = lower[max(0, start - 200) : start]
    if before.endswith("${"):
        yield from parameter_ranges(scan, end)
        return
    pair = _PAIR.match(text, end)
    if pair:
        quoted = bool(pair["close"])
        yield from value_ranges(
            scan, Named(pair.start("key"), pair.end(), text[pair.end() - 1], quoted=quoted)
        )
    named = _NAMED.search(before) if "value" in before else None
    if named:
        low = start - len(before)
        back = _PAIR_BEFORE.search(text, low, low + named.start())
        if back and not is_reference(back["value"]):
            yield back.span("value")
    block = _BLOCK.match(text, end)
    if block:
        yield from default_ranges(scan, block.end())
    separator = _SEPARATOR.match(text, end)
    if separator:
        yield from _separated(scan, lower, (start, end), separator, before)
    elif (
        lower.startswith("-", start)
        or _SETTER.search(before)
        or (lower.startswith("spark.", start) and _SPARK.search(before))
    ):
        yield from argument_ranges(scan, end)
    elif _FED.match(text, end) and _READ.search(before):
        yield from argument_ranges(scan, text.index("<<<", end) + 3, glued=True)
    elif _INSTRUCTION.search(before):
        yield from argument_ranges(scan, end, whole_line=True)


def _separated(
    scan: Scan, lower: str, name: Range, separator: re.Match[str], before: str
) -> Iterator[Range]:
    text, (start, end), at, sign = scan.text, name, separator.end(), separator["sign"]
    quoted = bool(separator["close"])
    if sign == ":" and not quoted and not text[at : at + 1].isspace() and _IMAGE.search(before):
        return
    pin = _PIN.match(text, at)
    package = "-" in lower[start:end] and lower[start] != "-" and before[-1:].isspace()
    if pin and not quoted and (sign == "==" or (sign == "=" and package)):
        return
    named = Named(
        start,
        at,
        ":" if sign == ":" else "=",
        quoted=quoted,
        spaced=bool(separator["space"]),
        schemes="auth" in lower[start:end] or "bearer" in lower[start:end],
    )
    yield from value_ranges(scan, named)
