"""One shell of a RUN: its variables, its directory, and what builtins change of them.

What it cannot follow (a sourced file, a profile, a conda environment by name) makes PATH unknown
for what comes after, so that no rule guesses.
"""

from __future__ import annotations

from dcslint.model.image.environment import BASE_PATH, TOO_MUCH, Environment, Layer
from dcslint.model.image.filesystem import normal_path
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.nodes import Command
    from dcslint.source import Span

_DECLARE = frozenset(("export", "declare", "typeset", "local", "readonly"))
BUILTINS = _DECLARE | {"unset", "read", "cd", "pushd", "popd", ".", "source"}
_CONDAS = frozenset(("conda", "mamba", "micromamba"))
_CHANGE_SHELL = BUILTINS | _CONDAS
# Files whose commands are known not to touch PATH in a way that changes which Python runs.
_HARMLESS_SOURCES = (
    "/etc/os-release",
    "/etc/lsb-release",
    ".cargo/env",
    "nvm.sh",
    ".sdkman/bin/sdkman-init.sh",
)


class Frame:
    """One shell: its variables and its directory (None if unknown)."""

    __slots__ = ("directory", "layer")

    def __init__(self, environment: Environment, directory: str | None) -> None:
        self.layer = Layer(environment)
        self.directory = directory


def set_variable(frame: Frame, name: str, value: Value, *, sure: bool) -> None:
    """Set a variable from here on; to the unknown, where the command may not run."""
    if not sure and value.text is not None:
        value = Value.of_unknown(value.span, f"{name} is set in a branch")
    frame.layer.set(name, value, "shell")


def run_builtin(command: Command, frame: Frame) -> bool:
    """What shell builtins change of the shell itself; False if the command is none of them."""
    name = command.called
    if name not in _CHANGE_SHELL:
        return False
    if name == "cd":
        texts = command.texts
        target = texts[-1] if len(texts) > 1 else None
        known = target is not None and command.certain and target != "-"
        frame.directory = normal_path(target, frame.directory) if known and target else None
        return True
    words = command.arguments
    if name in _DECLARE:
        for word in words:
            text = word.text
            if text is not None and "=" in text and not text.startswith("-"):
                variable, _, value = text.partition("=")
                set_variable(
                    frame,
                    variable,
                    word.slice(len(text) - len(value), len(text)),
                    sure=command.certain,
                )
            elif text is None:
                variable = word.span.source.partition("=")[0].strip("\"'")
                if variable.isidentifier():
                    frame.layer.set(variable, word, "shell")
    elif name == "unset":
        for word in words:
            if word.text:
                unknown = Value.of_unknown(word.span, f"{word.text} is unset here")
                frame.layer.set(word.text, unknown, "shell")
    elif name == "read":
        for word in words:
            if word.text and word.text.isidentifier():
                frame.layer.set(word.text, Value.of_unknown(word.span, "read at run time"), "shell")
    elif name in ("pushd", "popd"):
        frame.directory = None
    elif name in (".", "source"):
        _source(command, frame)
    elif name in _CONDAS and words and words[0].text == "activate":
        _activate_conda(command, frame, words[1:])
    else:
        return False
    return True


def _source(command: Command, frame: Frame) -> None:
    words = command.arguments
    if not words:
        return
    text = words[0].text
    path = normal_path(text, frame.directory) if text else None
    if path is not None and path.endswith("/bin/activate"):
        home = path.removesuffix("/bin/activate")
        if command.certain and len(words) == 1:
            _prepend(command, frame, f"{home}/bin")
            frame.layer.set("VIRTUAL_ENV", Value(home, words[0].span, pieces=()), "shell")
            return
    if text is not None and text.endswith(_HARMLESS_SOURCES):
        return
    forget_path(command.instruction.span, frame)


def _activate_conda(command: Command, frame: Frame, words: list[Value]) -> None:
    target = words[0].text if words else None
    if target is not None and target.startswith("/") and command.certain:
        _prepend(command, frame, f"{normal_path(target)}/bin")
    else:
        forget_path(command.instruction.span, frame)


def _prepend(command: Command, frame: Frame, directory: str) -> None:
    row = frame.layer.now().get("PATH")
    rest = BASE_PATH if row is None else row.text
    span = command.span
    if rest is None:
        # What follows is unknown, but what is found in the first directory is sure.
        rest = ""
    room = frame.layer.room
    if room is not None and not room.take(len(rest)):
        frame.layer.set("PATH", Value.of_unknown(span, TOO_MUCH), "shell")
        return
    frame.layer.set("PATH", Value(f"{directory}:{rest}", span, pieces=()), "shell")


def forget_path(span: Span, frame: Frame) -> None:
    """Make PATH unknown from here on."""
    unknown = Value.of_unknown(span, "PATH is set by a file that is not read")
    frame.layer.set("PATH", unknown, "shell")
