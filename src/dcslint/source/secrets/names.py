"""Names that a secret goes by: `DB_PASSWORD`, `--api-key`, `fs.azure.account.key.x`."""

from __future__ import annotations

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Range = tuple[int, int]

_WHOLE_WORDS = ("sas", "sig", "pat")
# What stands before "key" in the name of a secret; "public", "primary" or "partition" do not.
_KEYS = (
    "api", "access", "account", "private", "secret", "storage", "shared", "master", "signing",
    "encryption", "ssh", "deploy", "license", "service", "client", "auth", "sas", "host",
    "function", "subscription", "admin", "app", "user", "pass",
)  # fmt: skip
_LONGEST_KEY = len("subscription")
# What else such a name holds, if only as a part of another word.
_WORDS = (
    "pass", "pw", "secret", "token", "cred", "auth", "bearer", "signature", "sharedaccess",
    *_WHOLE_WORDS,
)  # fmt: skip
_NAME = regex(
    rf"pass(?:w(?:or)?d|wort|phrase|code)?s?(?![a-z])|passw|pwd|(?<![a-z0-9])pw(?![a-z0-9])|secret"
    rf"|token(?!iz)|credential|creds?(?![a-z])|(?:{'|'.join(_KEYS)})[._-]?key"
    r"|(?<!un)auth(?!or(?!iz))|bearer|signature|sharedaccess|(?<![a-z])(?:sas|sig|pat)(?![a-z])"
)
# Names that speak of a secret and hold none: `token_file`, `secret_scope`, `--password-stdin`.
_ABOUT = regex(
    r"(?:passw(?:or)?d|secret|token|auth(?:entication|orization)?|credential|key)s?[._-]?"
    r"(?:type|method|mode|scope|file|path|stdin|ttl|length|count|expiry|enabled|header|provider"
    r"|version)s?(?![a-z])|oauth2?[._-]?client[._-]?(?:id|endpoint)"
    r"|^--?(?:no-|skip-|disabled?-|no(?=passw|auth|sig|token|secret)).*|nopasswd"
)
_IN_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
_REST = regex(r"[A-Za-z0-9_.\-]*+")


def names_in(text: str, lower: str, hints: list[str]) -> list[Range]:
    """The places of such names in `text`, whose lower case is `lower`, in order.

    `hints` are what of such a name is in the text at all: a name holds one of them.
    """
    places: set[int] = set()
    for hint in hints:
        if hint in _WHOLE_WORDS:
            places.update(at for at in _all(lower, hint) if _alone(lower, at))
        else:
            places.update(_all(lower, hint))
    if "sig" in hints:
        places.update(_all(lower, "signature"))
    names = []
    end = 0
    for at in sorted(places):
        if at < end:
            continue  # each stretch of name characters is read once
        start = at
        while start > end and text[start - 1] in _IN_NAME:
            start -= 1
        rest = _REST.match(text, at)
        end = rest.end() if rest else at
        if text[max(0, start - 2) : start] == "${":  # in ${TOKEN-x} the dash is an operator
            dash = text.find("-", start, end)
            end = dash if dash >= 0 else end
        if _is_secret(lower[start:end]):
            names.append((start, end))
    return names


def holds_key(text: str, kinds: tuple[str, ...]) -> bool:
    """Whether "key" follows one of `kinds`, of at most 12 letters, a character between them or not.

    A plain search: most keys are no secret, and compiling a pattern costs half a millisecond.
    """
    for at in _all(text, "key"):
        before = text[max(0, at - _LONGEST_KEY - 1) : at]
        if before.endswith(kinds) or before[:-1].endswith(kinds):
            return True
    return False


def holds_word(text: str, word: str) -> bool:
    """Whether a word of three letters stands somewhere in a text between no other letters."""
    return any(_alone(text, at) for at in _all(text, word))


def _is_secret(name: str) -> bool:
    if not any(word in name for word in _WORDS) and not holds_key(name, _KEYS):
        return False
    return bool(_NAME.search(name)) and bool(_NAME.search(_ABOUT.sub("", name)))


def _alone(lower: str, at: int) -> bool:
    """Whether the three letters at an offset are a word."""
    return not lower[at - 1 : at].isalpha() and not lower[at + 3 : at + 4].isalpha()


def _all(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
