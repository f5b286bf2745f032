"""What a RUN does: its simple commands, each with its words, program and environment.

Reads the script with the shell reader and walks its commands in order, as a shell would.
"""

from __future__ import annotations

from functools import lru_cache

from dcslint.model.image.effects import apply_effects, matters
from dcslint.model.image.environment import BASE_PATH
from dcslint.model.image.frames import BUILTINS, Frame, forget_path, run_builtin, set_variable
from dcslint.model.image.nodes import Command
from dcslint.model.image.packages import installs, installs_by, record_packages
from dcslint.model.image.pip import read_pip
from dcslint.model.image.plain import PlainCommand
from dcslint.model.image.programs import find_program, script_of
from dcslint.model.image.words import resolve_all, resolve_one
from dcslint.model.image.wrappers import SHELLS, base_name, unwrap, wraps
from dcslint.model.large import CrowdedError
from dcslint.readers.shell import read_shell
from dcslint.source import Value
from dcslint.source.limits import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dcslint.model.image.environment import Environment
    from dcslint.model.image.filesystem import Filesystem
    from dcslint.model.image.nodes import Instruction
    from dcslint.readers.shell import Assignment, Scope, Script, SimpleCommand

# Of a Dockerfile and the scripts that it runs, each counted as often as it is run.
MOST_COMMANDS = 50_000
_MAX_DEPTH = 4
_LOOPS = ("for", "select")
# Linux hands no longer argument to `sh -c` (MAX_ARG_STRLEN, 32 pages), so such a RUN cannot run.
_LONGEST_SCRIPT = 131_071
_LONGEST_NAME = 4096  # PATH_MAX; what is longer would only fill memory
# Behind these `&&` asks a question, so what follows may not run; elsewhere it must, or the build
# fails.
_QUESTIONS = frozenset(
    ("[", "test", "which", "command", "type", "grep", "id", "getent", "hash", "!")
)


def run_instruction(
    instruction: Instruction, files: Filesystem, directory: str | None, shell: list[str] | None
) -> None:
    """Fill `instruction.commands` and record what they do to the files.

    `shell` is the SHELL in force, None for the default; `directory` the WORKDIR, None if unknown.
    """
    syntax = instruction.syntax
    frame = Frame(instruction.environment, directory)
    if syntax.exec_form is not None:
        if syntax.exec_form:
            _run(instruction, syntax.exec_form, files, frame, certain=True, depth=0)
        return
    if shell is not None:
        name = shell[0].rpartition("/")[2] if shell else ""
        if name not in SHELLS:
            files.opaque = files.packages.open = True
            return
        if any(option.startswith("-") and "l" in option for option in shell[1:]):
            forget_path(instruction.span, frame)
    if "EXTERNALLY-MANAGED" in (syntax.arguments.text or ""):
        files.touched.add("EXTERNALLY-MANAGED")
    bodies = [heredoc.body for heredoc in syntax.heredocs]
    text = (syntax.arguments.text or "").strip()
    if len(bodies) == 1 and text.startswith("<<") and len(text.split()) == 1:
        _run_body(instruction, bodies[0], files, frame)
        return
    _run_script(instruction, syntax.arguments, files, frame, certain=True, depth=0, bodies=bodies)


def _run_body(instruction: Instruction, body: Value, files: Filesystem, frame: Frame) -> None:
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
    frame: Frame,
    *,
    certain: bool,
    depth: int,
    bodies: list[Value],
) -> None:
    if source.text is None:
        return
    if depth > _MAX_DEPTH or len(source.text) > _LONGEST_SCRIPT:
        deep = f"{_MAX_DEPTH} scripts in each other"
        long = f"{_LONGEST_SCRIPT:,} characters of a script"
        reached(deep if depth > _MAX_DEPTH else long, instruction.span)
        files.opaque = files.packages.open = True
        return
    script = read_shell(source.text)
    image = instruction.stage.image
    image.commands_read += len(script.commands)
    if image.commands_read > MOST_COMMANDS:
        raise CrowdedError(f"{MOST_COMMANDS:,} commands")
    if depth == 0 and script.commands:
        _note_assignments(instruction, script, source)
    _note_shadowed(instruction, script)
    frames: dict[Scope, Frame] = {script.top: frame}
    waiting = list(bodies)
    before: str | None = None
    stops = "set -" in source.text  # `set -e`, or it may be
    scope: Scope | None = None
    environment = frame.layer.now()
    for simple in script.commands:
        inside = frame if simple.scope is script.top else _frame_of(simple.scope, frames)
        if simple.after != "&&" and instruction.commands:
            goes_on = simple.after in (";", "") and simple.scope is scope and not stops
            if goes_on or simple.after == "||":
                instruction.commands[-1].is_forgiven = True
        scope = simple.scope
        sure = certain and _is_certain(simple, before)
        layer = inside.layer
        if environment.layer is not layer or environment.moment != layer.moment:
            environment = layer.now()
        plain = _plain(instruction, simple, source, environment, certain=sure)
        if plain is not None:
            before = plain.name
            if _program(plain.called)[1] and not _is_idle(simple, files):
                _follow(plain, files, inside, depth=depth, keep=inside)
            else:
                instruction.commands.append(plain)
            continue
        words = resolve_all(simple.words, source, environment)
        before = base_name(words[0]) if words else before
        if simple.keyword in _LOOPS:
            _assign_loop(simple, source, inside)
            continue
        if not words:
            _assign(simple, source, inside, sure=sure)
            continue
        called = inside
        if simple.assignments:
            called = Frame(inside.layer.now(), inside.directory)
            _assign(simple, source, called, sure=True)
        stdin = [_body(simple, source, waiting)] if simple.redirects else []
        _run(instruction, words, files, called, certain=sure, depth=depth, keep=inside)
        for body in stdin:
            if body is not None and _reads_script(words):
                child = Frame(called.layer.now(), called.directory)
                _run_script(
                    instruction, body, files, child, certain=sure, depth=depth + 1, bodies=[]
                )


def _note_assignments(instruction: Instruction, script: Script, source: Value) -> None:
    """Note the first assignment, if the script does nothing but assign."""
    first: Assignment | None = None
    for one in script.commands:
        if one.scope is script.top:
            if one.words or not one.assignments:
                return
            first = first or one.assignments[0]
    if first is not None:
        instruction.only_assigns = Value(
            first.name, source.place(first.start, first.start + len(first.name))
        )


def _note_shadowed(instruction: Instruction, script: Script) -> None:
    """Note the names that functions and aliases of the script give another meaning."""
    aliases = "alias" in script.text
    for simple in script.commands:
        scope: Scope | None = simple.scope
        while scope is not None and scope is not script.top:
            if scope.kind == "function" and scope.name:
                instruction.shadowed.add(scope.name)
            scope = scope.parent
        if aliases and simple.words and simple.words[0].literal() == "alias":
            names = [(word.literal() or "").partition("=")[0] for word in simple.words[1:]]
            instruction.shadowed.update(names)


def _frame_of(scope: Scope, frames: dict[Scope, Frame]) -> Frame:
    """The shell that a scope runs in: a new one for each scope that keeps its changes to itself."""
    isolated = scope.isolated()
    missing = []
    while isolated not in frames:
        missing.append(isolated)
        assert isolated.parent is not None
        isolated = isolated.parent.isolated()
    frame = frames[isolated]
    for inner in reversed(missing):
        frame = Frame(frame.layer.now(), frame.directory)
        frames[inner] = frame
    return frame


def _is_certain(simple: SimpleCommand, before: str | None) -> bool:
    if simple.after == "||" or (simple.after == "&&" and before in _QUESTIONS):
        return False
    scope: Scope | None = simple.scope
    while scope is not None:
        if scope.kind in ("branch", "function") or scope.after == "||":
            return False
        scope = scope.parent
    return True


def _plain(
    instruction: Instruction,
    simple: SimpleCommand,
    source: Value,
    environment: Environment,
    *,
    certain: bool,
) -> PlainCommand | None:
    """A command whose program is named and runs no other, its words left for later; else None.

    Most commands are such, and most of their words are never looked at.
    """
    if not simple.words or simple.assignments or simple.keyword in _LOOPS:
        return None
    if simple.redirects and any(one.operator.startswith("<<") for one in simple.redirects):
        return None
    text = simple.words[0].literal()
    if text is None or len(text) > _LONGEST_NAME:
        return None
    is_wrapper, _ = _program(text)
    if is_wrapper:
        return None
    return PlainCommand(
        instruction, text, environment, certain=certain, syntax=simple, source=source
    )


@lru_cache(maxsize=1024)
def _program(text: str) -> tuple[bool, bool]:
    """What a first word tells: does it run another command, may it matter to the model?"""
    name = text.rpartition("/")[2]
    may_matter = (
        not name
        or "/" in text
        or name.startswith(("pip", "uv"))
        or name in BUILTINS
        or matters(name)
        or installs(name)
    )
    return wraps(name), may_matter


def _is_idle(simple: SimpleCommand, files: Filesystem) -> bool:
    """Whether a command that may matter by its name surely does nothing here that is followed."""
    name = simple.words[0].literal() or ""
    if name == "rm":
        return not files.prefixes and not files.links
    if not installs(name) or matters(name) or len(simple.words) < 2:
        return False
    subcommand = simple.words[1].literal()
    return subcommand is not None and not installs_by(name, subcommand)


def _assign(simple: SimpleCommand, source: Value, frame: Frame, *, sure: bool) -> None:
    for assignment in simple.assignments:
        value = resolve_one(assignment.value, source, frame.layer.now())
        span = source.place(assignment.start, assignment.end)
        if assignment.array or assignment.append:
            value = Value.of_unknown(span, f"{assignment.name} is put together by the script")
        set_variable(frame, assignment.name, value, sure=sure)


def _assign_loop(simple: SimpleCommand, source: Value, frame: Frame) -> None:
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
    frame: Frame,
    *,
    certain: bool,
    depth: int,
    keep: Frame | None = None,
) -> None:
    """Take one command: add it to the instruction, follow what it runs, record what it does.

    `keep` is the shell whose variables and directory a builtin changes, `frame` the one it sees.
    """
    keep = keep or frame
    inner = unwrap(words)
    if inner.path or inner.assignments:
        frame = Frame(frame.layer.now(), frame.directory)
        if inner.path == "base":
            frame.layer.set("PATH", Value(BASE_PATH, words[0].span, pieces=()), "shell")
        elif inner.path:
            forget_path(instruction.span, frame)
        for name, value in inner.assignments:
            frame.layer.set(name, value, "shell")
    if inner.script is not None:
        # `eval` runs in this shell, `sh -c` in one of its own.
        is_eval = base_name(words[0]) == "eval"
        child = keep if is_eval else Frame(frame.layer.now(), frame.directory)
        _run_script(
            instruction, inner.script, files, child, certain=certain, depth=depth + 1, bodies=[]
        )
        return
    if not inner.words:
        return
    command = Command(
        instruction,
        inner.words,
        frame.layer.now(),
        certain=certain,
        written=words,
    )
    _follow(command, files, frame, depth=depth, keep=keep)


def _follow(command: Command, files: Filesystem, frame: Frame, *, depth: int, keep: Frame) -> None:
    """Add a command to its instruction, and record what it does; `frame` and `keep` as above."""
    instruction = command.instruction
    find_program(command, files, frame)
    command.pip = read_pip(command, files)
    if command.pip is not None and command.pip.files:
        command.pip.read_files(instruction.stage.image.context, files, frame.directory)
    instruction.commands.append(command)
    script = script_of(command, files, frame)
    if script is not None:
        child = Frame(frame.layer.now(), frame.directory)
        certain = command.certain
        _run_script(instruction, script, files, child, certain=certain, depth=depth + 1, bodies=[])
        return
    if not run_builtin(command, keep):
        apply_effects(command, files, frame.directory)
        record_packages(command, files.packages)
