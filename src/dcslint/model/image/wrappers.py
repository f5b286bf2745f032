"""Commands that run another command: `sudo`, `env`, `exec`, `xargs`, `conda run`, `bash -c`.

`unwrap` takes the words of a command and gives those of the command that really runs, with what the
wrapper changes of its environment.
"""

from __future__ import annotations

from dcslint.source import Span, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Options of each wrapper that take a separate value (their manual pages).
_WITH_VALUE = {
    "sudo": "-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir",
    "env": "-u --unset -C --chdir",
    "exec": "-a",
    "nice": "-n --adjustment",
    "timeout": "-s --signal -k --kill-after",
    "stdbuf": "-i -o -e --input --output --error",
    "ionice": "-c -n -p -t",
    "xargs": "-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-procs --replace",
    "time": "-f -o --format --output",
    "nohup": "",
    "command": "",
    "builtin": "",
    "eatmydata": "",
    "setsid": "",
    "gosu": "",
    "su-exec": "",
}
_OPERANDS = {"timeout": 1, "gosu": 1, "su-exec": 1}
SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
_RUNNERS = {
    ("conda", "run"): "-n --name -p --prefix --cwd",
    ("mamba", "run"): "-n --name -p --prefix --cwd",
    ("micromamba", "run"): "-n --name -p --prefix --cwd -r --root-prefix",
    ("uv", "run"): "-p --python --with --extra --group --directory --project --env-file",
    ("poetry", "run"): "",
    ("pipenv", "run"): "",
    ("hatch", "run"): "",
}


_RUNNER_NAMES = frozenset(name for name, _ in _RUNNERS)


class Unwrapped:
    """The words that run. `path` is "base" (sudo's secure path), "unknown", or "" for no change.

    `assignments` are the NAME, value pairs that `env` or `sudo` set for it.
    `script` is the text of `sh -c`, `eval` or `su -c`, to be read as shell; then `words` is empty.
    """

    __slots__ = ("assignments", "path", "script", "words")

    def __init__(self, words: list[Value]) -> None:
        self.words = words
        self.assignments: list[tuple[str, Value]] = []
        self.path = ""
        self.script: Value | None = None


def base_name(word: Value) -> str | None:
    """The last part of a program's path, None if unknown."""
    return None if word.text is None else word.text.rpartition("/")[2]


def wraps(name: str) -> bool:
    """Whether a program of that name runs another command."""
    return name in _WITH_VALUE or name in SHELLS or name in ("eval", "su") or name in _RUNNER_NAMES


def unwrap(words: list[Value]) -> Unwrapped:
    """Take the wrappers off. Each turn takes at least one word, so this ends."""
    result = Unwrapped(words)
    while result.words:
        name = base_name(result.words[0])
        if name is None:
            return result
        if name in _WITH_VALUE:
            if not _take_wrapper(result, name):
                return result
        elif name in SHELLS:
            _take_shell(result)
            return result
        elif name == "eval" and len(result.words) > 1:
            result.script = result.words[1] if len(result.words) == 2 else None
            if result.script is not None:
                result.words = []
            return result
        elif name == "su":
            _take_su(result)
            return result
        elif not _take_runner(result, name):
            return result
    return result


def _take_wrapper(result: Unwrapped, name: str) -> bool:
    """Take one wrapper and its options off; False if it is a question (`command -v`)."""
    with_value = _WITH_VALUE[name].split()
    words = result.words
    at = 1
    while at < len(words):
        text = words[at].text
        if text is None or not text.startswith("-") or text == "-":
            break
        at += 1
        if text == "--":
            break
        if name == "command" and text in ("-v", "-V"):
            return False
        if name == "env" and text in ("-i", "--ignore-environment"):
            result.path = "unknown"
        if text in with_value:
            at += 1
    at += _OPERANDS.get(name, 0)
    if name in ("env", "sudo"):
        at = _take_assignments(result, at)
    if name == "sudo":
        result.path = "base"  # Debian's sudoers sets secure_path
        if any(variable == "PATH" for variable, _ in result.assignments):
            result.path = ""
    rest = words[at:]
    if not rest:
        return False
    if name == "xargs":
        rest = [*rest, Value.of_unknown(words[0].span, "arguments that xargs reads")]
    result.words = rest
    return True


def _take_assignments(result: Unwrapped, at: int) -> int:
    words = result.words
    while at < len(words):
        text = words[at].text
        if text is None:
            break
        variable, equals, _ = text.partition("=")
        if not equals or not variable.replace("_", "a").isalnum():
            break
        result.assignments.append((variable, words[at].slice(len(variable) + 1, len(text))))
        at += 1
    return at


def _take_shell(result: Unwrapped) -> None:
    words = result.words
    at = 1
    while at < len(words):
        text = words[at].text
        if text is None or not text.startswith(("-", "+")):
            return
        at += 1
        if text in ("-o", "+o", "-O", "+O", "--rcfile", "--init-file"):
            at += 1
        elif text == "--login":
            result.path = "unknown"
        elif not text.startswith("--"):
            if "l" in text or "i" in text:
                result.path = "unknown"  # the profile may set any PATH
            if "c" in text:
                # The command is the first word that is no option: `bash -c -e "…"`.
                while at < len(words) and (words[at].text or "").startswith("-"):
                    at += 1
                if at < len(words):
                    result.script = words[at]
                    result.words = []
                return


def _take_su(result: Unwrapped) -> None:
    words = result.words
    for at, word in enumerate(words):
        if word.text in ("-c", "--command") and at + 1 < len(words):
            result.script = words[at + 1]
            result.path = "unknown"
            result.words = []
            return


def _take_runner(result: Unwrapped, name: str) -> bool:
    """Take `conda run -n env` and its like off: what then runs has an environment unknown here."""
    words = result.words
    second = words[1].text if len(words) > 1 else None
    options = _RUNNERS.get((name, second or ""))
    if options is None:
        return False
    with_value = options.split()
    at = 2
    while at < len(words):
        text = words[at].text
        if text is None or not text.startswith("-"):
            break
        at += 2 if text in with_value else 1
    if at >= len(words):
        return False
    result.words = words[at:]
    result.path = "unknown"
    return True


def span_of(words: Iterable[Value], fallback: Span) -> Span:
    """From the first word to the last, where they stand in one text in this order."""
    spans = [word.span for word in words]
    if spans and all(span.document is spans[0].document for span in spans):
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        return Span(spans[0].document, start, end)
    return fallback
