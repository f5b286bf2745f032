r"""Patterns of `.gitignore` files: taken apart and matched as git's own wildmatch does, on bytes.

Time is bounded, whatever the patterns: for one by its length times that of the path, for all by an
`Effort` that they share. Knows nothing of folders and files.
"""

from __future__ import annotations

from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    # What one byte may be: a table of 256 truths. Beside these: the kinds of stars.
    Token = bytes | str

_SPECIAL = b"*?[\\"
_SLASH = 0x2F
MOST_PATTERN = 4096  # bytes: as long as a path may be
MOST_WILDCARDS = 2000  # patterns with wildcards in one file
MOST_EFFORT = 10_000_000  # bytes of paths that patterns with wildcards are held against
_STAR = "*"  # anything without "/"
_STARS = "**"  # anything
_FOLDERS = "**/"  # no folder, or any that end with "/"
_INSIDE = "**/…"  # the part of _FOLDERS that is under way
# What a pattern is that needs no more than a comparison.
NAME_ALONE = "name"
PATH_ALONE = "path"
END_ALONE = "end"
_ANY = bytes(byte != _SLASH for byte in range(256))
_ONLY: dict[int, bytes] = {}


class Effort:
    """What may still be spent on one search's patterns: bytes that are matched with wildcards.

    It takes a hostile checkout to use it up; patterns with wildcards then match nothing any more.
    """

    __slots__ = ("left", "path")

    def __init__(self) -> None:
        self.left = MOST_EFFORT
        self.path = ""  # of the first ignore file

    def is_spent(self) -> bool:
        """Whether nothing is left; if so, that is noted."""
        if self.left >= 0:
            return False
        reached(f"{MOST_EFFORT:,} bytes of paths for patterns with wildcards", self.path)
        return True


class Pattern:
    """One line of an ignore file.

    negated       whether it takes back what earlier ones ignore
    folders_only  whether it means folders only
    line          its number, from 1
    kind          NAME_ALONE if it is the name of something in any folder, PATH_ALONE if it is the
                  path of one thing, END_ALONE if it is the end of such a name; "" if it is more
    literal       that name, path or end
    """

    __slots__ = ("_matches", "folders_only", "kind", "line", "literal", "negated")

    def __init__(self, text: bytes, line: int, effort: Effort | None = None) -> None:
        self.line = line
        self.negated = text.startswith(b"!")
        text = text[1:] if self.negated else text
        self.folders_only = text.endswith(b"/")
        text = text[:-1] if self.folders_only else text
        self.kind = ""
        self._matches: Callable[[bytes, bytes], bool] = _always
        if b"/" in text:
            text = text.removeprefix(b"/")
            length = _literal_length(text)
            self.literal = text[:length]
            if length == len(text):
                self.kind = PATH_ALONE
            else:
                self._matches = _of_path(self.literal, text[length:], effort)
        elif _literal_length(text) == len(text):
            self.kind, self.literal = NAME_ALONE, text
        elif text.startswith(b"*") and _literal_length(text[1:]) == len(text) - 1:
            self.kind, self.literal = END_ALONE, text[1:]
        else:
            self.literal = b""
            matches = compiled(text, effort)
            self._matches = lambda _, name: matches(name)

    def matches(self, path: bytes, name: bytes) -> bool:
        """Whether it means a path, relative to the file's folder, whose last part is `name`.

        For one with a kind: beside that.
        """
        return self._matches(path, name)


def _always(_path: bytes, _name: bytes) -> bool:
    return True


def parse(data: bytes, effort: Effort | None = None, path: str = "") -> list[Pattern]:
    """The patterns of an ignore file, in order. `path` is the file's."""
    found = []
    wildcards = 0
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        line = raw.removesuffix(b"\r")
        line = line[: line.index(b"\0")] if b"\0" in line else line
        if line.startswith(b"#") or len(line) > MOST_PATTERN:
            continue
        line = _without_spaces(line)
        if not line:
            continue
        pattern = Pattern(line, number, effort)
        wildcards += pattern.kind not in (NAME_ALONE, PATH_ALONE)
        if wildcards <= MOST_WILDCARDS or pattern.kind in (NAME_ALONE, PATH_ALONE):
            found.append(pattern)
        else:
            reached(f"{MOST_WILDCARDS:,} patterns with wildcards", path)
    return found


def _without_spaces(line: bytes) -> bytes:
    r"""The line without spaces at its end; a space behind a "\" stays."""
    kept = at = 0
    while at < len(line):
        if line[at : at + 1] == b"\\":
            at += 1
            kept = at + 1
        elif line[at : at + 1] != b" ":
            kept = at + 1
        at += 1
    return line[:kept]


def _literal_length(text: bytes) -> int:
    """How many bytes stand before the first one with a meaning of its own."""
    return next((at for at, byte in enumerate(text) if byte in _SPECIAL), len(text))


def _of_path(literal: bytes, rest: bytes, effort: Effort | None) -> Callable[[bytes, bytes], bool]:
    # As git does it: the part behind the literal one is matched as if it stood alone.
    matches = compiled(rest, effort)
    return lambda path, _: path.startswith(literal) and matches(path[len(literal) :])


def compiled(pattern: bytes, effort: Effort | None = None) -> Callable[[bytes], bool]:
    """A predicate for texts that a pattern matches as a whole; "/" is matched by "**" only."""
    effort = Effort() if effort is None else effort
    try:
        tokens = list(_tokens(pattern))
    except ValueError:
        return lambda _: False
    runs = list(_literal_runs(tokens))
    tail, longest = runs[-1], max(runs, key=len)
    # States are bits: how many tokens are done. What a byte moves on, and what it leaves in place.
    steps: dict[int, tuple[int, int]] = {}
    one_on = _bits(token in (_STAR, _STARS, _FOLDERS) for token in tokens)
    two_on = _bits(token == _FOLDERS for token in tokens)

    def closed(states: int) -> int:
        """The states with those that need no byte to reach."""
        while True:
            more = states | (states & one_on) << 1 | (states & two_on) << 2
            if more == states:
                return states
            states = more

    start = closed(1)

    def matches(text: bytes) -> bool:
        # Nearly every path fails here: walking the states costs a hundred times as much.
        if longest not in text or not text.endswith(tail) or effort.is_spent():
            return False
        effort.left -= len(text)
        states = start
        for byte in text:
            step = steps.get(byte)
            if step is None:
                step = steps[byte] = (
                    _bits(_moves_on(token, byte) for token in tokens),
                    _bits(_stays(token, byte) for token in tokens),
                )
            states = closed((states & step[0]) << 1 | states & step[1])
            if not states:
                return False
        return bool(states >> len(tokens) & 1)

    return matches


def _bits(truths: Iterable[bool]) -> int:
    return sum(1 << at for at, truth in enumerate(truths) if truth)


def _moves_on(token: Token, byte: int) -> bool:
    return bool(token[byte]) if isinstance(token, bytes) else token == _INSIDE and byte == _SLASH


def _stays(token: Token, byte: int) -> bool:
    return token in (_STARS, _INSIDE) or (token == _STAR and byte != _SLASH)


def _literal_runs(tokens: list[Token]) -> Iterator[bytes]:
    """What stands between the wildcards, in order, empty runs included; it is in every match."""
    run = bytearray()
    for token in tokens:
        if isinstance(token, bytes) and token.count(1) == 1:
            run.append(token.index(1))
        else:
            yield bytes(run)
            run.clear()
    yield bytes(run)


def _tokens(pattern: bytes) -> Iterator[Token]:
    """The parts of a pattern. Raises ValueError for one that git lets match nothing."""
    at = 0
    while at < len(pattern):
        char = pattern[at : at + 1]
        if char == b"*":
            stop = at
            while pattern[stop : stop + 1] == b"*":
                stop += 1
            rest = pattern[stop:]
            alone = at == 0 or pattern[at - 1] == _SLASH
            if stop - at < 2 or not alone or not (not rest or rest.startswith((b"/", b"\\/"))):
                yield _STAR
            elif rest.startswith(b"/"):
                # Any number of them in a row means the same as one.
                stop += 1
                while pattern[stop : stop + 3] == b"**/":
                    stop += 3
                yield _FOLDERS
                yield _INSIDE
            else:
                yield _STARS
            at = stop
        elif char == b"?":
            yield _ANY
            at += 1
        elif char == b"[":
            table, at = _bracket(pattern, at)
            yield table
        else:
            at += char == b"\\"
            yield _only(_at(pattern, at))
            at += 1


def _at(pattern: bytes, at: int) -> int:
    if at >= len(pattern):
        raise ValueError
    return pattern[at]


def _only(byte: int) -> bytes:
    """The table of one byte; patterns are mostly made of these, so they share them."""
    table = _ONLY.get(byte)
    if table is None:
        table = _ONLY[byte] = bytes(other == byte for other in range(256))
    return table


def _bracket(pattern: bytes, at: int) -> tuple[bytes, int]:
    """The bytes that `[…]` stands for, as a table, and where it ends."""
    at += 1
    negated = _at(pattern, at) in b"!^"
    at += negated
    members: set[int] = set()
    before = 0  # the byte that a range may begin with
    first = True
    while first or _at(pattern, at) != 0x5D:
        first = False
        byte = _at(pattern, at)
        following = pattern[at + 1 : at + 2]
        if byte == 0x5C:
            at += 1
            before = _at(pattern, at)
            members.add(before)
        elif byte == 0x2D and before and following not in (b"", b"]"):
            at += 1
            if pattern[at] == 0x5C:
                at += 1
            members.update(range(before, _at(pattern, at) + 1))
            before = 0
        elif byte == 0x5B and following == b":":
            stop = pattern.find(b"]", at + 2)
            if stop < 0:
                raise ValueError
            if stop == at + 2 or pattern[stop - 1] != 0x3A:
                members.add(byte)  # no class: a "[" like any other byte
                before = byte
            else:
                members |= _class(pattern[at + 2 : stop - 1])
                at = stop
                before = 0
        else:
            members.add(byte)
            before = byte
        at += 1
    return bytes((byte in members) != negated and byte != _SLASH for byte in range(256)), at + 1


def _class(name: bytes) -> set[int]:
    """The bytes of a class such as `digit`. Raises ValueError for an unknown one."""
    alpha = {*range(0x41, 0x5B), *range(0x61, 0x7B)}
    digit = {*range(0x30, 0x3A)}
    graph = {*range(0x21, 0x7F)}
    classes = {
        b"alnum": alpha | digit,
        b"alpha": alpha,
        b"blank": {0x20, 0x09},
        b"cntrl": {*range(0x20), 0x7F},
        b"digit": digit,
        b"graph": graph,
        b"lower": {*range(0x61, 0x7B)},
        b"print": graph | {0x20},
        b"punct": graph - alpha - digit,
        b"space": {0x20, 0x09, 0x0A, 0x0D},
        b"upper": {*range(0x41, 0x5B)},
        b"xdigit": digit | {*range(0x41, 0x47), *range(0x61, 0x67)},
    }
    found = classes.get(name)
    if found is None:
        raise ValueError
    return found
