"""Finds what looks like a secret in the text of any file: the net below the model's own marks.

Goes by form alone (names of keys, options and variables, addresses, shapes of known tokens), in
Dockerfile, shell, JSON, YAML and HCL alike, and knows none of these well. It would rather mask too
much than show a secret; a reference (`${X}`, `{{secrets/a/b}}`) or placeholder (`<token>`) is none.

Most texts hold no such name, so each part is imported only when a plain search says it is needed.
"""

from __future__ import annotations

from dcslint.source.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    Range = tuple[int, int]

# Names that a secret goes by hold one of these; the last three only as words of their own. What
# else is looked for and holds one is looked for only then: most of the time goes into looking.
_HINTS = (
    "pass", "pw", "secret", "token", "cred", "key", "auth", "sharedaccess", "bearer", "sas", "sig",
    "pat",
)  # fmt: skip
# What takes a secret by a short option or on its standard input, by what has to stand there too.
_OPTIONS = ("-a", "-p", "-s")
_PROGRAMS = {
    "": ("curl", "wget", "stdin"),
    "-a": ("redis-cli",),
    "-p": ("login", "mysql", "mariadb", "smbclient", "useradd", "usermod", "mongo"),
    "-s": ("sudo",),
    "pass": ("sshpass", "chpasswd", "htpasswd"),
}
_TAKE_A_USER = frozenset(("curl", "wget"))  # and nothing else that is a secret
# What stands before the dash is looked at behind it: only a pattern that begins with a character
# is looked for fast. Several options may stand behind one dash, the one with a value last:
# `curl -sSLu me:x`, and that without a blank.
GLUED_USER = r"(?=[ \t\"']|[^\s:/\"']{1,64}:[^\s/])"
USER_OPTION = regex(rf"-(?<=[\s\"']-)(?:u|[a-z]{{1,12}}?u{GLUED_USER}|-(?:proxy-)?user)")
_LONG_KEYS = ("aws", "azure")
# Each token that `shapes.tokens` finds holds one of these, in this case: plain searches for what is
# alone in how it begins, patterns with a first letter of their own for what is not.
_TOKENS = {
    "": ("xox", "eyJ", "npm_", "pypi-", "sk-", "hvs."),
    "pat": ("github_pat", "glpat-"),
    "bearer": ("earer ",),
}
_FAMILIES = (
    regex("A(?:KIA|SIA|ROA|IDA|GPA|NPA|Iza)"),
    regex("d(?:api|ose|kea)"),
    regex("gh[pousr]_"),
)


def find_secrets(text: str) -> list[tuple[int, int]]:
    """The ranges `[start, end)` of `text` that look like secrets, in order. Never raises."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" becomes two characters
        lower = text.translate({upper: upper + 32 for upper in range(65, 91)})
    found: set[Range] = set()
    hints = [hint for hint in _HINTS if hint in lower]
    names = []
    if hints:
        from dcslint.source.secrets.names import names_in

        names = names_in(text, lower, hints)
    options = [option for option in _OPTIONS if option in lower]
    programs = _present(_PROGRAMS, lower, hints + options)
    if programs and _TAKE_A_USER.issuperset(programs) and USER_OPTION.search(lower) is None:
        programs = []
    if names or programs:
        from dcslint.source.secrets.scan import Scan

        scan = Scan(text)
        if names:
            from dcslint.source.secrets.assignments import assigned_to

            for start, end in names:
                found.update(assigned_to(scan, lower, start, end))
        if programs:
            from dcslint.source.secrets.commands import given_to_commands

            found.update(given_to_commands(scan, lower, programs))
    found.update(_by_shape(text, lower, hints))
    return _limited(sorted(one for one in found if one[0] < one[1]), len(text))


def _present(words: dict[str, tuple[str, ...]], text: str, hints: list[str]) -> list[str]:
    """The words that are in a text; those behind a hint only if that is."""
    found = [word for word in words[""] if word in text]
    for hint in hints:
        found += [word for word in words.get(hint, ()) if word in text]
    return found


def _by_shape(text: str, lower: str, hints: list[str]) -> set[Range]:
    found: set[Range] = set()
    tokens = _present(_TOKENS, text, hints) or any(one.search(text) for one in _FAMILIES)
    private = "key" in hints and "private key-----" in lower
    long = "key" in hints or "secret" in hints or any(map(lower.__contains__, _LONG_KEYS))
    if tokens or private or long or "://" in text:
        from dcslint.source.secrets import shapes

        if tokens:
            found.update(shapes.tokens(text))
        if private:
            found.update(shapes.private_keys(text))
        if long:
            found.update(shapes.long_keys(text))
        found.update(shapes.addresses(text))
    return found


def _limited(found: list[Range], length: int) -> list[Range]:
    """The ranges as they are; joined where they overlap so often that they outgrow the text."""
    if sum(end - start for start, end in found) <= 4 * length:
        return found
    joined: list[Range] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
