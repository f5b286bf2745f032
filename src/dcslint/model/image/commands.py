"""What a RUN does: its simple commands, each with its words, program and environment.

Reads the script with the shell reader and walks its commands in order, as a shell would. What it
cannot follow (a sourced file, a profile) makes PATH unknown for what comes after, so that no rule
guesses.
"""

from __future__ import annotations

from dcslint.model.image.effects import apply_effects
from dcslint.model.image.environment import BASE_PATH, Environment, Layer
from dcslint.model.image.filesystem import normal_path
from dcslint.model.image.nodes import Command
from dcslint.model.image.packages import record_packages
from dcslint.model.image.pip import read_pip
from dcslint.model.image.words import resolve, resolve_one
from dcslint.model.image.wrappers import SHELLS, base_name, span_of, unwrap
from dcslint.readers.shell import read_shell
from dcslint.source import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.filesystem import Filesystem
    from dcslint.model.image.nodes import Instruction
    from dcslint.readers.shell import Scope, SimpleCommand

_MAX_DEPTH = 4
_DECLARE = frozenset(("export", "declare", "typeset", "local", "readonly"))
# Behind these `&&` asks a question, so what follows may not run; elsewhere it must, or the build
# fails.
_QUESTIONS = frozenset(
    ("[", "test", "which", "command", "type", "grep", "id", "getent", "hash", "!")
)
# Files whose commands are known not to touch PATH in a way that changes which Python runs.
_HARMLESS_SOURCES = (
    "/etc/os-release",
    "/etc/lsb-release",
    ".cargo/env",
    "nvm.sh",
    ".sdkman/bin/sdkman-init.sh",
)


class _Frame:
    """One shell: its variables and its directory (None if unknown)."""

    __slots__ = ("directory", "layer")

    def __init__(self, environment: Environment, directory: str | None) -> None:
        self.layer = Layer(environment)
        self.directory = directory


def run_instruction(
    instruction: Instruction, files: Filesystem, directory: str | None, shell: list[str] | None
) -> None:
    """Fill `instruction.commands` and record what they do to the files.

    `shell` is the SHELL in force, None for the default; `directory` the WORKDIR, None if unknown.
    """
    syntax = instruction.syntax
    frame = _Frame(instruction.environment, directory)
    if syntax.exec_form is not None:
        if syntax.exec_form:
            _run(instruction, syntax.exec_form, files, frame, certain=True, depth=0)
        return
    if shell is not None:
        name = shell[0].rpartition("/")[2] if shell else ""
        if name not in SHELLS:
            return
        if any(option.startswith("-") and "l" in option for option in shell[1:]):
            _forget_path(instruction, frame)
    bodies = [heredoc.body for heredoc in syntax.heredocs]
    text = (syntax.arguments.text or "").strip()
    if len(bodies) == 1 and text.startswith("<<") and len(text.split()) == 1:
        _run_body(instruction, bodies[0], files, frame)
        return
    _run_script(instruction, syntax.arguments, files, frame, certain=True, depth=0, bodies=bodies)


def _run_body(instruction: Instruction, body: Value, files: Filesystem, frame: _Frame) -> None:
    """A heredoc that is the whole RUN: shell, unless its first line names another interpreter."""
    text = body.text or ""
    if text.startswith("#!"):
        line = text.partition("\n")[0]
        if not any(word.rpartition("/")[2] in SHELLS for word in line[2:].split()):
            return
    _run_script(instruction, body, files, frame, certain=True, depth=0, bodies=[])


def _run_script(
    instruction: Instruction,
    source: Value,
    files: Filesystem,
    frame: _Frame,
    *,
    certain: bool,
    depth: int,
    bodies: list[Value],
) -> None:
    if source.text is None:
        return
    script = read_shell(source.text)
    frames: dict[Scope, _Frame] = {script.top: frame}
    waiting = list(bodies)
    before: str | None = None
    for simple in script.commands:
        inside = _frame_of(simple.scope, frames)
        if simple.after == "||" and instruction.commands:
            instruction.commands[-1].is_forgiven = True
        sure = certain and _is_certain(simple, before)
        words = _words(simple, source, inside)
        before = base_name(words[0]) if words else before
        if simple.keyword in ("for", "select"):
            _assign_loop(simple, source, inside)
            continue
        if not words:
            _assign(simple, source, inside, sure=sure)
            continue
        called = inside
        if simple.assignments:
            called = _Frame(inside.layer.now(), inside.directory)
            _assign(simple, source, called, sure=True)
        stdin = [_body(simple, source, waiting)] if simple.redirects else []
        _run(instruction, words, files, called, certain=sure, depth=depth, keep=inside)
        for body in stdin:
            if body is not None and _reads_script(words) and depth < _MAX_DEPTH:
                child = _Frame(called.layer.now(), called.directory)
                _run_script(
                    instruction, body, files, child, certain=sure, depth=depth + 1, bodies=[]
                )


def _frame_of(scope: Scope, frames: dict[Scope, _Frame]) -> _Frame:
    """The shell that a scope runs in: a new one for each scope that keeps its changes to itself."""
    isolated = scope.isolated()
    missing = []
    while isolated not in frames:
        missing.append(isolated)
        assert isolated.parent is not None
        isolated = isolated.parent.isolated()
    frame = frames[isolated]
    for inner in reversed(missing):
        frame = _Frame(frame.layer.now(), frame.directory)
        frames[inner] = frame
    return frame


def _is_certain(simple: SimpleCommand, before: str | None) -> bool:
    if simple.after == "||" or (simple.after == "&&" and before in _QUESTIONS):
        return False
    scope: Scope | None = simple.scope
    while scope is not None:
        if scope.kind in ("branch", "function"):
            return False
        scope = scope.parent
    return True


def _words(simple: SimpleCommand, source: Value, frame: _Frame) -> list[Value]:
    if not simple.words:
        return []
    environment = frame.layer.now()
    found: list[Value] = []
    for word in simple.words:
        found.extend(resolve(word, source, environment))
    return found


def _assign(simple: SimpleCommand, source: Value, frame: _Frame, *, sure: bool) -> None:
    for assignment in simple.assignments:
        value = resolve_one(assignment.value, source, frame.layer.now())
        span = source.place(assignment.start, assignment.end)
        if assignment.array or assignment.append:
            value = Value.of_unknown(span, f"{assignment.name} is put together by the script")
        _set(frame, assignment.name, value, sure=sure)


def _set(frame: _Frame, name: str, value: Value, *, sure: bool) -> None:
    if not sure and value.text is not None:
        value = Value.of_unknown(value.span, f"{name} is set in a branch")
    frame.layer.set(name, value, "shell")


def _assign_loop(simple: SimpleCommand, source: Value, frame: _Frame) -> None:
    name = simple.words[0].literal() if simple.words else None
    if name is None:
        return
    span = source.place(simple.start, simple.end)
    values = simple.words[1:]
    if len(values) == 1 and (text := values[0].literal()) is not None and "*" not in text:
        frame.layer.set(name, resolve_one(values[0], source, frame.layer.now()), "shell")
        return
    frame.layer.set(name, Value.of_unknown(span, f"{name} is a loop's variable"), "shell")


def _body(simple: SimpleCommand, source: Value, waiting: list[Value]) -> Value | None:
    """The heredoc that a command reads: inside the script, or behind it in the Dockerfile."""
    for redirect in simple.redirects:
        if redirect.operator not in ("<<", "<<-"):
            continue
        if redirect.body is not None and redirect.body.text:
            return source.slice(redirect.body.start, redirect.body.end)
        if waiting:
            return waiting.pop(0)
    return None


def _reads_script(words: list[Value]) -> bool:
    inner = unwrap(words)
    if not inner.words or base_name(inner.words[0]) not in SHELLS:
        return False
    return all((word.text or "x").startswith("-") for word in inner.words[1:])


def _run(
    instruction: Instruction,
    words: list[Value],
    files: Filesystem,
    frame: _Frame,
    *,
    certain: bool,
    depth: int,
    keep: _Frame | None = None,
) -> None:
    """Take one command: add it to the instruction, follow what it runs, record what it does.

    `keep` is the shell whose variables and directory a builtin changes, `frame` the one it sees.
    """
    keep = keep or frame
    inner = unwrap(words)
    if inner.path or inner.assignments:
        frame = _Frame(frame.layer.now(), frame.directory)
        if inner.path == "base":
            frame.layer.set("PATH", Value(BASE_PATH, words[0].span, pieces=()), "shell")
        elif inner.path:
            _forget_path(instruction, frame)
        for name, value in inner.assignments:
            frame.layer.set(name, value, "shell")
    if inner.script is not None:
        if depth < _MAX_DEPTH:
            # `eval` runs in this shell, `sh -c` in one of its own.
            child = (
                keep
                if base_name(words[0]) == "eval"
                else _Frame(frame.layer.now(), frame.directory)
            )
            _run_script(
                instruction, inner.script, files, child, certain=certain, depth=depth + 1, bodies=[]
            )
        return
    if not inner.words:
        return
    command = Command(
        instruction,
        inner.words,
        span_of(words, words[0].span),
        frame.layer.now(),
        certain=certain,
    )
    _find_program(command, files, frame)
    command.pip = read_pip(command, files)
    instruction.commands.append(command)
    if not _builtin(command, keep):
        apply_effects(command, files, frame.directory)
        record_packages(command, files.packages)


def _find_program(command: Command, files: Filesystem, frame: _Frame) -> None:
    text = command.words[0].text
    if not text:
        return
    if "/" in text:
        path = normal_path(text, frame.directory)
    else:
        row = command.environment.get("PATH")
        path = files.find(text, BASE_PATH if row is None else row.text)
    if path is not None:
        command.program = files.follow(path)
        command.prefix = files.prefix_of(path)
        command.unseen = files.may_hold(path.rpartition("/bin/")[0])


def _builtin(command: Command, frame: _Frame) -> bool:
    """What shell builtins change of the shell itself; False if the command is none of them."""
    name = command.words[0].text
    words = command.arguments
    if name in _DECLARE:
        for word in words:
            text = word.text
            if text is not None and "=" in text and not text.startswith("-"):
                variable, _, value = text.partition("=")
                _set(
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
    elif name == "cd":
        target = words[-1].text if words else None
        known = target is not None and command.certain and target != "-"
        frame.directory = normal_path(target, frame.directory) if known and target else None
    elif name in ("pushd", "popd"):
        frame.directory = None
    elif name in (".", "source"):
        _source(command, frame)
    elif name in ("conda", "mamba", "micromamba") and words and words[0].text == "activate":
        _activate_conda(command, frame, words[1:])
    else:
        return False
    return True


def _source(command: Command, frame: _Frame) -> None:
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
    _forget_path(command.instruction, frame)


def _activate_conda(command: Command, frame: _Frame, words: list[Value]) -> None:
    target = words[0].text if words else None
    if target is not None and target.startswith("/") and command.certain:
        _prepend(command, frame, f"{normal_path(target)}/bin")
    else:
        _forget_path(command.instruction, frame)


def _prepend(command: Command, frame: _Frame, directory: str) -> None:
    row = frame.layer.now().get("PATH")
    rest = BASE_PATH if row is None else row.text
    span = command.span
    if rest is None:
        # What follows is unknown, but what is found in the first directory is sure.
        rest = ""
    frame.layer.set("PATH", Value(f"{directory}:{rest}", span, pieces=()), "shell")


def _forget_path(instruction: Instruction, frame: _Frame) -> None:
    unknown = Value.of_unknown(instruction.span, "PATH is set by a file that is not read")
    frame.layer.set("PATH", unknown, "shell")
