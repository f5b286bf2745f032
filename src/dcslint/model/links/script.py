"""The commands of shell code, each with its words as far as they are known and where it runs."""

from __future__ import annotations

from dcslint.model.image.wrappers import unwrap
from dcslint.model.links.holes import hole
from dcslint.model.links.shell_state import Shell
from dcslint.readers.shell import read_shell
from dcslint.source import Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dcslint.model.links.holes import Choice
    from dcslint.readers.shell import Redirect, Scope, SimpleCommand
    from dcslint.source import Span

_DECLARE = frozenset(("export", "declare", "typeset", "local", "readonly"))
_DEEPEST = 3  # of `bash -c` in `bash -c`
_LONGEST = 1_000_000
# What words may come to in all, and the variables that scopes copy: a variable in each word could
# make much of little.
_MOST_CHARACTERS = 4_000_000
_TOO_MUCH = f"{_MOST_CHARACTERS:,} characters that variables come to"
_COST_OF_WORD = 20
_MOST_LOOPS = 200


class Ran:
    """One command: its words with holes, the directories it may run in, its place.

    stdin  the file that it reads, if that is said
    loops  what the variables of loops around it stand for
    """

    __slots__ = ("folders", "loops", "span", "stdin", "words")

    def __init__(
        self,
        words: list[str],
        folders: tuple[str, ...],
        span: Span,
        stdin: str,
        loops: list[list[Choice]],
    ) -> None:
        self.words = words
        self.folders = folders
        self.span = span
        self.stdin = stdin
        self.loops = loops


class Runner:
    """Follows shell code, one text after the other in one shell."""

    __slots__ = ("_left", "_loops", "_states", "shell")

    def __init__(
        self,
        folders: tuple[str, ...],
        variables: dict[str, str] | None = None,
        own: str | None = None,
    ) -> None:
        self.shell = Shell("", folders, variables, own)
        self._states: dict[int, Shell] = {}
        self._loops: list[list[Choice]] = []
        self._left = _MOST_CHARACTERS

    def run(self, code: Value, depth: int = 0) -> Iterator[Ran]:
        """The commands of a text that is shell. Never raises."""
        text = code.text or ""
        if len(text) > _LONGEST:
            reached(f"{_LONGEST:,} characters of a script", code.span)
            return
        script = read_shell(text)
        self.shell.text = text
        self._states = {id(script.top): self.shell}
        waiting = []
        for command in script.commands:
            # A function runs when it is called: what is set until then holds in it.
            if _in_function(command.scope):
                waiting.append(command)
            else:
                yield from self._step(code, command, depth)
        for command in waiting:
            yield from self._step(code, command, depth)

    def _state(self, scope: Scope) -> Shell:
        known = self._states.get(id(scope))
        if known is None:
            parent = self.shell if scope.parent is None else self._state(scope.parent)
            known = parent
            if scope.kind != "group":
                self._left -= len(parent.variables)  # the scope has a copy of each
                if self._left > 0:
                    known = parent.inside(scope)
                else:
                    reached(_TOO_MUCH)
            self._states[id(scope)] = known
        return known

    def _step(self, code: Value, command: SimpleCommand, depth: int) -> Iterator[Ran]:
        shell = self._state(command.scope)
        if self._left <= 0:
            reached(_TOO_MUCH)
            return
        if not command.words:
            for one in command.assignments:
                if one.elements or (one.value.parts and _is_array(one.value.parts[0])):
                    words = [word for element in one.elements for word in shell.words(element)]
                    known = shell.arrays.get(one.name, []) if one.append else []
                    shell.set_array(one.name, [*known, *words])
                elif not one.array:
                    before = shell.variables.get(one.name, "") if one.append else ""
                    shell.set(one.name, before + shell.one(one.value))
            return
        words = [word for one in command.words for word in shell.words(one)]
        self._left -= sum(map(len, words)) + len(words) * _COST_OF_WORD
        if not words:
            return
        span = code.place(command.start, max(command.end, command.start + 1))
        if command.keyword in ("for", "select"):
            self._loop(words, shell)
            return
        unwrapped = unwrap([Value(word, span, pieces=()) for word in words])
        if unwrapped.script is not None and unwrapped.script.text and depth >= _DEEPEST:
            reached(f"{_DEEPEST} scripts in each other", span)
        elif unwrapped.script is not None and unwrapped.script.text:
            inner = Runner(shell.folders, shell.variables, shell.own)
            inner._loops = self._loops
            inner._left = self._left - len(shell.variables)
            yield from inner.run(Value(unwrapped.script.text, span, pieces=()), depth + 1)
            self._left = inner._left
            return
        words = [hole("word") if one.text is None else one.text for one in unwrapped.words]
        if words and not _builtin(words, shell):
            stdin = next((_read_from(one, shell) for one in command.redirects), "")
            yield Ran(words, shell.folders, span, stdin, self._loops)

    def _loop(self, words: list[str], shell: Shell) -> None:
        name, *values = words
        if values[:1] == ["in"]:
            values = values[1:]
        shell.set(name, hole(name))
        plain = all("\0" not in one and not set("*?[").intersection(one) for one in values)
        if values and plain:
            if len(self._loops) > _MOST_LOOPS:
                reached(f"{_MOST_LOOPS} loops")
            self._loops = [[{name: value} for value in values], *self._loops[:_MOST_LOOPS]]


def _in_function(scope: Scope | None) -> bool:
    while scope is not None:
        if scope.kind == "function":
            return True
        scope = scope.parent
    return False


def _is_array(part: object) -> bool:
    return getattr(part, "kind", "") == "array"


def _read_from(redirect: Redirect, shell: Shell) -> str:
    if redirect.operator == "<" and redirect.target is not None:
        return shell.one(redirect.target)
    return ""


def _builtin(words: list[str], shell: Shell) -> bool:
    """Follow what changes the shell itself; False for any other command."""
    name, *rest = words
    if name in _DECLARE:
        for word in rest:
            variable, equals, value = word.partition("=")
            if equals and variable.isidentifier():
                shell.set(variable, value)
    elif name == "cd":
        places = [word for word in rest if word not in ("--", "-P", "-L")]
        shell.change(places[0] if places else "")
    elif name == "pushd":
        shell.stack.append(shell.folders)
        shell.change(rest[0] if rest else "")
    elif name == "popd":
        shell.enter(shell.stack.pop() if shell.stack else ())
    elif name in ("read", "unset", "mapfile", "readarray"):
        for word in rest:
            if word.isidentifier():
                shell.set(word, hole(word))
    else:
        return False
    return True


def folders_above(path: str) -> tuple[str, ...]:
    """The folder of a file and those above it: where what is written in it may be run."""
    folder = path.rpartition("/")[0]
    found = [folder]
    while folder:
        folder = folder.rpartition("/")[0]
        found.append(folder)
    return tuple(found)
