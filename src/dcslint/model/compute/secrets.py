"""Which characters of a compute spec are secret, so that no output ever shows them.

Errs towards secret: a masked word costs a reader little, a printed password may cost a lot. Marks
places only; whether a secret should be there is for rules to say.
"""

from __future__ import annotations

import re

from dcslint.model.compute.template import is_stand_in
from dcslint.readers.tree import Mapping, Sequence
from dcslint.source import Value
from dcslint.source.keep import kept
from dcslint.source.regex import regex
from dcslint.source.secrets.names import holds_key, holds_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dcslint.model.compute.cluster import Node

# The name of a field, environment variable or Spark setting that holds a secret has one of these,
# a kind of key, or one of three short words that is no part of another.
_WORDS = (
    "password", "passwd", "passphrase", "secret", "token", "credential", "authorization",
)  # fmt: skip
_KINDS_OF_KEY = (
    "api", "access", "account", "private", "sas", "shared", "storage", "signing", "encryption",
)  # fmt: skip
_SHORT = ("sas", "pwd", "pat")
_CONNECTION = regex(r"connection.?string")
# Names that match but hold the name, place or lifetime of a secret, never the secret.
_NOT_SECRET_NAME = regex(
    r"(?:endpoint|url|uri|provider|providers|type|name|scope|path|file|location|expir\w*|ttl|lifetime"
    r"|seconds|minutes|enabled|class|impl|policy|id)$",
    re.IGNORECASE,
)
_PLAIN_WORD = regex(r"true|false|null|none|\d{1,3}", re.IGNORECASE)
_BASIC_AUTH = "basic_auth"
_KNOWN_IN_BASIC_AUTH = "username"
# What a policy, a variable or a schema gives to the field that it is named after.
_VALUE_KEYS = frozenset({"value", "default", "defaultValue"})
# Whatever stands in front of a scheme: to look for its beginning would be quadratic.
_USER_INFO = regex(r"(?<=[a-z0-9+.-])://[^/@\s:\"']*:([^/@\s\"']+)@", re.IGNORECASE)
# A key that ends like a secret's name and its text, in JSON or in what is left of broken JSON.
_PAIR = regex(
    r"""["']([^"'\\\n]{1,200})["']{1,2}\s*:\s*"""
    r"""(?:(?:"|""(?=\w))((?:[^"\\\n]|\\.){1,4096})|'((?:[^'\\\n]|\\.){1,4096}))"""
)
# `basic_auth` where JSON may be broken, a quote, colon or brace doubled or missing, and what is
# looked at in it: not more than any real one has.
_AUTH = regex(r'(?:"basic_auth"{0,2}|basic_auth"{1,2})\s*+:{1,2}\s*+"?\{{1,2}')
_OF_USER = regex(r'\busername["\']{0,2}\s{0,20}[:=]\s{0,20}"{1,2}\Z')
_PART = regex(
    r'[{},:]|""(?=\s*[,}\]])|(?:"|""(?=\w))((?:[^"\\\n]|\\.)++)(?:"|""(?=\s*[:,}\]]))(?:\s*+(:))?'
)
_LONGEST_AUTH = 4000


def mark_secrets(roots: Iterable[Node]) -> None:
    """Mark every secret in the trees: by its key, all that is odd in `basic_auth`, user info."""
    stack: list[tuple[Node, bool, str]] = [(root, False, "") for root in roots]
    seen: set[tuple[int, bool, str]] = set()
    while stack:
        node, in_auth, name = stack.pop()
        if not isinstance(node, Value):
            if (id(node), in_auth, name) in seen:
                continue
            seen.add((id(node), in_auth, name))
        if isinstance(node, Mapping):
            for entry in node:
                key = entry.key.text or ""
                if key in _VALUE_KEYS and is_secret_name(name):
                    key = name
                stack.append((entry.value, in_auth or key == _BASIC_AUTH, key))
        elif isinstance(node, Sequence):
            stack.extend((item, in_auth, name) for item in node.items)
        elif node.text and node.kind in ("string", "number"):
            if _is_secret(name, node.text, in_auth=in_auth):
                _mark(node, 0, len(node.text))
            elif "://" in node.text:
                for found in _USER_INFO.finditer(node.text):
                    _mark(node, *found.span(1))


def find_secrets(text: str) -> list[tuple[int, int]]:
    """Where secrets stand in a text that may be no tree: broken, or a spec inside another text."""
    from dcslint.source.secrets import find_secrets as find_anywhere

    found = [
        match.span(match.lastindex or 2)
        for match in _PAIR.finditer(text)
        if is_secret_name(match[1]) and not _is_harmless(match[match.lastindex or 2])
    ]
    if "://" in text:
        found.extend(match.span(1) for match in _USER_INFO.finditer(text))
    if _BASIC_AUTH in text:
        found.extend(_find_in_auth(text))
    return found + find_anywhere(text)


def _find_in_auth(text: str) -> Iterator[tuple[int, int]]:
    """The strings in `basic_auth` that are no keys, but for the user's name: trees lose some."""
    at = 0
    while (opening := _AUTH.search(text, at)) is not None:
        at = opening.end()
        depth, before = 1, "{"
        for part in _PART.finditer(text, at, at + _LONGEST_AUTH):
            at = part.end()
            if part[1] is not None:
                start = part.start(1)
                is_key = part[2] is not None and before in "{,"
                is_known = _OF_USER.search(text, max(0, start - 60), start) is not None
                if not (is_key or is_known or _is_harmless(part[1])):
                    yield part.span(1)
            depth += (part[0] == "{") - (part[0] == "}")
            if not depth:
                break
            before = part[0] if part[1] is None else ":" if part[2] else '"'


# Every cluster has the same few keys.
@kept(512)
def is_secret_name(name: str) -> bool:
    """Whether a key of this name holds a secret."""
    return _speaks_of_secret(name.lower()) and _NOT_SECRET_NAME.search(name) is None


def _speaks_of_secret(name: str) -> bool:
    return (
        any(word in name for word in _WORDS)
        or holds_key(name, _KINDS_OF_KEY)
        or any(holds_word(name, word) for word in _SHORT)
        or ("connection" in name and _CONNECTION.search(name) is not None)
    )


def _is_secret(name: str, text: str, *, in_auth: bool) -> bool:
    if in_auth and name not in (_KNOWN_IN_BASIC_AUTH, _BASIC_AUTH):
        return not is_stand_in(text)
    return is_secret_name(name) and not _is_harmless(text)


def _is_harmless(text: str) -> bool:
    return is_stand_in(text) or _PLAIN_WORD.fullmatch(text) is not None


def _mark(value: Value, start: int, end: int) -> None:
    pieces = value.map()
    length = len(value.text or "")
    text = (value.text or "")[start:end]  # what escapes mean is kept out too
    for index, (offset, document, first, last) in enumerate(pieces):
        stop = pieces[index + 1][0] if index + 1 < len(pieces) else length
        if stop <= start or end <= offset:
            continue
        same = last - first == stop - offset  # letter by letter; an escape is marked whole
        place = document.span(
            first + max(start - offset, 0) if same else first,
            last - max(stop - end, 0) if same else last,
        )
        # Outputs show the file on disk, the model's reasons the embedded document.
        for span in {place, place.outermost()}:
            span.document.mark_secret(span.start, span.end)
            span.document.hide(text)
