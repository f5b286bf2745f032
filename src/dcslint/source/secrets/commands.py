"""Secrets given to commands by a short option, or on their standard input."""

from __future__ import annotations

from dcslint.source.regex import regex
from dcslint.source.secrets import GLUED_USER, USER_OPTION
from dcslint.source.secrets.references import is_reference
from dcslint.source.secrets.scan import WINDOW
from dcslint.source.secrets.values import argument_ranges, checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.source.secrets.scan import Scan

    Range = tuple[int, int]

_SHORT_OPTION = regex(
    rf"-(?<=[\s\"']-)(?:[apuU]|[A-Za-z]{{1,12}}?u{GLUED_USER}|-(?:proxy-)?user(?=[\s=\"']))"
)
_SEGMENT = regex(r"&&|[;|]|(?<![\\`,\[])[ \t]*\n")
_PASSWORD_WORDS = frozenset(
    {
        *("login", "sshpass", "mysql", "mariadb", "smbclient", "useradd", "usermod", "mongo"),
        "redis-cli",
    }
)
_TAKES_PASSWORD = regex(
    r"\blogin\b|sshpass|mysql|mariadb|smbclient|\buser(?:add|mod)\b|\bmongo(?:\b|sh|dump|restore)"
)
_TAKES_REDIS_PASSWORD = regex(r"\bredis-cli\b")
_TAKES = {"-p": _TAKES_PASSWORD, "-a": _TAKES_REDIS_PASSWORD}
_TAKES_USER = regex(r"\b(?:curl|wget|https?|mysql\w*)\b")
_READS_INPUT = regex(r"--password-stdin|--stdin\b|\bchpasswd\b|\bsudo\s+-S\b")
# `htpasswd -b FILE USER PASSWORD`; with `-n` no file.
_HTPASSWD = regex(
    r"htpasswd(?P<options>(?:[ \t]++-\w++)++)"
    r"(?:[ \t]++(?P<last>(?:[^\s;&|<>\"']++|\"[^\"\n]*+\"|'[^'\n]*+')++))++"
)
_SAYS = regex(r"(?:echo|printf)\s+(?:-\w+\s+)*")
_HERE_STRING = regex(r"[^\n|;&]{0,200}<<<[ \t]*")
_HERE_DOCUMENT = regex(
    r"""[^\n|;&<]{0,200}<<-?["']?(\w+)["']?[^\n]{0,200}\n"""
    r"""(?P<body>[^\0]{0,2000}?)(?:\n[ \t]*\1\b|\Z)"""
)


def given_to_commands(scan: Scan, lower: str, programs: list[str]) -> Iterator[Range]:
    """The ranges of such secrets in the text of `scan`, whose lower case is `lower`.

    `programs` are those of the text that take a secret in such a way.
    """
    # Most texts have a `mkdir -p`, and no command that takes either option so.
    password = not _PASSWORD_WORDS.isdisjoint(programs)
    if password or USER_OPTION.search(lower) is not None:
        yield from _short_options(scan, lower, password=password)
    if "htpasswd" in programs:
        for match in _HTPASSWD.finditer(scan.text):
            if "b" in match["options"] and not is_reference(match["last"].strip("\"'")):
                yield from checked(scan, *match.span("last"))
    if "chpasswd" in programs or "stdin" in programs or ("sudo" in programs and "-S" in scan.text):
        yield from _standard_input(scan)


def _short_options(scan: Scan, lower: str, *, password: bool) -> Iterator[Range]:
    """`docker login -p x`, `sshpass -px`, `curl -u name:x`; `-p` only with `password`."""
    for match in _SHORT_OPTION.finditer(scan.text):
        takes = _TAKES.get(match[0])
        if takes is not None and not password:
            continue
        before = lower[max(0, match.start() - 300) : match.start()]
        wanted = takes or _TAKES_USER
        if not wanted.search(before) or not wanted.search(_SEGMENT.split(before)[-1]):
            continue
        if takes is not None:
            yield from argument_ranges(scan, match.end(), glued=True)
        else:
            for start, end in argument_ranges(scan, match.end(), glued=True):
                colon = scan.text.find(":", start, end)
                if colon >= 0 and not is_reference(scan.text[colon + 1 : end].strip("\"'")):
                    yield colon + 1, end


def _standard_input(scan: Scan) -> Iterator[Range]:
    """`echo x | docker login --password-stdin`, `chpasswd <<< root:x`, and from a heredoc."""
    text = scan.text
    for match in _READS_INPUT.finditer(text):
        pipe = text.rfind("|", max(0, match.start() - WINDOW), match.start())
        low = max(0, match.start() - WINDOW)
        last = max(text.rfind(word, low, max(pipe, 0)) for word in ("echo", "printf"))
        said = _SAYS.match(text, last, pipe) if last >= 0 else None
        if said and not is_reference(text[said.end() : pipe].strip().strip("\"'")):
            yield said.end(), pipe
        here = _HERE_STRING.match(text, match.end())
        if here:
            yield from checked(scan, here.end(), scan.line(here.end())[1])
        document = _HERE_DOCUMENT.match(text, match.end())
        if document:
            yield document.span("body")
