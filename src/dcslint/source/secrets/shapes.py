"""Secrets that are known by their own shape, whatever stands before them."""

from __future__ import annotations

from dcslint.source.regex import regex
from dcslint.source.secrets.references import is_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Range = tuple[int, int]

_ISSUED = regex(
    r"(?<![A-Za-z0-9_])(?:"
    r"(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{12,}"
    r"|(?:dapi|dose|dkea)[0-9a-f]{16,}(?:-\d+)?"
    r"|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{16,}"
    r"|xox[a-z]-[\w-]{8,}|pypi-[\w-]{16,}|AIza[\w-]{20,}|sk-[\w-]{16,}|hvs\.[\w-]{16,}"
    r"|eyJ[\w-]{8,}(?:\.[\w-]*)*"
    r")|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{8,}"
)
# As long as an AWS secret or an Azure account key.
_LONG_KEY = regex(r"(?<![A-Za-z0-9/+=])(?:[A-Za-z0-9/+]{40}|[A-Za-z0-9/+]{86}==)(?![A-Za-z0-9/+=])")
_PRIVATE_KEY = regex(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_PRIVATE_KEY_END = regex(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_KEY_BODY = regex(r"[A-Za-z0-9+/=\s\\,:\"'-]*+")
_AFTER_ADDRESS = regex(r"[\s\"'<>`\\]")
# What stands for the password where the name is a token.
_NO_PASSWORDS = ("", "x-oauth-basic")
_PORT = regex(r"\d{0,5}(?:[/?#\s\"'<>`\\]|$)")


def tokens(text: str) -> Iterator[Range]:
    """Access tokens with the prefix that their issuer gives them, JWTs, what follows "Bearer"."""
    for match in _ISSUED.finditer(text):
        yield match.span()


def long_keys(text: str) -> Iterator[Range]:
    """Words of the length of a cloud's secret key, of upper and lower case and digits."""
    # Hardly a word is that long, and looking at each letter of the others takes four times as long.
    words = text.split()
    if max(map(len, words), default=0) < 40:
        return
    end = 0
    for word in [word for word in words if len(word) >= 40]:
        start = text.index(word, end)
        end = start + len(word)
        for match in _LONG_KEY.finditer(word):
            key = match[0]
            if key != key.lower() and key != key.upper() and any(map(str.isdigit, key)):
                yield start + match.start(), start + match.end()


def private_keys(text: str) -> Iterator[Range]:
    """PEM blocks; one without an end goes as far as what looks like a key."""
    at, last = 0, 0
    while first := _PRIVATE_KEY.search(text, at):
        found = _PRIVATE_KEY_END.search(text, first.end()) if last >= 0 else None
        rest = _KEY_BODY.match(text, first.end())
        last = found.end() if found else -1
        at = found.end() if found else rest.end() if rest else first.end()
        yield first.start(), at


def addresses(text: str) -> Iterator[Range]:
    """Passwords in `scheme://user:password@host`, and tokens in `https://token@host`."""
    at, end, last = text.find("://"), 0, -1
    if at < 0 or "@" not in text:
        return
    while at >= 0:
        start = at + 3
        if start >= end:
            stop = _AFTER_ADDRESS.search(text, start)
            end = stop.start() if stop else len(text)
            last = text.rfind("@", start, end)
        slash = text.find("/", start, end)
        host = text.rfind("@", start, slash if slash >= 0 else end) if last >= start else -1
        colon = text.find(":", start, host if host >= 0 else end)
        if 0 <= colon < last and host < 0 and not _PORT.match(text, colon + 1):
            host = last  # a password with a "/" in it
        first = colon + 1 if colon >= 0 else start
        behind = host
        if 0 <= colon < host and text[colon + 1 : host] in _NO_PASSWORDS:
            first, behind = start, colon
        known = colon >= 0 or text[max(0, at - 5) : at].lower().endswith(("http", "https"))
        if host >= 0 and known and not is_reference(text[first:behind]):
            yield first, behind
        at = text.find("://", max(start, host))
