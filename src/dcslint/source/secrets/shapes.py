"""Secrets that are known by their own shape, whatever stands before them."""

from __future__ import annotations

import re

from dcslint.source.secrets.references import is_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Range = tuple[int, int]

_ISSUED = (
    r"(?<![A-Za-z0-9_])(?:"
    r"(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{12,}"
    r"|(?:dapi|dose|dkea)[0-9a-f]{16,}(?:-\d+)?"
    r"|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{16,}"
    r"|xox[a-z]-[\w-]{8,}|pypi-[\w-]{16,}|AIza[\w-]{20,}|sk-[\w-]{16,}|hvs\.[\w-]{16,}"
    r"|eyJ[\w-]{8,}(?:\.[\w-]*)*"
    r")|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{8,}"
)
# As long as an AWS secret or an Azure account key.
_LONG_KEY = r"(?<![A-Za-z0-9/+=])(?:[A-Za-z0-9/+]{40}|[A-Za-z0-9/+]{86}==)(?![A-Za-z0-9/+=])"
_PRIVATE_KEY = r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----"
_PRIVATE_KEY_END = r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----"
_KEY_BODY = r"[A-Za-z0-9+/=\s\\,:\"'-]*+"
_AFTER_ADDRESS = r"[\s\"'<>`\\]"
_PORT = r"\d{0,5}(?:[/?#\s\"'<>`\\]|$)"


def tokens(text: str) -> Iterator[Range]:
    """Access tokens with the prefix that their issuer gives them, JWTs, what follows "Bearer"."""
    for match in re.finditer(_ISSUED, text):
        yield match.span()


def long_keys(text: str) -> Iterator[Range]:
    """Words of the length of a cloud's secret key, of upper and lower case and digits."""
    for match in re.finditer(_LONG_KEY, text):
        word = match[0]
        if word != word.lower() and word != word.upper() and any(map(str.isdigit, word)):
            yield match.span()


def private_keys(text: str) -> Iterator[Range]:
    """PEM blocks; one without an end goes as far as what looks like a key."""
    begin, end = re.compile(_PRIVATE_KEY), re.compile(_PRIVATE_KEY_END)
    body, at, last = re.compile(_KEY_BODY), 0, 0
    while first := begin.search(text, at):
        found = end.search(text, first.end()) if last >= 0 else None
        rest = body.match(text, first.end())
        last = found.end() if found else -1
        at = found.end() if found else rest.end() if rest else first.end()
        yield first.start(), at


def addresses(text: str) -> Iterator[Range]:
    """Passwords in `scheme://user:password@host`, and tokens in `https://token@host`."""
    at, end, last = text.find("://"), 0, -1
    if at < 0 or "@" not in text:
        return
    after, port = re.compile(_AFTER_ADDRESS), re.compile(_PORT)
    while at >= 0:
        start = at + 3
        if start >= end:
            stop = after.search(text, start)
            end = stop.start() if stop else len(text)
            last = text.rfind("@", start, end)
        slash = text.find("/", start, end)
        host = text.rfind("@", start, slash if slash >= 0 else end) if last >= start else -1
        colon = text.find(":", start, host if host >= 0 else end)
        if 0 <= colon < last and host < 0 and not port.match(text, colon + 1):
            host = last  # a password with a "/" in it
        first = colon + 1 if colon >= 0 else start
        known = colon >= 0 or text[max(0, at - 5) : at].lower().endswith(("http", "https"))
        if host >= 0 and known and not is_reference(text[first:host]):
            yield first, host
        at = text.find("://", max(start, host))
